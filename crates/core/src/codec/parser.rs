//! The inbound half of the wire protocol.
//!
//! The parser looks at the bytes a face has buffered and says which operation stands at a position, or that more bytes
//! are needed. It copies nothing: what it finds are [`Span`]s into the face's buffer, and the only state it keeps is
//! how far it has looked, so that a slow link, or a line that comes in many frames, does not make it look twice.
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

use super::number::parse_u64;
use super::scan::{Blanks, line_feed};
use core::fmt;

/// A half-open range of bytes in the buffer the face handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The number of bytes.
    #[must_use]
    #[inline]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether there are none.
    #[must_use]
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The bytes of `buf` this span names; empty if it lies outside.
    #[must_use]
    #[inline]
    pub fn of(self, buf: &[u8]) -> &[u8] {
        buf.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// This span in a buffer that begins `by` bytes later.
    #[must_use]
    pub const fn back(self, by: u32) -> Self {
        Self { start: self.start.saturating_sub(by), end: self.end.saturating_sub(by) }
    }

    #[inline]
    const fn new(start: usize, end: usize) -> Self {
        // Buffers are far below 4 GiB: the parser refuses lines and payloads long before.
        Self { start: start as u32, end: end as u32 }
    }
}

/// Where the parts of one message lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C)]
pub struct MessageSpans {
    /// The subscription the server delivered it for.
    pub sid: u32,
    /// The subject it was published to.
    pub subject: Span,
    /// The reply subject; empty if there is none.
    pub reply: Span,
    /// The header block with its terminating blank line; empty if there is none.
    pub headers: Span,
    /// The payload.
    pub payload: Span,
}

impl MessageSpans {
    /// These spans in a buffer that begins `by` bytes later.
    #[must_use]
    pub const fn back(self, by: u32) -> Self {
        Self {
            sid: self.sid,
            subject: self.subject.back(by),
            reply: self.reply.back(by),
            headers: self.headers.back(by),
            payload: self.payload.back(by),
        }
    }
}

/// One thing the server said.
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

/// A server, or whatever listens there, that breaks the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseError {
    /// The bytes begin no operation known.
    UnknownOperation,
    /// They begin an HTTP answer: the port speaks HTTP.
    Http,
    /// An operation line longer than [`MAX_LINE`].
    LineTooLong,
    /// A `MSG` or `HMSG` line whose arguments make no sense.
    BadArguments,
    /// A header size larger than the whole.
    BadHeaderSize,
    /// A payload larger than [`Parser::accept`] allows.
    TooLarge,
    /// A payload not followed by CR LF.
    MissingTerminator,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownOperation => "it sends no known operation",
            Self::Http => "it answers in HTTP",
            Self::LineTooLong => "it sends an operation line that is too long",
            Self::BadArguments => "it sends a message line whose arguments make no sense",
            Self::BadHeaderSize => "it sends headers larger than their message",
            Self::TooLarge => "it sends a message that is too large",
            Self::MissingTerminator => "it sends a payload without its terminator",
        })
    }
}

impl core::error::Error for ParseError {}

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
#[derive(Debug, Clone)]
pub struct Parser {
    state: State,
    /// Bytes past the operation's start below which looking again is useless.
    need: usize,
    large_from: usize,
    /// Largest message accepted.
    largest: u64,
    /// What was read of a message's line that is not whole yet; its offsets are those from the line's start.
    line: Option<Line>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    AtOperation,
    InPayload { missing: usize },
    AtTerminator,
}

impl Parser {
    /// A parser that leaves the assembly of a cut message to the face when the whole of it is over `large_from` bytes.
    #[must_use]
    pub const fn new(large_from: usize) -> Self {
        Self { state: State::AtOperation, need: 0, large_from, largest: MAX_MESSAGE, line: None }
    }

    /// From now on messages may be as large as a server that takes `max_payload` bytes may send them; 0 is no limit.
    pub fn accept(&mut self, max_payload: u64) {
        let max_payload = if max_payload == 0 { MAX_PAYLOAD } else { max_payload.min(MAX_PAYLOAD) };
        self.largest = MAX_MESSAGE.max(max_payload.saturating_add(ADDED));
    }

    /// Bytes of a large message's payload still to come; 0 when none is being assembled.
    #[must_use]
    pub const fn payload_missing(&self) -> usize {
        match self.state {
            State::InPayload { missing } => missing,
            State::AtOperation | State::AtTerminator => 0,
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

    /// What stands at `at` in `buf`. After [`Step::Incomplete`], call again with the same bytes and more after them;
    /// after any other step, with the buffer from `next` on (or the same one and `at` = `next`).
    ///
    /// # Errors
    /// The peer broke the protocol; the connection is of no use any more.
    #[inline]
    pub fn step(&mut self, buf: &[u8], at: usize) -> Result<Step, ParseError> {
        if self.state != State::AtOperation {
            return self.finish_large(buf, at);
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
        self.message(buf, at, sizes)
    }

    fn finish_large(&mut self, buf: &[u8], at: usize) -> Result<Step, ParseError> {
        let at = at.wrapping_add(self.take_payload(buf.len().wrapping_sub(at)));
        match (self.state, buf.get(at..).unwrap_or_default()) {
            (State::InPayload { .. }, _) | (_, [] | [b'\r']) => Ok(Step::Incomplete),
            (_, [b'\r', b'\n', ..]) => {
                self.state = State::AtOperation;
                self.need = 0;
                Ok(Step::LargeDone { next: at.wrapping_add(2) })
            }
            _ => Err(ParseError::MissingTerminator),
        }
    }

    /// A message whose line has that many `sizes`.
    #[inline]
    fn message(&mut self, buf: &[u8], at: usize, sizes: usize) -> Result<Step, ParseError> {
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
                Ok(Step::Operation { operation: Operation::Message(message), next: end.wrapping_add(2) })
            }
            Some([] | [b'\r']) | None => Ok(self.cut(buf, at, message, end)),
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

    /// A message whose end is not here yet: wait for it, or let the face assemble it.
    fn cut(&mut self, buf: &[u8], at: usize, message: MessageSpans, end: usize) -> Step {
        let whole = end.wrapping_sub(at).wrapping_add(2);
        if whole > self.large_from && end > buf.len() {
            self.state = State::InPayload { missing: end.wrapping_sub(buf.len()) };
            return Step::Large { message, start: at };
        }
        // Without the last byte: a payload followed by anything but CR is an error at once.
        self.need = whole.wrapping_sub(1);
        Step::Incomplete
    }

    #[inline(never)]
    fn control(&mut self, buf: &[u8], at: usize, rest: &[u8]) -> Result<Step, ParseError> {
        let Some(name) = NAMES.iter().position(|name| plausible(rest, name)) else {
            return Err(if plausible(rest, b"HTTP/") { ParseError::Http } else { ParseError::UnknownOperation });
        };
        let from = at.wrapping_add(self.need.saturating_sub(1));
        let Some(feed) = line_feed(buf, from) else {
            return self.wait_for_line(buf, at);
        };
        if feed.wrapping_sub(at) > MAX_LINE {
            return Err(ParseError::LineTooLong);
        }
        let operation = control_operation(buf, at, feed, name)?;
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

/// The operations, in upper case; a blank stands for either kind of it.
const NAMES: [&[u8]; 7] = [b"INFO ", b"PING", b"PONG", b"+OK", b"-ERR", b"MSG ", b"HMSG "];
/// Index in [`NAMES`].
const INFO: usize = 0;

/// Whether `rest` begins with `name`, or could once more bytes are here.
fn plausible(rest: &[u8], name: &[u8]) -> bool {
    rest.iter().zip(name).all(|(a, b)| a.eq_ignore_ascii_case(b) || (*a == b'\t' && *b == b' '))
}

/// The operation of a line that begins with the name of one without payload, and ends with the line feed at `feed`.
fn control_operation(buf: &[u8], at: usize, feed: usize, name: usize) -> Result<Operation, ParseError> {
    let length = NAMES.get(name).map_or(0, |name| name.len());
    let rest = buf.get(at.wrapping_add(length)..feed).unwrap_or_default();
    let argument = rest.trim_ascii_start();
    let start = feed.wrapping_sub(argument.len());
    let argument = argument.trim_ascii_end();
    let span = Span::new(start, start.wrapping_add(argument.len()));
    match (name, argument) {
        (1, []) => Ok(Operation::Ping),
        (2, []) => Ok(Operation::Pong),
        (3, []) => Ok(Operation::Ok),
        (4, _) if rest.first().is_none_or(|&byte| byte <= b' ') => Ok(Operation::Err(span)),
        (INFO, [_, ..]) => Ok(Operation::Info(span)),
        _ => Err(ParseError::UnknownOperation),
    }
}

/// The arguments of a `MSG` or `HMSG` line, as far as it was read.
#[derive(Debug, Clone, Copy)]
struct Line {
    arguments: [Span; MAX_ARGUMENTS],
    count: usize,
    /// Where the argument begins that is not over yet.
    start: usize,
    /// Where to read on.
    at: usize,
}

/// `HMSG` has a subject, a sid, a reply and two sizes.
const MAX_ARGUMENTS: usize = 5;

impl Line {
    /// A line whose arguments begin at `at`.
    #[inline(always)]
    fn new(at: usize) -> Self {
        Self { arguments: [Span::default(); MAX_ARGUMENTS], count: 0, start: at, at }
    }

    /// The same in a buffer that begins `by` bytes earlier.
    fn moved(mut self, by: usize) -> Self {
        let shift = |offset: u32| offset.wrapping_add(by as u32);
        for argument in &mut self.arguments {
            *argument = Span { start: shift(argument.start), end: shift(argument.end) };
        }
        self.start = self.start.wrapping_add(by);
        self.at = self.at.wrapping_add(by);
        self
    }

    /// Splits the line at blanks; gives the offset of the line feed, or `None` if the buffer ends before.
    ///
    /// Each byte is looked at once, eight at a time; only the blanks among them cost more.
    #[inline(always)]
    fn read(&mut self, buf: &[u8]) -> Result<Option<usize>, ParseError> {
        let mut blanks = Blanks::new(buf, self.at);
        loop {
            let Some(end) = blanks.next() else {
                self.at = buf.len();
                return Ok(None);
            };
            let next = end.wrapping_add(1);
            let is_last = match buf.get(end) {
                Some(b' ' | b'\t') => false,
                Some(b'\r') if next == buf.len() => {
                    self.at = end;
                    return Ok(None);
                }
                Some(b'\r') if buf.get(next) == Some(&b'\n') => true,
                _ => return Err(ParseError::BadArguments),
            };
            if end > self.start {
                let Some(argument) = self.arguments.get_mut(self.count) else { return Err(ParseError::BadArguments) };
                *argument = Span::new(self.start, end);
                self.count = self.count.wrapping_add(1);
            }
            self.start = next;
            if is_last {
                return Ok(Some(next));
            }
        }
    }

    /// What the line that ends with the line feed at `feed`, and has that many `sizes`, says: the spans but for the payload,
    /// and the size of headers and payload together.
    #[inline(always)]
    fn message(&self, buf: &[u8], feed: usize, sizes: usize) -> Result<(MessageSpans, u64), ParseError> {
        let [subject, sid, ..] = self.arguments;
        let argument = |index: usize| self.arguments.get(index).copied().unwrap_or_default();
        let reply = match self.count.wrapping_sub(2).wrapping_sub(sizes) {
            0 => Span::default(),
            1 => argument(2),
            _ => return Err(ParseError::BadArguments),
        };
        let size = number(buf, argument(self.count.wrapping_sub(1)))?;
        let header_size = if sizes == 1 { 0 } else { number(buf, argument(self.count.wrapping_sub(2)))? };
        if header_size > size {
            return Err(ParseError::BadHeaderSize);
        }
        let sid = u32::try_from(number(buf, sid)?).map_err(|_| ParseError::BadArguments)?;
        let block = feed.wrapping_add(1);
        // Too large a size is refused before this span is used.
        let headers = Span::new(block, block.wrapping_add(header_size as usize));
        Ok((MessageSpans { sid, subject, reply, headers, payload: Span::default() }, size))
    }
}

fn number(buf: &[u8], span: Span) -> Result<u64, ParseError> {
    parse_u64(span.of(buf)).ok_or(ParseError::BadArguments)
}

#[cfg(test)]
mod tests;
