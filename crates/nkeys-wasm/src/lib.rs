//! Nkeys as a wasm module of its own, without imports and without glue, for the TypeScript face in `npm/src/nkeys`.
//!
//! The module keeps nothing: each call finds what it needs at the beginning of the *workspace*, one part behind the
//! other in the order of the parameters that are their lengths, leaves its result there, and returns the result's
//! length or, as a negative number, an error ([`codes`]). Afterwards the face calls [`exports::wipe`], and nothing of
//! any secret is left in memory.
//!
//! Lengths that go beyond the workspace are a bug of the face and trap.

mod codes;
pub mod exports;
mod workspace;
