//! Packs: looks at the module, finds codes and weights that suit it, and lets the [machine](Machine) walk over it.

mod codes;
mod encoder;
mod instructions;
mod layout;
mod weights;

use std::sync::Mutex;

use crate::header::{LENGTH, NUMBERS};
use crate::model::{CONTEXTS, KINDS};
use crate::unpack::Machine;
use crate::{Bytes, SPACE, digits};
use codes::Codes;
use encoder::Encoder;
use layout::Layout;
use weights::Weights;

/// The longest module that is packed, in bytes. Its text has room then, however little there is to gain.
pub const LONGEST_MODULE: usize = SPACE / 2;

/// `module` as text, which [`digits::read`] and a [`Machine`] make the same bytes of. `None` if it is longer than
/// [`LONGEST_MODULE`].
///
/// Any bytes can be packed; those of a wasm module get small.
pub fn pack(module: &[u8]) -> Option<String> {
    if module.len() > LONGEST_MODULE {
        return None;
    }
    let layout = Layout::of(module);
    let codes = Codes::of(&layout);
    let observed = walk(module, &layout, &codes, &Weights::default()).observed;
    let packed = walk(module, &layout, &codes, &Weights::best_for(&observed)).finish();
    Some(digits::write(&packed))
}

/// Has the machine walk over the module; gives what was written on the way.
fn walk<'a>(module: &'a [u8], layout: &Layout, codes: &'a Codes, weights: &Weights) -> Encoder<'a> {
    let mut header = Vec::with_capacity(LENGTH);
    for number in [module.len(), layout.first_body, layout.bodies] {
        header.extend((number as u32).to_le_bytes());
    }
    header.extend(weights.bytes());
    header.extend(codes.tables());
    debug_assert_eq!(header.len(), NUMBERS + CONTEXTS * KINDS + 512);
    let mut encoder = Encoder::new(header, module, codes);
    // There is no other way to megabytes of zeros that is safe and does not lead over the stack.
    static ROOM: Mutex<(Machine, Bytes)> = Mutex::new((Machine::NEW, [0; SPACE]));
    let mut room = ROOM.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let (machine, bytes) = &mut *room;
    machine.clear();
    bytes.fill(0);
    let length = machine.run(&mut encoder, bytes);
    assert!(bytes.get(..length) == Some(module), "a walk leads over its module; see Layout");
    encoder
}
