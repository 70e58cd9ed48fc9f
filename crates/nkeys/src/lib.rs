//! NATS *nkeys*: Ed25519 and X25519 keys whose text says what they are for, and the operations that NATS clients need
//! of them.
//!
//! - [`KeyPair`] signs: the challenges of servers, JWTs. [`PublicKey`] verifies.
//! - [`CurveKeyPair`] seals messages for another curve key, and opens what was sealed for it.
//! - [`Creds`] finds the JWT and the seed in a credentials file.
//!
//! ```
//! use nats_web_nkeys::{KeyPair, PublicKey, Role};
//!
//! # let random = [7; 32]; // 32 bytes of the platform's best randomness
//! let user = KeyPair::new(Role::User, random)?;
//! let signature = user.sign(b"the server's nonce");
//!
//! let public: PublicKey = user.public_key().to_string().parse()?;
//! assert!(public.to_string().starts_with('U'));
//! assert!(public.verify(b"the server's nonce", &signature));
//! # Ok::<(), nats_web_nkeys::KeyError>(())
//! ```
//!
//! A key as text is base32 of prefix bytes, the key, and a checksum; the prefix is chosen so that the text's first
//! letter names the [`Role`], and a seed's first letter is `S`. Randomness is handed in: this crate has none. Secrets
//! are wiped when they are dropped, and no error and no [`Debug`](core::fmt::Debug) shows one.
//!
//! Source: the `nkeys` documentation of NATS, ADR-14 and ADR-26.

#![no_std]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

mod base32;
pub mod base64;
mod checksum;
mod creds;
mod curve;
mod error;
mod key_pair;
mod public_key;
mod role;
mod stream;
pub mod text;
#[cfg(test)]
mod vectors;

pub use creds::Creds;
pub use curve::{CurveKeyPair, NONCE_LENGTH, OVERHEAD};
pub use error::{CredsError, KeyError};
pub use key_pair::KeyPair;
pub use public_key::PublicKey;
pub use role::Role;
pub use text::KeyText;

/// Bytes of a signature.
pub const SIGNATURE_LENGTH: usize = 64;

/// The program in the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
