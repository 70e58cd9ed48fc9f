//! Nkeys: no panic whatever the text, what is read is what was written, and signatures as another library makes them.

use crate::input::Input;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use nats_web_nkeys::text::{SEED_LENGTH, read_public, read_seed, write_seed};
use nats_web_nkeys::{CurveKeyPair, KeyError, KeyPair, NONCE_LENGTH, OVERHEAD, PublicKey, Role, base64};

/// The first byte says what is checked with the rest.
pub fn target(data: &[u8]) {
    let mut input = Input::new(data);
    match input.byte() {
        // Few, as curves cost a thousand times what texts do.
        0..=1 => signing(&mut input),
        2..=3 => verifying(&mut input),
        4..=5 => sealing(&mut input),
        6..=99 => encoding(&mut input),
        _ => decoding(input.rest()),
    }
}

/// Any text: read without harm, and written as it was but for the bits that nobody reads.
fn decoding(text: &[u8]) {
    if let Ok(text) = str::from_utf8(text)
        && let Some(bytes) = base64::decode(text)
    {
        assert_eq!(base64::decode(&base64::encode(&bytes)), Some(bytes));
    }
    match read_public(text) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok((role, key)) => assert_eq!(PublicKey::new(role, key).text().as_slice(), text),
    }
    match read_seed(text) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok((role, seed)) => {
            let mut written = [0; SEED_LENGTH];
            write_seed(&mut written, role, &seed);
            assert_eq!(text.len(), SEED_LENGTH);
            assert_eq!(text[..SEED_LENGTH - 1], written[..SEED_LENGTH - 1]);
        }
    }
}

/// Any key as text is read again, and with one character changed is not.
fn encoding(input: &mut Input<'_>) {
    let role = input.pick(&Role::ALL);
    let at = input.below(56);
    let change = 1 + input.byte() % 31;
    let text = PublicKey::new(role, array(input)).text();
    assert_eq!(PublicKey::from_text(&text).map(|key| (key.role(), key.text())), Ok((role, text)));
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let value = alphabet.iter().position(|&character| character == text[at]).expect("of the alphabet");
    let mut changed = text;
    changed[at] = alphabet[value ^ usize::from(change)];
    assert_eq!(read_public(&changed), Err(KeyError::Checksum), "one character of {} is different", role.prefix());
}

fn signing(input: &mut Input<'_>) {
    let seed = array(input);
    let message = input.rest();
    let (ours, theirs) = (KeyPair::new(Role::User, seed).expect("a role that signs"), SigningKey::from_bytes(&seed));
    assert_eq!(ours.public_key().as_bytes(), theirs.verifying_key().as_bytes());
    let signature = ours.sign(message);
    assert_eq!(signature, theirs.sign(message).to_bytes());
    assert!(ours.public_key().verify(message, &signature));
}

/// Any key, any signature, and some that are nearly right: both libraries say the same.
fn verifying(input: &mut Input<'_>) {
    let is_sound = input.byte() & 3 != 0;
    let (flip_key, flip_signature) = (input.short(), input.short());
    let (mut key, mut signature) = (array::<32>(input), array::<64>(input));
    let message = input.rest();
    if is_sound {
        let signer = SigningKey::from_bytes(&key);
        key = signer.verifying_key().to_bytes();
        signature = signer.sign(message).to_bytes();
    }
    flip(&mut key, flip_key);
    flip(&mut signature, flip_signature);
    let theirs = VerifyingKey::from_bytes(&key).is_ok_and(|verifier| {
        use ed25519_dalek::Verifier;
        verifier.verify(message, &Signature::from_bytes(&signature)).is_ok()
    });
    assert_eq!(PublicKey::new(Role::User, key).verify(message, &signature), theirs);
}

/// Now and then, inverts one bit.
fn flip(bytes: &mut [u8], choice: u16) {
    if choice & 1 == 0 {
        let at = usize::from(choice >> 4) % bytes.len();
        bytes[at] ^= 1 << (choice >> 1 & 7);
    }
}

fn sealing(input: &mut Input<'_>) {
    let (sender, recipient) = (CurveKeyPair::new(array(input)), CurveKeyPair::new(array(input)));
    let nonce: [u8; NONCE_LENGTH] = array(input);
    let change = input.short();
    let message = input.rest();
    let mut sealed = sender.seal(message, &recipient.public_key(), &nonce).expect("a curve key");
    assert_eq!(sealed.len(), message.len() + OVERHEAD);
    assert_eq!(recipient.open(&sealed, &sender.public_key()).expect("sealed for it"), message);
    let at = usize::from(change >> 3) % sealed.len();
    sealed[at] ^= 1 << (change & 7);
    let expected = if at < 4 { KeyError::NotSealed } else { KeyError::Sealed };
    assert_eq!(recipient.open(&sealed, &sender.public_key()), Err(expected));
    assert!(matches!(recipient.open(message, &sender.public_key()), Err(KeyError::NotSealed | KeyError::Sealed)));
}

/// The next bytes; zeros once there are no more.
fn array<const N: usize>(input: &mut Input<'_>) -> [u8; N] {
    std::array::from_fn(|_| input.byte())
}
