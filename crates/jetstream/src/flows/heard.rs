//! What a delivery is to a flow: a message of the user's, a control message, or the reply to a request of the API.

use super::Flow;
use super::context::text;
use super::credit::Amount;
use crate::ack::Ack;
use crate::errors::ApiError;
use crate::json::{each_member, integer, string};
use crate::status::{Control, Status, number};
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::{Delivery, MessageSpans, Session, Source};

/// A delivery, without the bytes in which it lies.
#[derive(Debug)]
pub(super) enum Heard {
    Message(Message),
    Control(Notification),
    Reply(Reply),
}

/// A message of the user's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message {
    /// Bytes of subject, reply, headers and payload.
    pub(super) size: u64,
    /// Where it stands, if it comes from the consumer that the flow has.
    pub(super) at: Option<Position>,
    /// Whether it came to the inbox that the flow had before.
    pub(super) is_late: bool,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Position {
    pub(super) stream: u64,
    pub(super) consumer: u64,
    /// When it was stored, in nanoseconds since 1970.
    pub(super) stored: u64,
}

/// A control message.
#[derive(Debug)]
pub(super) struct Notification {
    pub(super) status: Status,
    pub(super) code: u32,
    pub(super) words: String,
    /// Which pull request it is about: the last token of its subject.
    pub(super) number: Option<u64>,
    pub(super) left: Option<Amount>,
    /// The last message that the consumer has delivered, in a heartbeat.
    pub(super) last_consumer: Option<u64>,
    /// It waits for an answer before it delivers more.
    pub(super) is_stalled: bool,
    /// Where an answer is to go, if one is wanted.
    pub(super) answer: Vec<u8>,
}

/// What the API has answered; all defaults if the answer was too large to be read, which errors never are.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) error: Option<ApiError>,
    pub(super) pending: Option<u64>,
    /// How many requests for messages wait at the consumer.
    pub(super) waiting: Option<u64>,
    /// How much the consumer had delivered.
    pub(super) delivered: Position,
    /// When what it tells of was created.
    pub(super) created: String,
    /// The last sequence of a stream.
    pub(super) last: Option<u64>,
}

impl Heard {
    /// Reads a delivery for `flow`; `None` if it comes from a subscription that the flow had before.
    pub(super) fn read(session: &Session, delivery: &Delivery, frame: &[u8], flow: &Flow) -> Option<Self> {
        let Delivery { message, source, .. } = delivery;
        let bytes = bytes_of(session, *source, frame);
        let is_late = flow.seat.late.is_some_and(|late| late.sid() == message.sid);
        if is_late || message.sid == flow.seat.subscription.sid() {
            if message.payload.is_empty()
                && !message.headers.is_empty()
                && let Some(control) = Control::read(message.headers.of(bytes))
                && !message.reply.of(bytes).starts_with(ACK)
            {
                return Some(Self::Control(Notification::new(&control, message, bytes)));
            }
            let size = message.subject.len() + message.reply.len() + message.headers.len() + message.payload.len();
            let reply = if *source == Source::Assembled { session.assembled_reply() } else { message.reply.of(bytes) };
            let at = flow.consumer().and_then(|consumer| position(reply, consumer));
            return Some(Self::Message(Message { size: size as u64, at, is_late }));
        }
        (Some(message.sid) != flow.seat.former).then(|| Self::Reply(Reply::read(message.payload.of(bytes))))
    }
}

/// Returns the bytes in which a delivery lies; none if they are the face's.
pub(super) fn bytes_of<'a>(session: &'a Session, source: Source, frame: &'a [u8]) -> &'a [u8] {
    match source {
        Source::Frame => frame,
        Source::Carry => session.carry(),
        Source::Assembled => b"",
    }
}

/// Returns where the message with this reply subject stands, if it comes from this consumer.
fn position(reply: &[u8], consumer: &str) -> Option<Position> {
    let ack = Ack::parse(reply).filter(|ack| ack.consumer == consumer.as_bytes())?;
    Some(Position { stream: ack.stream_sequence, consumer: ack.consumer_sequence, stored: ack.timestamp })
}

impl Notification {
    fn new(control: &Control<'_>, message: &MessageSpans, bytes: &[u8]) -> Self {
        let last = message.subject.of(bytes).rsplit(|&byte| byte == b'.').next();
        let left = match (control.pending_messages, control.pending_bytes) {
            (None, None) => None,
            (messages, bytes) => Some(Amount { messages: messages.unwrap_or(0), bytes: bytes.unwrap_or(0) }),
        };
        Self {
            status: control.status,
            code: control.code.into(),
            words: text(control.words),
            number: last.and_then(number),
            left,
            last_consumer: control.last_consumer,
            is_stalled: control.stalled.is_some(),
            answer: control.stalled.unwrap_or(message.reply.of(bytes)).to_vec(),
        }
    }
}

impl Reply {
    /// Reads a delivery that is one.
    pub(super) fn of(session: &Session, delivery: &Delivery, frame: &[u8]) -> Self {
        Self::read(delivery.message.payload.of(bytes_of(session, delivery.source, frame)))
    }

    /// Reads the JSON of a reply; what is not known or not there is a default.
    fn read(json: &[u8]) -> Self {
        let mut reply = Self::default();
        let read = each_member(json, |key, value| match key.as_str() {
            "error" if value != b"null" => reply.error = Some(ApiError::of(value)),
            "num_pending" => reply.pending = sequence(value),
            "num_waiting" => reply.waiting = sequence(value),
            "delivered" => reply.delivered = Position::of(value),
            "created" => reply.created = string(value).unwrap_or_default(),
            "state" => reply.last = last_of(value),
            _ => {}
        });
        if read.is_err() {
            reply.error = Some(ApiError { status: 500, description: "invalid reply".into(), ..ApiError::default() });
        }
        reply
    }
}

impl Position {
    /// Reads the object in which the API says how far a consumer is.
    fn of(json: &[u8]) -> Self {
        let mut at = Self::default();
        // The text was read before, as a part of the reply.
        let _is_object = each_member(json, |key, value| match key.as_str() {
            "stream_seq" => at.stream = sequence(value).unwrap_or(0),
            "consumer_seq" => at.consumer = sequence(value).unwrap_or(0),
            _ => {}
        });
        at
    }
}

/// Returns the last sequence out of the state of a stream.
fn last_of(json: &[u8]) -> Option<u64> {
    let mut last = None;
    // The text was read before, as a part of the reply.
    let _is_object = each_member(json, |key, value| {
        if key == "last_seq" {
            last = sequence(value);
        }
    });
    last
}

fn sequence(value: &[u8]) -> Option<u64> {
    u64::try_from(integer(value)?).ok()
}

/// How ack subjects begin.
const ACK: &[u8] = b"$JS.ACK.";
