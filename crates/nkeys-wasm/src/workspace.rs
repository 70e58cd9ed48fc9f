//! The workspace: the one piece of memory for arguments and results, all that is behind what the linker has placed.
//!
//! There is no allocator: nothing else needs memory, and this needs it in one piece.

#![allow(unsafe_code, reason = "memory that no allocator knows")]

use std::slice;

/// Makes room for `len` bytes. Returns their address, or null if there is no more memory.
pub(crate) fn reserve(len: usize) -> *mut u8 {
    let base = base();
    match ensure(base as usize + len) {
        true => base,
        false => std::ptr::null_mut(),
    }
}

/// Returns the first `len` bytes, for the length of a call.
pub(crate) fn take<'a>(len: usize) -> &'a mut [u8] {
    assert!(ensure(base() as usize + len));
    // SAFETY: that is memory of the module's, nothing else is ever placed there, one call runs at a time, and each
    // takes it once.
    unsafe { slice::from_raw_parts_mut(base(), len) }
}

/// Returns the first `N` bytes, for the length of a call.
pub(crate) fn chunk<'a, const N: usize>() -> &'a mut [u8; N] {
    take(N).first_chunk_mut().expect("as many bytes")
}

#[cfg(target_arch = "wasm32")]
fn base() -> *mut u8 {
    unsafe extern "C" {
        static mut __heap_base: u8;
    }
    &raw mut __heap_base
}

/// Grows the memory until it reaches `end`. Returns whether it does.
#[cfg(target_arch = "wasm32")]
fn ensure(end: usize) -> bool {
    use std::arch::wasm32::{memory_grow, memory_size};
    const PAGE: usize = 64 * 1024;
    let missing = end.div_ceil(PAGE).saturating_sub(memory_size(0));
    missing == 0 || memory_grow(0, missing) != usize::MAX
}

/// For the tests, which run on other machines: a piece for each thread.
#[cfg(not(target_arch = "wasm32"))]
fn base() -> *mut u8 {
    thread_local! {
        static MEMORY: *mut u8 = Box::leak(vec![0; 1 << 16].into_boxed_slice()).as_mut_ptr();
    }
    MEMORY.with(|memory| *memory)
}

#[cfg(not(target_arch = "wasm32"))]
fn ensure(end: usize) -> bool {
    end <= base() as usize + (1 << 16)
}
