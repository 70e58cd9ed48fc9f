//! Writes decisions.

use super::codes::Codes;
use crate::coder::{Coder, RENEWED};
use crate::model::CONTEXTS;

/// The coder that knows the module.
#[derive(Debug)]
pub(crate) struct Encoder<'a> {
    header: std::vec::IntoIter<u8>,
    module: std::slice::Iter<'a, u8>,
    codes: &'a Codes,
    /// The decisions about the module so far.
    pub(crate) observed: Vec<Observation>,
    /// The packed number so far: `out`, then the 32 bits of `low`; what is to come is less than `range`.
    out: Vec<u8>,
    low: u32,
    range: u32,
}

/// A decision, and what the contexts had said about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Observation {
    pub(crate) kind: usize,
    pub(crate) inputs: [i32; CONTEXTS],
    pub(crate) bit: u32,
}

impl<'a> Encoder<'a> {
    pub(crate) fn new(header: Vec<u8>, module: &'a [u8], codes: &'a Codes) -> Encoder<'a> {
        let (observed, out) = (Vec::new(), Vec::new());
        Encoder { header: header.into_iter(), module: module.iter(), codes, observed, out, low: 0, range: 1 }
    }

    /// The packed bytes.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        for _ in 0..4 {
            self.shift();
        }
        // The range began as 1, so that these are zeros, of which the decoder has no need.
        self.out.split_off(4)
    }

    /// Moves a byte from `low` to `out`.
    fn shift(&mut self) {
        self.out.push((self.low >> 24) as u8);
        self.low <<= 8;
    }

    fn add(&mut self, amount: u32) {
        let carries;
        (self.low, carries) = self.low.overflowing_add(amount);
        if carries {
            for byte in self.out.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
        }
    }
}

impl Coder for Encoder<'_> {
    fn way(&mut self, class: u32) -> u32 {
        let byte = self.header.next().or_else(|| self.module.next().copied());
        self.codes.way(class, byte.unwrap_or(0))
    }

    fn decide(&mut self, wanted: u32, probability: u32, kind: usize, inputs: &[i32; CONTEXTS]) -> u32 {
        self.observed.push(Observation { kind, inputs: *inputs, bit: wanted });
        while self.range < RENEWED {
            self.range <<= 8;
            self.shift();
        }
        let bound = (self.range >> 16) * probability;
        if wanted == 1 {
            self.range = bound;
        } else {
            self.add(bound);
            self.range -= bound;
        }
        wanted
    }

    fn end_header(&mut self) {
        self.observed.clear();
    }

    fn skip_size(&mut self) {
        while self.module.next().is_some_and(|&byte| byte >= 128) {}
    }
}
