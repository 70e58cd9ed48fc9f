//! Small numbers for what comes and goes, used again.

use alloc::vec::Vec;
use core::ops::Range;

/// Which slots of a table are taken.
///
/// A slot that was given back rests until [`recycle`](Self::recycle) says that nobody can mean its former tenant any
/// more: the deliveries of one input never meet a stranger in their slot.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// How many there are; the first one is 0.
    made: u32,
    free: Vec<u32>,
    resting: Vec<u32>,
}

impl Slots {
    /// A slot that nobody has: a former one, or else the one after all others.
    pub(super) fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.made += 1;
            self.made - 1
        })
    }

    pub(super) fn give_back(&mut self, slot: u32) {
        self.resting.push(slot);
    }

    /// Lets the slots given back since the last call be taken again.
    #[inline]
    pub(super) fn recycle(&mut self) {
        if !self.resting.is_empty() {
            self.free.append(&mut self.resting);
        }
    }

    /// How many are taken.
    pub(super) fn taken(&self) -> usize {
        self.made as usize - self.free.len() - self.resting.len()
    }

    /// All of them, whether taken or not.
    pub(super) fn all(&self) -> Range<u32> {
        0..self.made
    }
}
