use super::{CurveKeyPair, NONCE_LENGTH, OVERHEAD};
use crate::vectors::VECTORS;
use crate::{KeyError, Role, base64};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use nats_web_core::Rng;

#[test]
fn keys_are_those_of_other_libraries() {
    let vector = VECTORS.iter().find(|vector| vector.role == Role::Curve).unwrap();
    let pair = CurveKeyPair::new([vector.byte; 32]);
    assert_eq!(&*pair.seed(), vector.seed);
    assert_eq!(&*pair.private_key(), vector.private);
    assert_eq!(pair.public_key().to_string(), vector.public);
    assert_eq!(CurveKeyPair::from_seed(vector.seed.as_bytes()).unwrap().public_key(), pair.public_key());
}

#[test]
fn sealed_messages_are_those_of_other_libraries() {
    let (sender, recipient) = (CurveKeyPair::new([1; 32]), CurveKeyPair::new([2; 32]));
    let sealed = sender.seal(b"for your eyes only", &recipient.public_key(), &[3; NONCE_LENGTH]).unwrap();
    // As nkeys.js 1.1.0 seals it.
    let expected = "eGt2MQMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA8vUdTMPh8RIqrWvt0zWcs-FRA0vUnlP3ARlXxIJiq-VpiM";
    assert_eq!(base64::encode(&sealed), expected);
    assert_eq!(recipient.open(&sealed, &sender.public_key()).unwrap(), b"for your eyes only");
}

#[test]
fn what_was_sealed_opens_for_both_and_nobody_else() {
    let mut rng = Rng::new(5);
    let mut random = |length: usize| (0..length).map(|_| rng.below(256) as u8).collect::<Vec<_>>();
    for length in [0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000] {
        let pairs: [CurveKeyPair; 3] = core::array::from_fn(|_| CurveKeyPair::new(random(32).try_into().unwrap()));
        let [sender, recipient, stranger] = &pairs;
        let message = random(length);
        let nonce = random(NONCE_LENGTH).try_into().unwrap();
        let sealed = sender.seal(&message, &recipient.public_key(), &nonce).unwrap();
        assert_eq!(sealed.len(), length + OVERHEAD);
        assert_eq!(recipient.open(&sealed, &sender.public_key()).unwrap(), message);
        assert_eq!(sender.open(&sealed, &recipient.public_key()).unwrap(), message);
        assert_eq!(stranger.open(&sealed, &sender.public_key()), Err(KeyError::Sealed));
        assert_eq!(recipient.open(&sealed, &stranger.public_key()), Err(KeyError::Sealed));
        for at in (0..sealed.len()).step_by(3) {
            let mut changed = sealed.clone();
            changed[at] ^= 0x10;
            let expected = if at < 4 { KeyError::NotSealed } else { KeyError::Sealed };
            assert_eq!(recipient.open(&changed, &sender.public_key()), Err(expected), "byte {at}");
        }
        for cut in 0..sealed.len().min(OVERHEAD + 2) {
            let expected = if cut <= 28 { KeyError::NotSealed } else { KeyError::Sealed };
            assert_eq!(recipient.open(&sealed[..cut], &sender.public_key()), Err(expected), "{cut} bytes");
        }
    }
}

#[test]
fn other_keys_are_refused() {
    let pair = CurveKeyPair::new([1; 32]);
    for vector in VECTORS.iter().filter(|vector| vector.role != Role::Curve) {
        assert_eq!(CurveKeyPair::from_seed(vector.seed.as_bytes()).unwrap_err(), KeyError::NotACurveKey);
        assert_eq!(CurveKeyPair::from_seed(vector.public.as_bytes()).unwrap_err(), KeyError::NotASeed);
        let other = vector.public.parse().unwrap();
        assert_eq!(pair.seal(b"", &other, &[0; NONCE_LENGTH]), Err(KeyError::NotACurveKey));
        let sealed = pair.seal(b"", &pair.public_key(), &[0; NONCE_LENGTH]).unwrap();
        assert_eq!(pair.open(&sealed, &other), Err(KeyError::NotACurveKey));
    }
    assert_eq!(pair.seal_in_place(&mut [0; OVERHEAD - 1], &pair.public_key()), Err(KeyError::Sealed));
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{:?}", CurveKeyPair::new([7; 32])), "CurveKeyPair");
}
