//! Replies of the API and acknowledgements of streams: our reading against one by `serde_json`.

use nats_web_jetstream::errors::ApiError;
use nats_web_jetstream::publish::{AckError, PubAck};
use serde_json::Value;

/// The JSON of a reply, or something like it.
pub fn target(data: &[u8]) {
    let read = ApiError::read(data);
    let ack = PubAck::read(data);
    if data.trim_ascii().is_empty() {
        assert_eq!((read, ack), (Ok(None), Err(AckError::Invalid)));
        return;
    }
    let Ok(json) = serde_json::from_slice::<Value>(data) else { return check_refused(data, &read, &ack) };
    let Some(members) = json.as_object() else {
        assert!(read.is_err() && ack == Err(AckError::Invalid), "not an object");
        return;
    };
    let Ok(read) = read else {
        // Nested more deeply than we read.
        return assert!(data.iter().filter(|&&byte| byte == b'{' || byte == b'[').count() > 16);
    };
    if has_twice(data) {
        return;
    }
    let error = members.get("error").filter(|error| !error.is_null());
    assert_eq!(read.is_some(), error.is_some());
    if let (Some(read), Some(error)) = (&read, error) {
        let number = |key: &str, most: u64| error[key].as_u64().filter(|number| *number <= most).unwrap_or(0);
        assert_eq!(u64::from(read.status), number("code", u16::MAX.into()), "{error}");
        assert_eq!(u64::from(read.code.code()), number("err_code", u32::MAX.into()), "{error}");
        assert_eq!(read.description, error["description"].as_str().unwrap_or_default());
        assert!(!read.to_string().is_empty());
        assert_eq!(ack, Err(AckError::Refused(read.clone())));
        return;
    }
    let stream = members.get("stream").and_then(Value::as_str).unwrap_or_default();
    assert_eq!(ack.is_ok(), !stream.is_empty(), "an acknowledgement names a stream");
    if let Ok(ack) = ack {
        let number = |key: &str| members.get(key).and_then(Value::as_i64).unwrap_or(0).max(0) as u64;
        assert_eq!((ack.stream.as_str(), ack.sequence, ack.count), (stream, number("seq"), number("count")));
        assert_eq!(ack.duplicate, members.get("duplicate") == Some(&Value::Bool(true)));
    }
}

/// What `serde_json` does not read we do not either, but for numbers that only it has no room for.
fn check_refused(data: &[u8], read: &Result<Option<ApiError>, impl Sized>, ack: &Result<PubAck, AckError>) {
    let error = serde_json::from_slice::<Value>(data).expect_err("it was refused").to_string();
    let is_limit = error.starts_with("number out of range") || error.starts_with("recursion limit");
    assert!(is_limit || (read.is_err() && *ack == Err(AckError::Invalid)), "accepted: {error}");
}

/// Whether a key that we read may stand there twice, or be written with escapes: of such `serde_json` keeps the last one.
fn has_twice(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    text.contains("\\u") || KEYS.iter().any(|key| text.matches(&format!("\"{key}\"")).count() > 1)
}

const KEYS: [&str; 12] = [
    "error",
    "code",
    "err_code",
    "description",
    "stream",
    "seq",
    "domain",
    "duplicate",
    "val",
    "batch",
    "count",
    "num_pending",
];
