//! The status lines by which a server speaks of pull requests, heartbeats and flow control.
//!
//! A control message has no payload, and a header block whose first line has a code and, as a rule, words. One code
//! stands for several things, so the words count; they are compared without regard to case.
//!
//! Source: ADR-9, ADR-31, ADR-37, ADR-42, and the wordings of nats-server 2.9 to 2.15.

use nats_web_core::codec::headers;

/// What a status line means.
///
/// ```
/// use nats_web_jetstream::status::Status;
///
/// assert_eq!(Status::from_line(409, b"Consumer Deleted"), Status::ConsumerDeleted);
/// assert_eq!(Status::from_line(408, b"request timeout"), Status::RequestTimeout);
/// assert_eq!(Status::from_line(418, b"I'm a teapot"), Status::Other);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// 100: nothing was to be sent for as long as a heartbeat lasts.
    IdleHeartbeat,
    /// 100: the server sends no more until this is answered.
    FlowControl,
    /// 204: the batch of a direct get is over.
    EndOfBatch,
    /// 400: the request is malformed, or asks for what the consumer has not.
    BadRequest,
    /// 404: a request that does not wait, and no message.
    NoMessages,
    /// 408: the request has expired.
    RequestTimeout,
    /// 408: a request that does not wait, while others do.
    RequestsPending,
    /// 408: the server sees nobody at the reply subject.
    InterestExpired,
    /// 409: the bytes asked for have been used up exactly.
    BatchCompleted,
    /// 409: the next message does not fit into the bytes asked for.
    MessageTooLarge,
    /// 409: the request exceeds a limit of the consumer: `max_batch`, `max_expires` or `max_bytes`.
    LimitExceeded,
    /// 409: too many requests wait at the consumer.
    MaxWaiting,
    /// 409: the consumer is no more.
    ConsumerDeleted,
    /// 409: the consumer delivers by itself and cannot be asked.
    PushBased,
    /// 409: the consumer has another leader; requests are lost.
    LeadershipChange,
    /// 409: the server shuts down; requests are lost.
    ServerShutdown,
    /// 412: the server does not know the API level that the request needs.
    RequiredApiLevel,
    /// 423: the client is not, or no longer, the one that the consumer's group is pinned to.
    PinMismatch,
    /// 503: nobody serves the subject that was asked.
    NoResponders,
    /// Anything else.
    Other,
}

impl Status {
    /// Returns what a code and the words after it mean.
    #[must_use]
    pub fn from_line(code: u16, words: &[u8]) -> Self {
        let begins =
            |with: &str| words.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()));
        let named = |table: &[(&str, Self)], otherwise| {
            table.iter().find(|(with, _)| begins(with)).map_or(otherwise, |&(_, status)| status)
        };
        match code {
            100 => named(HEARTBEAT, Self::Other),
            204 => Self::EndOfBatch,
            400 => Self::BadRequest,
            404 => Self::NoMessages,
            408 => named(EXPIRY, Self::RequestTimeout),
            409 => named(CONFLICT, Self::Other),
            412 => Self::RequiredApiLevel,
            423 => Self::PinMismatch,
            503 => Self::NoResponders,
            _ => Self::Other,
        }
    }
}

const HEARTBEAT: &[(&str, Status)] =
    &[("idle heartbeat", Status::IdleHeartbeat), ("flowcontrol request", Status::FlowControl)];

const EXPIRY: &[(&str, Status)] = &[
    ("requests pending", Status::RequestsPending),
    ("interest expired", Status::InterestExpired),
    ("bad request", Status::BadRequest),
    ("empty request", Status::BadRequest),
    ("malformed request", Status::BadRequest),
];

const CONFLICT: &[(&str, Status)] = &[
    ("batch completed", Status::BatchCompleted),
    ("message size exceeds", Status::MessageTooLarge),
    ("exceeded maxwaiting", Status::MaxWaiting),
    ("exceeded maxrequest", Status::LimitExceeded),
    ("consumer deleted", Status::ConsumerDeleted),
    ("consumer is push based", Status::PushBased),
    ("leadership change", Status::LeadershipChange),
    ("server shutdown", Status::ServerShutdown),
];

/// A control message: its status line and what its headers say.
///
/// ```
/// use nats_web_jetstream::status::{Control, Status};
///
/// let block = b"NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 7\r\nNats-Pending-Bytes: 0\r\n\r\n";
/// let control = Control::read(block).expect("it has a status");
/// assert_eq!((control.status, control.code, control.words), (Status::RequestTimeout, 408, &b"Request Timeout"[..]));
/// assert_eq!((control.pending_messages, control.pending_bytes), (Some(7), Some(0)));
/// assert!(Control::read(b"NATS/1.0\r\nA: b\r\n\r\n").is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control<'a> {
    /// What the line means.
    pub status: Status,
    /// The line's code.
    pub code: u16,
    /// The line's words; may be empty.
    pub words: &'a [u8],
    /// How many messages of the request have not been and will not be sent.
    pub pending_messages: Option<u64>,
    /// How many bytes of the request have not been and will not be used.
    pub pending_bytes: Option<u64>,
    /// The consumer sequence of the last message that the server sent.
    pub last_consumer: Option<u64>,
    /// The stream sequence of that message.
    pub last_stream: Option<u64>,
    /// The subject to which an answer makes a stalled consumer go on.
    pub stalled: Option<&'a [u8]>,
}

impl<'a> Control<'a> {
    /// Reads the header block of a message without payload. Returns `None` if that has no status, and so is a message
    /// like others.
    #[must_use]
    pub fn read(block: &'a [u8]) -> Option<Self> {
        let (code, words) = headers::status(block)?;
        let status = Status::from_line(code, words);
        let mut control = Self {
            status,
            code,
            words,
            pending_messages: None,
            pending_bytes: None,
            last_consumer: None,
            last_stream: None,
            stalled: None,
        };
        for (name, value) in headers::entries(block) {
            let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
            if is("Nats-Pending-Messages") {
                control.pending_messages = number(value);
            } else if is("Nats-Pending-Bytes") {
                control.pending_bytes = number(value);
            } else if is("Nats-Last-Consumer") {
                control.last_consumer = number(value);
            } else if is("Nats-Last-Stream") {
                control.last_stream = number(value);
            } else if is("Nats-Consumer-Stalled") {
                control.stalled = Some(value).filter(|subject| !subject.is_empty());
            }
        }
        Some(control)
    }
}

/// Returns the number that a text of digits is, up to 64 bits.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| {
        let value = digit.wrapping_sub(b'0');
        if value > 9 { None } else { number.checked_mul(10)?.checked_add(value.into()) }
    })
}

#[cfg(test)]
mod tests;
