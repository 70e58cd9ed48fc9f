//! Small damage to an input.

use nats_web_core::Rng;

/// `base` with up to eight mutations; `other` is an input to splice with.
pub(super) fn mutate(mut base: Vec<u8>, other: &[u8], rng: &mut Rng) -> Vec<u8> {
    for _ in 0..1 + rng.below(8) {
        one(&mut base, other, rng);
    }
    base
}

fn one(base: &mut Vec<u8>, other: &[u8], rng: &mut Rng) {
    let at = rng.below(base.len() as u64 + 1) as usize;
    let end = at + rng.below((base.len() - at).min(16) as u64 + 1) as usize;
    match rng.below(9) {
        0 | 1 => {
            if let Some(byte) = base.get_mut(at) {
                *byte ^= 1 << rng.below(8);
            }
        }
        2 => {
            if let Some(byte) = base.get_mut(at) {
                *byte = rng.next_u64() as u8;
            }
        }
        3 => {
            base.drain(at..end);
        }
        4 => base.insert(at, rng.next_u64() as u8),
        5 => {
            let piece = base[at..end].to_vec();
            let to = rng.below(base.len() as u64 + 1) as usize;
            base.splice(to..to, piece);
        }
        6 => {
            let token = TOKENS[rng.below(TOKENS.len() as u64) as usize];
            base.splice(at..at, token.iter().copied());
        }
        7 => {
            let from = rng.below(other.len() as u64 + 1) as usize;
            base.truncate(at);
            base.extend_from_slice(&other[from..]);
        }
        _ => base.truncate(at),
    }
}

const TOKENS: [&[u8]; 32] = [
    b"\r\n",
    b"\n",
    b"\r",
    b" ",
    b"\t",
    b"\0",
    b"\x7f",
    b"\xff",
    b"\xc3\xbc",
    b"MSG ",
    b"HMSG ",
    b"msg ",
    b"PING\r\n",
    b"-ERR ",
    b"INFO ",
    b"0",
    b"00",
    b"4294967295",
    b"4294967296",
    b"99999999999999999999",
    b"-",
    b"NATS/1.0",
    b":",
    b"\"",
    b"\\u",
    b"\\ud800",
    b"{",
    b"[",
    b".",
    b"*",
    b">",
    b"@",
];
