//! Publishing.

use super::outbound::Hole;
use super::{Ending, Session};
use crate::codec::headers;
use crate::codec::parser::MAX_PAYLOAD;
use crate::error::Misuse;
use crate::subject::{self, SubjectError};
use core::ops::Range;

/// A message to publish, but for its payload's bytes.
///
/// ```
/// use nats_web_core::{Config, Outgoing, Session};
///
/// let mut session = Session::new(Config::default());
/// let message = Outgoing { subject: b"orders.new", reply: b"", headers: b"", payload: 0 };
/// session.publish(&message)?;
/// assert!(session.publish(&Outgoing { subject: b"two words", ..message }).is_err());
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// Where to.
    pub subject: &'a [u8],
    /// Where replies shall go; empty for none.
    pub reply: &'a [u8],
    /// The header block with its terminating blank line; empty for none.
    pub headers: &'a [u8],
    /// The payload's size in bytes.
    pub payload: usize,
}

impl Session {
    /// Accepts a message. The face then puts the payload where the [`Hole`] says; until it has, nothing may be
    /// transmitted.
    ///
    /// While the link is away the message waits, and is sent once subscriptions are re-established.
    ///
    /// # Errors
    /// A [`Misuse`]; nothing was sent.
    // What is done for most messages is part of the caller, also where crates are compiled for size.
    #[inline(always)]
    pub fn publish(&mut self, message: &Outgoing<'_>) -> Result<Hole, Misuse> {
        if !self.line.is_for(message.subject, message.reply) {
            return self.publish_elsewhere(message);
        }
        // Programs publish to the same subject many times: it has been checked and written.
        self.check_publishes()?;
        self.check_content(self.line.len(), message.headers, message.payload)?;
        Ok(self.write_to_line(message.headers, message.payload))
    }

    /// Publishes to another subject or reply than the last message's.
    #[inline(never)]
    pub(crate) fn publish_elsewhere(&mut self, message: &Outgoing<'_>) -> Result<Hole, Misuse> {
        self.check_publishes()?;
        self.check_subject(message.subject).map_err(Misuse::Subject)?;
        if !message.reply.is_empty() {
            self.check_subject(message.reply).map_err(Misuse::Reply)?;
        }
        self.check_content(message.subject.len() + message.reply.len(), message.headers, message.payload)?;
        Ok(self.write(message))
    }

    /// The most bytes that headers and payload of one message may have: what the server says or, as long as it says nothing,
    /// what none allows more than.
    #[must_use]
    #[inline]
    pub fn largest_message(&self) -> u64 {
        match self.info.max_payload {
            0 => MAX_PAYLOAD,
            max => max.min(MAX_PAYLOAD),
        }
    }

    /// The bytes of a [`Hole::Inline`].
    pub fn outbound_mut(&mut self, hole: Range<usize>) -> &mut [u8] {
        self.outbound.hole_mut(hole)
    }

    #[inline]
    fn check_publishes(&self) -> Result<(), Misuse> {
        self.check_open()?;
        if self.ending == Ending::Publishes { Err(Misuse::Draining) } else { Ok(()) }
    }

    #[inline]
    pub(super) fn check_open(&self) -> Result<(), Misuse> {
        if self.is_closed() { Err(Misuse::Closed) } else { Ok(()) }
    }

    pub(super) fn check_subject(&self, subject: &[u8]) -> Result<(), SubjectError> {
        let check = match (self.config.pedantic, self.config.loose_subjects) {
            (true, _) => subject::check_publish_pedantic,
            (false, false) => subject::check_publish,
            // A name of a queue group is what fits into a line and does not end it early.
            (false, true) => subject::check_queue,
        };
        check(subject)
    }

    /// What can be wrong with headers and sizes. The line has about `line` bytes, numbers apart.
    // Only where crates are compiled apart: in the wasm module a second copy would be nothing but size.
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    pub(super) fn check_content(&mut self, line: usize, headers: &[u8], payload: usize) -> Result<(), Misuse> {
        if !headers.is_empty() {
            if !self.info.headers && self.connected_once {
                return Err(Misuse::HeadersUnsupported);
            }
            headers::validate(headers).map_err(Misuse::Headers)?;
        }
        let size = headers.len() as u64 + payload as u64;
        let max = self.largest_message();
        if size > max {
            return Err(Misuse::PayloadTooLarge { size, max });
        }
        if !self.outbound.is_open() && self.outbound.pending() + size > self.config.max_pending {
            return Err(Misuse::BufferFull { limit: self.config.max_pending });
        }
        if !self.outbound.reserve(line, headers.len(), payload) {
            return Err(Misuse::BufferFull { limit: self.outbound.pending() });
        }
        Ok(())
    }

    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    pub(super) fn write(&mut self, message: &Outgoing<'_>) -> Hole {
        self.line.set(message.subject, message.reply);
        self.write_to_line(message.headers, message.payload)
    }

    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    fn write_to_line(&mut self, headers: &[u8], payload: usize) -> Hole {
        self.stats.out_messages += 1;
        self.stats.out_bytes += headers.len() as u64 + payload as u64;
        self.outbound.publish(&self.line, headers, payload)
    }
}
