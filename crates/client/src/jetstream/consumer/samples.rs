//! The frequency of samples: a text, with or without a percent sign.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub(in crate::jetstream::consumer) fn serialize<S: Serializer>(percent: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(percent)
}

pub(in crate::jetstream::consumer) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let text = String::deserialize(deserializer)?;
    let number = text.strip_suffix('%').unwrap_or(&text);
    if number.is_empty() {
        return Ok(0);
    }
    number.parse().map_err(|_| D::Error::custom(format!("{text:?} is no frequency of samples")))
}
