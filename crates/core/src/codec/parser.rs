//! The inbound half of the wire protocol.
//!
//! The parser returns which operation stands at a position of a buffer, or that more bytes are needed. It copies nothing:
//! what it finds are [`Span`]s into the buffer, and the only state it keeps is how far it has looked, so that a slow
//! link, or a line that comes in many frames, does not make it look twice. Of an operation that a frame's end has cut,
//! [`Parser::wanted`] says how many of the bytes that follow belong to it.
//!
//! ```text
//!            ┌────────── line complete, payload whole ──────────┐
//!            │                                                  ▼
//!        AtOperation ── payload cut, message large ──▶ InPayload ── counted down ──▶ AtTerminator
//!            ▲                                                                            │
//!            └──────────────────────────────── CR LF ─────────────────────────────────────┘
//! ```
//!
//! Source: the NATS client protocol; ADR-4 for headers.

use super::line::{Line, line_feed};
use super::parse_error::ParseError;
use super::span::{MessageSpans, Span};

/// One thing the server said.
///
/// ```
/// use nats_web_core::codec::{Operation, Parser, Step};
///
/// let step = Parser::new(4096).step(b"PING\r\n", 0);
/// assert_eq!(step, Ok(Step::Operation { operation: Operation::Ping, next: 6 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `MSG` or `HMSG`, whole.
    Message(MessageSpans),
    /// `INFO`; the span is its JSON.
    Info(Span),
    /// `PING`.
    Ping,
    /// `PONG`.
    Pong,
    /// `+OK`.
    Ok,
    /// `-ERR`; the span is the server's text, quotes included.
    Err(Span),
}

/// What stands at a position of the buffer.
///
/// ```
/// use nats_web_core::codec::{Parser, Step};
///
/// let mut parser = Parser::new(4096);
/// assert_eq!(parser.step(b"PI", 0), Ok(Step::Incomplete));
/// assert!(matches!(parser.step(b"PING\r\n", 0), Ok(Step::Operation { next: 6, .. })));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A whole operation; the next one begins at `next`.
    Operation {
        /// The operation.
        operation: Operation,
        /// Offset of the byte after it.
        next: usize,
    },
    /// The start of a message too large to wait for: the face assembles its bytes, from `start` of this buffer to the
    /// payload's end, while the parser counts. The spans may reach past the buffer.
    Large {
        /// Its parts.
        message: MessageSpans,
        /// Offset of its operation line.
        start: usize,
    },
    /// The large message begun earlier is whole; the next operation begins at `next`.
    LargeDone {
        /// Offset of the byte after its terminator.
        next: usize,
    },
    /// More bytes are needed.
    Incomplete,
}

/// Longest operation line accepted, in bytes. How long a server lets its clients' lines be (`max_control_line`, by default
/// 4096) it does not say, so this only keeps memory from filling up: longer than any that somebody would configure.
pub const MAX_LINE: usize = 16 * 1024 * 1024;
/// Largest message accepted, headers included, in bytes, from a server that does not allow more itself.
pub const MAX_MESSAGE: u64 = 64 * 1024 * 1024;
/// No `max_payload` of a server is above this.
pub(crate) const MAX_PAYLOAD: u64 = i32::MAX as u64;
/// What servers may add to the headers of the largest message they take, in bytes.
const ADDED: u64 = 1024 * 1024;

/// Finds operations in a growing buffer.
///
/// ```
/// use nats_web_core::codec::{Operation, Parser, Step};
///
/// let buf = b"PONG\r\nMSG greet 1 5\r\nhello\r\nMSG gr";
/// let (mut parser, mut at) = (Parser::new(4096), 0);
/// let mut payloads = Vec::new();
/// while let Step::Operation { operation, next } = parser.step(buf, at)? {
///     if let Operation::Message(message) = operation {
///         payloads.push(message.payload.of(buf));
///     }
///     at = next;
/// }
/// assert_eq!(payloads, [b"hello"]);
/// assert_eq!(&buf[at..], b"MSG gr");
/// # Ok::<(), nats_web_core::codec::ParseError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Parser {
    state: State,
    /// Bytes past the operation's start below which looking again is useless.
    need: usize,
    /// Length of the cut message whose line has been read, its terminator included; 0 if there is none.
    whole: usize,
    large_from: usize,
    /// Largest message accepted.
    largest: u64,
    /// What was read of a message's line that is not whole yet; its offsets are those from the line's start.
    line: Option<Line>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    AtOperation,
    InPayload {
        missing: usize,
    },
    AtTerminator,
    /// `INFO` or `-ERR`.
    #[cfg(feature = "tcp")]
    AtGreeting,
    /// Nothing may come.
    #[cfg(feature = "tcp")]
    Sealed,
}

impl Parser {
    /// A parser that leaves the assembly of a cut message to the face when the whole of it is over `large_from` bytes.
    #[must_use]
    pub const fn new(large_from: usize) -> Self {
        Self { state: State::AtOperation, need: 0, whole: 0, large_from, largest: MAX_MESSAGE, line: None }
    }

    /// From now on messages may be as large as a server that takes `max_payload` bytes may send them; 0 is no limit.
    pub fn accept(&mut self, max_payload: u64) {
        let max_payload = if max_payload == 0 { MAX_PAYLOAD } else { max_payload.min(MAX_PAYLOAD) };
        self.largest = MAX_MESSAGE.max(max_payload.saturating_add(ADDED));
    }

    /// From now on all but `INFO` and `-ERR` is an error, until [`unseal`](Self::unseal): the server has yet to introduce
    /// itself.
    #[cfg(feature = "tcp")]
    pub(crate) fn expect_greeting(&mut self) {
        self.state = State::AtGreeting;
    }

    /// From now on any byte is an error, until [`unseal`](Self::unseal).
    #[cfg(feature = "tcp")]
    pub(crate) fn seal(&mut self) {
        self.state = State::Sealed;
    }

    /// From now on operations of all kinds may come.
    #[cfg(feature = "tcp")]
    pub(crate) fn unseal(&mut self) {
        self.state = State::AtOperation;
    }

    /// Bytes of a large message's payload still to come; 0 when none is being assembled.
    #[must_use]
    pub const fn payload_missing(&self) -> usize {
        match self.state {
            State::InPayload { missing } => missing,
            _ => 0,
        }
    }

    /// Counts up to `available` bytes as the large message's payload and says how many of them are.
    pub fn take_payload(&mut self, available: usize) -> usize {
        let State::InPayload { missing } = self.state else { return 0 };
        let taken = missing.min(available);
        self.state = match missing.saturating_sub(taken) {
            0 => State::AtTerminator,
            missing => State::InPayload { missing },
        };
        taken
    }

    /// Returns how many of the bytes in `more` belong to the cut operation whose first `have` bytes are known; with more of
    /// them, another operation begins. At least one, if there are any.
    #[must_use]
    pub fn wanted(&self, have: usize, more: &[u8]) -> usize {
        let whole = if self.state == State::AtTerminator { TERMINATOR } else { self.whole };
        let wanted = match whole.checked_sub(have) {
            None | Some(0) => line_feed(more, 0).map_or(more.len(), |feed| feed.wrapping_add(1)),
            Some(wanted) => wanted,
        };
        wanted.min(more.len())
    }

    /// What stands at `at` in `buf`. After [`Step::Incomplete`], call again with the same bytes and more after them;
    /// after any other step, with the buffer from `next` on (or the same one and `at` = `next`).
    ///
    /// # Errors
    /// The peer broke the protocol; the connection is of no use any more.
    #[inline]
    pub fn step(&mut self, buf: &[u8], at: usize) -> Result<Step, ParseError> {
        self.step_before(buf, at, 0)
    }

    /// As [`step`](Self::step), where `more` bytes are known to follow `buf`. If a large message begins, they belong to it.
    ///
    /// # Errors
    /// As for [`step`](Self::step).
    #[inline]
    pub fn step_before(&mut self, buf: &[u8], at: usize, more: usize) -> Result<Step, ParseError> {
        if self.state != State::AtOperation {
            return self.elsewhere(buf, at);
        }
        let rest = buf.get(at..).unwrap_or_default();
        if rest.len() < self.need {
            return Ok(Step::Incomplete);
        }
        let sizes = match rest {
            [b'M' | b'm', b'S' | b's', b'G' | b'g', b' ' | b'\t', ..] => 1,
            [b'H' | b'h', b'M' | b'm', b'S' | b's', b'G' | b'g', b' ' | b'\t', ..] => 2,
            _ => return self.control(buf, at, rest),
        };
        self.message(buf, at, more, sizes)
    }

    /// What stands at `at` where that need not be an operation.
    #[inline]
    fn elsewhere(&mut self, buf: &[u8], at: usize) -> Result<Step, ParseError> {
        #[cfg(feature = "tcp")]
        match (self.state, buf.get(at..).unwrap_or_default()) {
            (State::AtGreeting, rest) => {
                return match self.control(buf, at, rest)? {
                    Step::Operation { operation: Operation::Ping | Operation::Pong | Operation::Ok, .. } => {
                        Err(ParseError::UnknownOperation)
                    }
                    step => Ok(step),
                };
            }
            (State::Sealed, []) => return Ok(Step::Incomplete),
            (State::Sealed, _) => return Err(ParseError::UnknownOperation),
            _ => {}
        }
        self.finish_large(buf, at)
    }

    fn finish_large(&mut self, buf: &[u8], at: usize) -> Result<Step, ParseError> {
        let at = at.wrapping_add(self.take_payload(buf.len().wrapping_sub(at)));
        match (self.state, buf.get(at..).unwrap_or_default()) {
            (State::InPayload { .. }, _) | (_, [] | [b'\r']) => Ok(Step::Incomplete),
            (_, [b'\r', b'\n', ..]) => {
                self.state = State::AtOperation;
                self.need = 0;
                self.whole = 0;
                Ok(Step::LargeDone { next: at.wrapping_add(2) })
            }
            _ => Err(ParseError::MissingTerminator),
        }
    }

    /// A message whose line has that many `sizes`.
    #[inline]
    fn message(&mut self, buf: &[u8], at: usize, more: usize, sizes: usize) -> Result<Step, ParseError> {
        let mut line = Line::new(at.wrapping_add(3).wrapping_add(sizes));
        if self.need > 0 {
            self.resume(&mut line, at);
        }
        let Some(feed) = line.read(buf)? else {
            self.line = Some(line.moved(0_usize.wrapping_sub(at)));
            return self.wait_for_line(buf, at);
        };
        if feed.wrapping_sub(at) > MAX_LINE {
            return Err(ParseError::LineTooLong);
        }
        let (mut message, total) = line.message(buf, feed, sizes)?;
        if total > self.largest {
            return Err(ParseError::TooLarge);
        }
        let (block, total) = (feed.wrapping_add(1), total as usize);
        let end = block.wrapping_add(total);
        message.payload = Span::new(message.headers.end as usize, end);
        match buf.get(end..) {
            Some([b'\r', b'\n', ..]) => {
                self.need = 0;
                self.whole = 0;
                Ok(Step::Operation { operation: Operation::Message(message), next: end.wrapping_add(2) })
            }
            Some([] | [b'\r']) | None => Ok(self.cut(buf.len().wrapping_add(more), at, message, end)),
            Some(_) => Err(ParseError::MissingTerminator),
        }
    }

    /// Goes on with what was read of the line at `at`, if it was left within the line.
    #[cold]
    fn resume(&mut self, line: &mut Line, at: usize) {
        if let Some(left) = self.line.take() {
            *line = left.moved(at);
        }
    }

    /// A message whose end is not among the bytes up to `known`: wait for it, or let the face assemble it.
    fn cut(&mut self, known: usize, at: usize, message: MessageSpans, end: usize) -> Step {
        let whole = end.wrapping_sub(at).wrapping_add(TERMINATOR);
        if whole > self.large_from && end > known {
            self.state = State::InPayload { missing: end.wrapping_sub(known) };
            return Step::Large { message, start: at };
        }
        // Without the last byte: a payload followed by anything but CR is an error at once.
        self.need = whole.wrapping_sub(1);
        self.whole = whole;
        Step::Incomplete
    }

    #[inline(never)]
    fn control(&mut self, buf: &[u8], at: usize, rest: &[u8]) -> Result<Step, ParseError> {
        let Some((text, name)) = NAMES.iter().find(|(text, _)| plausible(rest, text)) else {
            return Err(if plausible(rest, b"HTTP/") { ParseError::Http } else { ParseError::UnknownOperation });
        };
        let from = at.wrapping_add(self.need.saturating_sub(1));
        let Some(feed) = line_feed(buf, from) else {
            return self.wait_for_line(buf, at);
        };
        if feed.wrapping_sub(at) > MAX_LINE {
            return Err(ParseError::LineTooLong);
        }
        let operation = control_operation(buf, at, feed, *name, text.len())?;
        self.need = 0;
        Ok(Step::Operation { operation, next: feed.wrapping_add(1) })
    }

    fn wait_for_line(&mut self, buf: &[u8], at: usize) -> Result<Step, ParseError> {
        let seen = buf.len().wrapping_sub(at);
        if seen > MAX_LINE {
            return Err(ParseError::LineTooLong);
        }
        self.need = seen.wrapping_add(1);
        Ok(Step::Incomplete)
    }
}

/// The operations by their names in upper case; a blank stands for either kind of it.
const NAMES: [(&[u8], Name); 7] = [
    (b"INFO ", Name::Info),
    (b"PING", Name::Ping),
    (b"PONG", Name::Pong),
    (b"+OK", Name::Ok),
    (b"-ERR", Name::Err),
    (b"MSG ", Name::Message),
    (b"HMSG ", Name::Message),
];
/// Length of what follows a payload: CR LF.
const TERMINATOR: usize = 2;

#[derive(Debug, Clone, Copy)]
enum Name {
    Info,
    Ping,
    Pong,
    Ok,
    Err,
    Message,
}

/// Whether `rest` begins with `name`, or could once more bytes are here.
fn plausible(rest: &[u8], name: &[u8]) -> bool {
    rest.iter().zip(name).all(|(a, b)| a.eq_ignore_ascii_case(b) || (*a == b'\t' && *b == b' '))
}

/// Returns the operation of a line without payload, whose name has `length` bytes and which ends with the line feed at
/// `feed`.
fn control_operation(buf: &[u8], at: usize, feed: usize, name: Name, length: usize) -> Result<Operation, ParseError> {
    let rest = buf.get(at.wrapping_add(length)..feed).unwrap_or_default();
    let argument = rest.trim_ascii_start();
    let start = feed.wrapping_sub(argument.len());
    let argument = argument.trim_ascii_end();
    let span = Span::new(start, start.wrapping_add(argument.len()));
    match (name, argument) {
        (Name::Ping, []) => Ok(Operation::Ping),
        (Name::Pong, []) => Ok(Operation::Pong),
        (Name::Ok, []) => Ok(Operation::Ok),
        (Name::Err, _) if rest.first().is_none_or(|&byte| byte <= b' ') => Ok(Operation::Err(span)),
        (Name::Info, [_, ..]) => Ok(Operation::Info(span)),
        _ => Err(ParseError::UnknownOperation),
    }
}

#[cfg(test)]
mod tests;
