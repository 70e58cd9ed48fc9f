//! Small numbers for subscriptions and requests, which are used again.

use alloc::vec::Vec;

/// Which slots of a table are taken.
///
/// A slot that was given back rests until [`recycle`](Self::recycle): a delivery or an event that the face has yet to see
/// cannot reach the one that has the slot next.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// How many slots there are; the first one is 0.
    made: u32,
    free: Vec<u32>,
    resting: Vec<u32>,
}

impl Slots {
    /// Returns a slot that is not taken: a freed one, or else a new one, the next number.
    pub(super) fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.made += 1;
            self.made - 1
        })
    }

    /// Frees `slot`, which rests until [`recycle`](Self::recycle).
    pub(super) fn give_back(&mut self, slot: u32) {
        self.resting.push(slot);
    }

    /// Lets the slots that were freed since the last call be taken again.
    #[inline]
    pub(super) fn recycle(&mut self) {
        if !self.resting.is_empty() {
            self.free.append(&mut self.resting);
        }
    }

    /// Returns how many slots are taken.
    pub(super) fn taken(&self) -> usize {
        self.made as usize - self.free.len() - self.resting.len()
    }
}
