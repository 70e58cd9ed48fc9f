use super::{ApiError, ErrorCode};
use crate::json::MergeError;
use alloc::string::ToString;

fn read(reply: &str) -> ApiError {
    ApiError::read(reply.as_bytes()).unwrap().unwrap()
}

#[test]
fn codes_and_their_numbers_agree() {
    let mut named = 0;
    for code in 0..20_000 {
        let error = ErrorCode::from_code(code);
        assert_eq!(ErrorCode::from_code(error.code()), error, "{code}");
        if matches!(error, ErrorCode::Other(_)) {
            assert_eq!(error.code(), code);
        } else {
            named += 1;
        }
    }
    assert_eq!(named, 25);
}

#[test]
fn the_colliding_write_is_a_wrong_last_sequence() {
    let plain = read(r#"{"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 7"},"seq":0}"#);
    let colliding = read(r#"{"error":{"code":400,"err_code":10164,"description":"wrong last sequence"}}"#);
    assert_eq!((plain.code, colliding.code), (ErrorCode::WrongLastSequence, ErrorCode::WrongLastSequence));
    assert_eq!(plain.to_string(), "wrong last sequence: 7");
}

#[test]
fn what_is_missing_stays_empty() {
    assert_eq!(read(r#"{"error":{}}"#), ApiError::default());
    assert_eq!(read(r#"{"error":{"code":503}}"#).to_string(), "JetStream error 0 (503)");
    assert_eq!(read(r#"{"error":"no"}"#), ApiError::default());
    assert_eq!(read(r#"{"error":{"code":-1,"err_code":1e4,"description":null,"new":[1]}}"#), ApiError::default());
    for reply in ["{}", "", r#"{"error":null}"#, r#"{"type":"x","streams":null}"#] {
        assert_eq!(ApiError::read(reply.as_bytes()), Ok(None), "{reply}");
    }
    assert_eq!(ApiError::read(b"null"), Err(MergeError::NotAnObject));
    assert!(matches!(ApiError::read(br#"{"error":{}"#), Err(MergeError::Json(_))));
}

#[test]
fn what_may_succeed_later() {
    let is_transient =
        |status, code| ApiError { status, code: ErrorCode::from_code(code), ..ApiError::default() }.is_transient();
    assert!(is_transient(503, 10008) && is_transient(503, 10163) && is_transient(429, 10167) && is_transient(503, 0));
    assert!(!is_transient(503, 10076) && !is_transient(400, 10071) && !is_transient(404, 10059));
}
