//! Public keys, which verify.

use crate::SIGNATURE_LENGTH;
use crate::error::KeyError;
use crate::role::Role;
use crate::text::{PUBLIC_LENGTH, read_public, write_public};
use core::fmt;
use core::str::FromStr;

/// A public key. [`Display`](fmt::Display) writes its text, [`FromStr`] reads it.
///
/// ```
/// use nats_web_nkeys::{KeyPair, PublicKey, Role};
///
/// # let user = KeyPair::new(Role::User, [7; 32])?;
/// let public: PublicKey = user.public_key().to_string().parse()?;
/// assert!(public.verify(b"a nonce", &user.sign(b"a nonce")));
/// assert!(!public.verify(b"another", &user.sign(b"a nonce")));
/// # Ok::<(), nats_web_nkeys::KeyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey {
    role: Role,
    key: [u8; 32],
}

impl PublicKey {
    /// Returns the public key of this role with these bytes.
    #[must_use]
    pub const fn new(role: Role, key: [u8; 32]) -> Self {
        Self { role, key }
    }

    /// Returns the public key with this text.
    ///
    /// # Errors
    /// See [`read_public`].
    pub fn from_text(text: &[u8]) -> Result<Self, KeyError> {
        let (role, key) = read_public(text)?;
        Ok(Self { role, key })
    }

    /// Returns the role of the key.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Returns its 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.key
    }

    /// Returns its text, all ASCII.
    #[must_use]
    pub fn text(&self) -> [u8; PUBLIC_LENGTH] {
        let mut text = [0; PUBLIC_LENGTH];
        write_public(&mut text, self.role, &self.key);
        text
    }

    /// Returns whether `signature` is the one of this key's owner for `message`. A curve key signs nothing.
    ///
    /// As RFC 8032 asks, and unlike some libraries, a signature whose number is not the smallest is refused.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> bool {
        let signature = salty::Signature::from(signature);
        if self.role == Role::Curve || !signature.s.is_canonical() {
            return false;
        }
        salty::PublicKey::try_from(&self.key).is_ok_and(|key| key.verify(message, &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(core::str::from_utf8(&self.text()).unwrap_or_default())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::from_text(text.as_bytes())
    }
}
