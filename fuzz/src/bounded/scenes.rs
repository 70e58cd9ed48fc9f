//! Inputs of the session target: scenes, strung together.

use nats_web_core::Rng;

use super::generate::one_of;

/// Choices that make up a session: mostly an ordinary configuration, a handshake, and things that are apt to happen.
pub fn session(rng: &mut Rng) -> Vec<u8> {
    let mut data = if rng.below(4) == 0 { Vec::new() } else { ORDINARY.to_vec() };
    if let Some(byte) = data.get_mut(rng.below(16) as usize) {
        *byte = rng.next_u64() as u8;
    }
    if let Some(byte) = data.get_mut(1) {
        *byte |= one_of(rng, &[0, LAZY]);
    }
    for _ in 0..rng.below(30) {
        data.extend_from_slice(one_of(rng, &SCENES));
        for _ in 0..rng.below(4) * rng.below(3) {
            data.push(rng.next_u64() as u8);
        }
    }
    data
}

/// A configuration with defaults and one server, then the handshake.
const ORDINARY: [u8; 14] = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 46, 46, 46];
/// The bit of the second byte that makes the face transmit only when told to.
const LAZY: u8 = 1 << 4;

/// Commands of the session target, as its `commands` reads them.
const SCENES: [&[u8]; 31] = [
    // Serve: transmit, answer, bring.
    &[46],
    &[46, 46],
    // Publish: a small message, one with a reply, and another one to the same, a large one.
    &[0, 0x40, 0, 7, 0],
    &[0, 0x41, 1, 0, 7, 5, 0x20, 0, 8],
    &[0, 0xf8, 0, 7, 0],
    // Subscribe: plain, with a queue group, with a max, with a timeout.
    &[8, 1, 1, 0, 0],
    &[8, 2, 0, 3, 5, 6, 7, 0, 0],
    &[8, 3, 1, 3, 0],
    &[8, 0, 1, 0, 3],
    // Request: over the shared inbox, with an inbox of its own, one that is soon late.
    &[17, 0x20, 0, 1, 0, 0, 65, 0],
    &[17, 0x20, 1, 1, 0, 0, 65, 2],
    &[17, 0x20, 0, 1, 2, 0, 65, 0],
    // The server says: a reply, a message, a large one; it denies a subscription.
    &[32, 5, 0, 1, 3],
    &[32, 8, 0, 2, 3],
    &[32, 8, 0, 5, 3],
    &[32, 4, 0],
    // The link: brings a little, transmits a little, closes; two seconds pass.
    &[43, 9],
    &[56, 1],
    &[52],
    &[26, 2, 0, 250],
    // The clock steps back; a subscription drains, ends, is to end later; the session drains.
    &[26, 3, 200],
    &[31, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    &[16, 0],
    &[14, 0, 0],
    &[14, 0, 3],
    &[62, 0],
    // Links lost after a large publish's line, after its payload, and while a subscription drains; then new ones.
    &[46, 0, 0xf8, 0, 7, 0, 56, 1, 52, 26, 2, 0, 250, 46, 46, 46],
    &[46, 0, 0xf8, 0, 7, 0, 56, 2, 52, 26, 2, 0, 250, 46, 46, 46],
    &[8, 1, 1, 0, 0, 46, 16, 0, 52, 26, 2, 0, 250, 46, 46, 46],
    // The timer fires; a flush.
    &[26, 0],
    &[24],
];
