//! How many chunks are on their way at a time, and when refused ones are sent again.

/// How fast an object's chunks are published.
///
/// Chunks are sent ahead of their acknowledgements, so many as [`window`](Self::window) says. A stream that cannot follow
/// refuses some. As a chunk must not come after the next one, a face then waits for what is on its way, deletes what was
/// stored after the first refused chunk, and sends all from that one on again, after the delay. The window is halved by
/// that, and grows by one with each window that is acknowledged.
///
/// ```
/// use nats_web_jetstream::object::pace::Pace;
///
/// let mut pace = Pace::new(128 * 1024);
/// assert_eq!(pace.window(), 16);
/// assert_eq!(pace.refused(429, 10167), Some(50), "in 50 ms");
/// assert_eq!(pace.window(), 8);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    window: u32,
    most: u32,
    /// Chunks that were acknowledged since the window has this size.
    acknowledged: u32,
    /// Refusals in a row.
    refusals: u32,
}

impl Pace {
    /// Returns the pace for chunks of this many bytes.
    #[must_use]
    pub fn new(chunk_size: u64) -> Self {
        let most = WINDOW_BYTES.checked_div(chunk_size).unwrap_or(u64::MAX).clamp(2, MOST_CHUNKS) as u32;
        Self { window: most, most, acknowledged: 0, refusals: 0 }
    }

    /// Returns how many chunks may be on their way.
    #[must_use]
    pub const fn window(&self) -> u32 {
        self.window
    }

    /// A chunk is stored.
    pub const fn acknowledged(&mut self) {
        self.refusals = 0;
        self.acknowledged += 1;
        if self.acknowledged >= self.window && self.window < self.most {
            self.window += 1;
            self.acknowledged = 0;
        }
    }

    /// A chunk was refused, with this status and, if the answer had one, code of an error of the API. Returns after how many
    /// milliseconds to send it again, or `None` to give up: time does not mend it ([`is_passing`]), or it has been tried
    /// often enough.
    pub fn refused(&mut self, status: u16, code: u32) -> Option<u32> {
        self.window = (self.window / 2).max(1);
        self.acknowledged = 0;
        self.refusals = self.refusals.saturating_add(if is_open(status) { AS_MANY } else { 1 });
        if !(is_open(status) || is_passing(status, code)) || self.refusals > ATTEMPTS {
            return None;
        }
        Some((FIRST_DELAY << (self.refusals - 1).min(31)).min(LONGEST_DELAY))
    }
}

/// Returns whether a chunk that was refused so may be sent again: it surely was not stored, as nobody was there (503) or there
/// was no room for it yet (429). What got no answer may have been stored.
///
/// ```
/// use nats_web_jetstream::object::pace::is_passing;
///
/// assert!(is_passing(429, 10167));
/// assert!(!is_passing(503, 10077), "the store is full");
/// assert!(!is_passing(0, 0), "no answer");
/// ```
#[must_use]
pub fn is_passing(status: u16, code: u32) -> bool {
    (matches!(status, NO_RESPONDERS | TOO_MANY_REQUESTS) || code == TOO_MANY_IN_FLIGHT) && !PERMANENT.contains(&code)
}

/// Returns whether nobody has said what became of a chunk: it may have been stored.
///
/// ```
/// use nats_web_jetstream::object::pace::is_open;
///
/// assert!(is_open(408) && !is_open(503));
/// ```
#[must_use]
pub const fn is_open(status: u16) -> bool {
    status == NO_ANSWER
}

/// Returns whether a request that has no other effect when it is done twice may be made again after it was refused so: what
/// became of it is [open](is_open), as also while a message with the same id is being stored, or it [may be sent
/// again](is_passing).
///
/// ```
/// use nats_web_jetstream::object::pace::may_repeat;
///
/// assert!(may_repeat(503, 10158) && may_repeat(503, 0));
/// assert!(!may_repeat(404, 10059), "there is no such stream");
/// ```
#[must_use]
pub fn may_repeat(status: u16, code: u32) -> bool {
    code == BEING_STORED || is_open(status) || is_passing(status, code)
}

/// Bytes that are on their way at most, unless two chunks have more.
const WINDOW_BYTES: u64 = 2 * 1024 * 1024;
const MOST_CHUNKS: u64 = 64;
/// The status where nobody answers for the stream.
pub const NO_RESPONDERS: u16 = 503;
/// What a face says where an answer did not come in time.
pub const NO_ANSWER: u16 = 408;
/// The status where there is no room yet.
pub const TOO_MANY_REQUESTS: u16 = 429;
/// The stream has too many messages that it has not stored yet.
const TOO_MANY_IN_FLIGHT: u32 = 10_167;
/// A message with the same id is being stored.
const BEING_STORED: u32 = 10_158;
/// Errors with status 503 that time does not mend: the store is full or sealed, a message too large, no storage left,
/// JetStream not enabled.
const PERMANENT: &[u32] = &[10_077, 10_109, 10_054, 10_047, 10_023, 10_028, 10_039, 10_076];
/// How often in a row chunks are sent again: for some ten seconds.
const ATTEMPTS: u32 = 9;
/// For how many refusals an answer counts that did not come, for which was waited.
const AS_MANY: u32 = 3;
/// Milliseconds.
const FIRST_DELAY: u32 = 50;
const LONGEST_DELAY: u32 = 3_000;

#[cfg(test)]
mod tests {
    use super::Pace;

    #[test]
    fn a_window_is_bounded_in_bytes_and_chunks() {
        for (chunk, window) in [(128 << 10, 16), (1 << 20, 2), (8 << 20, 2), (1, 64), (0, 64), (1 << 16, 32)] {
            assert_eq!(Pace::new(chunk).window(), window, "{chunk}");
        }
    }

    #[test]
    fn a_refusal_halves_the_window_and_acknowledgements_open_it() {
        let mut pace = Pace::new(128 << 10);
        assert_eq!([pace.refused(429, 0), pace.refused(503, 0)], [Some(50), Some(100)]);
        assert_eq!(pace.window(), 4);
        (0..3).for_each(|_| pace.acknowledged());
        assert_eq!(pace.window(), 4);
        pace.acknowledged();
        assert_eq!(pace.window(), 5);
        (0..1000).for_each(|_| pace.acknowledged());
        assert_eq!(pace.window(), 16);
        assert_eq!(pace.refused(429, 10_167), Some(50), "an acknowledgement ends a row");
    }

    #[test]
    fn a_window_is_never_empty_and_a_row_of_refusals_has_an_end() {
        let mut pace = Pace::new(128 << 10);
        let mut total = 0;
        while let Some(delay) = pace.refused(503, 0) {
            assert!(delay <= 3_000);
            total += delay;
        }
        assert_eq!(pace.window(), 1);
        assert!((5_000..20_000).contains(&total), "{total} ms");
    }

    #[test]
    fn what_time_does_not_mend_is_not_sent_again() {
        for (status, code) in [(503, 10_077), (400, 10_109), (400, 10_071), (0, 0), (503, 10_023)] {
            assert_eq!(Pace::new(1).refused(status, code), None, "{status} {code}");
        }
    }
}
