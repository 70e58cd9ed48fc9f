//! Objects: names that can be read from subjects, digests in each way of writing them, and where a reading stands.

use nats_web_core::subject::check_publish;
use nats_web_jetstream::object::chunk::{Extent, Reading};
use nats_web_jetstream::object::digest::{Digest, Hasher};
use nats_web_jetstream::object::subjects::{latin1_meta, meta};

use crate::input::Input;

/// The first byte chooses: the text of a digest, a name, or choices.
pub fn target(data: &[u8]) {
    let (&choice, rest) = data.split_first().unwrap_or((&0, data));
    let text = String::from_utf8_lossy(rest);
    match choice % 3 {
        0 => check_digest(&text, rest),
        1 => check_name(&text),
        _ => check_reading(&mut Input::new(rest)),
    }
}

fn check_name(name: &str) {
    let Ok(subject) = meta("b", name) else { return assert!(name.is_empty()) };
    assert_eq!(check_publish(subject.as_bytes()), Ok(()));
    let encoded = subject.strip_prefix("$O.b.M.").expect("of the bucket");
    assert_eq!(encoded.len() % 4, 0, "with padding");
    assert_eq!(decode(encoded).as_deref(), Some(name.as_bytes()));
    let is_latin1 = !name.is_ascii() && name.chars().all(|c| u32::from(c) < 256);
    let old = latin1_meta("b", name);
    assert_eq!(old.is_some(), is_latin1);
    if let Some(old) = old {
        let bytes = decode(&old["$O.b.M.".len()..]).expect("base64");
        assert_eq!(bytes.iter().map(|&byte| char::from(byte)).collect::<String>(), name);
    }
}

fn check_digest(text: &str, data: &[u8]) {
    if let Ok(digest) = Digest::parse(text) {
        assert!(text.len() > 8 && text[..8].eq_ignore_ascii_case("SHA-256="));
        assert_eq!(Digest::parse(&digest.text()), Ok(digest));
    }
    let mut whole = Hasher::default();
    whole.update(data);
    let digest = whole.finish();
    let (first, second) = data.split_at(data.len() / 3);
    let mut pieces = Hasher::default();
    [first, second].iter().for_each(|piece| pieces.update(piece));
    assert_eq!(pieces.finish(), digest, "however it is cut");
    let written = digest.text();
    let value = written.strip_prefix("SHA-256=").expect("what it is");
    let hex: String = decode(value).expect("base64").iter().map(|byte| format!("{byte:02x}")).collect();
    let standard = value.replace('-', "+").replace('_', "/");
    for other in [&hex, &hex.to_uppercase(), &standard, value.trim_end_matches('=')] {
        assert_eq!(Digest::parse(&format!("sha-256={other}")), Ok(digest), "{other}");
    }
}

fn check_reading(input: &mut Input<'_>) {
    let mut number = || u64::from(input.byte() % 8);
    let object = Extent { chunks: number(), bytes: number() };
    let taken = Extent { chunks: number(), bytes: number() };
    let pending = number();
    let wanted = match taken.bytes.cmp(&object.bytes) {
        std::cmp::Ordering::Greater => Reading::TooMany,
        std::cmp::Ordering::Equal => Reading::Complete,
        std::cmp::Ordering::Less if pending > 0 && taken.chunks + pending >= object.chunks => Reading::Unfinished,
        std::cmp::Ordering::Less => Reading::Missing,
    };
    assert_eq!(object.reading(taken, pending), wanted);
}

/// What base64 for URLs means, with its padding left out of account.
fn decode(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bits = Vec::new();
    for character in text.trim_end_matches('=').chars() {
        let value = ALPHABET.find(character)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1));
    }
    Some(bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | *bit as u8)).collect())
}
