//! Decisions as bits: an arithmetic coder.

use crate::model::CONTEXTS;
use crate::{Bytes, SPACE, place};

/// What makes the decisions: the packer, which knows the module, or the unpacker.
pub trait Coder {
    /// The way to the next byte in the tree for `class`, from the highest bit down; anything while unpacking.
    fn way(&mut self, class: u32) -> u32;

    /// One decision: 1 with `probability`, in units of 2⁻¹⁶. `wanted` is what the packer says it is. The model mixed
    /// `inputs` with the weights for `kind`.
    fn decide(&mut self, wanted: u32, probability: u32, kind: usize, inputs: &[i32; CONTEXTS]) -> u32;

    /// The header is complete.
    fn end_header(&mut self);

    /// The size of a function's body is next in the module. It is not packed.
    fn skip_size(&mut self);
}

/// Reads decisions from packed bytes.
///
/// `code` is where in `range` the packed number is. Whatever follows the last byte is of no consequence.
#[repr(C)]
#[derive(Debug)]
pub struct Decoder {
    range: u32,
    code: u32,
    /// The next byte.
    at: usize,
    /// The packed bytes.
    pub bytes: Bytes,
}

impl Decoder {
    /// A decoder of zeros, which is to [begin](Decoder::begin).
    pub const NEW: Decoder = Decoder { range: 0, code: 0, at: 0, bytes: [0; SPACE] };

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.range = 0;
        self.code = 0;
        self.at = 0;
        self.bytes.fill(0);
    }

    /// Begins to read.
    #[inline(always)]
    pub fn begin(&mut self) {
        // A range as small as that has bytes read before the first decision.
        self.range = 1;
    }
}

impl Coder for Decoder {
    #[inline(always)]
    fn way(&mut self, _: u32) -> u32 {
        0
    }

    #[inline(always)]
    fn decide(&mut self, _: u32, probability: u32, _: usize, _: &[i32; CONTEXTS]) -> u32 {
        while self.range < RENEWED {
            self.range <<= 8;
            self.code = self.code << 8 | u32::from(self.bytes[place(self.at)]);
            self.at += 1;
        }
        let bound = (self.range >> 16) * probability;
        // Half of the decisions are nearly even, where a branch would be taken wrongly half of the time.
        let bit = u32::from(self.code < bound);
        let zeros = bit.wrapping_sub(1);
        self.code -= bound & zeros;
        self.range = (bound & !zeros) | ((self.range - bound) & zeros);
        bit
    }

    #[inline(always)]
    fn end_header(&mut self) {}

    #[inline(always)]
    fn skip_size(&mut self) {}
}

/// A smaller range is made larger by a byte.
pub(crate) const RENEWED: u32 = 1 << 24;
