//! Bits as characters that survive in a script, and back.
//!
//! The alphabet is [`SYMBOLS`] of the printable ASCII characters: none needs an escape in a string of any kind, none
//! begins a tag. The first ones stand for six bits each, the others for seven. As bits that are packed well look random,
//! each symbol is as frequent as its length says, so that gzip's Huffman codes for them are as long again: the text costs
//! what its bits do. More symbols are better than 64 of six bits each, because gzip then finds fewer accidental
//! repetitions, which make its literals longer.

use crate::{Bytes, place};

/// Reads `length` characters into `bytes`.
///
/// Whether they are what [`write()`] wrote: their checksum has to be right. A character that differs, two that changed
/// places, or one too few or too many never get through unnoticed, other damage once in 2³² times.
#[inline(always)]
pub fn read(text: &Bytes, length: usize, bytes: &mut Bytes) -> bool {
    let (mut checksum, mut bits, mut count, mut to) = (0u32, 0u32, 0, 0);
    for i in 0..length {
        let character = u32::from(text[place(i)]);
        let skipped = |i: usize| u32::from(character > UNUSABLE[i]);
        let digit = character.wrapping_sub(FIRST + skipped(0) + skipped(1) + skipped(2));
        checksum = checksum.wrapping_mul(BASE).wrapping_add(digit);
        let long = u32::from(digit >= SHORT);
        bits = (bits << 6 << long) | digit.wrapping_add(long * SHORT);
        count += 6 + long;
        if count >= 8 {
            count -= 8;
            bytes[place(to)] = (bits >> count) as u8;
            to += 1;
        }
    }
    checksum == GOAL
}

/// `bytes` as text. It ends with digits that bring the checksum to where it has to be.
pub fn write(bytes: &[u8]) -> String {
    let mut digits = Vec::with_capacity(bytes.len() * 5 / 4 + CHECK);
    let bit = |i: usize| u32::from(bytes.get(i / 8).copied().unwrap_or(0)) >> (7 - i % 8) & 1;
    let mut at = 0;
    while at < bytes.len() * 8 {
        let mut digit = (at..at + 6).fold(0, |value, i| value << 1 | bit(i));
        at += 6;
        if digit >= SHORT {
            digit = (digit << 1 | bit(at)) - SHORT;
            at += 1;
        }
        digits.push(digit);
    }
    let checksum = digits.iter().fold(0u32, |sum, &digit| sum.wrapping_mul(BASE).wrapping_add(digit));
    let missing = u64::from(GOAL.wrapping_sub(checksum.wrapping_mul(BASE.wrapping_pow(CHECK as u32))));
    digits.extend((0..CHECK as u32).rev().map(|i| (missing / u64::from(BASE).pow(i) % u64::from(BASE)) as u32));
    let alphabet: Vec<char> = (FIRST..0x7f).filter(|c| !UNUSABLE.contains(c)).filter_map(char::from_u32).collect();
    digits.iter().filter_map(|&digit| alphabet.get(digit as usize)).collect()
}

/// The first character of the alphabet: `%`. All to `~` are in it but the [`UNUSABLE`] ones.
const FIRST: u32 = 0x25;
/// `<`, `\` and `` ` ``.
const UNUSABLE: [u32; 3] = [0x3c, 0x5c, 0x60];
/// Characters in the alphabet.
pub const SYMBOLS: u32 = 0x7f - FIRST - UNUSABLE.len() as u32;
/// How many of them stand for six bits: as many as leave the others to be of seven.
const SHORT: u32 = 128 - SYMBOLS;
/// The checksum is the number, modulo 2³², whose digits to this base are those of the text.
const BASE: u32 = 31;
/// What the checksum has to be.
const GOAL: u32 = 1;
/// Digits below [`BASE`] that can make any 32 bits.
const CHECK: usize = 7;
