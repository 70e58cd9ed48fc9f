use super::{SEED_LENGTH, read_public, read_seed, write_seed};
use crate::base32::Encoder;
use crate::checksum::Checksum;
use crate::vectors::VECTORS;
use crate::{KeyError, KeyText, Role};
use alloc::vec;
use alloc::vec::Vec;
use nats_web_core::Rng;

/// Returns the text of any bytes, with their checksum.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut checksum = Checksum::default();
    bytes.iter().for_each(|&byte| checksum.add(byte));
    let mut out = vec![0; ((bytes.len() + 2) * 8).div_ceil(5)];
    let mut encoder = Encoder::new(&mut out);
    bytes.iter().chain(&checksum.value().to_le_bytes()).for_each(|&byte| encoder.push(byte));
    encoder.finish();
    out
}

#[test]
fn every_kind_of_key_is_told_apart() {
    for vector in &VECTORS {
        let [seed, public, private] = [vector.seed, vector.public, vector.private].map(str::as_bytes);
        assert_eq!(read_seed(seed).map(|(role, seed)| (role, *seed)), Ok((vector.role, [vector.byte; 32])));
        assert_eq!(read_public(public).map(|(role, _)| role), Ok(vector.role));
        assert_eq!(read_public(seed), Err(KeyError::NotAPublicKey));
        assert_eq!(read_public(private), Err(KeyError::NotAPublicKey));
        assert_eq!(read_seed(public).map(drop), Err(KeyError::NotASeed));
        assert_eq!(read_seed(private).map(drop), Err(KeyError::NotASeed));
        let written = KeyText::<SEED_LENGTH>::written_by(|text| write_seed(text, vector.role, &[vector.byte; 32]));
        assert_eq!(&*written, vector.seed);
    }
}

/// Returns the error of both ways of reading, which must agree.
fn fault(text: &[u8]) -> KeyError {
    let (seed, public) = (read_seed(text).map(drop), read_public(text).map(drop));
    assert_eq!(seed, public);
    seed.unwrap_err()
}

#[test]
fn one_wrong_character_is_noticed() {
    for vector in &VECTORS {
        for text in [vector.public, vector.seed, vector.private].map(str::as_bytes) {
            // The last character of a seed or private key has bits to spare, which nobody looks at.
            for at in 0..text.len() - 1 {
                let mut changed = text.to_vec();
                changed[at] = if changed[at] == b'Q' { b'R' } else { b'Q' };
                assert_eq!(fault(&changed), KeyError::Checksum);
                for foreign in [b'0', b'1', b'8', b'a', b'=', b' ', 0, 0xff] {
                    changed[at] = foreign;
                    assert_eq!(fault(&changed), KeyError::Encoding);
                }
            }
        }
    }
}

#[test]
fn what_is_too_short_or_too_long_is_no_key() {
    for text in [b"".as_slice(), b"A", b"AA", b"AAA", b"AAAA", &[b'A'; 109], &[b'A'; 5000]] {
        assert_eq!(fault(text), KeyError::Encoding, "{} characters", text.len());
    }
}

#[test]
fn a_sound_text_of_another_length_or_kind_is_named() {
    for length in [0, 31, 33] {
        let key = [[Role::User.prefix()].as_slice(), &vec![1; length]].concat();
        assert_eq!(read_public(&sealed(&key)), Err(KeyError::Length));
    }
    let seed = |role: u8, length: usize| {
        let bytes = [[super::SEED | role >> 5, role << 3].as_slice(), &vec![1; length]].concat();
        read_seed(&sealed(&bytes)).map(drop)
    };
    assert_eq!(seed(Role::User.prefix(), 31), Err(KeyError::Length));
    assert_eq!(seed(Role::User.prefix(), 33), Err(KeyError::Length));
    assert_eq!(seed(1 << 3, 32), Err(KeyError::Prefix));
    assert_eq!(read_seed(&sealed(&[super::SEED])).map(drop), Err(KeyError::NotASeed));
    let unknown = [[1 << 3].as_slice(), &[1; 32]].concat();
    assert_eq!(read_public(&sealed(&unknown)), Err(KeyError::NotAPublicKey));
}

#[test]
fn whatever_the_text_nothing_breaks() {
    let mut rng = Rng::new(7);
    for _ in 0..20_000 {
        let length = rng.below(120) as usize;
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567a=";
        let text: Vec<u8> = (0..length).map(|_| alphabet[rng.below(alphabet.len() as u64) as usize]).collect();
        let _ = (read_seed(&text), read_public(&text));
        let bytes: Vec<u8> = (0..rng.below(70)).map(|_| rng.below(256) as u8).collect();
        let _ = (read_seed(&sealed(&bytes)), read_public(&sealed(&bytes)));
    }
}
