//! The key stream of a sealed message: XSalsa20, from the block function of Salsa20 alone.
//!
//! The crate `salsa20` has all of this with buffers and seeking, at three times the size.
//! Source: D. J. Bernstein, "Extending the Salsa20 nonce".

use salsa20::SalsaCore;
use salsa20::cipher::StreamCipherCore;
use salsa20::cipher::consts::U10;
use zeroize::Zeroizing;

/// The key stream: bytes that are combined with those of a message, one after the other.
pub(crate) struct KeyStream {
    /// The input of the next block.
    matrix: Matrix,
    /// Blocks before the one at hand.
    count: u64,
    block: Zeroizing<[u8; 64]>,
    /// How much of it is used.
    used: usize,
}

/// Salsa20's sixteen words, as bytes.
type Matrix = Zeroizing<[u8; 64]>;

impl KeyStream {
    pub(crate) fn new(key: &[u8; 32], nonce: &[u8; 24]) -> Self {
        let [first @ .., _, _, _, _, _, _, _, _] = nonce;
        let mut rest = [0; 16];
        rest[..8].copy_from_slice(&nonce[16..]);
        let matrix = matrix(&derive(key, first), &rest);
        Self { block: block(&matrix), matrix, count: 0, used: 0 }
    }

    /// Encrypts or decrypts the next bytes of the message.
    pub(crate) fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.used == self.block.len() {
                self.count += 1;
                let matrix: &mut [u8; 64] = &mut self.matrix;
                matrix[32..40].copy_from_slice(&self.count.to_le_bytes());
                self.block = block(matrix);
                self.used = 0;
            }
            *byte ^= self.block.get(self.used).copied().unwrap_or_default();
            self.used += 1;
        }
    }
}

/// HSalsa20: a key for one nonce.
pub(crate) fn derive(key: &[u8; 32], nonce: &[u8; 16]) -> Zeroizing<[u8; 32]> {
    let matrix = matrix(key, nonce);
    let block = block(&matrix);
    let mut derived = Zeroizing::new([0; 32]);
    for (place, index) in derived.as_chunks_mut().0.iter_mut().zip([0, 5, 10, 15, 6, 7, 8, 9]) {
        // The block function ends with the addition of what went in, which HSalsa20 leaves out.
        *place = word(&block, index).wrapping_sub(word(&matrix, index)).to_le_bytes();
    }
    derived
}

/// Returns the matrix of a key, and of nonce and count.
fn matrix(key: &[u8; 32], nonce: &[u8; 16]) -> Matrix {
    let mut words = Zeroizing::new(*CONSTANTS);
    let matrix: &mut [u8; 64] = &mut words;
    matrix[4..20].copy_from_slice(&key[..16]);
    matrix[24..40].copy_from_slice(nonce);
    matrix[44..60].copy_from_slice(&key[16..]);
    words
}

fn block(matrix: &[u8; 64]) -> Zeroizing<[u8; 64]> {
    let mut block = Default::default();
    let words = core::array::from_fn(|index| word(matrix, index));
    SalsaCore::<U10>::from_raw_state(words).write_keystream_block(&mut block);
    Zeroizing::new(block.into())
}

fn word(bytes: &[u8; 64], index: usize) -> u32 {
    bytes.as_chunks().0.get(index).map_or(0, |word| u32::from_le_bytes(*word))
}

/// "expand 32-byte k" in its places.
const CONSTANTS: &[u8; 64] = b"expa................nd 3................2-by................te k";
