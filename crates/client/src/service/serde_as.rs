//! How fields are written in the answers of services.

pub(super) mod nanos {
    //! Durations as nanoseconds.

    use serde::{Deserialize, Deserializer, Serializer};
    use std::time::Duration;

    pub(in crate::service) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
    }

    pub(in crate::service) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_nanos)
    }
}

pub(super) mod error_text {
    //! Errors as `code:status`; an empty text is none.

    use super::super::error::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::service) fn serialize<S: Serializer>(
        error: &Option<Error>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match error {
            Some(error) => serializer.collect_str(&format_args!("{}:{}", error.code, error.status)),
            None => serializer.serialize_str(""),
        }
    }

    pub(in crate::service) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Error>, D::Error> {
        Ok(read(&String::deserialize(deserializer)?))
    }

    /// Reads an error. A text without a code has the code 0.
    fn read(text: &str) -> Option<Error> {
        let coded = text.split_once(':').and_then(|(code, status)| Some((code.parse().ok()?, status)));
        let (code, status) = coded.filter(|(code, _)| *code != 0).unwrap_or((0, text));
        (!text.is_empty()).then(|| Error { code, status: status.to_owned() })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn texts_are_errors() {
            let error = |code, status: &str| Some(Error { code, status: status.to_owned() });
            assert_eq!(read("500:too: bad"), error(500, "too: bad"));
            assert_eq!(read("bad"), error(0, "bad"));
            assert_eq!(read("x:bad"), error(0, "x:bad"));
            assert_eq!(read(""), None);
        }
    }
}

pub(super) mod metadata {
    //! Metadata, for which `null` stands if there is none.

    use serde::{Deserialize, Deserializer};
    use std::collections::HashMap;

    pub(in crate::service) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<HashMap<String, String>, D::Error> {
        Option::deserialize(deserializer).map(Option::unwrap_or_default)
    }
}
