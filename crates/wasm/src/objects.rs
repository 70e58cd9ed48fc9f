//! The rules of object stores, which JavaScript asks for. Texts come in and go out as those of `jetstream.rs` do, and the
//! bytes that are hashed stand in the session's input buffer.

#![allow(unsafe_code, reason = "texts are not checked")]

use crate::answers::Texts;
use crate::boundary::codes::{DigestFault, LinkFault, ObjectFault, ObjectReading, UploadStep};
use crate::boundary::exports::exports;
use crate::session::Session;
use nats_web_jetstream::object::chunk::{self, Extent, Reading};
use nats_web_jetstream::object::digest::{Digest, DigestError, Hasher};
use nats_web_jetstream::object::link::{self, LinkError, State};
use nats_web_jetstream::object::upload::{Step, Upload};
use nats_web_jetstream::object::{ObjectError, bucket, pace, subjects};

impl Session {
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn object_config(&mut self, bucket: u32, options: u32) -> u32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (bucket, options) = unsafe { (texts.take(bucket), texts.take(options)) };
        let config = bucket::config(bucket, options.as_bytes());
        fault(config.map(|config| self.show(config, None))) as u32
    }

    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn object_chunks(&mut self, bucket: u32, nuid: u32) {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (bucket, nuid) = unsafe { (texts.take(bucket), texts.take(nuid)) };
        let subject = subjects::chunks(bucket, nuid);
        self.show(subject.into_bytes(), None);
    }

    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn object_meta(&mut self, bucket: u32, name: u32) -> u32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (bucket, name) = unsafe { (texts.take(bucket), texts.take(name)) };
        let latin1 = subjects::latin1_meta(bucket, name).map(String::into_bytes);
        let meta = subjects::meta(bucket, name);
        fault(meta.map(|meta| self.show(meta.into_bytes(), latin1))) as u32
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn object_all_meta(&mut self, bucket: u32) {
        // SAFETY: the caller says so.
        let subject = subjects::all_meta(unsafe { Texts(&self.scratch).take(bucket) });
        self.show(subject.into_bytes(), None);
    }

    pub(crate) fn object_chunk_size(&self, wanted: f64, max_payload: f64) -> f64 {
        chunk::size(wanted as u64, max_payload as u64) as f64
    }

    pub(crate) fn object_link_fault(&self, is_deleted: bool, is_link: bool, is_taken: bool) -> u32 {
        let present = is_taken.then(State::default);
        let fault = match link::check(State { is_deleted, is_link }, present) {
            Ok(()) => LinkFault::Nothing,
            Err(LinkError::Deleted) => LinkFault::Deleted,
            Err(LinkError::Link) => LinkFault::Link,
            Err(LinkError::Taken) => LinkFault::Taken,
        };
        fault as u32
    }

    pub(crate) fn object_reading(&self, chunks: f64, bytes: f64, taken: f64, taken_bytes: f64, pending: f64) -> u32 {
        let object = Extent { chunks: chunks as u64, bytes: bytes as u64 };
        let taken = Extent { chunks: taken as u64, bytes: taken_bytes as u64 };
        let reading = match object.reading(taken, pending as u64) {
            Reading::Unfinished => ObjectReading::Unfinished,
            Reading::Complete => ObjectReading::Complete,
            Reading::Missing => ObjectReading::Missing,
            Reading::TooMany => ObjectReading::TooMany,
        };
        reading as u32
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn digest_fault(&mut self, digest: u32) -> u32 {
        // SAFETY: the caller says so.
        let fault = match Digest::parse(unsafe { Texts(&self.scratch).take(digest) }) {
            Ok(_) => DigestFault::Nothing,
            Err(DigestError::Kind) => DigestFault::Kind,
            Err(DigestError::Value) => DigestFault::Value,
        };
        fault as u32
    }

    pub(crate) fn hash(&mut self) -> u32 {
        insert(&mut self.flows.hashers, Hasher::default())
    }

    pub(crate) fn hash_update(&mut self, hash: u32, length: u32) {
        let bytes = self.input.get(..length as usize).unwrap_or_default();
        if let Some(Some(hasher)) = self.flows.hashers.get_mut(hash as usize) {
            hasher.update(bytes);
        }
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn hash_finish(&mut self, hash: u32, expected: u32) -> bool {
        // SAFETY: the caller says so.
        let expected = Digest::parse(unsafe { Texts(&self.scratch).take(expected) });
        let Some(hasher) = remove(&mut self.flows.hashers, hash) else { return false };
        let digest = hasher.finish();
        self.show(digest.text().into_bytes(), None);
        expected == Ok(digest)
    }

    pub(crate) fn hash_drop(&mut self, hash: u32) {
        remove(&mut self.flows.hashers, hash);
    }

    pub(crate) fn upload(&mut self, chunk_size: f64) -> u32 {
        insert(&mut self.flows.uploads, Upload::new(chunk_size as u64))
    }

    pub(crate) fn upload_add(&mut self, upload: u32) {
        self.with_upload(upload, Upload::add);
    }

    pub(crate) fn upload_step(&mut self, upload: u32) -> u32 {
        let step = self.with_upload(upload, Upload::step).unwrap_or(Step::Idle);
        let (step, number) = match step {
            Step::Idle => (UploadStep::Idle, 0),
            Step::Send(chunk) => (UploadStep::Send, chunk),
            Step::Wait => (UploadStep::Wait, 0),
            Step::Ask => (UploadStep::Ask, 0),
            Step::Delete(sequence) => (UploadStep::Delete, sequence),
            Step::Pause(pause) => (UploadStep::Pause, pause.into()),
            Step::Fail(chunk) => (UploadStep::Fail, chunk),
        };
        self.flows.step_number = number;
        step as u32
    }

    pub(crate) fn upload_number(&self) -> f64 {
        self.flows.step_number as f64
    }

    pub(crate) fn upload_first(&mut self, upload: u32) -> f64 {
        self.with_upload(upload, |upload| upload.first()).unwrap_or(0) as f64
    }

    pub(crate) fn upload_has_unsent(&mut self, upload: u32) -> bool {
        self.with_upload(upload, |upload| upload.has_unsent()).unwrap_or(false)
    }

    pub(crate) fn upload_stored(&mut self, upload: u32, chunk: f64, sequence: f64) {
        self.with_upload(upload, |upload| upload.stored(chunk as u64, sequence as u64));
    }

    pub(crate) fn upload_failed(&mut self, upload: u32, chunk: f64, status: u32, code: u32) {
        let status = u16::try_from(status).unwrap_or_default();
        self.with_upload(upload, |upload| upload.failed(chunk as u64, status, code));
    }

    pub(crate) fn upload_found(&mut self, upload: u32, sequence: f64) {
        self.with_upload(upload, |upload| upload.found(sequence as u64));
    }

    pub(crate) fn upload_not_deleted(&mut self, upload: u32) {
        self.with_upload(upload, Upload::not_deleted);
    }

    pub(crate) fn upload_drop(&mut self, upload: u32) {
        remove(&mut self.flows.uploads, upload);
    }

    pub(crate) fn may_repeat(&self, status: u32, code: u32) -> bool {
        pace::may_repeat(u16::try_from(status).unwrap_or_default(), code)
    }

    fn with_upload<T>(&mut self, upload: u32, act: impl FnOnce(&mut Upload) -> T) -> Option<T> {
        self.flows.uploads.get_mut(upload as usize)?.as_mut().map(act)
    }
}

/// Puts a value into the first free place. Returns its number.
fn insert<T>(all: &mut Vec<Option<T>>, value: T) -> u32 {
    let place = all.iter().position(Option::is_none).unwrap_or_else(|| {
        all.push(None);
        all.len() - 1
    });
    all[place] = Some(value);
    place as u32
}

fn remove<T>(all: &mut [Option<T>], number: u32) -> Option<T> {
    all.get_mut(number as usize)?.take()
}

fn fault(result: Result<(), ObjectError>) -> ObjectFault {
    match result {
        Ok(()) => ObjectFault::Nothing,
        Err(ObjectError::Bucket) => ObjectFault::Bucket,
        Err(ObjectError::Name) => ObjectFault::Name,
        Err(_) => ObjectFault::Options,
    }
}

exports! {
    /// Finds the configuration of a store's stream: JSON. Returns an {@link ObjectFault}.
    object_config(bucket: u32, options: u32) -> u32;
    /// Finds the subject of an object's chunks.
    object_chunks(bucket: u32, nuid: u32);
    /// Finds the subject of what is known of an object and, if there is one, the one that clients in JavaScript have in its
    /// place. Returns an {@link ObjectFault}.
    object_meta(bucket: u32, name: u32) -> u32;
    /// Finds the subjects of what is known of all objects.
    object_all_meta(bucket: u32);
    /// Returns how many bytes a chunk has; 0 for what the user or the server has not said.
    object_chunk_size(wanted: f64, max_payload: f64) -> f64;
    /// Returns whether a link may refer to an object, a {@link LinkFault}; `isTaken` is whether there is one of its name.
    object_link_fault(is_deleted: bool, is_link: bool, is_taken: bool) -> u32;
    /// Returns how far the reading of an object is, an {@link ObjectReading}: what it has, what was taken, what follows.
    object_reading(chunks: f64, bytes: f64, taken: f64, taken_bytes: f64, pending: f64) -> u32;
    /// Returns what is wrong with the text of a digest, a {@link DigestFault}.
    digest_fault(digest: u32) -> u32;
    /// Begins to hash. Returns its number.
    hash() -> u32;
    /// Hashes bytes of the input buffer.
    hash_update(hash: u32, length: u32);
    /// Finds the digest, and ends the hashing. Returns whether it is the expected one.
    hash_finish(hash: u32, expected: u32) -> bool;
    /// Ends a hashing.
    hash_drop(hash: u32);
    /// Begins to store an object in chunks of so many bytes. Returns its number.
    upload(chunk_size: f64) -> u32;
    /// There is one more chunk.
    upload_add(upload: u32);
    /// Returns what to do next, an {@link UploadStep}.
    upload_step(upload: u32) -> u32;
    /// Returns what the last step is about: a chunk, a sequence, or milliseconds.
    upload_number() -> f64;
    /// Returns the number of the first chunk that may have to be sent.
    upload_first(upload: u32) -> f64;
    /// Returns whether there is a chunk to be sent.
    upload_has_unsent(upload: u32) -> bool;
    /// A chunk is stored at a sequence.
    upload_stored(upload: u32, chunk: f64, sequence: f64);
    /// A chunk was refused; without an answer the status is 408.
    upload_failed(upload: u32, chunk: f64, status: u32, code: u32);
    /// The last message of the chunks stands at a sequence; 0 for none.
    upload_found(upload: u32, sequence: f64);
    /// Nobody has said that a message was deleted.
    upload_not_deleted(upload: u32);
    /// The object is stored, or not.
    upload_drop(upload: u32);
    /// Returns whether a request that was refused so may be made again, as it has no other effect when it is done twice.
    may_repeat(status: u32, code: u32) -> bool;
}

#[cfg(test)]
mod tests {
    use super::{Session, insert, remove};

    #[test]
    fn places_are_used_again() {
        let mut all = Vec::new();
        assert_eq!([insert(&mut all, 'a'), insert(&mut all, 'b')], [0, 1]);
        assert_eq!([remove(&mut all, 0), remove(&mut all, 0), remove(&mut all, 9)], [Some('a'), None, None]);
        assert_eq!([insert(&mut all, 'c'), insert(&mut all, 'd')], [0, 2]);
    }

    #[test]
    fn hashes_are_kept_apart() {
        let mut session = Session::new(0);
        let (one, other) = (session.hash(), session.hash());
        session.hash_update(one, 3);
        let text = b"SHA-256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=";
        session.scratch[..text.len()].copy_from_slice(text);
        // SAFETY: the text stands there.
        unsafe {
            assert!(!session.hash_finish(one, text.len() as u32));
            assert!(session.hash_finish(other, text.len() as u32));
            assert!(!session.hash_finish(other, text.len() as u32), "it has ended");
        }
    }
}
