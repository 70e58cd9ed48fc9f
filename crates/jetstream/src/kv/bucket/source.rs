//! Buckets whose entries are copied.

use super::{Options, closed, write_raw};
use crate::kv::KvError;
use crate::kv::keys::{STREAM_PREFIX, bucket_of, check_bucket};
use alloc::vec::Vec;
use nats_web_core::codec::json::{Scanner, Value, write_member};

/// Returns a source of a stream. `into` is the bucket that the keys of another one become; none for a mirror, whose
/// keys stay what they are.
pub(super) fn one(source: &[u8], into: Option<&str>) -> Result<Vec<u8>, KvError> {
    let options = Options::read(source)?;
    let name = options.text("name").ok_or(KvError::Source)?;
    let bucket = bucket_of(&name);
    check_bucket(bucket).map_err(|_| KvError::Source)?;
    let mut out = Vec::new();
    write_member(&mut out, "name", &[STREAM_PREFIX, bucket].concat());
    let is_near = options.raw("external").is_none();
    let into = into.filter(|into| is_near && *into != bucket);
    for (key, value) in &options.0 {
        if key != "name" && !(key == "subject_transforms" && into.is_some()) {
            write_raw(&mut out, key, value);
        }
    }
    if let Some(into) = into {
        let transform = ["[{\"src\":\"$KV.", bucket, ".>\",\"dest\":\"$KV.", into, ".>\"}]"].concat();
        write_raw(&mut out, "subject_transforms", transform.as_bytes());
    }
    Ok(closed(out))
}

/// Returns all sources of a bucket.
pub(super) fn all(sources: &[u8], into: &str) -> Result<Vec<u8>, KvError> {
    let mut scanner = Scanner::new(sources);
    if scanner.value() != Value::Array {
        return Err(KvError::Source);
    }
    let mut out = Vec::new();
    while scanner.next_element() {
        out.push(if out.is_empty() { b'[' } else { b',' });
        out.append(&mut one(scanner.text(), Some(into))?);
    }
    if out.is_empty() {
        out.push(b'[');
    }
    out.push(b']');
    Ok(out)
}
