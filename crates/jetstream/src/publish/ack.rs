//! What a stream answers to a message.

use crate::errors::ApiError;
use crate::json::{each_member, integer, string};
use alloc::string::String;
use core::fmt;

/// That a message was stored.
///
/// ```
/// use nats_web_jetstream::publish::{AckError, PubAck};
///
/// let ack = PubAck::read(br#"{"stream":"ORDERS","seq":7,"duplicate":true}"#)?;
/// assert_eq!((ack.stream.as_str(), ack.sequence, ack.duplicate), ("ORDERS", 7, true));
/// // A subscriber that answers is no stream.
/// assert_eq!(PubAck::read(b"thanks"), Err(AckError::Invalid));
/// # Ok::<(), AckError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PubAck {
    /// The stream.
    pub stream: String,
    /// The sequence of the message in it.
    pub sequence: u64,
    /// The domain of the stream; empty for none.
    pub domain: String,
    /// Whether the stream had a message of that id already, and this one was not stored.
    pub duplicate: bool,
    /// The value of a counter, of any size; empty for none.
    pub value: String,
    /// The batch that the message completed; empty for none.
    pub batch: String,
    /// How many messages the batch has; 0 for no batch.
    pub count: u64,
}

/// Why an answer to a message is no acknowledgement.
///
/// ```
/// use nats_web_jetstream::errors::ErrorCode;
/// use nats_web_jetstream::publish::{AckError, PubAck};
///
/// let refused = PubAck::read(br#"{"error":{"code":400,"err_code":10071},"stream":"ORDERS","seq":0}"#);
/// assert!(matches!(refused, Err(AckError::Refused(error)) if error.code == ErrorCode::WrongLastSequence));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum AckError {
    /// It is not an answer of a stream: no JSON object, or one that names no stream.
    Invalid,
    /// The stream did not store the message.
    Refused(ApiError),
}

impl PubAck {
    /// Reads the payload of an answer.
    ///
    /// # Errors
    /// [`AckError`].
    pub fn read(payload: &[u8]) -> Result<Self, AckError> {
        let mut ack = Self::default();
        let mut error = None;
        each_member(payload, |key, value| match key.as_str() {
            "error" if value != b"null" => error = Some(ApiError::of(value)),
            "stream" => ack.stream = string(value).unwrap_or_default(),
            "seq" => ack.sequence = unsigned(value),
            "domain" => ack.domain = string(value).unwrap_or_default(),
            "duplicate" => ack.duplicate = value == b"true",
            "val" => ack.value = string(value).unwrap_or_default(),
            "batch" => ack.batch = string(value).unwrap_or_default(),
            "count" => ack.count = unsigned(value),
            _ => {}
        })
        .map_err(|_| AckError::Invalid)?;
        match error {
            Some(error) => Err(AckError::Refused(error)),
            None if ack.stream.is_empty() => Err(AckError::Invalid),
            None => Ok(ack),
        }
    }
}

fn unsigned(value: &[u8]) -> u64 {
    integer(value).and_then(|number| u64::try_from(number).ok()).unwrap_or_default()
}

impl fmt::Display for AckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str("the answer is not that of a stream"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for AckError {}
