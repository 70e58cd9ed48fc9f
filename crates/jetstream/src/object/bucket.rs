//! The streams that stores are.

use super::ObjectError;
use super::subjects::{all_meta, chunks};
use crate::body::Body;
use crate::json::{Members, each_member, merge};
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::json::write_string;

/// What the names of streams begin with that are stores.
pub const STREAM_PREFIX: &str = "OBJ_";

/// Checks the name of a store: one or more ASCII letters, digits, `-` and `_`. (ADR-6.)
///
/// # Errors
/// [`ObjectError::Bucket`].
pub fn check_bucket(bucket: &str) -> Result<(), ObjectError> {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !bucket.is_empty() && bucket.bytes().all(is_fit) { Ok(()) } else { Err(ObjectError::Bucket) }
}

/// Returns the name of the stream that a store is.
///
/// ```
/// assert_eq!(nats_web_jetstream::object::bucket::stream("photos").as_deref(), Ok("OBJ_photos"));
/// ```
///
/// # Errors
/// [`ObjectError::Bucket`].
pub fn stream(bucket: &str) -> Result<String, ObjectError> {
    check_bucket(bucket)?;
    Ok([STREAM_PREFIX, bucket].concat())
}

/// Returns the configuration of the stream that a store is, as JSON.
///
/// `options` is a JSON object, or empty. Of its members these have a meaning of their own:
///
/// - `ttl`: nanoseconds after which objects go; default 0, for never
/// - `replicas`; default 1
/// - `compression`: true or false; by default it is left to the server
///
/// Others are passed on where the configuration of a stream has them, as `description`, `storage`, `max_bytes`,
/// `placement` and `metadata`, unless a store imposes them.
///
/// ```
/// use nats_web_jetstream::object::bucket::config;
///
/// let config = config("photos", br#"{"ttl":5000000000,"mine":1,"storage":"memory"}"#)?;
/// let config = String::from_utf8(config).unwrap();
/// assert!(config.starts_with(r#"{"storage":"memory","name":"OBJ_photos","#));
/// assert!(config.contains(r#""max_age":5000000000"#) && !config.contains("mine"));
/// # Ok::<(), nats_web_jetstream::object::ObjectError>(())
/// ```
///
/// # Errors
/// [`ObjectError::Bucket`] or [`ObjectError::Options`].
pub fn config(bucket: &str, options: &[u8]) -> Result<Vec<u8>, ObjectError> {
    let name = stream(bucket)?;
    let own = Own::read(options)?;
    let mut subjects = Vec::from(*b"[");
    write_string(&mut subjects, &chunks(bucket, ">"));
    subjects.push(b',');
    write_string(&mut subjects, &all_meta(bucket));
    subjects.push(b']');
    let mut imposed = Members::default();
    imposed
        .string("name", &name)
        .raw("subjects", &subjects)
        .raw("max_age", own.ttl)
        .raw("num_replicas", own.replicas)
        .boolean("allow_direct", true)
        .boolean("allow_rollup_hdrs", true)
        .string("discard", "new");
    match own.compression {
        b"true" => imposed.string("compression", "s2"),
        b"false" => imposed.string("compression", "none"),
        _ => imposed.omit("compression"),
    };
    let mut out = Vec::new();
    merge(options, &imposed, &mut out)?;
    Body::StreamConfig.known(&out).map_err(|error| ObjectError::Options(error.into()))
}

/// The options that are no members of a stream's configuration, as JSON.
struct Own<'a> {
    ttl: &'a [u8],
    replicas: &'a [u8],
    compression: &'a [u8],
}

impl<'a> Own<'a> {
    fn read(options: &'a [u8]) -> Result<Self, ObjectError> {
        let mut own = Self { ttl: b"0", replicas: b"1", compression: b"" };
        each_member(options, |key, value| match (key.as_str(), value) {
            (_, b"null") => {}
            ("ttl", value) => own.ttl = value,
            ("replicas", value) => own.replicas = value,
            ("compression", value) => own.compression = value,
            _ => {}
        })?;
        Ok(own)
    }
}

#[cfg(test)]
mod tests {
    use super::{check_bucket, config};
    use crate::object::ObjectError;
    use alloc::string::ToString;
    use serde_json::{Value, json};

    fn parsed(options: &Value) -> Value {
        serde_json::from_slice(&config("B", options.to_string().as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn names() {
        for good in ["a", "A-b_9", "-"] {
            assert_eq!(check_bucket(good), Ok(()));
        }
        for bad in ["", "a.b", "a b", "ü", "*", ">", "a/b", "a\n"] {
            assert_eq!(check_bucket(bad), Err(ObjectError::Bucket), "{bad}");
        }
    }

    #[test]
    fn a_store_without_options() {
        let bare = json!({
            "name": "OBJ_B", "subjects": ["$O.B.C.>", "$O.B.M.>"], "max_age": 0, "num_replicas": 1,
            "allow_direct": true, "allow_rollup_hdrs": true, "discard": "new",
        });
        assert_eq!(parsed(&json!({})), bare);
        assert_eq!(serde_json::from_slice::<Value>(&config("B", b"").unwrap()).unwrap(), bare);
        assert_eq!(parsed(&json!({ "ttl": null, "replicas": null, "compression": null })), bare);
    }

    #[test]
    fn options_become_members_of_the_stream() {
        let all = parsed(&json!({
            "description": "d", "ttl": 7, "storage": "memory", "replicas": 3, "max_bytes": 9, "compression": true,
            "placement": { "cluster": "c", "mine": 1 }, "metadata": { "a": "b" }, "mine": 1,
        }));
        assert_eq!(
            all,
            json!({
                "name": "OBJ_B", "subjects": ["$O.B.C.>", "$O.B.M.>"], "max_age": 7, "num_replicas": 3,
                "allow_direct": true, "allow_rollup_hdrs": true, "discard": "new", "compression": "s2",
                "description": "d", "storage": "memory", "max_bytes": 9, "placement": { "cluster": "c" },
                "metadata": { "a": "b" },
            })
        );
        assert_eq!(parsed(&json!({ "compression": false }))["compression"], "none");
    }

    #[test]
    fn what_a_store_imposes_stands_before_options() {
        let config = parsed(&json!({ "name": "x", "subjects": ["x"], "discard": "old", "allow_direct": false }));
        assert_eq!(config, parsed(&json!({})));
    }

    #[test]
    fn options_that_are_no_object() {
        assert!(matches!(config("B", b"[]"), Err(ObjectError::Options(_))));
        assert!(matches!(config("B", b"{"), Err(ObjectError::Options(_))));
        assert_eq!(config("b.c", b"{}"), Err(ObjectError::Bucket));
    }
}
