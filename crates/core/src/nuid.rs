//! Unique ids for inboxes and names.

use alloc::string::String;

use crate::Rng;

/// A source of ids of 22 characters: twelve random ones, then a counter of ten that starts anywhere and grows by a
/// random step.
///
/// Digits and upper-case letters, as in `nats.ws`. Ids of one source are distinct; those of two differ unless 62 random
/// bits agree.
///
/// ```
/// use nats_web_core::{Nuid, Rng};
///
/// let mut nuid = Nuid::new(Rng::new(7)); // of the platform's best randomness, not this
/// assert_ne!(nuid.next(), nuid.next());
/// assert!(nats_web_core::nuid::inbox("_INBOX", &mut nuid).starts_with("_INBOX."));
/// ```
#[derive(Debug, Clone)]
pub struct Nuid {
    rng: Rng,
    prefix: [u8; PREFIX],
    sequence: u64,
    step: u64,
}

impl Nuid {
    /// Creates a source that draws from `rng`.
    #[must_use]
    pub fn new(rng: Rng) -> Self {
        let mut nuid = Self { rng, prefix: [0; PREFIX], sequence: 0, step: 0 };
        nuid.reseed();
        nuid
    }

    /// Returns the next id, in ASCII.
    #[expect(clippy::should_implement_trait, reason = "an endless source, used as nuid.next() in every NATS client")]
    pub fn next(&mut self) -> [u8; LENGTH] {
        self.sequence = self.sequence.saturating_add(self.step);
        if self.sequence >= SEQUENCES {
            self.reseed();
        }
        let mut id = [0; LENGTH];
        if let Some((prefix, counter)) = id.split_first_chunk_mut::<PREFIX>() {
            *prefix = self.prefix;
            let mut rest = self.sequence;
            for slot in counter.iter_mut().rev() {
                *slot = character(rest % BASE);
                rest /= BASE;
            }
        }
        id
    }

    /// Forgets prefix and counter, and draws new ones.
    pub fn reseed(&mut self) {
        for slot in &mut self.prefix {
            *slot = character(self.rng.below(BASE));
        }
        self.sequence = self.rng.below(SEQUENCES);
        self.step = MIN_STEP + self.rng.below(MAX_STEP - MIN_STEP);
    }
}

/// Returns a new inbox subject: `prefix`, a dot, and an id from `nuid`.
///
/// The prefix is taken as it is; [`check_inbox_prefix`](crate::subject::check_inbox_prefix) checks it.
#[must_use]
pub fn inbox(prefix: &str, nuid: &mut Nuid) -> String {
    let mut subject = String::with_capacity(prefix.len() + 1 + LENGTH);
    subject.push_str(prefix);
    subject.push('.');
    for character in nuid.next() {
        subject.push(character.into());
    }
    subject
}

/// The prefix of inboxes unless the user chooses another.
pub const DEFAULT_INBOX_PREFIX: &str = "_INBOX";

/// The number of characters in an id.
pub const LENGTH: usize = 22;

const fn character(digit: u64) -> u8 {
    let digit = digit as u8;
    if digit < 10 { b'0' + digit } else { b'A' - 10 + digit }
}

const PREFIX: usize = 12;
const BASE: u64 = 36;
/// 36 to the tenth: one more than the counter can show.
const SEQUENCES: u64 = BASE.pow(10);
const MIN_STEP: u64 = 33;
const MAX_STEP: u64 = 333;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

    use super::{DEFAULT_INBOX_PREFIX, LENGTH, Nuid, PREFIX, SEQUENCES, inbox};
    use crate::{Rng, subject};
    use alloc::collections::BTreeSet;

    fn counter(id: &[u8; LENGTH]) -> u64 {
        let digits = core::str::from_utf8(&id[PREFIX..]).unwrap();
        u64::from_str_radix(digits, 36).unwrap()
    }

    #[test]
    fn ids_are_distinct_and_of_the_right_shape() {
        let mut nuid = Nuid::new(Rng::new(1));
        let mut seen = BTreeSet::new();
        for _ in 0..20_000 {
            let id = nuid.next();
            assert!(id.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()));
            assert!(seen.insert(id));
        }
    }

    #[test]
    fn the_counter_grows_by_a_constant_step() {
        for seed in 0..500 {
            let mut nuid = Nuid::new(Rng::new(seed));
            let ids = [nuid.next(), nuid.next(), nuid.next()];
            let step = counter(&ids[1]) - counter(&ids[0]);
            assert!((33..333).contains(&step), "seed {seed}: {step}");
            assert_eq!(counter(&ids[2]) - counter(&ids[1]), step, "seed {seed}");
            assert_eq!(ids[0][..PREFIX], ids[2][..PREFIX], "seed {seed}");
        }
    }

    #[test]
    fn an_overflowing_counter_draws_a_new_prefix() {
        let mut nuid = Nuid::new(Rng::new(7));
        nuid.sequence = SEQUENCES - 1 - nuid.step;
        let last = nuid.next();
        assert_eq!(&last[PREFIX..], b"ZZZZZZZZZZ");
        let first = nuid.next();
        assert_ne!(first[..PREFIX], last[..PREFIX]);
        assert!(counter(&first) < SEQUENCES);
    }

    #[test]
    fn the_seed_decides() {
        let ids = |seed| {
            let mut nuid = Nuid::new(Rng::new(seed));
            [nuid.next(), nuid.next()]
        };
        assert_eq!(ids(3), ids(3));
        assert_ne!(ids(3), ids(4));
    }

    #[test]
    fn an_inbox_is_a_sound_subject_below_its_prefix() {
        let mut nuid = Nuid::new(Rng::new(9));
        let subject = inbox(DEFAULT_INBOX_PREFIX, &mut nuid);
        assert_eq!(subject.len(), "_INBOX.".len() + LENGTH);
        assert!(subject.starts_with("_INBOX."));
        assert_eq!(subject::check_publish_pedantic(subject.as_bytes()), Ok(()));
        assert_ne!(subject, inbox(DEFAULT_INBOX_PREFIX, &mut nuid));
        assert!(inbox("a.b", &mut nuid).starts_with("a.b."));
    }
}
