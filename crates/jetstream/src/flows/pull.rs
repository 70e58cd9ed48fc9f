//! Pull requests: how a flow is to pull, and the JSON that it sends.

use super::credit::Amount;
use super::error::FlowError;
use super::pin::Pin;
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;
use nats_web_core::codec::json;

/// How to pull messages of a consumer.
///
/// ```
/// use nats_web_jetstream::flows::{Amount, Pull, PullKind};
///
/// let fetch = Pull { stream: "ORDERS", consumer: "worker", ..Pull::default() };
/// assert_eq!((fetch.kind, fetch.max, fetch.expires), (PullKind::Fetch, Amount { messages: 100, bytes: 0 }, 30_000));
/// assert!(fetch.check().is_ok());
/// assert!(Pull { idle_heartbeat: 15_001, ..fetch }.check().is_err(), "no more than half of what it expires in");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Pull<'a> {
    /// How the subjects of the API begin, as `$JS.API`.
    pub prefix: &'a str,
    /// The stream's name.
    pub stream: &'a str,
    /// The consumer's name; not looked at for an ordered flow, which makes its own.
    pub consumer: &'a str,
    /// Whether it ends.
    pub kind: PullKind,
    /// For a fetch, how much it is to get; else how much may be asked for and not yet be taken. A kind that is 0 has no
    /// bound, and one of them must have one.
    pub max: Amount,
    /// With this much or less asked for and not taken, more is asked for; not looked at for a fetch.
    pub threshold: Amount,
    /// How long the server keeps a request, in milliseconds.
    pub expires: u64,
    /// How often the server says that it is there while it has nothing to send, in milliseconds: no more than half of
    /// `expires`. 0 for never.
    pub idle_heartbeat: u64,
    /// Get what is there, and do not wait: for fetches.
    pub no_wait: bool,
    /// The consumer's priority group; empty for none.
    pub group: &'a str,
    /// Get something only if the consumer has at least this many messages; 0 in any case. With a group.
    pub min_pending: u64,
    /// Get something only if at least this many messages wait for their acks; 0 in any case. With a group.
    pub min_ack_pending: u64,
    /// 0 to 9, the lowest is served first. With a group.
    pub priority: Option<u8>,
    /// Do not ask whether the consumer is there: it may be another account's.
    pub is_bound: bool,
    /// End when stream or consumer are gone, as a fetch does in any case; else wait for them to come back.
    pub aborts_on_missing: bool,
    /// Of the clients of a priority group the server serves one, as long as that says that it is it. Only with the
    /// feature `pinning`, without which nothing is said.
    pub is_pinned: bool,
}

/// Whether pulling ends.
///
/// ```
/// use nats_web_jetstream::flows::{Amount, Pull, PullKind};
///
/// let next = Pull { max: Amount { messages: 1, bytes: 0 }, ..Pull::default() };
/// let consume = Pull { kind: PullKind::Consume, threshold: Amount { messages: 75, bytes: 0 }, ..Pull::default() };
/// assert!(next.kind != consume.kind);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PullKind {
    /// With what was asked for, or when its time is up.
    Fetch,
    /// When it is stopped: more is asked for as messages are taken.
    Consume,
}

impl Default for Pull<'_> {
    fn default() -> Self {
        Self {
            prefix: "$JS.API",
            stream: "",
            consumer: "",
            kind: PullKind::Fetch,
            max: Amount { messages: 100, bytes: 0 },
            threshold: Amount { messages: 75, bytes: 0 },
            expires: 30_000,
            idle_heartbeat: 15_000,
            no_wait: false,
            group: "",
            min_pending: 0,
            min_ack_pending: 0,
            priority: None,
            is_bound: false,
            aborts_on_missing: false,
            is_pinned: false,
        }
    }
}

impl Pull<'_> {
    /// Checks what a server would refuse or never answer.
    ///
    /// # Errors
    /// [`FlowError::Heartbeat`], [`FlowError::NothingAsked`] or [`FlowError::NoEnd`].
    pub const fn check(&self) -> Result<(), FlowError> {
        if self.max.messages == 0 && self.max.bytes == 0 {
            return Err(FlowError::NothingAsked);
        }
        if self.expires == 0 && !self.no_wait {
            return Err(FlowError::NoEnd);
        }
        if self.idle_heartbeat > self.expires / 2 {
            return Err(FlowError::Heartbeat);
        }
        Ok(())
    }
}

/// What the requests of a flow have in common.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) no_wait: bool,
    group: String,
    min_pending: u64,
    min_ack_pending: u64,
    priority: Option<u8>,
    /// Who the server has said that this is.
    pub(super) pin: Pin,
}

impl Request {
    pub(super) fn new(pull: &Pull<'_>) -> Self {
        Self {
            no_wait: pull.no_wait,
            group: pull.group.into(),
            min_pending: pull.min_pending,
            min_ack_pending: pull.min_ack_pending,
            priority: pull.priority,
            pin: Pin::new(pull.is_pinned),
        }
    }

    /// Returns the JSON that asks for `amount`. Times are in milliseconds.
    pub(super) fn json(&self, amount: Amount, expires: u64, idle_heartbeat: u64) -> Vec<u8> {
        let mut out = Vec::from(*b"{");
        // A request without a number of messages is for one.
        write_member(&mut out, "batch", if amount.messages == 0 { ANY } else { amount.messages });
        let times = [("expires", expires), ("idle_heartbeat", idle_heartbeat)];
        let times = times.map(|(key, ms)| (key, ms.saturating_mul(NANOS)));
        let others = [("max_bytes", amount.bytes), ("min_pending", self.min_pending)];
        for (key, number) in times.into_iter().chain(others).chain([("min_ack_pending", self.min_ack_pending)]) {
            if number > 0 {
                write_member(&mut out, key, number);
            }
        }
        if let Some(priority) = self.priority {
            write_member(&mut out, "priority", priority.into());
        }
        if !self.group.is_empty() {
            json::write_member(&mut out, "group", &self.group);
        }
        if self.no_wait {
            out.extend_from_slice(b",\"no_wait\":true");
        }
        self.pin.write(&mut out);
        out.push(b'}');
        out
    }
}

/// Appends `"key":number`, after a comma if the object has a member before.
fn write_member(out: &mut Vec<u8>, key: &str, number: u64) {
    if !matches!(out.last(), None | Some(b'{')) {
        out.push(b',');
    }
    json::write_string(out, key);
    out.push(b':');
    write_u64(out, number);
}

/// How many messages are asked for where bytes are the bound. Source: ADR-37.
const ANY: u64 = 1_000_000;
/// Nanoseconds in a millisecond.
pub(super) const NANOS: u64 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn json(pull: &Pull<'_>) -> String {
        String::from_utf8(Request::new(pull).json(pull.max, pull.expires, pull.idle_heartbeat)).unwrap()
    }

    #[test]
    fn a_request_says_what_was_set_and_nothing_else() {
        let plain = Pull::default();
        assert_eq!(json(&plain), r#"{"batch":100,"expires":30000000000,"idle_heartbeat":15000000000}"#);
        let bytes = Pull { max: Amount { messages: 0, bytes: 1_024 }, idle_heartbeat: 0, ..plain };
        assert_eq!(json(&bytes), r#"{"batch":1000000,"expires":30000000000,"max_bytes":1024}"#);
        let now = Pull { max: Amount { messages: 1, bytes: 0 }, expires: 0, idle_heartbeat: 0, no_wait: true, ..plain };
        assert_eq!(json(&now), r#"{"batch":1,"no_wait":true}"#);
        let group = Pull { expires: 0, idle_heartbeat: 0, group: "a\"b", min_pending: 5, min_ack_pending: 6, ..plain };
        let group = Pull { priority: Some(0), ..group };
        let expected = r#"{"batch":100,"min_pending":5,"min_ack_pending":6,"priority":0,"group":"a\"b"}"#;
        assert_eq!(json(&group), expected);
    }

    #[test]
    fn what_cannot_be_served_is_refused() {
        let pull = Pull::default();
        assert_eq!(Pull { max: Amount::NONE, ..pull }.check(), Err(FlowError::NothingAsked));
        assert_eq!(Pull { expires: 0, ..pull }.check(), Err(FlowError::NoEnd));
        assert_eq!(Pull { expires: 29_999, ..pull }.check(), Err(FlowError::Heartbeat));
        assert_eq!(Pull { expires: 0, no_wait: true, idle_heartbeat: 0, ..pull }.check(), Ok(()));
    }
}
