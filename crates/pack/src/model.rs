//! How likely a decision is: what came of it in three contexts, mixed.
//!
//! For each context there is a slot with a probability that moves towards what was decided, first fast, then slower. It is
//! kept stretched: ln(p / (1 - p)), where certainty adds up. The slots' values are multiplied by weights and summed. The
//! weights are constant, the best that the packer could find: they need no learning in the page. A decision that was as
//! good as certain changes nothing.
//!
//! A decision's slot is found by the hash of its context and of the way down the tree so far. Slots of four levels of a
//! tree, 15 of them, are a *group* (half a cache line), so that four decisions need one search. A group has a check of its
//! hash. It can be in two places; when it is new, it takes the one whose first slot has seen less.
//!
//! Mixing in this way is Matt Mahoney's, of PAQ and lpaq. Weights that do not learn, certain decisions that are not learned
//! from and groups are what makes it fast and small enough for a page.

use crate::coder::Coder;
use crate::header::WEIGHTS;
use crate::{Bytes, place};

/// Contexts whose predictions are mixed.
pub const CONTEXTS: usize = 3;
/// Values of a kind: a [class](crate::syntax), and whether the byte is a number's first.
pub const KINDS: usize = 32;

/// What has been seen so far, and tables. It begins as zeros.
#[repr(C)]
#[derive(Debug)]
pub struct Model {
    /// The groups for the contexts of the decision at hand.
    chosen: [usize; CONTEXTS],
    /// By a slot's count: how much of the way to the new outcome its probability goes, in units of 2⁻¹⁶.
    rates: [i32; 8],
    /// By kind: the last byte of it.
    pub latest: [u8; KINDS],
    /// By probability in units of 2⁻¹²: the same stretched, in units of 2⁻⁸.
    stretched: [i16; 4096],
    /// By stretched probability plus 8, in units of 2⁻⁸: the same in units of 2⁻¹⁶.
    squashed: [u16; 4096],
    /// A group is its check and 15 slots. A slot is a stretched probability and, in the four lowest bits, how often it has
    /// moved, up to [`SETTLED`].
    groups: [[i16; 16]; GROUPS],
}

impl Model {
    /// A model that has seen nothing; its tables are yet to be [filled](Model::fill_tables).
    pub const NEW: Model = Model {
        chosen: [0; CONTEXTS],
        rates: [0; 8],
        latest: [0; KINDS],
        stretched: [0; 4096],
        squashed: [0; 4096],
        groups: [[0; 16]; GROUPS],
    };

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.latest = [0; KINDS];
        self.groups.as_flattened_mut().fill(0);
    }

    /// Fills the tables.
    ///
    /// The logistic function is the solution of y' = y (1 - y), followed here in steps of 1/256: what matters is that it
    /// comes out the same everywhere, and it does, as these operations are exact to the bit in wasm.
    #[inline(always)]
    pub fn fill_tables(&mut self) {
        let mut y = 0.000_335_f32;
        let mut p = 0;
        for i in 0..4096 {
            let probability = (y * 65536.0) as i32;
            self.squashed[i] = probability as u16;
            while p <= probability >> 4 {
                self.stretched[(p & 4095) as usize] = i as i16 - 2048;
                p += 1;
            }
            y += y * (1.0 - y) * (1.0 / 256.0);
        }
        for (count, rate) in self.rates.iter_mut().enumerate() {
            *rate = 109_226 / (count as i32 + 2);
        }
    }

    /// From now on the context with this number is the one with this hash.
    #[inline(never)]
    pub fn enter(&mut self, number: usize, hash: u32) {
        let hash = hash.wrapping_mul(0x2c1b_3c6d);
        let hash = hash ^ hash >> 15;
        let check = (hash >> 16) as i16;
        let mut at = hash as usize & (GROUPS - 1);
        if self.groups[at][0] != check {
            let other = at ^ 1;
            let is_there = self.groups[other][0] == check;
            if is_there || self.groups[other][1] & 15 < self.groups[at][1] & 15 {
                at = other;
            }
            if !is_there {
                self.groups[at] = [0; 16];
                self.groups[at][0] = check;
            }
        }
        self.chosen[number & 3] = at;
    }

    /// Makes a decision, the one at `slot` of the groups that were entered, and learns from it.
    #[inline(never)]
    pub fn decide<C: Coder>(&mut self, coder: &mut C, bytes: &Bytes, kind: usize, slot: usize, wanted: u32) -> u32 {
        let mut inputs = [0; CONTEXTS];
        let mut sum = 0;
        for number in 0..CONTEXTS {
            inputs[number] = i32::from(self.groups[self.chosen[number] & (GROUPS - 1)][slot & 15] >> 4);
            sum += inputs[number] * i32::from(bytes[place(WEIGHTS + number * KINDS + kind)]);
        }
        let probability = self.squashed[((sum >> 4) + 2048).clamp(0, 4095) as usize].into();
        let bit = coder.decide(wanted, probability, kind, &inputs);
        if ((bit << 16) as i32 - probability as i32).abs() > CERTAIN {
            for number in 0..CONTEXTS {
                let slot = &mut self.groups[self.chosen[number] & (GROUPS - 1)][slot & 15];
                let count = *slot & 15;
                let before = i32::from(self.squashed[((*slot >> 4) + 2048) as usize & 4095]);
                let way = (bit as i32 * 65535 - before) >> 4;
                let after = (before >> 4) + ((way * self.rates[count as usize & 7]) >> 16);
                *slot = self.stretched[after as usize & 4095] << 4 | (count + i16::from(count < SETTLED));
            }
        }
        bit
    }
}

/// Groups in the model: as many as a module of a hundred kilobytes needs. Each is 32 bytes of memory that is used once.
const GROUPS: usize = 1 << 15;
/// The count of a slot that learns no slower from now on.
const SETTLED: i16 = 7;
/// An outcome that was given a probability of 1 less this (in units of 2⁻¹⁶) or more is not learned from.
const CERTAIN: i32 = 1100;
