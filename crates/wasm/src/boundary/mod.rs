//! The one table of what crosses between Rust and TypeScript.
//!
//! Each macro below makes the Rust side of a part, and a description of it from which [`typescript()`] writes the other side,
//! `npm/src/core/boundary.ts` (`cargo xtask renew boundary`; the lint fails if it is stale). A new event or code is one line
//! here, and neither side compiles until it handles it.
//!
//! | part                   | what crosses                                                           |
//! | ---------------------- | ---------------------------------------------------------------------- |
//! | `exports`            | the module's functions: they take and return numbers                   |
//! | `words`              | the status words, which TypeScript reads where they lie after a call   |
//! | `records`            | the core's deliveries, read where they lie after a frame               |
//! | `events`             | the core's events: a kind, and typed fields one after the other        |
//! | `codes`              | the core's enums as numbers                                            |
//! | `settings`           | the configuration: numbers and texts, set one by one                   |

#![cfg_attr(not(feature = "flows"), allow(dead_code, reason = "the table is that of the module with everything"))]

pub(crate) mod codes;
pub(crate) mod events;
pub mod exports;
mod records;
pub(crate) mod settings;
#[cfg(all(feature = "flows", not(target_arch = "wasm32")))]
mod typescript;
pub(crate) mod words;

#[cfg(all(feature = "flows", not(target_arch = "wasm32")))]
pub use typescript::typescript;
