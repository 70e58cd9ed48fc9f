//! What waits to be sent, in order.
//!
//! Publishes wait through an outage, up to a bound. What belongs to one socket only (`SUB`, `UNSUB`, `PING`) stands in
//! the same order but is forgotten when that socket is lost: the session says it anew. Operations that come before
//! everything else (`CONNECT`, the subscriptions of a new connection, `PONG`) have a lane of their own.
//!
//! A payload above [`LARGE_PAYLOAD`] is not copied here: the buffer holds its operation line and the face its bytes.
//!
//! ```text
//!   urgent │ CONNECT… SUB… │        (first, but never within a publish)
//!   buffer │ PUB a…  SUB…  PUB b 90000 ⟨large⟩ CRLF  PUB c… │
//!             ▲ sent                    ▲ held by the face
//! ```
//!
//! No list says what stands where in the buffer. In the rare case that more waits than one transmit takes, or a link
//! is lost, the [operations](operation) are read back.

mod buffer;
mod operation;

use crate::codec::encode::{self, Output, PublishLine};
use alloc::vec::Vec;
use buffer::Buffer;
use core::ops::Range;
use operation::Operation;

/// Payloads larger than this, in bytes, stay with the face.
pub const LARGE_PAYLOAD: usize = 64 * 1024;
/// One transmit is about this long, in bytes: a chunk ends with the first operation that reaches it.
pub const CHUNK: usize = 64 * 1024;
/// More than the numbers and line breaks of a publish take.
const NUMBERS: usize = 64;
/// What was handed out is moved away once it is so much.
const MOVE: usize = 4 * CHUNK;
/// Buffers that grew beyond this are given back when empty. A caller who publishes as fast as the socket takes it lets the
/// buffer grow and run empty time and again.
const KEEP: usize = 16 * CHUNK;

/// Where the face puts a payload that it has announced.
///
/// ```
/// use nats_web_core::{Config, Hole, Outgoing, Session};
///
/// let mut session = Session::new(Config::default());
/// match session.publish(&Outgoing { subject: b"orders", reply: b"", headers: b"", payload: 5 })? {
///     Hole::Inline(range) => session.outbound_mut(range).copy_from_slice(b"apple"),
///     Hole::Large => { /* keep the payload until it is asked for */ }
/// }
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hole {
    /// Into these bytes of [`Session::outbound_mut`](crate::Session::outbound_mut).
    Inline(Range<usize>),
    /// Nowhere: the face keeps it, and sends it when [`Transmit::Payload`] says so.
    Large,
}

/// What to send next.
///
/// ```
/// use nats_web_core::{Session, Transmit};
/// use std::collections::VecDeque;
///
/// fn send(session: &mut Session, large: &mut VecDeque<Vec<u8>>, mut write: impl FnMut(&[u8])) {
///     while let Some(transmit) = session.poll_transmit() {
///         match transmit {
///             Transmit::Bytes(bytes) => write(bytes),
///             Transmit::Payload(_) => write(&large.pop_front().unwrap_or_default()),
///             Transmit::Discard => drop(large.pop_front()),
///         }
///     }
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
pub enum Transmit<'a> {
    /// These bytes; valid until the session is used again.
    Bytes(&'a [u8]),
    /// The oldest of the large payloads the face holds, of this many bytes.
    Payload(usize),
    /// Nothing, but the oldest of the large payloads the face holds is of no use any more: its operation line went out
    /// on a link that is lost.
    Discard,
}

#[derive(Debug, Default)]
pub(crate) struct Outbound {
    urgent: Vec<u8>,
    urgent_sent: bool,
    buffer: Buffer,
    /// Bytes of `buffer` handed out.
    sent: usize,
    /// No operation begins in `buffer` after this.
    last: usize,
    /// What comes next of a large publish whose line was handed out.
    owed: Owed,
    /// Large payloads that wait, and their bytes.
    large: usize,
    large_bytes: u64,
    /// Large payloads the face is still to be told to discard.
    discards: usize,
    open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Owed {
    #[default]
    Nothing,
    /// The payload, of this many bytes.
    Payload(usize),
    Terminator,
}

impl Outbound {
    /// Bytes that wait, large payloads included.
    pub(crate) fn pending(&self) -> u64 {
        self.waiting() as u64 + self.large_bytes
    }

    /// Whether enough waits that a face should transmit now rather than at the end of its turn.
    #[inline]
    pub(crate) fn wants_transmit(&self) -> bool {
        self.open && (self.waiting() >= CHUNK || self.large > 0)
    }

    /// Whether anything can be transmitted now.
    #[inline]
    pub(crate) fn has_transmit(&self) -> bool {
        (!self.urgent.is_empty() && !self.urgent_sent) || (self.open && self.waiting() > 0) || self.discards > 0
    }

    pub(crate) fn urgent(&mut self) -> &mut Vec<u8> {
        if self.urgent_sent {
            self.urgent.clear();
            self.urgent_sent = false;
        }
        &mut self.urgent
    }

    /// Makes room for a publish whose line has about `line` bytes; false if there is no memory for it.
    #[inline]
    pub(crate) fn reserve(&mut self, line: usize, headers: usize, payload: usize) -> bool {
        self.begin();
        let inline = if payload > LARGE_PAYLOAD { 0 } else { payload };
        self.buffer.reserve(line.saturating_add(headers).saturating_add(inline).saturating_add(NUMBERS))
    }

    /// Appends a publish, whose line begins with `line` and for which room was made, and leaves a hole for its payload.
    #[inline]
    pub(crate) fn publish(&mut self, line: &PublishLine, headers: &[u8], payload: usize) -> Hole {
        self.last = self.buffer.len();
        encode::publish(&mut self.buffer, line, headers.len(), headers.len() + payload);
        if !headers.is_empty() {
            self.buffer.append(headers);
        }
        let hole = if payload > LARGE_PAYLOAD {
            self.large += 1;
            self.large_bytes += payload as u64;
            Hole::Large
        } else {
            Hole::Inline(self.buffer.hole(payload))
        };
        self.buffer.append(encode::CRLF);
        hole
    }

    /// Appends what concerns the present socket only: lines without payload.
    pub(crate) fn ephemeral(&mut self, lines: &[u8]) {
        self.begin();
        self.buffer.append(lines);
    }

    pub(crate) fn hole_mut(&mut self, range: Range<usize>) -> &mut [u8] {
        self.buffer.get_mut(range).unwrap_or_default()
    }

    /// Lets the buffer flow: a handshake is over.
    pub(crate) fn open(&mut self) {
        self.open = true;
    }

    /// Keeps what was not handed out for another link. What is urgent still goes out, and the rest of a publish.
    pub(crate) fn hold(&mut self) {
        self.open = false;
    }

    /// Whether the buffer flows.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    /// What to send next; it counts as sent.
    pub(crate) fn poll(&mut self) -> Option<Transmit<'_>> {
        if self.discards > 0 {
            self.discards -= 1;
            return Some(Transmit::Discard);
        }
        if let Owed::Payload(len) = self.owed {
            self.owed = Owed::Terminator;
            self.forget_payload(len);
            return Some(Transmit::Payload(len));
        }
        if self.owed == Owed::Nothing && !self.urgent.is_empty() && !self.urgent_sent {
            self.urgent_sent = true;
            return Some(Transmit::Bytes(&self.urgent));
        }
        if !(self.open || self.owed == Owed::Terminator) || self.waiting() == 0 {
            return None;
        }
        let start = self.sent;
        self.sent = self.end_of_chunk();
        self.buffer.get(start..self.sent).map(Transmit::Bytes)
    }

    /// Where the chunk ends that begins with what was not handed out: after the operation that fills it, or before a
    /// large payload, which is owed from then on.
    fn end_of_chunk(&mut self) -> usize {
        let full = self.sent + CHUNK;
        let mut at = self.after_owed();
        self.owed = Owed::Nothing;
        if self.large == 0 && self.last < full {
            return self.buffer.len();
        }
        while at < full.min(self.buffer.len()) {
            let operation = Operation::read(self.buffer.from(at));
            if operation.payload > LARGE_PAYLOAD {
                self.owed = Owed::Payload(operation.payload);
                return at + operation.head;
            }
            at += operation.len();
        }
        at
    }

    /// The link is gone: forgets what concerned it, keeps whole publishes that were not handed out.
    pub(crate) fn link_lost(&mut self) {
        self.open = false;
        self.urgent.clear();
        self.urgent_sent = false;
        if let Owed::Payload(len) = self.owed {
            self.forget_payload(len);
            self.discards += 1;
        }
        let mut at = self.after_owed();
        let mut kept = 0;
        while at < self.buffer.len() {
            let operation = Operation::read(self.buffer.from(at));
            if operation.is_publish {
                self.buffer.copy_within(at..at + operation.len(), kept);
                kept += operation.len();
            }
            at += operation.len();
        }
        self.buffer.truncate(kept);
        self.owed = Owed::Nothing;
        self.sent = 0;
        self.last = kept;
    }

    fn waiting(&self) -> usize {
        self.buffer.len() - self.sent
    }

    /// Where the next operation begins.
    fn after_owed(&self) -> usize {
        self.sent + if self.owed == Owed::Nothing { 0 } else { encode::CRLF.len() }
    }

    fn forget_payload(&mut self, len: usize) {
        self.large -= 1;
        self.large_bytes -= len as u64;
    }

    /// Before an operation is appended: gives back what was handed out. If more waits (a caller who publishes as fast as
    /// the socket takes it never lets the buffer run empty), only where that is more than has to be moved.
    #[inline]
    fn begin(&mut self) {
        let waiting = self.waiting();
        if self.sent > 0 && (waiting == 0 || self.sent >= MOVE.max(waiting)) {
            self.buffer.copy_within(self.sent..self.buffer.len(), 0);
            self.buffer.truncate(waiting);
            self.sent = 0;
            if waiting == 0 && self.buffer.capacity() > KEEP {
                self.buffer = Buffer::default();
            }
        }
        self.last = self.buffer.len();
    }
}

#[cfg(test)]
mod tests;
