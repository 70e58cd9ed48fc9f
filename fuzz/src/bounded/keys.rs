//! Inputs for the targets about keys and credentials files.

use super::generate::{choices, noise};
use nats_web_core::Rng;
use nats_web_nkeys::text::{SEED_LENGTH, write_seed};
use nats_web_nkeys::{CurveKeyPair, PublicKey, Role};

/// A choice, and bytes that mean something to it: for some of the choices the text of a key.
pub fn nkeys(rng: &mut Rng) -> Vec<u8> {
    let mut out = vec![rng.next_u64() as u8];
    if out[0] < 100 {
        out.extend(choices(rng));
        return out;
    }
    let key = std::array::from_fn(|_| rng.next_u64() as u8);
    let role = Role::ALL[rng.below(6) as usize];
    match rng.below(8) {
        0 => out.extend(CurveKeyPair::new(key).private_key().as_bytes()),
        1..=3 => {
            let mut text = [0; SEED_LENGTH];
            write_seed(&mut text, role, &key);
            out.extend(text);
        }
        _ => out.extend(PublicKey::new(role, key).text()),
    }
    out
}

/// The lines of a credentials file, more or less.
pub fn creds(rng: &mut Rng) -> Vec<u8> {
    let mut out = Vec::new();
    for _ in 0..rng.below(14) {
        match rng.below(8) {
            0..=2 => out.extend(b"-----BEGIN NATS USER JWT-----"),
            3 => out.extend(b"------END NATS USER JWT------"),
            4 => {}
            5 => out.extend(b"---"),
            6 => out.extend(b"eyJ0eXAi.OiJqdSDJ.B-_"),
            _ => out.extend(noise(rng)),
        }
        out.extend([b"\n".as_slice(), b"\r\n", b" \n  "][rng.below(3) as usize]);
    }
    out
}
