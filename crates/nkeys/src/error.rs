//! The errors of keys and files. None quotes the text that it is about, which may be a secret.

use core::fmt;

/// Why a text is no key, or not the one that is needed.
///
/// ```
/// use nats_web_nkeys::{KeyError, KeyPair};
///
/// assert_eq!(KeyPair::from_seed(b"hunter2").err(), Some(KeyError::Encoding));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum KeyError {
    /// The text has characters that base32 does not have, or a length that no key has.
    Encoding,
    /// The checksum does not fit: the text was mistyped or cut.
    Checksum,
    /// The prefix is not that of a [`Role`](crate::Role).
    Prefix,
    /// A seed was needed, and the text is something else.
    NotASeed,
    /// A public key was needed, and the text is something else.
    NotAPublicKey,
    /// The key has not 32 bytes.
    Length,
    /// A curve key was needed, and the key is for signing.
    NotACurveKey,
    /// A key for signing was needed, and the key is a curve key.
    CurveKey,
    /// The bytes to open are no sealed message.
    NotSealed,
    /// The sealed message was changed, or is not from this sender for this key.
    Sealed,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "the text is not that of a key",
            Self::Checksum => "the key's checksum does not fit",
            Self::Prefix => "the key's prefix has no meaning",
            Self::NotASeed => "the key is not a seed",
            Self::NotAPublicKey => "the key is not a public key",
            Self::Length => "the key has a wrong length",
            Self::NotACurveKey => "the key is not a curve key",
            Self::CurveKey => "the key is a curve key and cannot sign",
            Self::NotSealed => "the message is not a sealed one",
            Self::Sealed => "the message cannot be opened",
        })
    }
}

impl core::error::Error for KeyError {}

/// Why a text is no credentials file.
///
/// ```
/// use nats_web_nkeys::{Creds, CredsError};
///
/// assert_eq!(Creds::parse(b"no such lines").err(), Some(CredsError::NoJwt));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum CredsError {
    /// It has no JWT between two lines of dashes.
    NoJwt,
    /// It has no seed between two lines of dashes, after the JWT.
    NoSeed,
}

impl fmt::Display for CredsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoJwt => "the credentials have no JWT",
            Self::NoSeed => "the credentials have no seed",
        })
    }
}

impl core::error::Error for CredsError {}
