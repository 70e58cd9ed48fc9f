//! Dates and times, as JetStream and services have them.

use crate::Error;
use std::time::Duration;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// A moment, in UTC.
///
/// ```
/// use nats_web::datetime::{self, DateTime};
///
/// let moment: DateTime = datetime::parse_rfc3339("2024-02-29T12:34:56Z").unwrap();
/// assert_eq!(moment.unix_timestamp(), 1_709_210_096);
/// ```
pub type DateTime = OffsetDateTime;

/// Returns the moment that a text like `2024-02-29T12:34:56.5+01:00` names, in UTC.
///
/// # Errors
/// The text is no such date.
pub fn parse_rfc3339(text: &str) -> Result<DateTime, Error> {
    Ok(OffsetDateTime::parse(text, &Rfc3339)?.to_offset(UtcOffset::UTC))
}

/// Returns the text of a moment in UTC; an empty one if it is beyond the years that such a text has.
#[allow(dead_code, reason = "it depends on the features who says one")]
pub(crate) fn to_rfc3339(moment: DateTime) -> String {
    moment.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// Returns the moment that is so many nanoseconds after 1970.
///
/// # Errors
/// It is beyond the years that a [`DateTime`] has.
pub fn from_nanos(nanos: i128) -> Result<DateTime, Error> {
    Ok(OffsetDateTime::from_unix_timestamp_nanos(nanos)?)
}

/// Returns the present moment.
#[must_use]
pub fn now() -> DateTime {
    let nanos = i128::from(crate::runtime::unix_millis()) * 1_000_000;
    from_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Returns the moment that is so much later.
///
/// # Errors
/// It is beyond the years that a [`DateTime`] has.
pub fn add_std_duration(moment: DateTime, duration: Duration) -> Result<DateTime, Error> {
    let duration = time::Duration::try_from(duration)?;
    moment.checked_add(duration).ok_or_else(|| "the date is out of range".into())
}

/// Reads and writes fields of serde types: `#[serde(with = "crate::datetime::rfc3339")]`.
#[allow(unused_imports, reason = "it depends on the features who does")]
pub(crate) use time::serde::rfc3339;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_in_utc() {
        let moment = parse_rfc3339("2023-01-02T04:04:05.123456789+01:00").unwrap();
        assert_eq!(moment, from_nanos(1_672_628_645_123_456_789).unwrap());
        assert_eq!(moment.offset(), UtcOffset::UTC);
        assert!(parse_rfc3339("yesterday").is_err());
        assert!(add_std_duration(moment, Duration::from_secs(u64::MAX)).is_err());
        assert!(now() > moment);
    }
}
