//! The streams that buckets are.

mod source;

use super::KvError;
use super::keys::{STREAM_PREFIX, check_bucket};
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;
use nats_web_core::codec::json::{Scanner, Value, write_key, write_member};

/// What a server can, of what the configuration of a bucket depends on. By default everything.
///
/// ```
/// use nats_web_jetstream::kv::bucket::Server;
///
/// assert!(Server::default().has_direct_get);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// A full bucket refuses new messages rather than drop old ones. Servers since 2.7.2.
    pub has_discard_new: bool,
    /// Any replica answers. Servers since 2.9.
    pub has_direct_get: bool,
}

impl Default for Server {
    fn default() -> Self {
        Self { has_discard_new: true, has_direct_get: true }
    }
}

/// Returns the configuration of the stream that a bucket is, as JSON.
///
/// `options` is a JSON object with members of these names; others, and those that are null, are passed over:
///
/// - `history`, 1 to 64; default 1
/// - `max_bytes`, or `maxBucketSize`, which stands before it, and `maxValueSize`, in bytes; default -1, for no limit
/// - `ttl` and `markerTTL`, in milliseconds; with the latter the server puts deletions in place of values that expire
///   (servers since 2.11)
/// - `storage`, default `file`; `replicas`, default 1; `description`; `metadata`; `republish`
/// - `placement`, or `placementCluster`, which stands before it
/// - `compression`, `allow_direct` and `deny_delete`: true or false. By default what is stored is not compressed,
///   may be read from any replica that the server lets answer, and may be deleted
/// - `mirror`, or `sources`: as in a stream's configuration; their names may be those of buckets. The keys of another
///   bucket that is reached without `external` become this one's
/// - `streamName`, where the stream is not called `KV_` and the bucket's name
///
/// The duplicate window is left to the server: it is the shorter of two minutes and the `ttl`, and servers that have a
/// lower limit would refuse another.
///
/// ```
/// use nats_web_jetstream::kv::bucket::{Server, config};
///
/// let config = config("orders", br#"{"history":5,"ttl":60000}"#, Server::default())?;
/// let config = String::from_utf8(config).unwrap();
/// assert!(config.starts_with(r#"{"name":"KV_orders","#));
/// assert!(config.contains(r#""max_msgs_per_subject":5,"#) && config.contains(r#""max_age":60000000000,"#));
/// # Ok::<(), nats_web_jetstream::kv::KvError>(())
/// ```
///
/// # Errors
/// [`KvError::Bucket`], [`KvError::History`], [`KvError::Source`] or [`KvError::Options`].
pub fn config(bucket: &str, options: &[u8], server: Server) -> Result<Vec<u8>, KvError> {
    check_bucket(bucket)?;
    let options = Options::read(options)?;
    let mut out = Vec::new();
    write_identity(bucket, &options, &mut out);
    write_limits(&options, &mut out)?;
    write_place(&options, &mut out);
    write_origin(bucket, &options, &mut out)?;
    write_access(&options, server, &mut out);
    Ok(closed(out))
}

fn write_identity(bucket: &str, options: &Options<'_>, out: &mut Vec<u8>) {
    let name = options.text("streamName").unwrap_or_else(|| [STREAM_PREFIX, bucket].concat());
    write_member(out, "name", &name);
    write_member(out, "retention", "limits");
    if let Some(description) = options.text("description") {
        write_member(out, "description", &description);
    }
    options.pass("metadata", "metadata", out);
}

/// How much it keeps, and for how long.
fn write_limits(options: &Options<'_>, out: &mut Vec<u8>) -> Result<(), KvError> {
    let history = options.raw("history").map_or(Some(1), whole);
    let history = history.filter(|history| HISTORY.contains(history)).ok_or(KvError::History)?;
    write_key(out, "max_msgs_per_subject");
    write_u64(out, history);
    let size = ["maxBucketSize", "max_bytes"].into_iter().filter_map(|key| options.raw(key)).find(|size| *size != b"0");
    write_raw(out, "max_bytes", size.unwrap_or(b"-1"));
    write_raw(out, "max_msg_size", options.raw("maxValueSize").unwrap_or(b"-1"));
    if let Some(ttl) = options.nanoseconds("ttl") {
        write_key(out, "max_age");
        write_u64(out, ttl);
    }
    if let Some(ttl) = options.nanoseconds("markerTTL") {
        write_raw(out, "allow_msg_ttl", b"true");
        write_key(out, "subject_delete_marker_ttl");
        write_u64(out, ttl);
    }
    Ok(())
}

/// Where and how it is kept.
fn write_place(options: &Options<'_>, out: &mut Vec<u8>) {
    write_member(out, "storage", &options.text("storage").unwrap_or_else(|| String::from("file")));
    write_raw(out, "num_replicas", options.raw("replicas").unwrap_or(b"1"));
    if let Some(cluster) = options.text("placementCluster") {
        let mut placement = Vec::new();
        write_member(&mut placement, "cluster", &cluster);
        write_raw(&mut placement, "tags", b"[]");
        write_raw(out, "placement", &closed(placement));
    } else {
        options.pass("placement", "placement", out);
    }
    options.pass("republish", "republish", out);
    match options.raw("compression") {
        Some(b"true") => write_member(out, "compression", "s2"),
        Some(b"false") => write_member(out, "compression", "none"),
        _ => {}
    }
}

/// Where its messages come from. A mirror has no subjects of its own.
fn write_origin(bucket: &str, options: &Options<'_>, out: &mut Vec<u8>) -> Result<(), KvError> {
    if let Some(mirror) = options.raw("mirror") {
        write_raw(out, "mirror", &source::one(mirror, None)?);
        write_raw(out, "mirror_direct", b"true");
        return Ok(());
    }
    if let Some(sources) = options.raw("sources") {
        write_raw(out, "sources", &source::all(sources, bucket)?);
    }
    write_raw(out, "subjects", ["[\"$KV.", bucket, ".>\"]"].concat().as_bytes());
    Ok(())
}

/// What may be done with it.
fn write_access(options: &Options<'_>, server: Server, out: &mut Vec<u8>) {
    write_member(out, "discard", if server.has_discard_new { "new" } else { "old" });
    let is_direct = match options.raw("allow_direct") {
        Some(b"true") => true,
        Some(b"false") => false,
        _ => server.has_direct_get,
    };
    write_raw(out, "allow_direct", if is_direct { b"true" } else { b"false" });
    write_raw(out, "allow_rollup_hdrs", b"true");
    if options.raw("deny_delete") == Some(b"true") {
        write_raw(out, "deny_delete", b"true");
    }
}

/// The members of an object.
struct Options<'a>(Vec<(String, &'a [u8])>);

impl<'a> Options<'a> {
    fn read(json: &'a [u8]) -> Result<Self, KvError> {
        let mut members = Vec::new();
        let mut scanner = Scanner::new(json);
        if scanner.value() == Value::Object {
            while let Some(key) = scanner.next_key() {
                members.push((key, scanner.text()));
            }
        }
        scanner.finish()?;
        Ok(Self(members))
    }

    /// Returns a value as it stands there; `None` for null, too.
    fn raw(&self, key: &str) -> Option<&'a [u8]> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| *value).filter(|value| *value != b"null")
    }

    /// Returns a text that is not empty.
    fn text(&self, key: &str) -> Option<String> {
        match Scanner::new(self.raw(key)?).value() {
            Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Returns milliseconds as nanoseconds, unless they are 0 or less.
    fn nanoseconds(&self, key: &str) -> Option<u64> {
        self.raw(key).and_then(whole).filter(|millis| *millis > 0).map(|millis| millis.saturating_mul(1_000_000))
    }

    /// Writes a value as it stands there, if it does.
    fn pass(&self, key: &str, name: &str, out: &mut Vec<u8>) {
        if let Some(value) = self.raw(key) {
            write_raw(out, name, value);
        }
    }
}

/// Returns the number that the JSON is if it is whole, and not negative.
fn whole(json: &[u8]) -> Option<u64> {
    match Scanner::new(json).value() {
        Value::Number(Some(integer)) if !integer.negative => Some(integer.magnitude),
        _ => None,
    }
}

fn write_raw(out: &mut Vec<u8>, key: &str, value: &[u8]) {
    write_key(out, key);
    out.extend_from_slice(value);
}

/// Returns the object of members that were written one after the other, each with its comma before it.
fn closed(mut members: Vec<u8>) -> Vec<u8> {
    match members.first_mut() {
        Some(comma) => *comma = b'{',
        None => members.push(b'{'),
    }
    members.push(b'}');
    members
}

/// How many entries of a key a bucket may keep.
const HISTORY: core::ops::RangeInclusive<u64> = 1..=64;

#[cfg(test)]
mod tests;
