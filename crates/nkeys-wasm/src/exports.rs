//! The exports of the module. Names and parameters are typed for TypeScript in `npm/src/nkeys/exports.ts`.

#![allow(unsafe_code, reason = "exported names")]

use crate::codes::{OTHER_SIDE, creds_error, key_error};
use crate::workspace;
use nats_web_nkeys::text::{
    PRIVATE_LENGTH, PUBLIC_LENGTH, SEED_LENGTH, read_public, read_seed, write_private, write_seed,
};
use nats_web_nkeys::{Creds, CurveKeyPair, KeyError, KeyPair, PublicKey, Role, SIGNATURE_LENGTH};
use zeroize::Zeroize;

/// Makes room for `len` bytes. Returns their address, or 0 if there is no more memory.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn reserve(len: u32) -> u32 {
    workspace::reserve(len as usize) as usize as u32
}

/// Wipes the first `len` bytes of the workspace, and what the call before this one has left on the stack.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn wipe(len: u32) {
    workspace::take(len as usize).zeroize();
    // The frame of this function takes the place of those that were there before.
    [0u8; DEEPEST].zeroize();
}

/// Replaces 32 bytes of randomness by the text of a seed for keys with this prefix.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn seed(prefix: u32) -> i32 {
    let Some(role) = u8::try_from(prefix).ok().and_then(Role::from_prefix) else { return key_error(KeyError::Prefix) };
    let random: [u8; 32] = *workspace::chunk();
    write_seed(workspace::chunk(), role, &random);
    SEED_LENGTH as i32
}

/// Returns the prefix of the role that a seed's text names.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn seed_role(text: u32) -> i32 {
    read_seed(workspace::take(text as usize)).map_or_else(key_error, |(role, _)| role.prefix().into())
}

/// Returns the prefix of the role that a public key's text names.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn public_role(text: u32) -> i32 {
    read_public(workspace::take(text as usize)).map_or_else(key_error, |(role, _)| role.prefix().into())
}

/// Replaces a seed's text by that of its public key, or of its private key.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn derive(text: u32, private: bool) -> i32 {
    let (role, seed) = match read_seed(workspace::take(text as usize)) {
        Ok(found) => found,
        Err(error) => return key_error(error),
    };
    let public = match KeyPair::new(role, *seed) {
        Ok(pair) => pair.public_key(),
        Err(_) => CurveKeyPair::new(*seed).public_key(),
    };
    match (private, role) {
        (false, _) => {
            *workspace::chunk() = public.text();
            PUBLIC_LENGTH as i32
        }
        (true, Role::Curve) => {
            write_private(workspace::chunk::<PUBLIC_LENGTH>(), &[&seed]);
            PUBLIC_LENGTH as i32
        }
        (true, _) => {
            write_private(workspace::chunk::<PRIVATE_LENGTH>(), &[&seed, public.as_bytes()]);
            PRIVATE_LENGTH as i32
        }
    }
}

/// Replaces a seed, or a credentials file that has one, and a message by the message's signature and the public key's
/// text.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn sign(seed: u32, message: u32, is_creds: bool) -> i32 {
    let (seed, message) = workspace::take((seed + message) as usize).split_at(seed as usize);
    let seed = match Creds::parse(seed) {
        _ if !is_creds => seed,
        Ok(creds) => creds.seed,
        Err(error) => return creds_error(error),
    };
    match KeyPair::from_seed(seed) {
        Ok(pair) => {
            let signature = pair.sign(message);
            let (first, rest) = workspace::take(SIGNATURE_LENGTH + PUBLIC_LENGTH).split_at_mut(SIGNATURE_LENGTH);
            first.copy_from_slice(&signature);
            rest.copy_from_slice(&pair.public_key().text());
            0
        }
        Err(error) => key_error(error),
    }
}

/// Replaces a credentials file by its JWT.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn jwt(creds: u32) -> i32 {
    let file = workspace::take(creds as usize);
    match Creds::parse(file) {
        Ok(creds) => {
            let start = creds.jwt.as_ptr() as usize - file.as_ptr() as usize;
            let len = creds.jwt.len();
            file.copy_within(start..start + len, 0);
            len as i32
        }
        Err(error) => creds_error(error),
    }
}

/// Returns 1 if the owner of a public key has signed, else 0. The workspace has key, signature and message.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn verify(key: u32, message: u32) -> i32 {
    let given = workspace::take(key as usize + SIGNATURE_LENGTH + message as usize);
    let (key, rest) = given.split_at(key as usize);
    match (PublicKey::from_text(key), rest.split_first_chunk()) {
        (Ok(key), Some((signature, message))) => key.verify(message, signature).into(),
        (Ok(_), None) => 0,
        (Err(error), _) => key_error(error),
    }
}

/// Seals in place. The workspace has the own seed, the public key of the recipient, and then: room for a version, the
/// nonce, room for an authenticator, the message. In all `sealed` bytes.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn seal(seed: u32, recipient: u32, sealed: u32) -> i32 {
    with_other_side(seed, recipient, sealed, CurveKeyPair::seal_in_place)
}

/// Opens in place. The workspace has the own seed, the public key of the sender, and the sealed message. The message
/// then stands behind as many bytes as sealed messages are longer.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn open(seed: u32, sender: u32, sealed: u32) -> i32 {
    with_other_side(seed, sender, sealed, CurveKeyPair::open_in_place)
}

fn with_other_side(
    seed: u32,
    other: u32,
    sealed: u32,
    act: fn(&CurveKeyPair, &mut [u8], &PublicKey) -> Result<(), KeyError>,
) -> i32 {
    let given = workspace::take((seed + other + sealed) as usize);
    let (seed, rest) = given.split_at_mut(seed as usize);
    let (other, sealed) = rest.split_at_mut(other as usize);
    let other = match PublicKey::from_text(other) {
        Ok(other) if other.role() == Role::Curve => other,
        Ok(_) => return OTHER_SIDE + key_error(KeyError::NotACurveKey),
        Err(error) => return OTHER_SIDE + key_error(error),
    };
    match CurveKeyPair::from_seed(seed).and_then(|pair| act(&pair, sealed, &other)) {
        Ok(()) => 0,
        Err(error) => key_error(error),
    }
}

/// More bytes of stack than any call takes. A test of the npm package looks for what is left.
const DEEPEST: usize = 16 * 1024;
