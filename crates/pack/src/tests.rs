#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::Mutex;

use crate::coder::Decoder;
use crate::pack::{LONGEST_MODULE, pack};
use crate::unpack::Machine;
use crate::{Bytes, SPACE, digits};

/// As the page does it; `None` if the text is taken for damaged.
fn unpack(text: &str) -> Option<Vec<u8>> {
    static ROOM: Mutex<(Machine, Decoder, Bytes)> = Mutex::new((Machine::NEW, Decoder::NEW, [0; SPACE]));
    let mut room = ROOM.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let (machine, decoder, bytes) = &mut *room;
    machine.clear();
    decoder.clear();
    bytes.fill(0);
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    if !digits::read(bytes, text.len(), &mut decoder.bytes) {
        return None;
    }
    decoder.begin();
    let length = machine.run(decoder, bytes);
    Some(bytes[..length].to_vec())
}

/// Gives the length of the text.
#[track_caller]
fn survives(module: &[u8]) -> usize {
    let text = pack(module).unwrap();
    assert!(unpack(&text).as_deref() == Some(module), "{} bytes do not survive", module.len());
    text.len()
}

/// Repeatable numbers below a limit.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.below(256) as u8).collect()
    }
}

fn leb(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 127) as u8;
        value >>= 7;
        bytes.push(if value > 0 { low | 128 } else { low });
        if value == 0 {
            return bytes;
        }
    }
}

/// A body of about `length` bytes: locals, instructions of all kinds, nested blocks. It need not be valid to be packed.
fn body(dice: &mut Dice, length: usize) -> Vec<u8> {
    let groups = dice.below(3);
    let mut body = leb(groups);
    for _ in 0..groups {
        body.extend(leb(dice.below(300)));
        body.push(0x7f);
    }
    let mut depth = 1;
    while body.len() < length || depth > 1 {
        match dice.below(if body.len() < length { 10 } else { 2 }) {
            0 | 1 if depth > 1 => {
                depth -= 1;
                body.push(0x0b);
            }
            2 => {
                depth += 1;
                body.extend([2 + dice.below(3) as u8, 0x40]);
            }
            3 => {
                let labels = dice.below(200);
                body.push(0x0e);
                body.extend(leb(labels));
                body.extend((0..=labels).flat_map(|_| leb(dice.below(20))));
            }
            4 => {
                body.push(0x28 + dice.below(0x17) as u8);
                body.extend([2, dice.below(128) as u8]);
            }
            5 => {
                body.push(0x41 + dice.below(2) as u8);
                body.extend(leb(dice.below(1 << (dice.0 % 40))));
            }
            6 => {
                body.push(0x44);
                body.extend(dice.bytes(8));
            }
            7 => {
                body.push(0x43);
                body.extend(dice.bytes(4));
            }
            8 => {
                body.push(0x10);
                body.extend(leb(dice.below(500)));
            }
            _ => body.extend([0x20, dice.below(10) as u8, 0x6a]),
        }
    }
    body.push(0x0b);
    body
}

/// A module with these bodies.
fn module(bodies: &[Vec<u8>]) -> Vec<u8> {
    let mut code = leb(bodies.len() as u64);
    for body in bodies {
        code.extend(leb(body.len() as u64));
        code.extend(body);
    }
    let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
    module.push(10);
    module.extend(leb(code.len() as u64));
    module.extend(code);
    module.extend([11, 6, 1, 1, 3, b'a', b'b', b'c']);
    module
}

#[test]
fn bytes_of_any_kind_survive() {
    survives(&[]);
    for byte in [0, 1, 127, 128, 255] {
        survives(&[byte]);
        survives(&[byte; 1000]);
    }
    let all: Vec<u8> = (0..=255).collect();
    survives(&all);
    for seed in 1..30 {
        let mut dice = Dice(seed);
        let length = dice.below(700) as usize;
        survives(&dice.bytes(length));
    }
}

#[test]
fn modules_survive() {
    for seed in 1..20 {
        let mut dice = Dice(seed);
        // Sizes of one, two and three bytes.
        let lengths = [3, 100, 126, 127, 128, 129, 3000, if seed == 1 { 20_000 } else { 16_380 }];
        let bodies: Vec<_> = lengths.iter().take(seed as usize).map(|&length| body(&mut dice, length)).collect();
        survives(&module(&bodies));
    }
}

#[test]
fn modules_that_break_off_or_mislead_survive() {
    let mut dice = Dice(7);
    let whole = module(&[body(&mut dice, 20), body(&mut dice, 100)]);
    for length in 0..whole.len() {
        survives(&whole[..length]);
    }
    for _ in 0..100 {
        let mut other = whole.clone();
        let at = dice.below(other.len() as u64) as usize;
        other[at] = dice.below(256) as u8;
        survives(&other);
    }
}

#[test]
fn a_size_that_is_longer_than_need_be_survives() {
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    module.extend([10, 6, 1, 0x82, 0x80, 0, 0, 0x0b]);
    survives(&module);
}

#[test]
fn what_repeats_gets_small_and_noise_hardly_grows() {
    assert!(survives(&[7; 20_000]) < 500);
    let noise = survives(&Dice(5).bytes(20_000));
    assert!(noise < 20_000 * 8 / 6, "{noise}");
    let instructions = [0x20, 0, 0x20, 1, 0x6a, 0x21, 2].repeat(1000);
    let code = module(&[[&[0][..], &instructions, &[0x0b]].concat()]);
    assert!(survives(&code) < 700);
}

#[test]
fn more_than_there_is_room_for_is_refused() {
    assert_eq!(pack(&vec![0; LONGEST_MODULE + 1]), None);
    survives(&Dice(3).bytes(LONGEST_MODULE));
}

#[test]
fn the_text_needs_no_escape_and_is_no_tag() {
    let text = pack(&Dice(9).bytes(5000)).unwrap();
    assert!(text.bytes().all(|c| c.is_ascii_graphic() && !b"\"$<\\`".contains(&c)));
    let mut used: Vec<u8> = text.bytes().collect();
    used.sort_unstable();
    used.dedup();
    assert_eq!(used.len(), digits::SYMBOLS as usize);
}

#[test]
fn damage_is_noticed() {
    let module = Dice(2).bytes(150);
    let text = pack(&module).unwrap();
    for at in 0..text.len() {
        let (before, rest) = text.split_at(at);
        let (this, after) = rest.split_at(1);
        for other in ["%", "~", "A", "b", " "].into_iter().filter(|other| *other != this) {
            assert_eq!(unpack(&format!("{before}{other}{after}")), None, "{at} {other}");
        }
        assert_eq!(unpack(before), None);
        assert_eq!(unpack(&format!("{before}{after}")), None);
        if let Some(next) = after.chars().next().filter(|next| this != next.to_string()) {
            assert_eq!(unpack(&format!("{before}{next}{this}{}", &after[1..])), None);
        }
    }
    for more in ["%", "A", " ", "\0"] {
        assert_eq!(unpack(&format!("{text}{more}")), None);
    }
    // Digits have aliases outside of the alphabet; with them it is not the text that was written, but means the same.
    assert_eq!(unpack(&text.replace('=', "<")), Some(module));
}
