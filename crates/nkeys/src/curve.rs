//! Curve keys, which seal messages for one another.
//!
//! A sealed message is a version, a nonce, and a NaCl box: XSalsa20 and Poly1305 under a key agreed by X25519.
//!
//! ```text
//!  "xkv1" │ nonce (24) │ authenticator (16) │ encrypted message
//! ```
//!
//! Source: ADR-26 "Encryption", the nkeys library, NaCl's `crypto_box`.

use crate::error::KeyError;
use crate::public_key::PublicKey;
use crate::role::Role;
use crate::stream::{KeyStream, derive};
use crate::text::{KeyText, PUBLIC_LENGTH, SEED_LENGTH, read_seed, write_private, write_seed};
use alloc::vec::Vec;
use core::fmt;
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use salty::agreement;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Bytes of a nonce.
pub const NONCE_LENGTH: usize = 24;
/// How many bytes a sealed message is longer than the message.
pub const OVERHEAD: usize = VERSION.len() + NONCE_LENGTH + TAG_LENGTH;

/// A curve key, with which messages are sealed and opened. It is wiped when dropped.
///
/// ```
/// use nats_web_nkeys::{CurveKeyPair, NONCE_LENGTH};
///
/// // All of them of the platform's best randomness, not these.
/// let (ann, bob, nonce) = (CurveKeyPair::new([7; 32]), CurveKeyPair::new([8; 32]), [9; NONCE_LENGTH]);
/// let sealed = ann.seal(b"hello", &bob.public_key(), &nonce)?;
/// assert_eq!(bob.open(&sealed, &ann.public_key())?, b"hello");
/// # Ok::<(), nats_web_nkeys::KeyError>(())
/// ```
pub struct CurveKeyPair {
    seed: Zeroizing<[u8; 32]>,
}

impl CurveKeyPair {
    /// Creates the key with this seed: 32 bytes of the platform's best randomness.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self { seed: Zeroizing::new(seed) }
    }

    /// Returns the key whose seed has this text, `SX…`.
    ///
    /// # Errors
    /// See [`read_seed`]; [`KeyError::NotACurveKey`] for other seeds.
    pub fn from_seed(text: &[u8]) -> Result<Self, KeyError> {
        match read_seed(text)? {
            (Role::Curve, seed) => Ok(Self { seed }),
            _ => Err(KeyError::NotACurveKey),
        }
    }

    /// Returns the public key, `X…`.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::new(Role::Curve, self.secret().public().to_bytes())
    }

    /// Returns the seed as text.
    #[must_use]
    pub fn seed(&self) -> KeyText<SEED_LENGTH> {
        KeyText::written_by(|text| write_seed(text, Role::Curve, &self.seed))
    }

    /// Returns the seed as the text of a private key, `P…`.
    #[must_use]
    pub fn private_key(&self) -> KeyText<PUBLIC_LENGTH> {
        KeyText::written_by(|text| write_private(text, &[&self.seed]))
    }

    /// Returns `message`, sealed for `recipient`. A `nonce` is never used twice: take [`NONCE_LENGTH`] random bytes.
    ///
    /// # Errors
    /// [`KeyError::NotACurveKey`] if the recipient's key is no curve key.
    pub fn seal(&self, message: &[u8], recipient: &PublicKey, nonce: &[u8; NONCE_LENGTH]) -> Result<Vec<u8>, KeyError> {
        let mut sealed = Vec::with_capacity(OVERHEAD + message.len());
        sealed.extend_from_slice(&VERSION);
        sealed.extend_from_slice(nonce);
        sealed.extend_from_slice(&[0; TAG_LENGTH]);
        sealed.extend_from_slice(message);
        self.seal_in_place(&mut sealed, recipient)?;
        Ok(sealed)
    }

    /// Returns the message that `sender` sealed for this key.
    ///
    /// # Errors
    /// [`KeyError::Sealed`] if it was not sealed by `sender` for this key, or was changed; [`KeyError::NotSealed`] if
    /// it is no sealed message; [`KeyError::NotACurveKey`] if the sender's key is no curve key.
    pub fn open(&self, sealed: &[u8], sender: &PublicKey) -> Result<Vec<u8>, KeyError> {
        let mut message = sealed.to_vec();
        self.open_in_place(&mut message, sender)?;
        message.drain(..OVERHEAD);
        Ok(message)
    }

    /// Seals without allocating: `sealed` has [`OVERHEAD`] bytes, of which those of the nonce are set, then the
    /// message.
    ///
    /// # Errors
    /// As [`seal`](Self::seal); [`KeyError::Sealed`] if there is no room.
    pub fn seal_in_place(&self, sealed: &mut [u8], recipient: &PublicKey) -> Result<(), KeyError> {
        let (version, nonce, tag, message) = parts(sealed)?;
        let (mut stream, authenticator) = self.keys(recipient, nonce)?;
        stream.apply(message);
        *version = VERSION;
        *tag = authenticator.compute_unpadded(message).into();
        Ok(())
    }

    /// Opens without allocating: the message takes the place of its encrypted form, behind [`OVERHEAD`] bytes.
    ///
    /// # Errors
    /// As [`open`](Self::open); `sealed` is then as it was.
    pub fn open_in_place(&self, sealed: &mut [u8], sender: &PublicKey) -> Result<(), KeyError> {
        if sealed.len() <= VERSION.len() + NONCE_LENGTH || !sealed.starts_with(&VERSION) {
            return Err(KeyError::NotSealed);
        }
        let (_, nonce, tag, message) = parts(sealed)?;
        let (mut stream, authenticator) = self.keys(sender, nonce)?;
        let expected = authenticator.compute_unpadded(message);
        if !bool::from(expected.as_slice().ct_eq(tag.as_slice())) {
            return Err(KeyError::Sealed);
        }
        stream.apply(message);
        Ok(())
    }

    /// Returns the cipher and the authenticator for a message between this key and `other`.
    fn keys(&self, other: &PublicKey, nonce: &[u8; NONCE_LENGTH]) -> Result<(KeyStream, Poly1305), KeyError> {
        if other.role() != Role::Curve {
            return Err(KeyError::NotACurveKey);
        }
        let other = agreement::PublicKey::from(*other.as_bytes());
        let shared = Zeroizing::new(self.secret().agree(&other).to_bytes());
        let mut stream = KeyStream::new(&derive(&shared, &[0; 16]), nonce);
        // The stream's first bytes are the authenticator's key.
        let mut one_time = Zeroizing::new([0; 32]);
        stream.apply(&mut *one_time);
        Ok((stream, Poly1305::new((&*one_time).into())))
    }

    fn secret(&self) -> agreement::SecretKey {
        agreement::SecretKey::from_seed(&self.seed)
    }
}

/// Shows no secret.
impl fmt::Debug for CurveKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CurveKeyPair")
    }
}

type Parts<'a> = (&'a mut [u8; VERSION.len()], &'a [u8; NONCE_LENGTH], &'a mut [u8; TAG_LENGTH], &'a mut [u8]);

fn parts(sealed: &mut [u8]) -> Result<Parts<'_>, KeyError> {
    let (version, rest) = sealed.split_first_chunk_mut().ok_or(KeyError::Sealed)?;
    let (nonce, rest) = rest.split_first_chunk_mut().ok_or(KeyError::Sealed)?;
    let (tag, message) = rest.split_first_chunk_mut().ok_or(KeyError::Sealed)?;
    Ok((version, nonce, tag, message))
}

/// The first version, of curve keys.
const VERSION: [u8; 4] = *b"xkv1";
const TAG_LENGTH: usize = 16;

#[cfg(test)]
mod tests;
