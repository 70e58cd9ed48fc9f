//! From frames to messages.
//!
//! A frame is handed to the session as it is, in parts, and messages are slices of it. Only the message that a frame's
//! edge has cut is put together elsewhere: a small one in `held`, a large one in a buffer of its own size.

use crate::message::Message;
use bytes::{Buf, Bytes};
use nats_web_core::{DialId, MessageSpans, Session, Target, Timestamp};

/// What one socket has sent that is not a whole message yet.
#[derive(Debug, Default)]
pub(crate) struct Inbound {
    held: Vec<u8>,
    assembling: Assembling,
}

impl Inbound {
    /// Reports some of a frame to the session, hands out the messages which that completes, and leaves the rest. `pinned`
    /// is how many bytes a slice of the frame keeps alive.
    pub(crate) fn receive(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        dial: DialId,
        frame: &mut Bytes,
        pinned: usize,
        deliver: &mut impl FnMut(Target, Message),
    ) {
        let left = frame.len().saturating_sub(PART);
        while frame.len() > left {
            let taken = session.handle_payload(dial, frame.len());
            if taken > 0 {
                self.assembling.add(&frame[..taken]);
                frame.advance(taken);
            } else if self.held.is_empty() {
                let input = frame.slice(..frame.len() - left);
                let consumed = session.handle_bytes(now, dial, &input);
                self.hand_out(session, &mut Slicer::new(&input, Some((&input, pinned))), deliver);
                if !self.begin_assembly(session, now, dial, &input, Some((frame, pinned))) {
                    self.held.extend_from_slice(&input[consumed..]);
                }
                frame.advance(input.len());
            } else {
                self.complete_held(session, now, dial, frame, deliver);
            }
        }
    }

    /// Feeds the start of the frame to what is held, until the message cut there is whole.
    fn complete_held(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        dial: DialId,
        frame: &mut Bytes,
        deliver: &mut impl FnMut(Target, Message),
    ) {
        let before = self.held.len();
        let step = frame.len().min(STEP);
        let mut held = std::mem::take(&mut self.held);
        held.extend_from_slice(&frame[..step]);
        let consumed = session.handle_bytes(now, dial, &held);
        self.hand_out(session, &mut Slicer::new(&held, None), deliver);
        if self.begin_assembly(session, now, dial, &held, None) {
            frame.advance(step);
            held.clear();
        } else if consumed >= before {
            frame.advance(consumed - before);
            held.clear();
        } else {
            frame.advance(step);
            held.drain(..consumed);
        }
        self.held = held;
    }

    fn hand_out(&mut self, session: &Session, slicer: &mut Slicer<'_>, deliver: &mut impl FnMut(Target, Message)) {
        for delivery in session.deliveries() {
            let spans = &delivery.message;
            let message = if delivery.assembled {
                let whole = std::mem::take(&mut self.assembling).into_bytes();
                cut(spans, |start, end| whole.slice(start.min(whole.len())..end.min(whole.len())))
            } else {
                cut(spans, |start, end| slicer.slice(start, end))
            };
            deliver(delivery.target, message);
        }
    }

    /// Whether the input ends within a large message. `frame` begins as the input does, and may have all of it.
    fn begin_assembly(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        dial: DialId,
        input: &[u8],
        frame: Option<(&Bytes, usize)>,
    ) -> bool {
        let Some(assembly) = session.assembly() else { return false };
        let span = assembly.start..assembly.start + assembly.len;
        self.assembling = match frame {
            Some((frame, pinned)) if span.end <= frame.len() && span.len() * MAX_PINNED >= pinned => {
                Assembling::There(frame.slice(span))
            }
            _ => {
                let mut message = Vec::new();
                if message.try_reserve_exact(assembly.len).is_ok() {
                    message.extend_from_slice(&input[assembly.start..]);
                } else {
                    session.handle_no_room(now, dial);
                }
                Assembling::Copied(message)
            }
        };
        true
    }
}

/// A large message that has yet to be read to its end.
#[derive(Debug)]
enum Assembling {
    /// All of it is in one frame already.
    There(Bytes),
    /// What has come of it.
    Copied(Vec<u8>),
}

impl Assembling {
    fn add(&mut self, bytes: &[u8]) {
        if let Self::Copied(message) = self {
            message.extend_from_slice(bytes);
        }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::There(message) => message,
            Self::Copied(message) => message.into(),
        }
    }
}

impl Default for Assembling {
    fn default() -> Self {
        Self::Copied(Vec::new())
    }
}

fn cut(spans: &MessageSpans, bytes: impl FnOnce(usize, usize) -> Bytes) -> Message {
    let start = spans.subject.start;
    Message::new(bytes(start as usize, spans.payload.end as usize), &spans.back(start))
}

/// Cuts messages out of an input so that none keeps far more memory alive than it is long.
struct Slicer<'a> {
    input: &'a [u8],
    /// What can be sliced without copying, and how many bytes a slice of it keeps alive.
    frame: Option<(&'a Bytes, usize)>,
    /// A copy of some of the input, for small messages to share.
    window: Bytes,
    window_start: usize,
}

impl<'a> Slicer<'a> {
    fn new(input: &'a [u8], frame: Option<(&'a Bytes, usize)>) -> Self {
        Self { input, frame, window: Bytes::new(), window_start: 0 }
    }

    #[inline]
    fn slice(&mut self, start: usize, end: usize) -> Bytes {
        let len = end - start;
        if let Some((frame, pinned)) = self.frame
            && (pinned <= WINDOW || len * MAX_PINNED >= pinned)
        {
            return frame.slice(start..end);
        }
        if len > WINDOW / 2 {
            return Bytes::copy_from_slice(&self.input[start..end]);
        }
        if start < self.window_start || end > self.window_start + self.window.len() {
            let window_end = self.input.len().min(start + WINDOW);
            self.window = Bytes::copy_from_slice(&self.input[start..window_end]);
            self.window_start = start;
        }
        self.window.slice(start - self.window_start..end - self.window_start)
    }
}

/// How much of a frame is read at a time, at least: it may have megabytes.
const PART: usize = 64 * 1024;
/// How much of a frame is added to what is held, until the message there is whole.
const STEP: usize = 4 * 1024;
/// Small messages share copies of this size.
const WINDOW: usize = 4 * 1024;
/// A message may keep this many times its own length alive.
const MAX_PINNED: usize = 16;

#[cfg(test)]
mod tests;
