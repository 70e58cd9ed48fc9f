//! Changing keys.

use super::entry::Operation;
use super::errors::{
    CreateError, CreateErrorKind, DeleteError, PurgeError, PutError, PutErrorKind, UpdateError, UpdateErrorKind,
};
use super::store::Store;
use crate::header::{HeaderMap, HeaderValue};
use crate::jetstream::outbound::whole_seconds;
use bytes::Bytes;
use nats_web_jetstream::kv::entry::{OPERATION, may_create};
use nats_web_jetstream::kv::keys::check_key;
use nats_web_jetstream::publish::{EXPECTED_LAST_SUBJECT_SEQUENCE, ROLLUP, ROLLUP_SUBJECT, TTL};
use std::time::Duration;

impl Store {
    /// Puts the value of a key, whatever it has, and returns the revision. If the future is dropped meanwhile, it may or may
    /// not be stored; so with all changes.
    ///
    /// ```no_run
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// let revision = prices.put("apple", "1.20".into()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`PutErrorKind`].
    pub async fn put<T: AsRef<str>>(&self, key: T, value: Bytes) -> Result<u64, PutError> {
        let key = key.as_ref();
        check_key(key).map_err(|error| PutError::with_source(PutErrorKind::InvalidKey, error))?;
        let sent = self.stream.context.publish(self.write_subject(key), value).await;
        let ack = sent.map_err(|error| PutError::with_source(PutErrorKind::Publish, error))?;
        let ack = ack.await.map_err(|error| PutError::with_source(PutErrorKind::Ack, error))?;
        Ok(ack.sequence)
    }

    /// Creates a key that has no value, and returns the revision.
    ///
    /// ```no_run
    /// # async fn run(locks: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// if locks.create("printer", "me".into()).await.is_ok() {
    ///     locks.delete("printer").await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`CreateErrorKind::AlreadyExists`], and others; see [`CreateErrorKind`].
    pub async fn create<T: AsRef<str>>(&self, key: T, value: Bytes) -> Result<u64, CreateError> {
        self.create_for(key.as_ref(), value, None).await
    }

    /// Creates a key as [`create`](Self::create), which goes after a time; servers refuse zero. Of a bucket with
    /// [`limit_markers`](super::Config::limit_markers).
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_with_ttl<T: AsRef<str>>(
        &self,
        key: T,
        value: Bytes,
        ttl: Duration,
    ) -> Result<u64, CreateError> {
        self.create_for(key.as_ref(), value, Some(ttl)).await
    }

    /// Between the look at a key and the publish others may change it, so it may take some tries.
    async fn create_for(&self, key: &str, value: Bytes, ttl: Option<Duration>) -> Result<u64, CreateError> {
        let mut revision = 0;
        for tries in 1.. {
            let entry = Change { value: value.clone(), revision: Some(revision), ttl, ..Change::default() };
            let error = match self.change(key, entry).await {
                Ok(revision) => return Ok(revision),
                Err(error) if error.kind == UpdateErrorKind::WrongLastRevision => error,
                Err(error) => return Err(error.into()),
            };
            let last = self.entry(key).await?;
            if !may_create(last.as_ref().map(|last| last.operation.rule()), tries) {
                return Err(error.into());
            }
            revision = last.map_or(0, |last| last.revision);
        }
        Err(CreateError::new(CreateErrorKind::AlreadyExists))
    }

    /// Puts the value of a key whose last entry has this revision, and returns the new one. A revision of 0 is that of a
    /// key without entries.
    ///
    /// ```no_run
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// let revision = prices.put("apple", "1.20".into()).await?;
    /// prices.update("apple", "1.30".into(), revision).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`UpdateErrorKind::WrongLastRevision`], and others; see [`UpdateErrorKind`].
    pub async fn update<T: AsRef<str>>(&self, key: T, value: Bytes, revision: u64) -> Result<u64, UpdateError> {
        self.change(key.as_ref(), Change { value, revision: Some(revision), ..Change::default() }).await
    }

    /// Deletes a key. Its earlier entries stay.
    ///
    /// ```no_run
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// prices.delete("apple").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`DeleteErrorKind`](super::DeleteErrorKind). That there is no such key is none.
    pub async fn delete<T: AsRef<str>>(&self, key: T) -> Result<(), DeleteError> {
        self.delete_expect_revision(key, None).await
    }

    /// Deletes a key as [`delete`](Self::delete), if its last entry has this revision.
    ///
    /// # Errors
    /// As [`delete`](Self::delete).
    pub async fn delete_expect_revision<T: AsRef<str>>(&self, key: T, revison: Option<u64>) -> Result<(), DeleteError> {
        let change = Change { operation: Some(Operation::Delete), revision: revison, ..Change::default() };
        self.change(key.as_ref(), change).await.map(drop)
    }

    /// Deletes a key and removes its earlier entries.
    ///
    /// ```no_run
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// prices.purge("apple").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`PurgeErrorKind`](super::PurgeErrorKind). That there is no such key is none.
    pub async fn purge<T: AsRef<str>>(&self, key: T) -> Result<(), PurgeError> {
        self.purge_for(key.as_ref(), None, None).await
    }

    /// Purges a key as [`purge`](Self::purge); what is left of it goes after a time. Of a bucket with
    /// [`limit_markers`](super::Config::limit_markers).
    ///
    /// # Errors
    /// As [`purge`](Self::purge).
    pub async fn purge_with_ttl<T: AsRef<str>>(&self, key: T, ttl: Duration) -> Result<(), PurgeError> {
        self.purge_for(key.as_ref(), None, Some(ttl)).await
    }

    /// Purges a key as [`purge`](Self::purge), if its last entry has this revision.
    ///
    /// # Errors
    /// As [`purge`](Self::purge).
    pub async fn purge_expect_revision<T: AsRef<str>>(&self, key: T, revision: Option<u64>) -> Result<(), PurgeError> {
        self.purge_for(key.as_ref(), revision, None).await
    }

    /// Purges a key as [`purge_with_ttl`](Self::purge_with_ttl), if its last entry has this revision.
    ///
    /// # Errors
    /// As [`purge`](Self::purge).
    pub async fn purge_expect_revision_with_ttl<T: AsRef<str>>(
        &self,
        key: T,
        revision: u64,
        ttl: Duration,
    ) -> Result<(), PurgeError> {
        self.purge_for(key.as_ref(), Some(revision), Some(ttl)).await
    }

    async fn purge_for(&self, key: &str, revision: Option<u64>, ttl: Option<Duration>) -> Result<(), PurgeError> {
        let change = Change { operation: Some(Operation::Purge), revision, ttl, ..Change::default() };
        self.change(key, change).await.map(drop)
    }

    async fn change(&self, key: &str, change: Change) -> Result<u64, UpdateError> {
        check_key(key).map_err(|error| UpdateError::with_source(UpdateErrorKind::InvalidKey, error))?;
        let headers = change.headers();
        let sent = self.stream.context.publish_with_headers(self.write_subject(key), headers, change.value).await?;
        Ok(sent.await?.sequence)
    }

    fn write_subject(&self, key: &str) -> String {
        let prefix = self.put_prefix.as_deref().unwrap_or(&self.prefix);
        match self.stream.context.prefix() {
            Ok(api) if self.use_jetstream_prefix => format!("{}.{prefix}{key}", api.as_str()),
            _ => format!("{prefix}{key}"),
        }
    }
}

/// What is to become of a key.
#[derive(Debug, Default)]
struct Change {
    value: Bytes,
    /// What it is but a value.
    operation: Option<Operation>,
    /// The revision that the key is to have.
    revision: Option<u64>,
    ttl: Option<Duration>,
}

impl Change {
    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(operation) = self.operation {
            headers.insert(OPERATION, operation.rule().name());
        }
        if self.operation == Some(Operation::Purge) {
            headers.insert(ROLLUP, ROLLUP_SUBJECT);
        }
        if let Some(revision) = self.revision {
            headers.insert(EXPECTED_LAST_SUBJECT_SEQUENCE, HeaderValue::from(revision));
        }
        if let Some(ttl) = self.ttl {
            headers.insert(TTL, HeaderValue::from(whole_seconds(ttl)));
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_what_it_is_and_what_it_expects() {
        let ttl = Some(Duration::from_millis(1_500));
        let change = Change { operation: Some(Operation::Purge), revision: Some(7), ttl, ..Change::default() };
        let headers = change.headers();
        let value = |name| headers.get(name).map(|value| value.as_str().to_owned());
        assert_eq!((value(OPERATION).as_deref(), value(ROLLUP).as_deref()), (Some("PURGE"), Some("sub")));
        assert_eq!((value(EXPECTED_LAST_SUBJECT_SEQUENCE).as_deref(), value(TTL).as_deref()), (Some("7"), Some("2")));
        assert!(Change::default().headers().is_empty());
    }
}
