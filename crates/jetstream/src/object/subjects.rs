//! The subjects of objects and of their data.

use super::ObjectError;
use alloc::string::String;
use alloc::vec::Vec;
use base64ct::{Base64Url, Encoding as _};

/// Returns the subject of the chunks of an object's data, by what tells them from those of other objects.
///
/// ```
/// use nats_web_jetstream::object::subjects::chunks;
///
/// assert_eq!(chunks("photos", "ABC"), "$O.photos.C.ABC");
/// ```
#[must_use]
pub fn chunks(bucket: &str, nuid: &str) -> String {
    ["$O.", bucket, ".C.", nuid].concat()
}

/// Returns the subject of what is known of an object. Its name is encoded as UTF-8, in base64 for URLs with padding.
///
/// ```
/// use nats_web_jetstream::object::subjects::meta;
///
/// assert_eq!(meta("photos", "a/b").as_deref(), Ok("$O.photos.M.YS9i"));
/// ```
///
/// # Errors
/// [`ObjectError::Name`]: it is empty.
pub fn meta(bucket: &str, name: &str) -> Result<String, ObjectError> {
    if name.is_empty() {
        return Err(ObjectError::Name);
    }
    Ok(encoded(bucket, name.as_bytes()))
}

/// Returns the subject under which nats.ws and other clients in JavaScript store an object whose name has characters from
/// U+0080 to U+00FF, each of which they encode as one byte; `None` for other names. What is not found under
/// [`meta`](fn@meta) may be there.
///
/// ```
/// use nats_web_jetstream::object::subjects::{latin1_meta, meta};
///
/// assert_eq!(meta("photos", "é").as_deref(), Ok("$O.photos.M.w6k="));
/// assert_eq!(latin1_meta("photos", "é").as_deref(), Some("$O.photos.M.6Q=="));
/// assert_eq!(latin1_meta("photos", "e"), None);
/// ```
#[must_use]
pub fn latin1_meta(bucket: &str, name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    let bytes: Result<Vec<u8>, _> = name.chars().map(|character| u8::try_from(u32::from(character))).collect();
    bytes.ok().map(|bytes| encoded(bucket, &bytes))
}

/// Returns the subjects of what is known of all objects, with a wildcard.
///
/// ```
/// assert_eq!(nats_web_jetstream::object::subjects::all_meta("photos"), "$O.photos.M.>");
/// ```
#[must_use]
pub fn all_meta(bucket: &str) -> String {
    ["$O.", bucket, ".M.>"].concat()
}

fn encoded(bucket: &str, name: &[u8]) -> String {
    ["$O.", bucket, ".M.", &Base64Url::encode_string(name)].concat()
}

#[cfg(test)]
mod tests {
    use super::{latin1_meta, meta};
    use crate::object::ObjectError;

    #[test]
    fn names_are_encoded_as_utf8() {
        assert_eq!(meta("b", "日本.txt").as_deref(), Ok("$O.b.M.5pel5pysLnR4dA=="));
        assert_eq!(meta("b", "🙂").as_deref(), Ok("$O.b.M.8J-Zgg=="));
        assert_eq!(meta("b", ""), Err(ObjectError::Name));
    }

    #[test]
    fn names_beyond_latin1_have_no_second_form() {
        assert_eq!(latin1_meta("b", "\u{ff}").as_deref(), Some("$O.b.M._w=="));
        for name in ["\u{7f}", "\u{100}", "é日", ""] {
            assert_eq!(latin1_meta("b", name), None, "{name}");
        }
    }
}
