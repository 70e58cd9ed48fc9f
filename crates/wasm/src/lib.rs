//! The protocol core as a wasm module without imports and without glue, for the TypeScript face in `npm/src/core`.
//!
//! No rule of the protocol is here. Only numbers cross the boundary: text goes in through a session's *scratch* buffer,
//! frames through its *input* buffer, payloads straight into the outbound buffer, and what comes back is read from the
//! status words ([`status`]) and, as they lie, the core's deliveries, all at addresses that the module tells.
//!
//! A call that breaks these conventions (an unknown session, a length beyond a buffer) is a bug of the face and traps;
//! the face then starts a new instance.

#[cfg(any(target_arch = "wasm32", test))]
mod allocator;
mod codes;
mod events;
pub mod exports;
mod services;
mod session;
mod status;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: allocator::PowersOfTwo = allocator::PowersOfTwo::new();
