//! Deliveries as JavaScript reads them: nine words each, and subjects by number.
//!
//! Most messages repeat a subject that was seen a moment ago. A small cache gives each subject a number; JavaScript
//! keeps the string it made for it, and makes a new one only where a record says that the number stands for another
//! subject from here on.

use nats_web_core::{Delivery, Target};

/// Words of a record:
/// 0 slot; 1 flags ([`REQUEST`], [`ASSEMBLED`], [`NEW_SUBJECT`], the subject's number above); 2 sid;
/// 3, 4 subject; 5, 6 reply (start and end); 7 start of headers; 8 start of the payload; 9 its end.
pub(crate) const WORDS: usize = 10;
/// The slot is a request's.
pub(crate) const REQUEST: u32 = 1;
/// The spans are into what JavaScript assembled.
pub(crate) const ASSEMBLED: u32 = 2;
/// The subject's number stands for this subject from here on.
pub(crate) const NEW_SUBJECT: u32 = 4;
/// The subject's number begins at this bit.
pub(crate) const SUBJECT_SHIFT: u32 = 8;

/// How many subjects are remembered.
const SUBJECTS: usize = 64;

/// Lays deliveries out.
#[derive(Debug)]
pub(crate) struct Records {
    words: Vec<u32>,
    subjects: Vec<Vec<u8>>,
}

impl Default for Records {
    fn default() -> Self {
        Self { words: Vec::new(), subjects: vec![Vec::new(); SUBJECTS] }
    }
}

impl Records {
    /// The records of `deliveries`, whose spans are into `input`.
    #[inline]
    pub(crate) fn lay_out(&mut self, deliveries: &[Delivery], input: &[u8]) -> &[u32] {
        self.words.clear();
        self.words.reserve(deliveries.len() * WORDS);
        for delivery in deliveries {
            let message = &delivery.message;
            let (slot, mut flags) = match delivery.target {
                Target::Subscription(id) => (id.as_u32(), 0),
                Target::Request(id) => (id.as_u32(), REQUEST),
            };
            if delivery.assembled {
                flags |= ASSEMBLED;
            } else if flags == 0 {
                flags |= self.number(message.subject.of(input));
            }
            self.words.extend_from_slice(&[
                slot,
                flags,
                message.sid,
                message.subject.start,
                message.subject.end,
                message.reply.start,
                message.reply.end,
                message.headers.start,
                message.payload.start,
                message.payload.end,
            ]);
        }
        &self.words
    }

    /// The number of a subject, as flags.
    #[inline]
    fn number(&mut self, subject: &[u8]) -> u32 {
        let place = place(subject);
        let flags = (place as u32) << SUBJECT_SHIFT;
        match self.subjects.get_mut(place) {
            Some(known) if known.as_slice() == subject => flags,
            Some(known) => {
                known.clear();
                known.extend_from_slice(subject);
                flags | NEW_SUBJECT
            }
            None => flags | NEW_SUBJECT,
        }
    }
}

/// Where a subject is remembered: by its length, its first and its last bytes.
#[inline]
fn place(subject: &[u8]) -> usize {
    let head = subject.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let tail = match subject.last_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => subject.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)),
    };
    let mixed = (head.rotate_left(23) ^ tail ^ subject.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 58) as usize % SUBJECTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_subject_keeps_its_number_and_another_one_takes_it_over() {
        let mut records = Records::default();
        let first = records.number(b"orders.eu");
        assert_ne!(first & NEW_SUBJECT, 0);
        assert_eq!(records.number(b"orders.eu"), first & !NEW_SUBJECT);
        let rival = (0..10_000u32)
            .map(|n| format!("orders.{n}").into_bytes())
            .find(|subject| place(subject) == place(b"orders.eu"))
            .expect("some subject shares the place");
        assert_ne!(records.number(&rival) & NEW_SUBJECT, 0);
        assert_ne!(records.number(b"orders.eu") & NEW_SUBJECT, 0, "it was displaced");
    }
}
