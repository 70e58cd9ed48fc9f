//! Where in a module the next byte is: an instruction's opcode, which operand of it, or something else.
//!
//! The tables in the header say what follows an opcode and what it does to the stack, so that nothing here names
//! instructions but those that open or close a block or count their operands.

use crate::header::{OPERANDS, TABLES};
use crate::model::KINDS;
use crate::{Bytes, place};

/// The next byte is an opcode.
pub const OPCODE: u32 = 0;
/// The index of a local variable.
pub const LOCAL: u32 = 1;
/// A constant of 32 bits.
pub const CONSTANT: u32 = 2;
/// The offset of a load or store.
pub const OFFSET: u32 = 3;
/// The alignment of a load or store; its [`OFFSET`] follows.
pub const ALIGNMENT: u32 = 4;
/// The index of a function.
pub const FUNCTION: u32 = 5;
/// A block's type, a label, an index of something else.
pub const OTHER: u32 = 6;
/// A constant of 64 bits.
pub const LONG: u32 = 7;
/// A byte outside of all function bodies.
pub const PLAIN: u32 = 8;
/// How many locals a function declares, and their types.
pub const LOCALS: u32 = 9;
/// The first class for bytes that are no number of variable length: this one for four of them, [`RAW`] + 4 for eight.
pub const RAW: u32 = 11;

/// A walk over a module, byte by byte.
///
/// ```text
///              no operands              last operand
///    ┌────────┐ ◄─────┐ ┌─────────┐ ◄──────────────── ┌─────────┐
///    │ OPCODE │ ──────┘ │ OPCODE  │     operands      │ operand │ ◄─┐ bytes of one, operands of one
///    └────────┘ ──────► └─────────┘ ────────────────► └─────────┘ ──┘
///         ▲ locals declared                │ end of the outermost block
///    ┌────────┐      the next body         ▼
///    │ LOCALS │ ◄─────────────────── ┌─────────┐
///    └────────┘      the first body  │  PLAIN  │ ◄─┐
///                                    └─────────┘ ──┘ bytes outside
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Syntax {
    /// What the next byte is.
    pub class: u32,
    /// [`MORE`] if it is a further byte of the same number, else 0.
    pub more: u32,
    /// Operands after this one; [`COUNTED`] if this one says how many there are.
    left: i32,
    /// The last four opcodes, or bytes outside of bodies; the latest one is the lowest byte.
    pub opcodes: u32,
    /// What of the instruction has passed, its opcode included, as a hash. 0 if nothing has.
    pub passed: u32,
    /// The last byte.
    pub last: u32,
    /// Values on the stack, roughly: nobody looks at the signatures of functions that are called.
    pub height: i32,
    /// Blocks that are open, with the function's body as the outermost.
    depth: i32,
}

impl Syntax {
    /// A walk that begins outside of all functions.
    #[inline(always)]
    pub fn new() -> Syntax {
        Syntax { class: PLAIN, more: 0, left: 0, opcodes: 0, passed: 0, last: 0, height: 0, depth: 0 }
    }

    /// The class, and whether it is a number's first byte.
    #[inline(always)]
    pub fn kind(&self) -> usize {
        (self.class | self.more) as usize & (KINDS - 1)
    }

    /// A function's body begins.
    #[inline(always)]
    pub fn begin_body(&mut self) {
        self.class = LOCALS;
        self.left = COUNTED;
        self.depth = 1;
        self.height = 0;
        self.opcodes = 0;
    }

    /// Whether the last byte ended a function's body.
    #[inline(always)]
    pub fn has_ended_body(&self) -> bool {
        self.class == OPCODE && self.depth == 0
    }

    /// The next byte is `byte`. `bytes` has the tables.
    #[inline(always)]
    pub fn pass(&mut self, byte: u8, bytes: &Bytes) {
        let value = u32::from(byte);
        self.last = value;
        self.passed = self.passed.wrapping_add(value + 1).wrapping_mul(MULTIPLIER);
        if self.is_opcode_or_plain() {
            self.opcodes = self.opcodes << 8 | value;
            if self.class == OPCODE {
                self.pass_opcode(byte, bytes);
            }
        } else {
            self.pass_operand(value);
        }
        if self.is_opcode_or_plain() {
            self.passed = 0;
        }
    }

    #[inline(always)]
    fn is_opcode_or_plain(&self) -> bool {
        self.class & 7 == 0
    }

    #[inline(always)]
    fn pass_opcode(&mut self, opcode: u8, bytes: &Bytes) {
        let effect = bytes[place(TABLES + usize::from(opcode))] as i8 >> 4;
        self.height = (self.height + i32::from(effect)).max(0);
        self.depth += i32::from((BLOCK..=IF).contains(&opcode)) - i32::from(opcode == END);
        self.class = u32::from(bytes[place(OPERANDS + usize::from(opcode))] >> 4);
        self.left = if opcode == BRANCH_TABLE { COUNTED } else { (self.class as i32 - 8).max(0) };
    }

    #[inline(always)]
    fn pass_operand(&mut self, value: u32) {
        self.more = if value >= 128 && self.class < RAW { MORE } else { 0 };
        if self.more != 0 {
            return;
        }
        if self.left == COUNTED {
            self.left = if self.class == LOCALS { value << 1 } else { value + 1 } as i32;
        }
        if self.class == ALIGNMENT {
            self.class = OFFSET;
            return;
        }
        if self.left == 0 {
            self.class = OPCODE;
        }
        self.left -= 1;
    }
}

impl Default for Syntax {
    fn default() -> Syntax {
        Syntax::new()
    }
}

/// What tells the later bytes of a number from its first.
pub const MORE: u32 = 16;
const COUNTED: i32 = -1;
const MULTIPLIER: u32 = 0xc2b2_ae35;

const BLOCK: u8 = 0x02;
const IF: u8 = 0x04;
const END: u8 = 0x0b;
const BRANCH_TABLE: u8 = 0x0e;
