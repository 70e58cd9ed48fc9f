//! Keys that sign.

use crate::error::KeyError;
use crate::public_key::PublicKey;
use crate::role::Role;
use crate::text::{KeyText, PRIVATE_LENGTH, SEED_LENGTH, read_seed, write_private, write_seed};
use crate::{SIGNATURE_LENGTH, base64};
use alloc::string::String;
use core::fmt;
use zeroize::Zeroizing;

/// A seed and what follows from it: a key that signs, for any [`Role`] but [`Role::Curve`].
///
/// Making one costs about as much as a signature does. It is wiped when dropped.
///
/// ```
/// use nats_web_nkeys::{KeyPair, Role};
///
/// let user = KeyPair::new(Role::User, [7; 32])?; // of the platform's best randomness, not these
/// let again = KeyPair::from_seed(user.seed().as_bytes())?;
/// assert_eq!(again.sign(b"a nonce"), user.sign(b"a nonce"));
/// # Ok::<(), nats_web_nkeys::KeyError>(())
/// ```
pub struct KeyPair {
    role: Role,
    seed: Zeroizing<[u8; 32]>,
    pair: salty::Keypair,
}

impl KeyPair {
    /// Creates the key of this role with this seed: 32 bytes of the platform's best randomness.
    ///
    /// # Errors
    /// [`KeyError::CurveKey`] for [`Role::Curve`], see [`CurveKeyPair`](crate::CurveKeyPair).
    pub fn new(role: Role, seed: [u8; 32]) -> Result<Self, KeyError> {
        let seed = Zeroizing::new(seed);
        if role == Role::Curve {
            return Err(KeyError::CurveKey);
        }
        let pair = salty::Keypair::from(&*seed);
        Ok(Self { role, seed, pair })
    }

    /// Returns the key whose seed has this text, `S…`.
    ///
    /// # Errors
    /// See [`read_seed`]; [`KeyError::CurveKey`] for curve keys.
    pub fn from_seed(text: &[u8]) -> Result<Self, KeyError> {
        let (role, seed) = read_seed(text)?;
        Self::new(role, *seed)
    }

    /// Returns the role of the key.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Returns the public key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::new(self.role, self.pair.public.to_bytes())
    }

    /// Returns the seed as text.
    #[must_use]
    pub fn seed(&self) -> KeyText<SEED_LENGTH> {
        KeyText::written_by(|text| write_seed(text, self.role, &self.seed))
    }

    /// Returns seed and public key together as text, `P…`.
    #[must_use]
    pub fn private_key(&self) -> KeyText<PRIVATE_LENGTH> {
        KeyText::written_by(|text| write_private(text, &[&self.seed, self.pair.public.as_bytes()]))
    }

    /// Returns the signature of `message`. The same key and message have the same signature.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        self.pair.sign(message).to_bytes()
    }

    /// Returns a client's answer to a server that sent `nonce`: its signature in base64 for URLs.
    #[must_use]
    pub fn answer(&self, nonce: &str) -> String {
        base64::encode(&self.sign(nonce.as_bytes()))
    }
}

/// Shows no secret.
impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPair").field("role", &self.role).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
