//! Ack subjects, which say where a message stands, and the payloads that are sent there.
//!
//! ```text
//!   $JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<ns>.<pending>                       9 tokens
//!   $JS.ACK.<domain>.<account>.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<ns>.<pending>   11 or more
//! ```
//!
//! What follows the eleventh token is ignored: servers put a random one there, and may put others.
//!
//! Source: ADR-15, ADR-53.

use crate::status::number;
use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;

/// What an ack subject says.
///
/// ```
/// use nats_web_jetstream::ack::Ack;
///
/// let ack = Ack::parse(b"$JS.ACK.ORDERS.worker.1.1042.17.1700000000000000000.5").expect("an ack subject");
/// assert_eq!((ack.stream, ack.consumer, ack.domain), (&b"ORDERS"[..], &b"worker"[..], None));
/// assert_eq!((ack.delivered, ack.stream_sequence, ack.consumer_sequence, ack.pending), (1, 1042, 17, 5));
/// assert!(Ack::parse(b"_INBOX.abc").is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ack<'a> {
    /// The domain, if the subject names one.
    pub domain: Option<&'a [u8]>,
    /// The hash of the stream's account; empty in the shorter form.
    pub account: &'a [u8],
    /// The stream's name.
    pub stream: &'a [u8],
    /// The consumer's name.
    pub consumer: &'a [u8],
    /// How often the message has been delivered, this time included.
    pub delivered: u64,
    /// Where in the stream the message stands, from 1 on.
    pub stream_sequence: u64,
    /// Where in what the consumer has delivered it stands, from 1 on.
    pub consumer_sequence: u64,
    /// When the message was stored, in nanoseconds since 1970.
    pub timestamp: u64,
    /// How many messages of the consumer follow.
    pub pending: u64,
}

impl<'a> Ack<'a> {
    /// Reads the reply subject of a message of a consumer. Returns `None` if it is another subject, or has a number
    /// that is none.
    #[must_use]
    pub fn parse(subject: &'a [u8]) -> Option<Self> {
        let rest = subject.strip_prefix(b"$JS.ACK.")?;
        let mut tokens = [NONE; TOKENS];
        let mut count = 0;
        for (token, place) in rest.split(|&byte| byte == b'.').zip(&mut tokens) {
            *place = token;
            count += 1;
        }
        let [a, b, c, d, e, f, g, h, i] = tokens;
        let (domain, account, [stream, consumer, delivered, stream_sequence, consumer_sequence, timestamp, pending]) =
            match count {
                7 => (None, NONE, [a, b, c, d, e, f, g]),
                TOKENS => (Some(a).filter(|domain| *domain != b"_"), b, [c, d, e, f, g, h, i]),
                _ => return None,
            };
        Some(Self {
            domain,
            account,
            stream,
            consumer,
            delivered: number(delivered)?,
            stream_sequence: number(stream_sequence)?,
            consumer_sequence: number(consumer_sequence)?,
            timestamp: number(timestamp)?,
            pending: number(pending)?,
        })
    }
}

/// How many tokens count after the first two.
const TOKENS: usize = 9;
const NONE: &[u8] = b"";

/// What is sent to an ack subject.
///
/// ```
/// use nats_web_jetstream::ack::Answer;
///
/// let mut payload = Vec::new();
/// Answer::Nak { delay: 1_500_000_000 }.write(&mut payload);
/// assert_eq!(payload, br#"-NAK {"delay":1500000000}"#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    /// The message is done.
    Ack,
    /// It shall be delivered again: at once or, if `delay` is not 0, after that many nanoseconds.
    Nak {
        /// Nanoseconds.
        delay: u64,
    },
    /// It is being worked on: the time to acknowledge begins anew.
    Working,
    /// It shall not be delivered again.
    Term {
        /// Why; may be empty.
        reason: &'a str,
    },
    /// It is done, and the next ones are asked for.
    Next {
        /// The JSON of the pull request; empty for one message.
        request: &'a [u8],
    },
}

impl Answer<'_> {
    /// Returns whether no other answer about the message may follow.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        !matches!(self, Self::Working)
    }

    /// Appends the payload.
    pub fn write(&self, out: &mut Vec<u8>) {
        match *self {
            Self::Ack => out.extend_from_slice(b"+ACK"),
            Self::Nak { delay: 0 } => out.extend_from_slice(b"-NAK"),
            Self::Nak { delay } => {
                out.extend_from_slice(b"-NAK {\"delay\":");
                write_u64(out, delay);
                out.push(b'}');
            }
            Self::Working => out.extend_from_slice(b"+WPI"),
            Self::Term { reason } => write_with(out, b"+TERM", reason.as_bytes()),
            Self::Next { request } => write_with(out, b"+NXT", request),
        }
    }
}

fn write_with(out: &mut Vec<u8>, word: &[u8], rest: &[u8]) {
    out.extend_from_slice(word);
    if !rest.is_empty() {
        out.push(b' ');
        out.extend_from_slice(rest);
    }
}

#[cfg(test)]
mod tests;
