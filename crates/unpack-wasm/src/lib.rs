//! What unpacks the wasm modules of the npm package, as a wasm module of two kilobytes that is part of its bundles.
//!
//! It is wasm and not JavaScript because it runs cold: engines take a third of the time for it.

#![allow(unsafe_code, reason = "exported names, and memory that JavaScript writes")]

use nats_web_pack::coder::Decoder;
use nats_web_pack::unpack::Machine;
use nats_web_pack::{Bytes, SPACE, digits};

static mut MACHINE: Machine = Machine::NEW;
static mut DECODER: Decoder = Decoder::NEW;
/// Where the text is written, and where the module is then.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub static mut MODULE: Bytes = [0; SPACE];

/// Unpacks the text of `length` bytes at [`MODULE`]. Gives the length of the module that is there then, or -1 if the text
/// is damaged. An instance does this once.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn unpack(length: u32) -> i32 {
    let (module, machine, decoder) = (&raw mut MODULE, &raw mut MACHINE, &raw mut DECODER);
    // SAFETY: there is one thread, and this function is not entered while it runs: it calls nothing of JavaScript's.
    let (module, machine, decoder) = unsafe { (&mut *module, &mut *machine, &mut *decoder) };
    if !digits::read(module, length as usize, &mut decoder.bytes) {
        return -1;
    }
    decoder.begin();
    machine.run(decoder, module) as i32
}
