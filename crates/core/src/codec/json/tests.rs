#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a panic is how a test fails"
)]

use super::JsonErrorKind::{
    BadEscape, BadNumber, NotAnInteger, NotUtf8, TooDeep, TrailingData, UnexpectedByte, UnexpectedEnd,
};
use super::{Integer, JsonError, JsonErrorKind, JsonType, MAX_DEPTH, Scanner, write_string};
use crate::Rng;
use alloc::{borrow::Cow, format, string::String, vec, vec::Vec};

/// Steps over a whole text.
fn skim(text: &[u8]) -> Result<(), JsonError> {
    let mut scanner = Scanner::new(text);
    scanner.skip()?;
    scanner.finish()
}

fn read_string(text: &[u8]) -> Result<Cow<'_, str>, JsonError> {
    let mut scanner = Scanner::new(text);
    let string = scanner.string()?;
    scanner.finish()?;
    Ok(string)
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
fn names_what_is_wrong_and_where() {
    for (text, kind, at) in [
        ("", UnexpectedEnd, 0),
        ("  ", UnexpectedEnd, 2),
        ("{", UnexpectedEnd, 1),
        ("[", UnexpectedEnd, 1),
        ("[1", UnexpectedEnd, 2),
        ("[1,", UnexpectedEnd, 3),
        ("[1,]", UnexpectedByte, 3),
        ("[,1]", UnexpectedByte, 1),
        ("[1 2]", UnexpectedByte, 3),
        ("[1}", UnexpectedByte, 2),
        ("{1:2}", UnexpectedByte, 1),
        ("{\"a\"}", UnexpectedByte, 4),
        ("{\"a\":}", UnexpectedByte, 5),
        ("{\"a\":1,}", UnexpectedByte, 7),
        ("{\"a\":1 \"b\":2}", UnexpectedByte, 7),
        ("{,\"a\":1}", UnexpectedByte, 1),
        ("tru", UnexpectedEnd, 3),
        ("trux", UnexpectedByte, 3),
        ("nul1", UnexpectedByte, 3),
        ("undefined", UnexpectedByte, 0),
        ("NaN", UnexpectedByte, 0),
        ("+1", UnexpectedByte, 0),
        ("-", UnexpectedEnd, 1),
        ("-a", UnexpectedByte, 1),
        ("1.", UnexpectedEnd, 2),
        (".5", UnexpectedByte, 0),
        ("1e", UnexpectedEnd, 2),
        ("1e+x", UnexpectedByte, 3),
        ("01", BadNumber, 0),
        ("-00", BadNumber, 1),
        ("{} {}", TrailingData, 3),
        ("1,", TrailingData, 1),
        ("\"a", UnexpectedEnd, 2),
        ("\"a\n\"", UnexpectedByte, 2),
        ("\"\u{1}\"", UnexpectedByte, 1),
        (r#""\x""#, BadEscape, 1),
        (r#""ab\u12""#, BadEscape, 3),
        (r#""\u12G4""#, BadEscape, 1),
        (r#""\u+123""#, BadEscape, 1),
        (r#""\ud800""#, BadEscape, 1),
        (r#""\udc00\ud800""#, BadEscape, 1),
        (r#""\ud800\u0041""#, BadEscape, 1),
        ("\"\\", BadEscape, 1),
    ] {
        assert_eq!(skim(text.as_bytes()), Err(JsonError { kind, at }), "{text:?}");
    }
}

#[test]
fn every_cut_of_a_text_is_an_unexpected_end_or_a_cut_escape() {
    let text = br#"{"a":[1,-2.5e3,true,null,"\n\ud83e\udd80x"],"b":{"c":"d"}}"#;
    assert_eq!(skim(text), Ok(()));
    for length in 0..text.len() {
        let kind = skim(&text[..length]).unwrap_err().kind;
        assert!(matches!(kind, UnexpectedEnd | BadEscape), "{length}: {kind:?}");
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
        assert_eq!(read_string(text.as_bytes()).as_deref(), Ok(expected), "{text}");
    }
    assert!(matches!(read_string(b"\"plain\""), Ok(Cow::Borrowed("plain"))));
}

#[test]
fn strings_must_be_utf8() {
    for (text, at) in
        [(b"\"\xff\"".as_slice(), 1), (b"\"ab\xc3\"", 3), (b"\"\\n\xed\xa0\x80\"", 3), (b"\"\xc0\xaf\"", 1)]
    {
        assert_eq!(read_string(text).unwrap_err(), JsonError { kind: NotUtf8, at }, "{text:?}");
        assert_eq!(skim(text).unwrap_err().kind, NotUtf8);
    }
}

#[test]
fn reads_integers_only_where_asked() {
    let integer = |text: &'static str| Scanner::new(text.as_bytes()).integer();
    let kind = |text| integer(text).unwrap_err().kind;
    assert_eq!(integer(" 42"), Ok(Integer { negative: false, magnitude: 42 }));
    assert_eq!(integer("-1"), Ok(Integer { negative: true, magnitude: 1 }));
    assert_eq!(integer("9999999999999999999").unwrap().magnitude, 9_999_999_999_999_999_999);
    let refused: [(&str, JsonErrorKind); 6] = [
        ("1.0", NotAnInteger),
        ("1e3", NotAnInteger),
        ("99999999999999999999", NotAnInteger),
        ("\"1\"", UnexpectedByte),
        ("", UnexpectedEnd),
        ("007", BadNumber),
    ];
    for (text, expected) in refused {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn walks_objects_and_arrays_on_request() {
    let mut scanner = Scanner::new(br#" {"a" : [true, "x"], "\u0062": {}, "c":null} "#);
    assert_eq!(scanner.peek(), Ok(JsonType::Object));
    scanner.open_object().unwrap();
    assert_eq!(scanner.next_key().unwrap().as_deref(), Some("a"));
    scanner.open_array().unwrap();
    assert!(scanner.next_element().unwrap());
    assert!(scanner.boolean().unwrap());
    assert!(scanner.next_element().unwrap());
    assert_eq!(scanner.string().unwrap(), "x");
    assert!(!scanner.next_element().unwrap());
    assert_eq!(scanner.next_key().unwrap().as_deref(), Some("b"));
    scanner.skip().unwrap();
    assert_eq!(scanner.next_key().unwrap().as_deref(), Some("c"));
    scanner.null().unwrap();
    assert_eq!(scanner.next_key(), Ok(None));
    scanner.finish().unwrap();
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
    assert_eq!(nested(limit + 1), Err(JsonError { kind: TooDeep, at: limit }));
    assert_eq!(nested(1_000_000).unwrap_err().kind, TooDeep);
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
        let string: String = (0..rng.below(20)).map(|_| character(&mut rng)).collect();
        let mut written = Vec::new();
        write_string(&mut written, &string);
        assert!(written.iter().all(|&byte| byte >= b' '), "seed {seed}, round {round}: {string:?}");
        assert_eq!(read_string(&written).as_deref(), Ok(string.as_str()), "seed {seed}, round {round}");
    }
}

#[test]
fn writes_the_short_escapes() {
    let mut out = Vec::new();
    write_string(&mut out, "a\"\\\n\r\t\u{1}\u{1f}é");
    assert_eq!(out, r#""a\"\\\n\r\t\u0001\u001fé""#.as_bytes());
}

#[test]
fn damaged_text_never_panics_and_errors_lie_inside_it() {
    let seed = 0x6461_6d61;
    let mut rng = Rng::new(seed);
    let sound = br#"{"server_id":"A\u00e9","max":1048576,"n":-1.5e3,"l":[true,false,null,{"a":"\ud83e\udd80"}]}"#;
    for round in 0..50_000 {
        let mut text = sound.to_vec();
        for _ in 0..=rng.below(3) {
            let at = rng.below(text.len() as u64) as usize;
            match rng.below(3) {
                0 => text[at] = rng.below(256) as u8,
                1 => text[at] = b"{}[]\",:\\u0-e."[rng.below(13) as usize],
                _ => drop(text.remove(at)),
            }
        }
        if let Err(error) = skim(&text) {
            assert!(error.at <= text.len(), "seed {seed}, round {round}: {error:?}");
        }
    }
}
