//! Where the function bodies of a module are.

use super::instructions::operand_class;
use crate::header::OPERANDS;
use crate::syntax::{OPCODE, Syntax};
use crate::{Bytes, place};

/// Where in a module its code is, if it can be taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Where the size of the first function's body is; 0 if there is none.
    pub(crate) first_body: usize,
    /// Functions whose bodies follow each other there.
    pub(crate) bodies: usize,
    /// How often each byte is an opcode.
    pub(crate) opcodes: Vec<u32>,
    /// How often each byte is part of an operand.
    pub(crate) operands: Vec<u32>,
}

impl Layout {
    /// The layout of `module`. All of it is plain bytes if it is no wasm module, or has bodies that a walk does not get to
    /// the end of, or whose sizes are longer than need be.
    pub(crate) fn of(module: &[u8]) -> Layout {
        Layout::of_wasm(module).unwrap_or_else(Layout::plain)
    }

    fn plain() -> Layout {
        Layout { opcodes: vec![0; 256], operands: vec![0; 256], ..Layout::default() }
    }

    fn of_wasm(module: &[u8]) -> Option<Layout> {
        let mut at = code_section(module)?;
        let mut layout = Layout::plain();
        layout.bodies = number(module, &mut at)?;
        layout.first_body = at;
        let tables = tables();
        for _ in 0..layout.bodies {
            let start = at;
            let size = number(module, &mut at)?;
            if at - start != shortest(size) {
                return None;
            }
            let end = at + size;
            layout.walk_over_body(module.get(at..end)?, &tables)?;
            at = end;
        }
        (layout.bodies > 0).then_some(layout)
    }

    /// Counts the body's bytes. `None` if the walk does not end with the body.
    fn walk_over_body(&mut self, body: &[u8], tables: &Bytes) -> Option<()> {
        let mut syntax = Syntax::new();
        syntax.begin_body();
        for (i, &byte) in body.iter().enumerate() {
            let counts = if syntax.class == OPCODE { &mut self.opcodes } else { &mut self.operands };
            *counts.get_mut(usize::from(byte))? += 1;
            syntax.pass(byte, tables);
            if syntax.has_ended_body() {
                return (i + 1 == body.len()).then_some(());
            }
        }
        None
    }
}

/// Where the contents of the code section begin.
fn code_section(module: &[u8]) -> Option<usize> {
    module.strip_prefix(b"\0asm\x01\0\0\0")?;
    let mut at = 8;
    loop {
        let id = *module.get(at)?;
        at += 1;
        let size = number(module, &mut at)?;
        if id == CODE {
            return Some(at);
        }
        at = at.checked_add(size)?;
    }
}

/// The number of variable length at `at`, which goes behind it.
fn number(module: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0;
    for shift in (0..32).step_by(7) {
        let byte = *module.get(*at)?;
        *at += 1;
        value |= usize::from(byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

/// Bytes that `value` needs as a number of variable length, as far as a [walk](crate::unpack) writes them.
fn shortest(value: usize) -> usize {
    1 + usize::from(value >= 1 << 7) + usize::from(value >= 1 << 14)
}

/// Where a walk looks for what follows an opcode.
fn tables() -> Box<Bytes> {
    let mut tables = vec![0; crate::SPACE];
    for opcode in 0..=255 {
        tables[place(OPERANDS + usize::from(opcode))] = (operand_class(opcode) as u8) << 4;
    }
    tables.into_boxed_slice().try_into().unwrap_or_else(|_| unreachable!("a vector as long as the array"))
}

const CODE: u8 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0";

    fn layout(code: &[u8]) -> Layout {
        Layout::of(&[HEAD, &[10, code.len() as u8], code].concat())
    }

    #[test]
    fn bodies_are_found_and_their_bytes_counted() {
        // Two bodies: local.get 0, end; one local, br_table 0 1 2, f64.const, end.
        let first = [4, 0, 0x20, 0, 0x0b];
        let second = [17, 1, 1, 0x7f, 0x0e, 2, 0, 1, 2, 0x44, 2, 2, 2, 2, 0x0b, 0x0b, 0x0b, 0x0b];
        let with_second = [&[2][..], &first, &second, &[0x0b]].concat();
        assert_eq!(layout(&with_second), Layout::plain(), "the second is longer than it says");
        let second = [18, 1, 1, 0x7f, 0x0e, 2, 0, 1, 2, 0x44, 2, 2, 2, 2, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b];
        let found = layout(&[&[2][..], &first, &second].concat());
        assert_eq!((found.first_body, found.bodies), (HEAD.len() + 3, 2));
        assert_eq!((found.opcodes[0x0b], found.opcodes[0x0e], found.opcodes[2], found.opcodes[0x44]), (2, 1, 0, 1));
        assert_eq!((found.operands[2], found.operands[0x0b]), (6, 4));
    }

    #[test]
    fn numbers_of_several_bytes_are_one_operand() {
        let found = layout(&[1, 8, 0, 0x41, 0x80, 0x80, 0x0b, 0x10, 0x03, 0x0b]);
        assert_eq!((found.bodies, found.opcodes[0x0b], found.operands[0x80]), (1, 1, 2));
    }

    #[test]
    fn what_cannot_be_taken_apart_is_plain() {
        for code in [
            &[1, 0x82, 0x00, 0, 0x0b][..], // a size longer than need be
            &[1, 3, 0, 0x0b, 0x0b],        // ends before its size
            &[1, 2, 0, 0x01],              // does not end
            &[1, 200, 0, 0x0b],            // not all there
            &[2, 2, 0, 0x0b],              // a body missing
            &[0],                          // none
            &[],
        ] {
            assert_eq!(layout(code), Layout::plain(), "{code:?}");
        }
        for module in [&b""[..], b"\0asm", b"\0asm\x01\0\0\0", b"\0asm\x02\0\0\0\x0a\x04\x01\x02\0\x0b"] {
            assert_eq!(Layout::of(module), Layout::plain());
        }
    }
}
