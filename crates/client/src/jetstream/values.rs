//! How values stand in the JSON of the API: durations in nanoseconds, limits of which a negative one is none.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::time::Duration;

/// Returns whether a field has its default, and is left out.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What is a number of nanoseconds, or several.
pub(crate) trait Nanos: Sized {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// For `#[serde(with = "nanos")]`.
pub(crate) mod nanos {
    use super::{Deserializer, Nanos, Serializer};

    pub(crate) fn serialize<T: Nanos, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.write(serializer)
    }

    pub(crate) fn deserialize<'de, T: Nanos, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

impl Nanos for Duration {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.as_nanos()) {
            Ok(nanos) => serializer.serialize_i64(nanos),
            Err(_) => Err(serde::ser::Error::custom("the duration has more nanoseconds than 63 bits hold")),
        }
    }

    /// A negative number is no time at all.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(from_nanos)
    }
}

impl Nanos for Option<Duration> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(duration) => duration.write(serializer),
            None => serializer.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<i64>::deserialize(deserializer)?.map(from_nanos))
    }
}

impl Nanos for Vec<Duration> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|duration| Wire(*duration)))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Vec<i64>>::deserialize(deserializer)?.unwrap_or_default().into_iter().map(from_nanos).collect())
    }
}

struct Wire(Duration);

impl Serialize for Wire {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

fn from_nanos(nanos: i64) -> Duration {
    Duration::from_nanos(u64::try_from(nanos).unwrap_or_default())
}

/// Reads a duration of which a negative one is none.
pub(crate) fn negative_duration_as_none<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    let nanos = Option::<i64>::deserialize(deserializer)?;
    Ok(nanos.and_then(|nanos| u64::try_from(nanos).ok()).map(Duration::from_nanos))
}

/// Reads a limit of which a negative one is none.
pub(crate) fn negative_as_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Option::<i64>::deserialize(deserializer)?.filter(|limit| *limit >= 0))
}

/// Reads a value that may be `null`, which is the default: a nil slice or map of the server.
pub(crate) fn null_as_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a text of which an empty one is none.
pub(crate) fn empty_as_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Times {
        #[serde(with = "nanos")]
        one: Duration,
        #[serde(with = "nanos", default)]
        maybe: Option<Duration>,
        #[serde(with = "nanos", default)]
        several: Vec<Duration>,
    }

    #[test]
    fn durations_are_nanoseconds() {
        let times = Times {
            one: Duration::from_millis(1),
            maybe: Some(Duration::from_secs(2)),
            several: vec![Duration::ZERO, Duration::from_nanos(3)],
        };
        let json = r#"{"one":1000000,"maybe":2000000000,"several":[0,3]}"#;
        assert_eq!(serde_json::to_string(&times).unwrap(), json);
        assert_eq!(serde_json::from_str::<Times>(json).unwrap(), times);
    }

    #[test]
    fn what_the_server_leaves_out_or_has_below_zero() {
        let times: Times = serde_json::from_str(r#"{"one":-1,"maybe":null,"several":null}"#).unwrap();
        assert_eq!(times, Times { one: Duration::ZERO, maybe: None, several: Vec::new() });
    }

    #[test]
    fn what_no_server_could_read_is_refused() {
        let times = Times { one: Duration::MAX, maybe: None, several: Vec::new() };
        assert!(serde_json::to_string(&times).is_err());
    }
}
