//! Keys as text: base32 of prefix, key and checksum.

use crate::base32::{self, Encoder};
use crate::checksum::Checksum;
use crate::error::KeyError;
use crate::role::{PRIVATE, Role, SEED};
use core::fmt;
use core::ops::Deref;
use zeroize::{Zeroize, Zeroizing};

/// Characters of a public key.
pub const PUBLIC_LENGTH: usize = 56;
/// Characters of a seed.
pub const SEED_LENGTH: usize = 58;
/// Characters of a private key that holds seed and public key.
pub const PRIVATE_LENGTH: usize = 108;

/// The text of a seed or a private key: ASCII, wiped when dropped. [`Debug`](fmt::Debug) does not show it.
///
/// ```
/// use nats_web_nkeys::{KeyPair, Role};
///
/// let seed = KeyPair::new(Role::User, [7; 32])?.seed(); // of the platform's best randomness, not these
/// assert!(seed.starts_with("SU"));
/// assert!(!format!("{seed:?}").contains("SU"));
/// # Ok::<(), nats_web_nkeys::KeyError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct KeyText<const N: usize>([u8; N]);

impl<const N: usize> KeyText<N> {
    /// Returns its characters.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }

    pub(crate) fn written_by(write: impl FnOnce(&mut [u8; N])) -> Self {
        let mut text = Self([0; N]);
        write(&mut text.0);
        text
    }
}

impl<const N: usize> Deref for KeyText<N> {
    type Target = str;

    fn deref(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl<const N: usize> fmt::Debug for KeyText<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText(…)")
    }
}

impl<const N: usize> Drop for KeyText<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Writes the text of a public key of this role.
pub fn write_public(out: &mut [u8; PUBLIC_LENGTH], role: Role, key: &[u8; 32]) {
    write(out, &[role.prefix()], &[key]);
}

/// Writes the text of a seed for a key of this role.
pub fn write_seed(out: &mut [u8; SEED_LENGTH], role: Role, seed: &[u8; 32]) {
    // Five bits of the seed's prefix, eight of the role's, three that are zero: so each shows as a letter.
    write(out, &[SEED | role.prefix() >> 5, role.prefix() << 3], &[seed]);
}

/// Writes the text of a private key that has these parts.
pub fn write_private(out: &mut [u8], parts: &[&[u8; 32]]) {
    write(out, &[PRIVATE], parts);
}

fn write(out: &mut [u8], prefix: &[u8], key: &[&[u8; 32]]) {
    let mut checksum = Checksum::default();
    let mut encoder = Encoder::new(out);
    for &byte in prefix.iter().chain(key.iter().copied().flatten()) {
        checksum.add(byte);
        encoder.push(byte);
    }
    for byte in checksum.value().to_le_bytes() {
        encoder.push(byte);
    }
    encoder.finish();
}

/// Reads the text of a seed. Returns its role and its bytes.
///
/// # Errors
/// [`KeyError::Encoding`], [`KeyError::Checksum`], [`KeyError::NotASeed`] for other keys, [`KeyError::Prefix`]
/// for a seed of no known role, and [`KeyError::Length`] for one that has not 32 bytes.
pub fn read_seed(text: &[u8]) -> Result<(Role, Zeroizing<[u8; 32]>), KeyError> {
    let mut raw = Zeroizing::new([0; MAX_RAW]);
    let (&first, content) = read(text, &mut raw)?;
    let (&second, seed) = content.split_first().ok_or(KeyError::NotASeed)?;
    if first & 0xf8 != SEED {
        return Err(KeyError::NotASeed);
    }
    let role = Role::from_prefix(first << 5 | second >> 3).ok_or(KeyError::Prefix)?;
    let seed = seed.try_into().map_err(|_| KeyError::Length)?;
    Ok((role, Zeroizing::new(seed)))
}

/// Reads the text of a public key. Returns its role and its bytes.
///
/// # Errors
/// [`KeyError::Encoding`], [`KeyError::Checksum`], [`KeyError::NotAPublicKey`] for other keys, and
/// [`KeyError::Length`] for one that has not 32 bytes.
pub fn read_public(text: &[u8]) -> Result<(Role, [u8; 32]), KeyError> {
    let mut raw = Zeroizing::new([0; MAX_RAW]);
    let (&first, key) = read(text, &mut raw)?;
    let role = Role::from_prefix(first).ok_or(KeyError::NotAPublicKey)?;
    Ok((role, key.try_into().map_err(|_| KeyError::Length)?))
}

/// Checks the checksum. Returns the first byte, and the others without the checksum.
fn read<'a>(text: &[u8], raw: &'a mut [u8; MAX_RAW]) -> Result<(&'a u8, &'a [u8]), KeyError> {
    let mut len = 0;
    let sound = base32::decode(text, |byte| {
        let place = raw.get_mut(len);
        len += 1;
        place.map(|place| *place = byte).is_some()
    });
    let (content, checksum) =
        raw.get(..len).filter(|_| sound).and_then(|raw| raw.split_last_chunk()).ok_or(KeyError::Encoding)?;
    let mut expected = Checksum::default();
    content.iter().for_each(|&byte| expected.add(byte));
    if expected.value() != u16::from_le_bytes(*checksum) {
        return Err(KeyError::Checksum);
    }
    content.split_first().ok_or(KeyError::Encoding)
}

/// Prefix, two halves of a private key, checksum: the longest there is.
const MAX_RAW: usize = 1 + 64 + 2;

#[cfg(test)]
mod tests;
