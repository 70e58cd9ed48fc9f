use super::{Digest, DigestError, Hasher};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

fn digest(bytes: &[u8]) -> Digest {
    let mut hasher = Hasher::default();
    hasher.update(bytes);
    hasher.finish()
}

fn hex(digest: &Digest) -> String {
    digest.0.iter().map(|byte| alloc::format!("{byte:02x}")).collect()
}

/// The examples of FIPS 180-4.
#[test]
fn examples_of_the_standard() {
    for (bytes, expected) in [
        (&b""[..], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (&vec![b'a'; 1_000_000], "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ] {
        assert_eq!(hex(&digest(bytes)), expected);
    }
}

#[test]
fn it_does_not_matter_where_data_is_cut() {
    let data: Vec<u8> = (0..1000_u32).map(|i| (i * 7 % 251) as u8).collect();
    let whole = digest(&data);
    for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 999] {
        let mut hasher = Hasher::default();
        data.chunks(size).for_each(|piece| hasher.update(piece));
        assert_eq!(hasher.finish(), whole, "pieces of {size}");
    }
}

#[test]
fn every_form_of_a_digest_is_the_same() {
    let own = digest(b"\xff\xfe");
    let text = own.text();
    let value = text.strip_prefix("SHA-256=").unwrap();
    for form in [
        text.clone(),
        text.trim_end_matches('=').to_string(),
        ["sha-256=", value].concat(),
        ["Sha-256=", &value.replace('-', "+").replace('_', "/")].concat(),
        ["SHA-256=", &hex(&own)].concat(),
        ["SHA-256=", &hex(&own).to_uppercase()].concat(),
    ] {
        assert_eq!(Digest::parse(&form), Ok(own), "{form}");
    }
    assert_ne!(Digest::parse(&digest(b"\xff\xff").text()), Ok(own));
}

#[test]
fn texts_that_are_no_digest() {
    for text in ["", "SHA-256", "SHA-512=AAAA", "é", "SHA-25é="] {
        assert_eq!(Digest::parse(text), Err(DigestError::Kind), "{text}");
    }
    let short = ["SHA-256=", &"A".repeat(42)].concat();
    let mixed = ["SHA-256=", &"aB".repeat(32)].concat();
    for text in ["SHA-256=", "SHA-256=!", &short, &mixed] {
        assert_eq!(Digest::parse(text), Err(DigestError::Value), "{text}");
    }
}
