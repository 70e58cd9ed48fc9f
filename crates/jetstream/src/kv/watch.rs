//! Watching keys: what the consumer is like that does it, and when what was there has all come.

use super::KvError;
use super::keys::check_filter;
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;
use nats_web_core::codec::json::{Scanner, Value, write_key, write_member, write_string};

/// What a watch begins with.
///
/// ```
/// use nats_web_jetstream::kv::watch::Include;
///
/// assert_eq!(Include::default(), Include::LastValues);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Include {
    /// The last entry of each key.
    #[default]
    LastValues,
    /// All that the bucket has.
    History,
    /// Nothing: only what comes from now on.
    Updates,
    /// What there is from this revision on, which is 1 or more.
    From(u64),
}

/// Returns the configuration of a watch's consumer as JSON, for an ordered consumer, which adds what makes it one.
/// `read` is that of the [`Keyspace`](super::keys::Keyspace); `filters` is a JSON array of filters, or a single one.
///
/// ```
/// use nats_web_jetstream::kv::watch::{Include, config};
///
/// let config = config("$KV.b.", br#""a.*""#, Include::History, true)?;
/// let wanted = br#"{"deliver_policy":"all","ack_policy":"none","filter_subject":"$KV.b.a.*","headers_only":true}"#;
/// assert_eq!(config, wanted);
/// # Ok::<(), nats_web_jetstream::kv::KvError>(())
/// ```
///
/// # Errors
/// [`KvError::Filter`], also if there is none, or [`KvError::Options`].
pub fn config(read: &str, filters: &[u8], include: Include, headers_only: bool) -> Result<Vec<u8>, KvError> {
    let mut out = Vec::new();
    match include {
        Include::LastValues => write_member(&mut out, "deliver_policy", "last_per_subject"),
        Include::History => write_member(&mut out, "deliver_policy", "all"),
        Include::Updates => write_member(&mut out, "deliver_policy", "new"),
        Include::From(revision) => {
            write_member(&mut out, "deliver_policy", "by_start_sequence");
            write_key(&mut out, "opt_start_seq");
            write_u64(&mut out, revision.max(1));
        }
    }
    write_member(&mut out, "ack_policy", "none");
    write_filters(read, filters, &mut out)?;
    if headers_only {
        write_key(&mut out, "headers_only");
        out.extend_from_slice(b"true");
    }
    if let Some(comma) = out.first_mut() {
        *comma = b'{';
    }
    out.push(b'}');
    Ok(out)
}

fn write_filters(read: &str, filters: &[u8], out: &mut Vec<u8>) -> Result<(), KvError> {
    let mut subjects = Vec::new();
    let mut scanner = Scanner::new(filters);
    match scanner.value() {
        Value::Array => {
            while scanner.next_element() {
                subjects.push(subject(read, scanner.value())?);
            }
        }
        value => subjects.push(subject(read, value)?),
    }
    scanner.finish()?;
    match subjects.as_slice() {
        [] => return Err(KvError::Filter),
        [only] => write_member(out, "filter_subject", only),
        several => {
            write_key(out, "filter_subjects");
            for (at, subject) in several.iter().enumerate() {
                out.push(if at == 0 { b'[' } else { b',' });
                write_string(out, subject);
            }
            out.push(b']');
        }
    }
    Ok(())
}

fn subject(read: &str, filter: Value) -> Result<String, KvError> {
    let Value::String(filter) = filter else { return Err(KvError::Filter) };
    check_filter(&filter)?;
    Ok([read, &filter].concat())
}

/// The wait for the end of what a watch begins with, which comes once.
///
/// How many messages that are is said when the consumer is made. What a message says of those that follow it counts,
/// too: while others write, entries of the beginning are replaced by later ones. Messages that the user is not shown count.
/// Some may never come, as they expired meanwhile; then a heartbeat, by which a server says that it has nothing to
/// deliver, is the end.
///
/// ```
/// use nats_web_jetstream::kv::watch::Beginning;
///
/// let mut beginning = Beginning::default();
/// // A message may come before the answer that says how many there are.
/// assert!(!beginning.received(1));
/// assert!(!beginning.created(1, 1));
/// assert!(beginning.received(0), "that was the last one");
/// assert!(!beginning.received(0), "which is said once");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Beginning {
    received: u64,
    /// How many had come when the present consumer was asked for.
    before: u64,
    /// None until the consumer is made.
    expected: Option<u64>,
    /// What the last message said of those after it.
    pending: u64,
    is_over: bool,
}

impl Beginning {
    /// Takes note of the answer to the consumer's creation: how many messages were pending, and how many delivered.
    /// Returns whether the beginning is over with that: it is if there is nothing, and nothing else would say so.
    pub fn created(&mut self, pending: u64, delivered: u64) -> bool {
        self.expected = Some(self.before.saturating_add(pending).saturating_add(delivered));
        self.ends()
    }

    /// Takes note that another consumer is asked for, which goes on where this one ended.
    pub const fn reset(&mut self) {
        self.before = self.received;
        self.expected = None;
    }

    /// Takes note of a message, which says that `pending` others follow. Returns whether it was the beginning's last.
    pub fn received(&mut self, pending: u64) -> bool {
        self.received = self.received.saturating_add(1);
        self.pending = pending;
        self.ends()
    }

    /// Takes note of a heartbeat by which there is nothing to deliver: it names no stall, and the last message that it
    /// names has come. Returns whether the beginning is over with that.
    pub fn idle(&mut self) -> bool {
        self.expected = self.expected.map(|expected| expected.min(self.received));
        self.pending = 0;
        self.ends()
    }

    /// Returns whether the beginning is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    fn ends(&mut self) -> bool {
        let has_all = self.expected.is_some_and(|expected| self.received >= expected) && self.pending == 0;
        let ends = has_all && !self.is_over;
        self.is_over |= ends;
        ends
    }
}

#[cfg(test)]
mod tests;
