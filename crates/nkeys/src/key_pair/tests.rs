use super::KeyPair;
use crate::vectors::VECTORS;
use crate::{KeyError, PublicKey, Role};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use nats_web_core::Rng;

fn random(rng: &mut Rng, length: usize) -> Vec<u8> {
    (0..length).map(|_| rng.below(256) as u8).collect()
}

fn random_pair(rng: &mut Rng) -> KeyPair {
    KeyPair::new(Role::User, random(rng, 32).try_into().unwrap()).unwrap()
}

#[test]
fn keys_and_signatures_are_those_of_other_libraries() {
    for vector in VECTORS.iter().filter(|vector| vector.role != Role::Curve) {
        let pair = KeyPair::new(vector.role, [vector.byte; 32]).unwrap();
        assert_eq!(&*pair.seed(), vector.seed);
        assert_eq!(&*pair.private_key(), vector.private);
        assert_eq!(pair.public_key().to_string(), vector.public);
        assert_eq!(pair.answer("nonce"), vector.signature);
        let read = KeyPair::from_seed(vector.seed.as_bytes()).unwrap();
        assert_eq!((read.role(), read.public_key()), (vector.role, pair.public_key()));
        assert_eq!(vector.public.parse::<PublicKey>().unwrap(), pair.public_key());
    }
}

#[test]
fn signatures_are_those_of_the_standard() {
    // RFC 8032, section 7.1: tests 1, 2 and 3.
    let examples = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ];
    for (seed, message, signature) in examples {
        let pair = KeyPair::new(Role::User, bytes(seed).try_into().unwrap()).unwrap();
        assert_eq!(pair.sign(&bytes(message)).to_vec(), bytes(signature));
    }
}

#[test]
fn what_was_signed_verifies_and_nothing_else() {
    let mut rng = Rng::new(3);
    for length in [0, 1, 63, 64, 111, 112, 127, 128, 129, 1000] {
        let pair = random_pair(&mut rng);
        let message = random(&mut rng, length);
        let signature = pair.sign(&message);
        assert!(pair.public_key().verify(&message, &signature), "{length} bytes");
        assert!(!random_pair(&mut rng).public_key().verify(&message, &signature));
        let mut longer = message.clone();
        longer.push(0);
        assert!(!pair.public_key().verify(&longer, &signature));
        let mut changed = signature;
        changed[rng.below(64) as usize] ^= 1 << rng.below(8);
        assert!(!pair.public_key().verify(&message, &changed));
    }
}

#[test]
fn a_signature_whose_number_is_not_the_smallest_is_none() {
    let pair = KeyPair::new(Role::User, [5; 32]).unwrap();
    let mut signature = pair.sign(b"nonce");
    // With the order of the group added to the number, the equation still holds.
    let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert!(!pair.public_key().verify(b"nonce", &signature));
}

#[test]
fn other_keys_are_refused() {
    assert_eq!(KeyPair::new(Role::Curve, [0; 32]).unwrap_err(), KeyError::CurveKey);
    for vector in &VECTORS {
        assert_eq!(KeyPair::from_seed(vector.public.as_bytes()).unwrap_err(), KeyError::NotASeed);
        assert_eq!(KeyPair::from_seed(vector.private.as_bytes()).unwrap_err(), KeyError::NotASeed);
        assert_eq!(vector.seed.parse::<PublicKey>().unwrap_err(), KeyError::NotAPublicKey);
        assert_eq!(vector.private.parse::<PublicKey>().unwrap_err(), KeyError::NotAPublicKey);
    }
    let curve = VECTORS.last().unwrap();
    assert_eq!(KeyPair::from_seed(curve.seed.as_bytes()).unwrap_err(), KeyError::CurveKey);
    assert!(!curve.public.parse::<PublicKey>().unwrap().verify(b"", &[0; 64]));
}

#[test]
fn debug_shows_no_secret() {
    let pair = KeyPair::new(Role::User, [5; 32]).unwrap();
    for shown in [format!("{pair:?}"), format!("{:?}", pair.seed()), format!("{:?}", pair.private_key())] {
        assert!(!shown.contains("SUAAK") && !shown.contains("PACQK") && !shown.contains("5, 5"), "{shown}");
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}
