//! What the header says about instructions.

use crate::syntax::{ALIGNMENT, CONSTANT, FUNCTION, LOCAL, LONG, OPCODE, OTHER, RAW};

/// The class of what follows `opcode`: [`OPCODE`] if it has no operands.
///
/// Only the first operand counts where there are more of them, unless they are counted or are the two of a load or store:
/// the others are 0 in practice, and get through as if each were the instruction of that number, which has no operands.
pub(crate) fn operand_class(opcode: u8) -> u32 {
    match opcode {
        // block, loop, if, br, br_if, br_table, call_indirect, global.get, global.set, table.get, table.set
        0x02..=0x04 | 0x0c..=0x0e | 0x11 | 0x23..=0x26 => OTHER,
        // memory.size, memory.grow, ref.null, ref.func, and the prefix of instructions for memories and tables
        0x3f | 0x40 | 0xd0 | 0xd2 | 0xfc => OTHER,
        0x10 => FUNCTION,
        0x20..=0x22 => LOCAL,
        0x28..=0x3e => ALIGNMENT,
        0x41 => CONSTANT,
        0x42 => LONG,
        // f32.const, f64.const
        0x43 => RAW,
        0x44 => RAW + 4,
        _ => OPCODE,
    }
}

/// How much higher the stack is after `opcode`, in values; -8 if nothing is left on it, or nothing is known.
pub(crate) fn effect(opcode: u8) -> i8 {
    match opcode {
        // local.get, global.get, memory.size, constants
        0x20 | 0x23 | 0x3f | 0x41..=0x44 => 1,
        // if, br_if, br_table, drop, local.set, global.set
        0x04 | 0x0d | 0x0e | 0x1a | 0x21 | 0x24 => -1,
        // select, stores
        0x1b | 0x36..=0x3e => -2,
        // eqz, counting of bits
        0x45 | 0x50 | 0x67..=0x69 | 0x79..=0x7b => 0,
        // comparisons, arithmetic
        0x46..=0xa6 => -1,
        // unreachable, else, end, br, return, call, call_indirect, the prefix
        0x00 | 0x05 | 0x0b | 0x0c | 0x0f | 0x10 | 0x11 | 0xfc => -8,
        // what takes as many values as it gives
        _ => 0,
    }
}
