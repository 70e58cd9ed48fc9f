use super::*;
use alloc::string::ToString;
use serde_json::{Value as Json, json};

fn known(body: Body, value: &Json) -> Json {
    let out = body.known(value.to_string().as_bytes()).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn members_that_a_stream_does_not_have_are_left_out_at_any_depth() {
    let given = json!({
        "name": "S", "subjects": ["a", "b"], "mine": { "deep": [1, 2] },
        "placement": { "cluster": "c", "tags": ["x"], "other": 1 },
        "sources": [{ "name": "T", "domain": "d", "subject_transforms": [{ "src": "a", "dest": "b", "x": 1 }] }],
        "metadata": { "any": "thing", "name": "x" },
        "max_age": 0.5e3,
    });
    let expected = json!({
        "name": "S", "subjects": ["a", "b"],
        "placement": { "cluster": "c", "tags": ["x"] },
        "sources": [{ "name": "T", "subject_transforms": [{ "src": "a", "dest": "b" }] }],
        "metadata": { "any": "thing", "name": "x" },
        "max_age": 500.0,
    });
    assert_eq!(known(Body::StreamConfig, &given), expected);
}

#[test]
fn what_is_of_another_kind_is_the_servers_to_refuse() {
    let given = json!({ "placement": "here", "sources": { "name": "T", "x": 1 }, "mirror": [1] });
    assert_eq!(known(Body::StreamConfig, &given), given);
}

#[test]
fn texts_and_numbers_stay_as_they_are() {
    let text = r#"{"filter":"a\u00fc\"\\ \ud83d\ude00","keep":18446744073709551615}"#;
    assert_eq!(Body::Purge.known(text.as_bytes()).unwrap(), text.as_bytes());
    assert_eq!(Body::Purge.known(b" { } ").unwrap(), b"{}");
}

#[test]
fn bad_json_is_an_error() {
    for bad in ["", "{", "{\"keep\":}", "{\"keep\":1}x", "{\"keep\" 1}", "[1", "{\"mine\":[1,}"] {
        assert!(Body::Purge.known(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn bodies_stand_in_their_order() {
    for (place, body) in Body::ALL.iter().enumerate() {
        assert_eq!(*body as usize, place);
    }
}
