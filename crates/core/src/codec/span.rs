//! Where things lie in a buffer.

/// A half-open range of bytes in a buffer.
///
/// ```
/// use nats_web_core::Span;
///
/// let span = Span { start: 4, end: 9 };
/// assert_eq!(span.of(b"MSG greet 1 0"), b"greet");
/// assert_eq!(span.len(), 5);
/// ```
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
    pub(super) const fn new(start: usize, end: usize) -> Self {
        // Buffers are far below 4 GiB: the parser refuses lines and payloads long before.
        Self { start: start as u32, end: end as u32 }
    }
}

/// Where the parts of one message lie.
///
/// ```
/// use nats_web_core::codec::{Operation, Parser, Step};
///
/// let buf = b"MSG greet.joe 7 5\r\nhello\r\n";
/// let step = Parser::new(4096).step(buf, 0);
/// let Ok(Step::Operation { operation: Operation::Message(message), .. }) = step else { unreachable!() };
/// assert_eq!(message.sid, 7);
/// assert_eq!(message.subject.of(buf), b"greet.joe");
/// assert!(message.reply.is_empty() && message.headers.is_empty());
/// assert_eq!(message.payload.of(buf), b"hello");
/// ```
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
