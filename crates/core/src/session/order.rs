//! Slots in the order in which they were taken.

use alloc::collections::BinaryHeap;
use core::cmp::Reverse;

/// Gives the slots put into it, the one with the least number first.
///
/// Made when a link comes or goes, and no more than a heap: the library's sort is ten times the code.
#[derive(Default)]
pub(super) struct InOrder {
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl InOrder {
    pub(super) fn push(&mut self, number: u64, slot: u32) {
        self.heap.push(Reverse((number, slot)));
    }
}

impl Iterator for InOrder {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.heap.pop().map(|Reverse((_, slot))| slot)
    }
}
