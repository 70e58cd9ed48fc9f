//! What precedes the module in the packed bytes, and is kept behind the end of its room: at the negative positions.

use crate::model::{CONTEXTS, KINDS};

/// Bytes of the header.
pub const LENGTH: usize = NUMBERS + CONTEXTS * KINDS + 2 * 256;

/// The numbers, 32 bits each, little-endian: how long the module is, where the body of its first function is to be (0 if
/// its code is packed as plain bytes) and how many bodies follow each other there.
pub const NUMBERS: usize = 12;

/// The weights of the contexts, in sixteenths: those of the first context by kind, then those of the second.
pub const WEIGHTS: usize = LENGTH.wrapping_neg() + NUMBERS;

/// By opcode: the length of its code in the low nibble, what it does to the height of the stack in the high one. Then by
/// the value of an operand's byte: the length of its code. There, the high nibble is the class of what follows the
/// *opcode* of that value.
pub const TABLES: usize = WEIGHTS + CONTEXTS * KINDS;

/// The second of the tables.
pub const OPERANDS: usize = TABLES + 256;
