//! Bytes in a row, with holes that cost nothing.

use crate::codec::encode::Output;
use alloc::vec::Vec;
use core::ops::Range;

/// Like a `Vec<u8>` whose memory is initialised once, when it grows: room for a payload that somebody else will write
/// is made by counting.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    memory: Vec<u8>,
    len: usize,
}

impl Buffer {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Bytes of memory taken.
    pub(super) fn capacity(&self) -> usize {
        self.memory.len()
    }

    #[inline]
    pub(super) fn get(&self, range: Range<usize>) -> Option<&[u8]> {
        self.memory.get(range)
    }

    /// All that begins at `start`.
    pub(super) fn from(&self, start: usize) -> &[u8] {
        self.memory.get(start..self.len).unwrap_or_default()
    }

    #[inline]
    pub(super) fn get_mut(&mut self, range: Range<usize>) -> Option<&mut [u8]> {
        self.memory.get_mut(range)
    }

    /// Makes room for `len` more bytes; false if there is no memory for them.
    #[inline]
    pub(super) fn reserve(&mut self, len: usize) -> bool {
        let end = self.len.saturating_add(len);
        end <= self.memory.len() || self.grow(end)
    }

    #[cold]
    fn grow(&mut self, end: usize) -> bool {
        let Some(size) = end.checked_next_power_of_two() else { return false };
        let is_there = self.memory.try_reserve_exact(size - self.memory.len()).is_ok();
        if is_there {
            self.memory.resize(size, 0);
        }
        is_there
    }

    /// Appends `len` bytes of whatever the memory holds.
    // A part of each caller also where crates are compiled for size, as every publish comes here five times.
    #[inline(always)]
    pub(super) fn hole(&mut self, len: usize) -> Range<usize> {
        let start = self.len;
        let end = start + len;
        if end > self.memory.len() {
            self.must_grow(end);
        }
        self.len = end;
        start..end
    }

    #[cold]
    fn must_grow(&mut self, end: usize) {
        self.memory.resize(end.next_power_of_two(), 0);
    }

    /// Copies a range to where `to` is.
    pub(super) fn copy_within(&mut self, range: Range<usize>, to: usize) {
        self.memory.copy_within(range, to);
    }

    /// Forgets what follows the first `len` bytes.
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = len;
    }
}

impl Output for Buffer {
    #[inline(always)]
    fn append(&mut self, bytes: &[u8]) {
        let hole = self.hole(bytes.len());
        if let Some(hole) = self.memory.get_mut(hole) {
            hole.copy_from_slice(bytes);
        }
    }
}
