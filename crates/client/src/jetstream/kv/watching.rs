//! Watching and listing keys.

use super::errors::{HistoryError, HistoryErrorKind, WatchError, WatchErrorKind};
use super::history::{History, Keys};
use super::store::Store;
use super::watch::{Reader, Watch};
use crate::jetstream::reading::{Following, Source};
use nats_web_jetstream::kv::KvError;
use nats_web_jetstream::kv::keys::check_key;
use nats_web_jetstream::kv::watch::{Include, config};
use serde_json::Value;

impl Store {
    /// Returns the entries of a key that come from now on. `key` may be a filter with wildcards. What is stored once this
    /// has resolved comes.
    ///
    /// ```no_run
    /// use futures_util::TryStreamExt;
    ///
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// let mut changes = prices.watch("fruit.>").await?;
    /// prices.put("fruit.apple", "1.20".into()).await?;
    /// assert_eq!(changes.try_next().await?.map(|entry| entry.key).as_deref(), Some("fruit.apple"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`WatchErrorKind`].
    pub async fn watch<T: AsRef<str>>(&self, key: T) -> Result<Watch, WatchError> {
        self.watch_keys(&[key.as_ref()], Include::Updates).await
    }

    /// Returns the entries of several keys, or filters, that come from now on. Servers since 2.10.
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    pub async fn watch_many<T, K>(&self, keys: K) -> Result<Watch, WatchError>
    where
        T: AsRef<str>,
        K: IntoIterator<Item = T>,
    {
        self.watch_all_of(keys, Include::Updates).await
    }

    /// Returns the entries of a key that there are from a revision on, and those that come.
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    pub async fn watch_from_revision<T: AsRef<str>>(&self, key: T, revision: u64) -> Result<Watch, WatchError> {
        self.watch_keys(&[key.as_ref()], Include::From(revision)).await
    }

    /// Returns the last entry of a key, or of each key of a filter, and those that come.
    /// [`Entry::seen_current`](super::Entry::seen_current) says when the ones that there were have all come.
    ///
    /// ```no_run
    /// use futures_util::TryStreamExt;
    ///
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// let mut changes = prices.watch_with_history("fruit.*").await?;
    /// while let Some(entry) = changes.try_next().await? {
    ///     println!("{} {}", if entry.seen_current { "new:" } else { "" }, entry.key);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    pub async fn watch_with_history<T: AsRef<str>>(&self, key: T) -> Result<Watch, WatchError> {
        self.watch_keys(&[key.as_ref()], Include::LastValues).await
    }

    /// Returns the last entry of each of several keys, and those that come. Servers since 2.10.
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    pub async fn watch_many_with_history<T: AsRef<str>, K: IntoIterator<Item = T>>(
        &self,
        keys: K,
    ) -> Result<Watch, WatchError> {
        self.watch_all_of(keys, Include::LastValues).await
    }

    /// Returns the entries of all keys that come from now on.
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    pub async fn watch_all(&self) -> Result<Watch, WatchError> {
        self.watch(ALL).await
    }

    /// Returns the entries of all keys that there are from a revision on, and those that come.
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    pub async fn watch_all_from_revision(&self, revision: u64) -> Result<Watch, WatchError> {
        self.watch_from_revision(ALL, revision).await
    }

    /// Returns the entries of a key that the bucket has, the oldest first.
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    ///
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// println!("{} entries", prices.history("apple").await?.count().await);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`HistoryErrorKind`].
    pub async fn history<T: AsRef<str>>(&self, key: T) -> Result<History, HistoryError> {
        let key = key.as_ref();
        check_key(key).map_err(|error| HistoryError::with_source(HistoryErrorKind::InvalidKey, error))?;
        Ok(History { reader: self.read(&[key], Include::History, false).await? })
    }

    /// Returns the keys that have a value.
    ///
    /// ```no_run
    /// use futures_util::TryStreamExt;
    ///
    /// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
    /// let mut keys: Vec<String> = prices.keys().await?.try_collect().await?;
    /// keys.sort();
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`HistoryErrorKind`].
    pub async fn keys(&self) -> Result<Keys, HistoryError> {
        Ok(Keys::new(self.read(&[ALL], Include::LastValues, true).await?))
    }

    async fn watch_all_of<T, K>(&self, keys: K, include: Include) -> Result<Watch, WatchError>
    where
        T: AsRef<str>,
        K: IntoIterator<Item = T>,
    {
        let keys: Vec<T> = keys.into_iter().collect();
        let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
        self.watch_keys(&keys, include).await
    }

    async fn watch_keys(&self, keys: &[&str], include: Include) -> Result<Watch, WatchError> {
        Ok(Watch { reader: self.read(keys, include, false).await? })
    }

    async fn read(&self, keys: &[&str], include: Include, headers_only: bool) -> Result<Reader, WatchError> {
        let filters = Value::from(keys).to_string();
        let config = config(&self.prefix, filters.as_bytes(), include, headers_only).map_err(|error| {
            let kind = if error == KvError::Filter { WatchErrorKind::InvalidKey } else { WatchErrorKind::Other };
            WatchError::with_source(kind, error)
        })?;
        let config = String::from_utf8_lossy(&config);
        let source = Source { stream: &self.stream_name, config: &config };
        let following = Following::open(&self.stream.context, source).await?;
        Ok(Reader::new(following, &self.name, &self.prefix))
    }
}

/// The filter of all keys.
const ALL: &str = ">";
