//! The protocol core as a wasm module without imports and without glue, for the TypeScript face in `npm/src/core`.
//!
//! No rule of the protocol is here. Only numbers cross the boundary: text goes in through a session's *scratch* buffer,
//! frames through its *input* buffer, payloads straight into the outbound buffer, and what comes back is read from the
//! status words and, as they lie, the core's deliveries, all at addresses that the module tells. [`boundary`] is the one
//! table of all that.
//!
//! A call that breaks these conventions (an unknown session, a length beyond a buffer) is a bug of the face and traps;
//! the face then starts a new instance.

#[cfg(any(target_arch = "wasm32", test))]
mod allocator;
#[cfg(feature = "flows")]
mod answers;
pub mod boundary;
#[cfg_attr(not(feature = "flows"), path = "no_flows.rs")]
mod flows;
#[cfg(feature = "flows")]
pub mod jetstream;
#[cfg(feature = "flows")]
pub mod kv;
#[cfg(feature = "flows")]
pub mod objects;
#[cfg(feature = "flows")]
pub mod services;
pub mod session;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: allocator::PowersOfTwo = allocator::PowersOfTwo::new();
