#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a panic is how a test fails"
)]

use super::JsonError::{BadEscape, BadNumber, NotUtf8, TooDeep, TrailingData, UnexpectedByte, UnexpectedEnd};
use super::{Integer, JsonError, MAX_DEPTH, Scanner, Value, write_string};
use crate::Rng;
use alloc::{borrow::ToOwned, format, string::String, vec, vec::Vec};

/// Steps over a whole text.
fn skim(text: &[u8]) -> Result<(), JsonError> {
    let mut scanner = Scanner::new(text);
    scanner.skip();
    scanner.finish()
}

/// Reads a text that is one value without values in it.
fn read(text: &[u8]) -> Result<Value, JsonError> {
    let mut scanner = Scanner::new(text);
    let value = scanner.value();
    scanner.finish().map(|()| value)
}

fn string(text: &str) -> Value {
    Value::String(text.to_owned())
}

#[test]
fn steps_over_every_kind_of_value() {
    for text in [
        "{}",
        "[]",
        " { } ",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "12",
        "-1.5e+10",
        "1E9",
        "0.0",
        "\"\"",
        "[1,2]",
        "[ 1 , [ ] , { } ]",
        r#"{"a":{"b":[1,2,{"c":null}]},"d":"\"}"}"#,
        "\t\r\n[\n1\t]\r",
    ] {
        assert_eq!(skim(text.as_bytes()), Ok(()), "{text}");
    }
}

#[test]
fn names_what_is_wrong() {
    for (text, error) in [
        ("", UnexpectedEnd),
        ("  ", UnexpectedEnd),
        ("{", UnexpectedEnd),
        ("[", UnexpectedEnd),
        ("[1", UnexpectedEnd),
        ("[1,", UnexpectedEnd),
        ("[1,]", UnexpectedByte),
        ("[,1]", UnexpectedByte),
        ("[1 2]", UnexpectedByte),
        ("[1}", UnexpectedByte),
        ("{1:2}", UnexpectedByte),
        ("{\"a\"}", UnexpectedByte),
        ("{\"a\":}", UnexpectedByte),
        ("{\"a\":1,}", UnexpectedByte),
        ("{\"a\":1 \"b\":2}", UnexpectedByte),
        ("{,\"a\":1}", UnexpectedByte),
        ("tru", UnexpectedEnd),
        ("trux", UnexpectedByte),
        ("nul1", UnexpectedByte),
        ("undefined", UnexpectedByte),
        ("NaN", UnexpectedByte),
        ("+1", UnexpectedByte),
        ("-", UnexpectedEnd),
        ("-a", UnexpectedByte),
        ("1.", UnexpectedEnd),
        (".5", UnexpectedByte),
        ("1e", UnexpectedEnd),
        ("1e+x", UnexpectedByte),
        ("01", BadNumber),
        ("-00", BadNumber),
        ("{} {}", TrailingData),
        ("1,", TrailingData),
        ("\"a", UnexpectedEnd),
        ("\"a\n\"", UnexpectedByte),
        ("\"\u{1}\"", UnexpectedByte),
        (r#""\x""#, BadEscape),
        (r#""ab\u12""#, BadEscape),
        (r#""\u12G4""#, BadEscape),
        (r#""\u+123""#, BadEscape),
        (r#""\ud800""#, BadEscape),
        (r#""\udc00\ud800""#, BadEscape),
        (r#""\ud800\u0041""#, BadEscape),
        ("\"\\", BadEscape),
    ] {
        assert_eq!(skim(text.as_bytes()), Err(error), "{text:?}");
    }
}

#[test]
fn every_cut_of_a_text_is_an_unexpected_end_or_a_cut_escape() {
    let text = br#"{"a":[1,-2.5e3,true,null,"\n\ud83e\udd80x"],"b":{"c":"d"}}"#;
    assert_eq!(skim(text), Ok(()));
    for length in 0..text.len() {
        let error = skim(&text[..length]).unwrap_err();
        assert!(matches!(error, UnexpectedEnd | BadEscape), "{length}: {error:?}");
    }
}

#[test]
fn resolves_escapes() {
    for (text, expected) in [
        (r#""""#, ""),
        (r#""plain größe 🦀""#, "plain größe 🦀"),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""a\u0041\u00e9\u20AC""#, "aAé€"),
        (r#""\ud83e\udd80!""#, "🦀!"),
        (r#""\uD800\uDC00\uDBFF\uDFFF""#, "\u{10000}\u{10ffff}"),
        (r#""\u0000""#, "\0"),
    ] {
        assert_eq!(read(text.as_bytes()), Ok(string(expected)), "{text}");
    }
}

#[test]
fn strings_must_be_utf8() {
    for text in [b"\"\xff\"".as_slice(), b"\"ab\xc3\"", b"\"\\n\xed\xa0\x80\"", b"\"\xc0\xaf\"", b"\"\xc3\\u00a9\""] {
        assert_eq!(read(text), Err(NotUtf8), "{text:?}");
    }
}

#[test]
fn reads_integers_and_steps_over_other_numbers() {
    for (text, negative, magnitude) in [
        (" 42", false, 42),
        ("-1", true, 1),
        ("-0", true, 0),
        ("9999999999999999999", false, 9_999_999_999_999_999_999),
    ] {
        assert_eq!(read(text.as_bytes()), Ok(Value::Number(Some(Integer { negative, magnitude }))), "{text}");
    }
    for text in ["1.0", "1e3", "-1E-3", "99999999999999999999"] {
        assert_eq!(read(text.as_bytes()), Ok(Value::Number(None)), "{text}");
    }
}

#[test]
fn walks_objects_and_arrays() {
    let mut scanner = Scanner::new(br#" {"a" : [true, "x"], "\u0062": {}, "c":null} "#);
    assert_eq!(scanner.value(), Value::Object);
    assert_eq!(scanner.next_key().as_deref(), Some("a"));
    assert_eq!(scanner.value(), Value::Array);
    assert!(scanner.next_element());
    assert_eq!(scanner.value(), Value::Bool(true));
    assert!(scanner.next_element());
    assert_eq!(scanner.value(), string("x"));
    assert!(!scanner.next_element());
    assert_eq!(scanner.next_key().as_deref(), Some("b"));
    scanner.skip();
    assert_eq!(scanner.next_key().as_deref(), Some("c"));
    assert_eq!(scanner.value(), Value::Null);
    assert_eq!(scanner.next_key(), None);
    assert_eq!(scanner.finish(), Ok(()));
}

#[test]
fn nothing_is_found_after_a_fault_and_the_first_one_is_told() {
    let mut scanner = Scanner::new(b"[01, {\"a\": \"\\x");
    assert_eq!(scanner.value(), Value::Array);
    assert!(scanner.next_element());
    scanner.skip();
    assert!(!scanner.next_element());
    assert_eq!(scanner.next_key(), None);
    assert_eq!(scanner.finish(), Err(BadNumber));
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| {
        let mut text = vec![b'['; depth];
        text.extend(vec![b']'; depth]);
        skim(&text)
    };
    let limit = MAX_DEPTH as usize;
    assert_eq!(nested(limit), Ok(()));
    assert_eq!(nested(limit + 1), Err(TooDeep));
    assert_eq!(nested(1_000_000), Err(TooDeep));
    // Siblings do not add up.
    assert_eq!(skim(format!("[{}[]]", "[[]],".repeat(500)).as_bytes()), Ok(()));
}

#[test]
fn what_is_written_reads_back() {
    let seed = 0x6a73_6f6e;
    let mut rng = Rng::new(seed);
    for round in 0..20_000 {
        let character = |rng: &mut Rng| match rng.below(4) {
            0 => char::from(rng.below(0x80) as u8),
            1 => ['"', '\\', '\r', '\n', '\0', '\u{1f}', '\u{7f}', '\u{2028}'][rng.below(8) as usize],
            2 => char::from_u32(rng.below(0x11_0000) as u32).unwrap_or('x'),
            _ => 'a',
        };
        let text: String = (0..rng.below(20)).map(|_| character(&mut rng)).collect();
        let mut written = Vec::new();
        write_string(&mut written, &text);
        assert!(written.iter().all(|&byte| byte >= b' '), "seed {seed}, round {round}: {text:?}");
        assert_eq!(read(&written), Ok(string(&text)), "seed {seed}, round {round}");
    }
}

#[test]
fn escapes_what_must_not_stand_for_itself() {
    let mut out = Vec::new();
    write_string(&mut out, "a\"\\\n\r\t\u{1}\u{1f}é");
    assert_eq!(out, r#""a\"\\\u000a\u000d\u0009\u0001\u001fé""#.as_bytes());
}

#[test]
fn damaged_text_never_panics() {
    let seed = 0x6461_6d61;
    let mut rng = Rng::new(seed);
    let sound = br#"{"server_id":"A\u00e9","max":1048576,"n":-1.5e3,"l":[true,false,null,{"a":"\ud83e\udd80"}]}"#;
    let mut refused = 0;
    for _ in 0..50_000 {
        let mut text = sound.to_vec();
        for _ in 0..=rng.below(3) {
            let at = rng.below(text.len() as u64) as usize;
            match rng.below(3) {
                0 => text[at] = rng.below(256) as u8,
                1 => text[at] = b"{}[]\",:\\u0-e."[rng.below(13) as usize],
                _ => drop(text.remove(at)),
            }
        }
        refused += u32::from(skim(&text).is_err());
    }
    assert!((10_000..50_000).contains(&refused), "seed {seed}: {refused} refused");
}

#[test]
fn what_remains_says_where_values_stand() {
    let text = br#" { "a" : [1, {"b":2}] , "c":"\u0041" , "d" : -1.50e3 }"#;
    let mut scanner = Scanner::new(text);
    assert_eq!(scanner.remaining(), text.len());
    scanner.value();
    let mut values = vec![];
    while scanner.next_key().is_some() {
        let from = text.len() - scanner.remaining();
        scanner.skip();
        values.push(core::str::from_utf8(&text[from..text.len() - scanner.remaining()]).unwrap().trim());
    }
    assert_eq!(values, [r#"[1, {"b":2}]"#, r#""\u0041""#, "-1.50e3"]);
    assert_eq!((scanner.finish(), scanner.remaining()), (Ok(()), 0));
    let mut scanner = Scanner::new(b"[1 2]");
    scanner.skip();
    assert_eq!(scanner.remaining(), 0, "after a fault");
}
