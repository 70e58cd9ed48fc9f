//! The module's allocator: one free list for each power of two.
//!
//! Both operations are O(1). A block is given back to its own size only, so memory never shrinks and at most twice what
//! is in use is taken, plus what larger buffers left behind as they grew: an outage that fills the 8 MiB which may wait for a
//! link takes a block of 16 MiB, and leaves 15 MiB of smaller ones. The general-purpose allocator of the standard
//! library does better than that and weighs ten times as much, which every page would download.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr;

/// Blocks of `1 << MIN_SHIFT` bytes are the smallest.
const MIN_SHIFT: u32 = 4;
const SHIFTS: usize = 32;
const PAGE: usize = 64 * 1024;
/// Memory grows by at least this many pages. It costs nothing until it is used, while each growth detaches the views that
/// JavaScript has of it.
const GROWTH: usize = 16;

/// Install with `#[global_allocator]`, in a module without threads.
pub(crate) struct PowersOfTwo {
    state: UnsafeCell<State>,
}

struct State {
    /// For each size the first free block, which holds the address of the next.
    free: [*mut u8; SHIFTS],
    /// Memory that was never handed out.
    top: usize,
    end: usize,
}

// SAFETY: wasm32-unknown-unknown without atomics has one thread.
unsafe impl Sync for PowersOfTwo {}

impl PowersOfTwo {
    pub(crate) const fn new() -> Self {
        Self { state: UnsafeCell::new(State { free: [ptr::null_mut(); SHIFTS], top: 0, end: 0 }) }
    }
}

/// The size of the blocks that serve `layout`, as a power of two.
fn shift(layout: Layout) -> u32 {
    let size = layout.size().max(layout.align()).max(1 << MIN_SHIFT);
    usize::BITS - (size - 1).leading_zeros()
}

// SAFETY: blocks are disjoint: each is cut once from memory that nobody has, and is on a free list only between
// `dealloc` and the next `alloc`. A block is at least as large as the layout, and aligned to its own size or to a page's.
unsafe impl GlobalAlloc for PowersOfTwo {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let shift = shift(layout);
        // SAFETY: one thread, and nothing below calls back.
        let state = unsafe { &mut *self.state.get() };
        let Some(first) = state.free.get_mut(shift as usize) else { return ptr::null_mut() };
        if first.is_null() {
            return state.cut(1 << shift);
        }
        let block = *first;
        // SAFETY: a free block holds the address of the next one.
        *first = unsafe { block.cast::<*mut u8>().read() };
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: one thread, and nothing below calls back.
        let state = unsafe { &mut *self.state.get() };
        if let Some(first) = state.free.get_mut(shift(layout) as usize) {
            // SAFETY: the block is the caller's to give, and has room for an address.
            unsafe { block.cast::<*mut u8>().write(*first) };
            *first = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller vouches for the new size as for a layout's.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        if shift(new_layout) == shift(layout) {
            return block;
        }
        // SAFETY: as the caller promises for `realloc`; the two blocks are disjoint.
        unsafe {
            let new_block = self.alloc(new_layout);
            if !new_block.is_null() {
                ptr::copy_nonoverlapping(block, new_block, layout.size().min(new_size));
                self.dealloc(block, layout);
            }
            new_block
        }
    }
}

impl State {
    /// Cuts `size` bytes, a power of two, from new memory.
    fn cut(&mut self, size: usize) -> *mut u8 {
        let align = size.min(PAGE);
        let mut start = self.top.next_multiple_of(align);
        if start + size > self.end {
            let pages = size.div_ceil(PAGE).max(GROWTH);
            let before = grow(pages);
            if before == usize::MAX {
                return ptr::null_mut();
            }
            let grown = before * PAGE;
            // Growth by somebody else, or none before: what was left of the last piece is lost.
            if grown != self.end {
                start = grown;
            }
            self.end = grown + pages * PAGE;
        }
        self.top = start + size;
        start as *mut u8
    }
}

/// Grows the memory; gives its former size in pages, or `usize::MAX` if there is no more.
#[cfg(target_arch = "wasm32")]
fn grow(pages: usize) -> usize {
    std::arch::wasm32::memory_grow(0, pages)
}

/// For the tests, which run on other machines: takes what it is asked for and never gives it back.
#[cfg(not(target_arch = "wasm32"))]
fn grow(pages: usize) -> usize {
    use std::alloc::System;
    let layout = Layout::from_size_align(pages * PAGE, PAGE).expect("a layout");
    // SAFETY: the size is not zero.
    unsafe { System.alloc(layout) as usize / PAGE }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nats_web_core::Rng;

    /// Blocks of random sizes, each filled with a mark of its own, which nobody else may have overwritten when it is
    /// resized or given back.
    #[test]
    fn blocks_never_overlap_and_are_aligned() {
        let heap = PowersOfTwo::new();
        let mut rng = Rng::new(11);
        let mut live: Vec<(*mut u8, Layout, u8)> = Vec::new();
        for round in 0..20_000u32 {
            let bound = 1 << rng.below(19);
            let size = 1 + rng.below(bound) as usize;
            let mark = round as u8;
            match rng.below(3) {
                0 if !live.is_empty() => {
                    let (block, layout, mark) = live.swap_remove(rng.below(live.len() as u64) as usize);
                    check(block, layout.size(), mark);
                    unsafe { heap.dealloc(block, layout) };
                }
                1 if !live.is_empty() => {
                    let index = rng.below(live.len() as u64) as usize;
                    let (block, layout, old) = live[index];
                    let new_block = unsafe { heap.realloc(block, layout, size) };
                    check(new_block, layout.size().min(size), old);
                    fill(new_block, size, mark);
                    live[index] = (new_block, Layout::from_size_align(size, layout.align()).unwrap(), mark);
                }
                _ => {
                    let layout = Layout::from_size_align(size, 1 << rng.below(5)).unwrap();
                    let block = unsafe { heap.alloc(layout) };
                    assert_eq!(block as usize % layout.align(), 0);
                    fill(block, size, mark);
                    live.push((block, layout, mark));
                }
            }
        }
        for (block, layout, mark) in live {
            check(block, layout.size(), mark);
        }
    }

    fn fill(block: *mut u8, size: usize, mark: u8) {
        unsafe { block.write_bytes(mark, size) };
    }

    fn check(block: *mut u8, size: usize, mark: u8) {
        let bytes = unsafe { std::slice::from_raw_parts(block, size) };
        assert!(bytes.iter().all(|&byte| byte == mark), "a block was overwritten");
    }
}
