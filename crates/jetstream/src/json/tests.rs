use super::{Members, MergeError, merge};
use alloc::{format, string::String, vec, vec::Vec};
use nats_web_core::Rng;
use nats_web_core::codec::json::{JsonError, MAX_DEPTH};
use serde_json::Value;

fn merged(text: &str, imposed: &Members<'_>) -> Result<String, MergeError> {
    let mut out = b"before".to_vec();
    let result = merge(text.as_bytes(), imposed, &mut out);
    let out = String::from_utf8(out).unwrap();
    if result.is_err() {
        assert_eq!(out, "before", "nothing is appended");
    }
    result.map(|()| out.strip_prefix("before").unwrap().into())
}

#[test]
fn without_members_of_one_side_or_both() {
    let mut one = Members::default();
    one.integer("a", 1);
    for text in ["", " ", "{}", " { } "] {
        assert_eq!(merged(text, &Members::default()).as_deref(), Ok("{}"));
        assert_eq!(merged(text, &one).as_deref(), Ok(r#"{"a":1}"#));
    }
    assert_eq!(merged(r#"{ "b" : [1, 2] }"#, &Members::default()).as_deref(), Ok(r#"{"b":[1, 2]}"#));
}

#[test]
fn the_imposed_win_in_upper_and_lower_case() {
    let mut imposed = Members::default();
    imposed.string("name", "mine").omit("ttl");
    let text = r#"{"Name":"yours","TTL":5,"other":1.50,"name":"yours"}"#;
    assert_eq!(merged(text, &imposed).as_deref(), Ok(r#"{"other":1.50,"name":"mine"}"#));
}

#[test]
fn keys_and_values_keep_what_was_escaped() {
    let text = r#"{"a\"b\u00e9":"\u00e9\\","x":"\ud83d\ude00"}"#;
    let merged = merged(text, &Members::default()).unwrap();
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(read(&merged), read(text));
}

#[test]
fn what_is_no_object() {
    let none = Members::default();
    for text in ["[]", "1", "null", "\"{}\""] {
        assert_eq!(merged(text, &none), Err(MergeError::NotAnObject), "{text}");
    }
    assert_eq!(merged("{} {}", &none), Err(MergeError::Json(JsonError::TrailingData)));
    assert_eq!(merged("{", &none), Err(MergeError::Json(JsonError::UnexpectedEnd)));
    assert_eq!(merged("undefined", &none), Err(MergeError::Json(JsonError::UnexpectedByte)));
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(MAX_DEPTH as usize), "]".repeat(MAX_DEPTH as usize));
    assert_eq!(merged(&deep, &none), Err(MergeError::Json(JsonError::TooDeep)));
}

#[test]
fn random_objects_are_merged_as_trees_are() {
    const KEYS: [&str; 5] = ["name", "max_age", "a\"b", "ü", ""];
    const VALUES: [&str; 6] = ["null", "-1.5e3", "\"\\n\"", "{\"name\":1}", "[1, [true]]", "\"\\u00fc\""];
    let mut rng = Rng::new(11);
    for round in 0..2_000 {
        let mut tree = serde_json::Map::new();
        let mut text = vec![];
        for _ in 0..rng.below(4) {
            let key = KEYS[rng.below(5) as usize];
            let value = VALUES[rng.below(6) as usize];
            tree.insert(key.into(), serde_json::from_str(value).unwrap());
            text.push(format!(" {} :{value}", serde_json::to_string(key).unwrap()));
        }
        let text = format!("{{{}}}", text.join(" ,"));
        let mut imposed = Members::default();
        for key in KEYS {
            match rng.below(6) {
                0 => {
                    imposed.integer(key, -7);
                    tree.insert(key.into(), (-7).into());
                }
                1 => {
                    imposed.omit(key);
                    tree.remove(key);
                }
                _ => {}
            }
        }
        let merged = merged(&text, &imposed).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&merged).unwrap(), Value::Object(tree), "round {round}: {text}");
    }
}

#[test]
fn no_text_panics() {
    const BYTES: &[u8] = b"{}[],:\"\\u0a1-.e tfn\xc3\xbc";
    let mut rng = Rng::new(12);
    let mut sound = 0;
    for _ in 0..100_000 {
        let text: Vec<u8> = (0..rng.below(9)).map(|_| BYTES[rng.below(BYTES.len() as u64) as usize]).collect();
        let mut out = Vec::new();
        if merge(&text, &Members::default(), &mut out).is_ok() {
            sound += 1;
            assert!(serde_json::from_slice::<Value>(&out).is_ok(), "{text:?}");
        }
    }
    assert!(sound > 10, "{sound}");
}
