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

mod buffer;

use crate::codec::encode;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use buffer::Buffer;
use core::ops::Range;

/// Payloads larger than this, in bytes, stay with the face.
pub const LARGE_PAYLOAD: usize = 64 * 1024;
/// One transmit is about this long, in bytes: a chunk ends with the first operation that reaches it.
pub const CHUNK: usize = 64 * 1024;
/// Buffers that grew beyond this are given back when empty.
const KEEP: usize = 4 * CHUNK;

/// Where the face puts a payload that it has announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hole {
    /// Into these bytes of [`Session::outbound_mut`](crate::Session::outbound_mut).
    Inline(Range<usize>),
    /// Nowhere: the face keeps it, and sends it when [`Transmit::Payload`] says so.
    Large,
}

/// What to send next.
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
    /// Where an operation's line is put together.
    head: Vec<u8>,
    /// Bytes of `buffer` handed out.
    sent: usize,
    /// Ends of full chunks in `buffer`.
    chunks: VecDeque<usize>,
    chunk_start: usize,
    large: VecDeque<Large>,
    large_bytes: u64,
    /// Ranges of `buffer` that concern the present socket only.
    ephemeral: Vec<Range<usize>>,
    /// Whether the last thing handed out was a large payload whose terminator has not been.
    owes_terminator: bool,
    /// Large payloads the face is still to be told to discard.
    discards: usize,
    open: bool,
}

#[derive(Debug, Clone, Copy)]
struct Large {
    /// The payload goes out before this offset of `buffer`.
    before: usize,
    len: usize,
}

impl Outbound {
    /// Bytes that wait, large payloads included.
    pub(crate) fn pending(&self) -> u64 {
        (self.buffer.len() - self.sent) as u64 + self.large_bytes
    }

    /// Whether enough waits that a face should transmit now rather than at the end of its turn.
    #[inline]
    pub(crate) fn wants_transmit(&self) -> bool {
        self.open && (self.buffer.len() - self.sent >= CHUNK || !self.large.is_empty())
    }

    /// Whether anything can be transmitted now.
    #[inline]
    pub(crate) fn has_transmit(&self) -> bool {
        (!self.urgent.is_empty() && !self.urgent_sent)
            || (self.open && self.sent < self.buffer.len())
            || self.discards > 0
    }

    pub(crate) fn urgent(&mut self) -> &mut Vec<u8> {
        if self.urgent_sent {
            self.urgent.clear();
            self.urgent_sent = false;
        }
        &mut self.urgent
    }

    /// Appends a publish, whose [`encode::publish_line`] is `line`, and leaves a hole for its payload.
    #[inline]
    pub(crate) fn publish(&mut self, line: &[u8], headers: &[u8], payload: usize) -> Hole {
        self.compact();
        self.head.clear();
        encode::publish(&mut self.head, line, headers.len(), headers.len() + payload);
        self.buffer.extend_from_slice(&self.head);
        if !headers.is_empty() {
            self.buffer.extend_from_slice(headers);
        }
        let hole = if payload > LARGE_PAYLOAD {
            self.large.push_back(Large { before: self.buffer.len(), len: payload });
            self.large_bytes += payload as u64;
            Hole::Large
        } else {
            Hole::Inline(self.buffer.hole(payload))
        };
        self.buffer.extend_from_slice(encode::CRLF);
        if self.buffer.len() - self.chunk_start >= CHUNK {
            self.end_chunk();
        }
        hole
    }

    /// Appends what concerns the present socket only.
    pub(crate) fn ephemeral(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.compact();
        let start = self.buffer.len();
        self.head.clear();
        write(&mut self.head);
        self.buffer.extend_from_slice(&self.head);
        self.ephemeral.push(start..self.buffer.len());
        if self.buffer.len() - self.chunk_start >= CHUNK {
            self.end_chunk();
        }
    }

    pub(crate) fn hole_mut(&mut self, range: Range<usize>) -> &mut [u8] {
        self.buffer.get_mut(range).unwrap_or_default()
    }

    /// Lets the buffer flow: a handshake is over.
    pub(crate) fn open(&mut self) {
        self.open = true;
    }

    /// What to send next; it counts as sent.
    pub(crate) fn poll(&mut self) -> Option<Transmit<'_>> {
        if self.discards > 0 {
            self.discards -= 1;
            return Some(Transmit::Discard);
        }
        let within_publish = self.owes_terminator || self.is_half_sent();
        if !self.urgent.is_empty() && !self.urgent_sent && !within_publish {
            self.urgent_sent = true;
            return Some(Transmit::Bytes(&self.urgent));
        }
        if !self.open || (self.sent >= self.buffer.len() && self.large.is_empty()) {
            return None;
        }
        if let Some(&Large { before, len }) = self.large.front()
            && before == self.sent
        {
            self.large.pop_front();
            self.large_bytes -= len as u64;
            self.owes_terminator = true;
            return Some(Transmit::Payload(len));
        }
        while self.chunks.front().is_some_and(|&end| end <= self.sent) {
            self.chunks.pop_front();
        }
        let start = self.sent;
        let end = self.chunks.front().copied().unwrap_or(self.buffer.len());
        let end = self.large.front().map_or(end, |large| large.before.min(end));
        self.sent = end;
        self.owes_terminator = false;
        self.buffer.get(start..end).map(Transmit::Bytes)
    }

    /// The link is gone: forgets what concerned it, keeps whole publishes that were not handed out.
    pub(crate) fn link_lost(&mut self) {
        self.open = false;
        self.urgent.clear();
        self.urgent_sent = false;
        let half_sent = self.is_half_sent();
        let orphan = if half_sent || self.owes_terminator { encode::CRLF.len() } else { 0 };
        if half_sent && let Some(large) = self.large.pop_front() {
            self.large_bytes -= large.len as u64;
            self.discards += 1;
        }
        self.owes_terminator = false;
        self.rebuild(self.sent + orphan);
    }

    /// Whether the line of a large message was handed out and its payload was not.
    fn is_half_sent(&self) -> bool {
        self.large.front().is_some_and(|large| large.before == self.sent)
    }

    /// Drops the bytes before `from` and every ephemeral range.
    fn rebuild(&mut self, from: usize) {
        let old = core::mem::take(&mut self.buffer);
        let mut large = core::mem::take(&mut self.large);
        let ephemeral = core::mem::take(&mut self.ephemeral);
        self.chunks.clear();
        self.sent = 0;
        self.chunk_start = 0;
        let mut at = from;
        for skip in ephemeral.into_iter().filter(|range| range.end > from) {
            self.keep(&old, at..skip.start, &mut large);
            at = skip.end;
        }
        self.keep(&old, at..old.len(), &mut large);
    }

    fn keep(&mut self, old: &Buffer, range: Range<usize>, large: &mut VecDeque<Large>) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(old.get(range.clone()).unwrap_or_default());
        while let Some(&Large { before, len }) = large.front()
            && before <= range.end
        {
            large.pop_front();
            self.large.push_back(Large { before: start + before - range.start, len });
        }
        if self.buffer.len() - self.chunk_start >= CHUNK {
            self.end_chunk();
        }
    }

    /// Empties the buffer once all of it has been handed out.
    #[inline]
    fn compact(&mut self) {
        if self.sent >= KEEP && self.sent < self.buffer.len() {
            self.forget_sent();
        }
        if self.sent == self.buffer.len() && self.sent > 0 && !self.is_half_sent() {
            if self.buffer.capacity() > KEEP {
                self.buffer = Buffer::default();
            }
            self.buffer.clear();
            self.chunks.clear();
            self.ephemeral.clear();
            self.sent = 0;
            self.chunk_start = 0;
        }
    }

    /// Gives back what was handed out though more waits: a caller who publishes as fast as the socket takes it never
    /// lets the buffer run empty. What is moved is never more than what is given back.
    fn forget_sent(&mut self) {
        let sent = self.sent;
        if sent < self.buffer.len() - sent {
            return;
        }
        self.buffer.drop_front(sent);
        self.sent = 0;
        self.chunk_start = self.chunk_start.saturating_sub(sent);
        self.chunks.retain(|&end| end > sent);
        self.chunks.iter_mut().for_each(|end| *end -= sent);
        self.large.iter_mut().for_each(|large| large.before -= sent);
        self.ephemeral.retain(|range| range.end > sent);
        self.ephemeral.iter_mut().for_each(|range| *range = range.start.saturating_sub(sent)..range.end - sent);
    }

    fn end_chunk(&mut self) {
        self.chunks.push_back(self.buffer.len());
        self.chunk_start = self.buffer.len();
    }
}

#[cfg(test)]
mod tests;
