//! The codes of errors.

/// What an error of the API is: those that a client acts upon, and the number of any other.
///
/// ```
/// use nats_web_jetstream::errors::ErrorCode;
///
/// assert_eq!(ErrorCode::from_code(10014), ErrorCode::ConsumerNotFound);
/// assert_eq!(ErrorCode::from_code(10071), ErrorCode::from_code(10164));
/// assert_eq!(ErrorCode::from_code(10999).code(), 10999);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum ErrorCode {
    /// 10008: JetStream has no leader at the moment.
    Unavailable,
    /// 10013 and 10148: there is a consumer of that name, and it is another.
    ConsumerExists,
    /// 10014: no such consumer.
    ConsumerNotFound,
    /// 10023: memory or storage for a stream or consumer is missing.
    InsufficientResources,
    /// 10025: a request that is not JSON, or has a member that the server does not know.
    InvalidJson,
    /// 10037: no such message.
    MessageNotFound,
    /// 10039 and 10076: no JetStream, on this server or for this account.
    NotEnabled,
    /// 10058: there is a stream of that name, and it is another.
    StreamExists,
    /// 10059: no such stream.
    StreamNotFound,
    /// 10060: a message was stored by another stream than was expected, or would have been.
    WrongStream,
    /// 10070: the last message was expected to have another id.
    WrongLastMessageId,
    /// 10071, and 10164, which replicated streams say while another write is under way: the last message was expected to
    /// have another sequence. The text of neither is to be read: that of 10164 does not name the sequence.
    WrongLastSequence,
    /// 10094: a delivery policy and a start that do not go together.
    InvalidDeliverPolicy,
    /// 10131: the filter of a new consumer is not that in the request's subject.
    FilterMismatch,
    /// 10149: no such consumer to update.
    ConsumerDoesNotExist,
    /// 10163: the last sequence of a subject is not known at the moment.
    LastSequenceNotReady,
    /// 10165: a time to live that is none.
    InvalidTtl,
    /// 10166: a time to live for a stream that has none.
    TtlDisabled,
    /// 10167, 10210 and 10211: more messages than a stream can take in at a time.
    TooManyRequests,
    /// 10185: the server does not have what the request requires.
    RequiredApiLevel,
    /// Any other, or 0 for none.
    Other(u32),
}

impl ErrorCode {
    /// Returns the error that an `err_code` stands for.
    #[must_use]
    pub const fn from_code(code: u32) -> Self {
        match code {
            10008 => Self::Unavailable,
            10013 | 10148 => Self::ConsumerExists,
            10014 => Self::ConsumerNotFound,
            10023 => Self::InsufficientResources,
            10025 => Self::InvalidJson,
            10037 => Self::MessageNotFound,
            10039 | 10076 => Self::NotEnabled,
            10058 => Self::StreamExists,
            10059 => Self::StreamNotFound,
            10060 => Self::WrongStream,
            10070 => Self::WrongLastMessageId,
            10071 | 10164 => Self::WrongLastSequence,
            10094 => Self::InvalidDeliverPolicy,
            10131 => Self::FilterMismatch,
            10149 => Self::ConsumerDoesNotExist,
            10163 => Self::LastSequenceNotReady,
            10165 => Self::InvalidTtl,
            10166 => Self::TtlDisabled,
            10167 | 10210 | 10211 => Self::TooManyRequests,
            10185 => Self::RequiredApiLevel,
            other => Self::Other(other),
        }
    }

    /// Returns its number; of several, the first that is named.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::Unavailable => 10008,
            Self::ConsumerExists => 10013,
            Self::ConsumerNotFound => 10014,
            Self::InsufficientResources => 10023,
            Self::InvalidJson => 10025,
            Self::MessageNotFound => 10037,
            Self::NotEnabled => 10039,
            Self::StreamExists => 10058,
            Self::StreamNotFound => 10059,
            Self::WrongStream => 10060,
            Self::WrongLastMessageId => 10070,
            Self::WrongLastSequence => 10071,
            Self::InvalidDeliverPolicy => 10094,
            Self::FilterMismatch => 10131,
            Self::ConsumerDoesNotExist => 10149,
            Self::LastSequenceNotReady => 10163,
            Self::InvalidTtl => 10165,
            Self::TtlDisabled => 10166,
            Self::TooManyRequests => 10167,
            Self::RequiredApiLevel => 10185,
            Self::Other(code) => code,
        }
    }
}

impl Default for ErrorCode {
    fn default() -> Self {
        Self::Other(0)
    }
}
