//! The messages that an object's data is cut into.

/// Bytes of a chunk where the user says nothing else. Source: ADR-20.
pub const DEFAULT_SIZE: u64 = 128 * 1024;
/// Bytes that a message may have while the server has not said how many.
const LEAST_PAYLOAD: u64 = 1024;

/// Returns how many bytes each chunk of an object has but the last: `wanted`, or the default if that is 0, and no more than
/// a message may have, of which the server says `max_payload`; 0 if it has said nothing.
///
/// ```
/// use nats_web_jetstream::object::chunk::size;
///
/// assert_eq!(size(0, 1_048_576), 131_072);
/// assert_eq!(size(2_000_000, 1_048_576), 1_048_576);
/// ```
#[must_use]
pub fn size(wanted: u64, max_payload: u64) -> u64 {
    let most = if max_payload == 0 { LEAST_PAYLOAD } else { max_payload };
    if wanted == 0 { DEFAULT_SIZE.min(most) } else { wanted.min(most) }
}

/// An amount of data: what an object has, or what was read of it.
///
/// ```
/// use nats_web_jetstream::object::chunk::{Extent, Reading};
///
/// let object = Extent { chunks: 2, bytes: 10 };
/// assert_eq!(object.reading(Extent { chunks: 1, bytes: 8 }, 1), Reading::Unfinished);
/// assert_eq!(object.reading(Extent { chunks: 2, bytes: 10 }, 0), Reading::Complete);
/// assert_eq!(object.reading(Extent { chunks: 1, bytes: 8 }, 0), Reading::Missing);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Messages.
    pub chunks: u64,
    /// Bytes of data.
    pub bytes: u64,
}

/// How far the reading of an object is.
///
/// ```
/// use nats_web_jetstream::object::chunk::{Extent, Reading};
///
/// let object = Extent { chunks: 1, bytes: 1 };
/// assert_eq!(object.reading(Extent::default(), 1), Reading::Unfinished);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Chunks follow.
    Unfinished,
    /// Everything is there; its digest is to be looked at.
    Complete,
    /// The stream has fewer chunks or bytes: they were deleted, as by a put of the same name.
    Missing,
    /// There are more bytes than the object has.
    TooMany,
}

impl Extent {
    /// Returns how far the reading of an object of this extent is: `taken` is what came, and `pending` is how many chunks
    /// the stream has after that.
    #[must_use]
    pub fn reading(self, taken: Self, pending: u64) -> Reading {
        if taken.bytes > self.bytes {
            Reading::TooMany
        } else if taken.bytes == self.bytes {
            Reading::Complete
        } else if pending == 0 || taken.chunks.saturating_add(pending) < self.chunks {
            Reading::Missing
        } else {
            Reading::Unfinished
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, Reading, size};

    #[test]
    fn a_chunk_fits_a_message() {
        for (wanted, max_payload, expected) in [
            (0, 1 << 20, 128 << 10),
            (0, 1000, 1000),
            (1, 1000, 1),
            (1000, 1000, 1000),
            (1001, 1000, 1000),
            (0, 0, 1024),
            (5000, 0, 1024),
        ] {
            assert_eq!(size(wanted, max_payload), expected, "{wanted} {max_payload}");
        }
    }

    #[test]
    fn a_reading_ends_with_the_last_byte() {
        let object = Extent { chunks: 3, bytes: 30 };
        let reading = |chunks, bytes, pending| object.reading(Extent { chunks, bytes }, pending);
        assert_eq!(reading(0, 0, 3), Reading::Unfinished);
        assert_eq!(reading(2, 20, 1), Reading::Unfinished);
        assert_eq!(reading(3, 30, 0), Reading::Complete);
        assert_eq!(reading(0, 0, 2), Reading::Missing);
        assert_eq!(reading(1, 10, 1), Reading::Missing);
        assert_eq!(reading(3, 29, 0), Reading::Missing);
        assert_eq!(reading(3, 31, 0), Reading::TooMany);
        // More chunks than the object says, as a client stored that counts otherwise.
        assert_eq!(reading(3, 20, 1), Reading::Unfinished);
    }
}
