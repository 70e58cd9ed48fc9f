//! When to publish a message again.

/// How often a message may be published again, and how long to wait before that.
///
/// Only what a message surely was not stored by allows another attempt: status 503, by which a server says that nobody
/// is there, as between two leaders, and a stream that it cannot tell now. An answer that did not come allows none: the
/// message may have been stored.
///
/// ```
/// use nats_web_jetstream::publish::Attempts;
///
/// let mut attempts = Attempts::new(2, 100);
/// assert_eq!(attempts.failed(503), Some(100), "the second attempt, after 100 ms");
/// assert_eq!(attempts.failed(503), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many may yet be made, the present one included.
    left: u32,
    /// Milliseconds.
    delay: u32,
}

impl Attempts {
    /// Returns `total` attempts, the first included, with `delay` milliseconds between them. Zero is the default of
    /// either: one attempt, 250 ms.
    #[must_use]
    pub const fn new(total: u32, delay: u32) -> Self {
        Self { left: if total == 0 { 1 } else { total }, delay: if delay == 0 { DEFAULT_DELAY } else { delay } }
    }

    /// Takes note that an attempt failed with this status; 0 for none. Returns after how many milliseconds to make the
    /// next one, or `None` to give up.
    pub const fn failed(&mut self, status: u16) -> Option<u32> {
        self.left = self.left.saturating_sub(1);
        if status == NO_RESPONDERS && self.left > 0 { Some(self.delay) } else { None }
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self::new(0, 0)
    }
}

const NO_RESPONDERS: u16 = 503;
/// Milliseconds. Source: ADR-22.
const DEFAULT_DELAY: u32 = 250;
