//! Wasm modules as printable text, for bundles that carry them inside.
//!
//! A module is packed when the package is built and unpacked once in a page, so packing may take seconds, while
//! unpacking has to be over in milliseconds and its code has to be small. Both are this crate: [`unpack::Machine`] walks
//! over the bytes of a module and asks a [`coder::Coder`] for each decision. The one that unpacks reads the decision
//! from the packed bytes; the one that packs knows it and writes it down. So nothing of the model is said twice.
//!
//! ```text
//!   text         characters of 6 or 7 bits, then a checksum              digits
//!   bits         decisions, each as long as it is unlikely               coder
//!   decisions    the way down a tree to the next byte                    unpack
//!   likelihoods  three contexts, mixed by weights that the packer found  model
//!   contexts     what precedes, as an instruction and its operands       syntax
//!   bytes        a header, and the module without the sizes of bodies    header
//! ```
//!
//! What it does not know (other bytes than a wasm module, instructions it cannot take apart) is packed as plain bytes:
//! larger, but right.

pub mod coder;
pub mod digits;
pub mod header;
pub mod model;
pub mod pack;
pub mod syntax;
pub mod unpack;

#[cfg(test)]
mod tests;

/// A module, and the text it is packed as, are at most this long; a power of two, so that an index needs a mask and no
/// check.
pub const SPACE: usize = 1 << 20;

/// Room for a module and its header.
pub type Bytes = [u8; SPACE];

/// The byte at `at`, counted from the start of the module: the header is at negative positions.
#[inline(always)]
pub fn place(at: usize) -> usize {
    at & (SPACE - 1)
}
