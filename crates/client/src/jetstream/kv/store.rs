//! A bucket, and reading its keys.

use super::bucket::Status;
use super::entry::{Entry, Operation};
use super::errors::{EntryError, EntryErrorKind, StatusError};
use crate::jetstream::message::StreamMessage;
use crate::jetstream::stream::{DirectGetErrorKind, LastRawMessageErrorKind, Stream};
use bytes::Bytes;
use nats_web_jetstream::kv::keys::check_key;

/// A bucket. Clones are cheap but for what is known of the bucket's stream.
///
/// Keys are ASCII letters, digits, `-`, `_`, `/` and `=`, in parts that dots separate. The value of a key that was deleted or
/// purged is not there.
///
/// ```no_run
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let prices = jetstream.get_key_value("prices").await?;
/// prices.put("fruit.apple", "1.20".into()).await?;
/// assert_eq!(prices.get("fruit.apple").await?.as_deref(), Some(&b"1.20"[..]));
/// prices.delete("fruit.apple").await?;
/// assert_eq!(prices.get("fruit.apple").await?, None);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Store {
    /// Its name.
    pub name: String,
    /// The name of its stream.
    pub stream_name: String,
    /// What the subjects of keys in the stream begin with.
    pub prefix: String,
    /// What the subjects begin with to which entries are published, if that is something else.
    pub put_prefix: Option<String>,
    /// Whether subjects to publish to begin with the prefix of the JetStream API before that.
    pub use_jetstream_prefix: bool,
    /// Its stream.
    pub stream: Stream,
}

impl Store {
    /// Asks for what is known of the bucket.
    ///
    /// ```no_run
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// println!("{} entries", prices.status().await?.values());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`StatusErrorKind`](super::StatusErrorKind).
    pub async fn status(&self) -> Result<Status, StatusError> {
        let info = self.stream.get_info().await?;
        Ok(Status { info, bucket: self.name.clone() })
    }

    /// Returns the value of a key; `None` if it has none.
    ///
    /// ```no_run
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// let price = prices.get("apple").await?.unwrap_or_else(|| "1.00".into());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`EntryErrorKind`].
    pub async fn get<T: Into<String>>(&self, key: T) -> Result<Option<Bytes>, EntryError> {
        let entry = self.entry(key).await?;
        Ok(entry.filter(|entry| entry.operation == Operation::Put).map(|entry| entry.value))
    }

    /// Returns the last entry of a key, which may be a deletion; `None` if there is none.
    ///
    /// ```no_run
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// if let Some(entry) = prices.entry("apple").await? {
    ///     prices.update("apple", "1.30".into(), entry.revision).await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`EntryErrorKind`].
    pub async fn entry<T: Into<String>>(&self, key: T) -> Result<Option<Entry>, EntryError> {
        let (key, subject) = self.read_subject(key.into())?;
        let message = if self.stream.info.config.allow_direct {
            found(self.stream.direct_get_last_for_subject(subject.as_str()).await, |error| {
                error.kind() == DirectGetErrorKind::NotFound
            })?
        } else {
            found(self.stream.get_last_raw_message_by_subject(&subject).await, |error| {
                error.kind() == LastRawMessageErrorKind::NoMessageFound
            })?
        };
        Ok(message.map(|message| self.entry_of(key, message)))
    }

    /// Returns the entry of a key that has this revision; `None` if the revision is another key's, or no longer there.
    ///
    /// ```no_run
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// let first = prices.entry_for_revision("apple", 1).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`EntryErrorKind`].
    pub async fn entry_for_revision<T: Into<String>>(
        &self,
        key: T,
        revision: u64,
    ) -> Result<Option<Entry>, EntryError> {
        let (key, subject) = self.read_subject(key.into())?;
        let message = if self.stream.info.config.allow_direct {
            found(self.stream.direct_get(revision).await, |error| error.kind() == DirectGetErrorKind::NotFound)?
        } else {
            found(self.stream.get_raw_message(revision).await, |error| {
                error.kind() == LastRawMessageErrorKind::NoMessageFound
            })?
        };
        let message = message.filter(|message| message.subject.as_str() == subject);
        Ok(message.map(|message| self.entry_of(key, message)))
    }

    fn read_subject(&self, key: String) -> Result<(String, String), EntryError> {
        check_key(&key).map_err(|error| EntryError::with_source(EntryErrorKind::InvalidKey, error))?;
        let subject = format!("{}{key}", self.prefix);
        Ok((key, subject))
    }

    fn entry_of(&self, key: String, message: StreamMessage) -> Entry {
        Entry {
            bucket: self.name.clone(),
            key,
            operation: Operation::of(Some(&message.headers)),
            value: message.payload,
            revision: message.sequence,
            delta: 0,
            created: message.time,
            seen_current: false,
        }
    }
}

/// Returns what was found, or `None` where an error says that nothing was.
fn found<T, E: Into<EntryError>>(got: Result<T, E>, is_nothing: impl Fn(&E) -> bool) -> Result<Option<T>, EntryError> {
    match got {
        Ok(got) => Ok(Some(got)),
        Err(error) if is_nothing(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
