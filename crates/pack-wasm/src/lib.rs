//! What packs the wasm modules of the npm package, as a wasm module for its build. No part of the package.

#![allow(unsafe_code, reason = "exported names")]

use std::sync::{Mutex, PoisonError};

/// What is to be packed, then the text.
static BUFFER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Makes room for `length` bytes to be packed; gives its address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn room(length: u32) -> *mut u8 {
    let mut buffer = BUFFER.lock().unwrap_or_else(PoisonError::into_inner);
    *buffer = vec![0; length as usize];
    buffer.as_mut_ptr()
}

/// Packs what is in the room; gives the length of the text, or -1 if there are more bytes than can be packed.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn pack() -> i32 {
    let mut buffer = BUFFER.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(text) = nats_web_pack::pack::pack(&buffer) else {
        return -1;
    };
    *buffer = text.into_bytes();
    buffer.len() as i32
}

/// The address of the text.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn text() -> *const u8 {
    BUFFER.lock().unwrap_or_else(PoisonError::into_inner).as_ptr()
}
