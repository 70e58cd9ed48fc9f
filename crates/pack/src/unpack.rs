//! The walk over a module that packs or unpacks it, as the [coder](Coder) will.

use crate::coder::Coder;
use crate::header::{LENGTH, TABLES, WEIGHTS};
use crate::model::{CONTEXTS, KINDS, Model};
use crate::syntax::{LOCAL, OFFSET, OPCODE, PLAIN, Syntax};
use crate::{Bytes, place};

/// What the walk needs room for. It begins as zeros.
#[repr(C)]
#[derive(Debug)]
pub struct Machine {
    model: Model,
    /// The trees of opcodes and of operands' bytes: by the way down, with a 1 before it, the byte and [`FOUND`].
    leaves: [u16; 2 * TREE],
}

impl Machine {
    /// A machine that has seen nothing.
    pub const NEW: Machine = Machine { model: Model::NEW, leaves: [0; 2 * TREE] };

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.model.clear();
        self.leaves.fill(0);
    }

    /// Walks over a header and its module, leaves them in `bytes`, and gives the module's length. Decisions are the
    /// coder's. To be done once with a machine.
    #[inline(always)]
    pub fn run<C: Coder>(&mut self, coder: &mut C, bytes: &mut Bytes) -> usize {
        self.model.fill_tables();
        // The header is packed with these; it overwrites them with what is good for the module.
        for number in 0..CONTEXTS {
            bytes[place(WEIGHTS + number * KINDS + PLAIN as usize)] = 6;
        }
        let mut syntax = Syntax::new();
        let mut at = LENGTH.wrapping_neg();
        let (mut end, mut next_body, mut bodies, mut start) = (0, usize::MAX, 0, 0);
        loop {
            if at == 0 {
                (end, next_body, bodies) = (number(bytes, 0), number(bytes, 4), number(bytes, 8));
                self.grow_trees(bytes);
                coder.end_header();
            }
            if syntax.has_ended_body() {
                at = insert_size(bytes, start, at);
                next_body = at;
                syntax.class = PLAIN;
            }
            if at == next_body && bodies > 0 {
                bodies -= 1;
                start = at;
                coder.skip_size();
                syntax.begin_body();
            }
            if at == end {
                return end;
            }
            let byte = self.next_byte(coder, &syntax, bytes);
            bytes[place(at)] = byte;
            at = at.wrapping_add(1);
            syntax.pass(byte, bytes);
        }
    }

    /// Decides on the next byte, on the way down a tree.
    #[inline(always)]
    fn next_byte<C: Coder>(&mut self, coder: &mut C, syntax: &Syntax, bytes: &Bytes) -> u8 {
        let class = syntax.class;
        let kind = syntax.kind();
        let [first, second, third] = self.contexts(syntax);
        let tree = if class == OPCODE { 0 } else { TREE };
        let mut way = coder.way(class);
        let mut node = 1u32;
        let mut slot = 16;
        loop {
            if slot > 15 {
                slot = 1;
                let way_so_far = node.wrapping_mul(MULTIPLIERS[0]);
                self.model.enter(0, way_so_far.wrapping_add(first));
                self.model.enter(1, way_so_far.wrapping_add(second));
                self.model.enter(2, way_so_far.wrapping_add(third));
            }
            let bit = self.model.decide(coder, bytes, kind, slot, way >> 31);
            way <<= 1;
            slot = slot << 1 | bit as usize;
            node = node << 1 | bit;
            let leaf = if class == PLAIN { node } else { self.leaves[(node as usize + tree) & (2 * TREE - 1)].into() };
            if leaf >= FOUND {
                self.model.latest[kind] = leaf as u8;
                return leaf as u8;
            }
        }
    }

    /// The hashes of what the next byte is likely to depend on. The packer's weights cannot say that a kind has no use for
    /// a context, as that would take a branch for each decision; so there are two for the first and the third.
    #[inline(always)]
    fn contexts(&self, syntax: &Syntax) -> [u32; CONTEXTS] {
        let kind = syntax.kind() as u32;
        let latest = u32::from(self.model.latest[syntax.kind()]);
        let passed = syntax.passed.wrapping_add(kind).wrapping_mul(MULTIPLIERS[0]);
        // Four opcodes and the last byte of the kind.
        let history = passed.wrapping_add(syntax.opcodes.wrapping_mul(MULTIPLIERS[1])) ^ latest;
        // The bytes before, among all and among those of the kind.
        let neighbours = (kind << 16 | syntax.last << 8 | latest).wrapping_mul(MULTIPLIERS[1]);
        // Two opcodes and what is on the stack.
        let stack = passed.wrapping_add(syntax.opcodes << 16 >> 13 | syntax.height.min(3) as u32);
        // That an opcode is one says little, as its tree is as even as can be.
        let first = if kind == OPCODE { history } else { kind };
        let third = if (LOCAL..=OFFSET).contains(&kind) { history } else { neighbours };
        [first, stack.wrapping_add(1), third.wrapping_add(2)]
    }

    /// Makes the trees by the lengths of the codes: each code is the next one after that of the value before.
    #[inline(always)]
    fn grow_trees(&mut self, bytes: &Bytes) {
        let mut at = 0;
        for i in 0..512 {
            let length = bytes[place(TABLES + i)] & 15;
            if length > 0 {
                // A code is the beginning of where it stands among the codes of the longest kind.
                let node = (CODES + at % CODES) >> (LONGEST - length);
                self.leaves[(i / 256 * TREE + node) & (2 * TREE - 1)] = FOUND as u16 | (i as u16 & 255);
                at += CODES >> length;
            }
        }
    }
}

/// The number at `offset` in the header.
#[inline(always)]
fn number(bytes: &Bytes, offset: usize) -> usize {
    let at = place(LENGTH.wrapping_neg()) + offset;
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize
}

/// Moves the body from `start` to `end` to make room for its size before it. Gives the new end.
#[inline(always)]
fn insert_size(bytes: &mut Bytes, start: usize, end: usize) -> usize {
    let mut size = end - start;
    let digits = 1 + usize::from(size >= 1 << 7) + usize::from(size >= 1 << 14);
    let mut at = end;
    while at > start {
        at -= 1;
        bytes[place(at + digits)] = bytes[place(at)];
    }
    while size >= 128 {
        bytes[place(at)] = size as u8 | 128;
        size >>= 7;
        at += 1;
    }
    bytes[place(at)] = size as u8;
    end + digits
}

/// The longest code of a byte in a tree.
pub const LONGEST: u8 = 11;
/// Codes of that length.
const CODES: usize = 1 << LONGEST;
/// Nodes of a tree, the root being the first.
const TREE: usize = 2 * CODES;
/// What marks a leaf. A node of plain bytes, whose codes have eight bits, has it where it is a leaf.
const FOUND: u32 = 256;
const MULTIPLIERS: [u32; 2] = [0x9e37_79b1, 0xc2b2_ae35];
