//! Making, finding and removing buckets.

use super::config::{Config, NotABucket};
use super::store::Store;
use crate::jetstream::context::{
    Context, CreateKeyValueError, CreateKeyValueErrorKind, CreateStreamErrorKind, KeyValueError, KeyValueErrorKind,
    UpdateKeyValueError, UpdateKeyValueErrorKind, UpdateStreamErrorKind,
};
use crate::jetstream::stream::{self, DeleteStatus, Info, Stream};
use nats_web_jetstream::kv::KvError;
use nats_web_jetstream::kv::keys::{Keyspace, Mirror, STREAM_PREFIX, check_bucket};

impl Context {
    /// Returns a bucket that there is.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let prices = jetstream.get_key_value("prices").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`KeyValueErrorKind::GetBucket`] if there is none, or JetStream does not answer; see [`KeyValueErrorKind`].
    pub async fn get_key_value<T: Into<String>>(&self, bucket: T) -> Result<Store, KeyValueError> {
        let bucket = bucket.into();
        let invalid = |error| KeyValueError::with_source(KeyValueErrorKind::InvalidStoreName, error);
        check_bucket(&bucket).map_err(invalid)?;
        let stream = self.get_stream(stream_of(&bucket)).await;
        let stream = stream.map_err(|error| KeyValueError::with_source(KeyValueErrorKind::GetBucket, error))?;
        if stream.info.config.max_messages_per_subject < 1 {
            return Err(KeyValueError::new(KeyValueErrorKind::InvalidStoreName));
        }
        Store::of(stream, &bucket).map_err(invalid)
    }

    /// Creates a bucket. One that there is already, and is just as `config` says, is returned.
    ///
    /// ```no_run
    /// use nats_web::jetstream::kv::Config;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let config = Config { bucket: "prices".into(), history: 10, ..Default::default() };
    /// let prices = jetstream.create_key_value(config).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`CreateKeyValueErrorKind`].
    pub async fn create_key_value(&self, config: Config) -> Result<Store, CreateKeyValueError> {
        let (bucket, config) = self.stream_config(config).await?;
        let stream = self.create_stream(config).await.map_err(|error| {
            let kind = match error.kind() {
                CreateStreamErrorKind::TimedOut => CreateKeyValueErrorKind::TimedOut,
                CreateStreamErrorKind::JetStreamUnavailable => CreateKeyValueErrorKind::JetStream,
                _ => CreateKeyValueErrorKind::BucketCreate,
            };
            CreateKeyValueError::with_source(kind, error)
        })?;
        Store::of(stream, &bucket).map_err(|error| NotABucket::Unfit(error).into())
    }

    /// Changes what a bucket is like.
    ///
    /// # Errors
    /// [`UpdateKeyValueErrorKind::NotFound`] if there is none; see [`UpdateKeyValueErrorKind`].
    pub async fn update_key_value(&self, config: Config) -> Result<Store, UpdateKeyValueError> {
        let (bucket, config) = self.stream_config(config).await.map_err(of_update)?;
        let info = self.update_stream(config).await.map_err(|error| {
            let kind = match error.kind() {
                UpdateStreamErrorKind::NotFound => UpdateKeyValueErrorKind::NotFound,
                UpdateStreamErrorKind::TimedOut => UpdateKeyValueErrorKind::TimedOut,
                _ => UpdateKeyValueErrorKind::JetStream,
            };
            UpdateKeyValueError::with_source(kind, error)
        })?;
        self.store_of(info, &bucket).map_err(|error| of_update(NotABucket::Unfit(error).into()))
    }

    /// Changes what a bucket is like, or creates it.
    ///
    /// # Errors
    /// See [`CreateKeyValueErrorKind`].
    pub async fn create_or_update_key_value(&self, config: Config) -> Result<Store, CreateKeyValueError> {
        let (bucket, config) = self.stream_config(config).await?;
        let info = self.create_or_update_stream(config).await.map_err(|error| {
            let kind = match error.kind() {
                CreateStreamErrorKind::TimedOut => CreateKeyValueErrorKind::TimedOut,
                _ => CreateKeyValueErrorKind::JetStream,
            };
            CreateKeyValueError::with_source(kind, error)
        })?;
        self.store_of(info, &bucket).map_err(|error| NotABucket::Unfit(error).into())
    }

    /// Removes a bucket and all that is in it.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// jetstream.delete_key_value("prices").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`KeyValueErrorKind`].
    pub async fn delete_key_value<T: AsRef<str>>(&self, bucket: T) -> Result<DeleteStatus, KeyValueError> {
        let bucket = bucket.as_ref();
        check_bucket(bucket).map_err(|error| KeyValueError::with_source(KeyValueErrorKind::InvalidStoreName, error))?;
        let deleted = self.delete_stream(stream_of(bucket)).await;
        deleted.map_err(|error| KeyValueError::with_source(KeyValueErrorKind::JetStream, error))
    }

    async fn stream_config(&self, config: Config) -> Result<(String, stream::Config), CreateKeyValueError> {
        let has_markers = config.limit_markers.is_some();
        let bucket = config.bucket.clone();
        let config = config.into_stream_config()?;
        if has_markers {
            // An older server would take the configuration for another one.
            let account = self.query_account().await;
            let account =
                account.map_err(|error| CreateKeyValueError::with_source(CreateKeyValueErrorKind::JetStream, error))?;
            if account.requests.level < MARKERS_LEVEL {
                return Err(CreateKeyValueError::new(CreateKeyValueErrorKind::LimitMarkersNotSupported));
            }
        }
        Ok((bucket, config))
    }

    fn store_of(&self, info: Info, bucket: &str) -> Result<Store, KvError> {
        Store::of(Stream { context: self.clone(), info, name: stream_of(bucket) }, bucket)
    }
}

impl Store {
    /// Returns the bucket that a stream is.
    fn of(stream: Stream, bucket: &str) -> Result<Self, KvError> {
        let config = &stream.info.config;
        let mirror = config.mirror.as_ref().map(|mirror| Mirror {
            stream: &mirror.name,
            external: mirror.external.as_ref().map(|external| external.api_prefix.as_str()).unwrap_or_default(),
        });
        let api = stream.context.prefix().map(|prefix| prefix.as_str()).unwrap_or_default();
        let keys = Keyspace::new(bucket, api, mirror)?;
        let own = format!("{api}.{}", keys.read());
        let use_jetstream_prefix = keys.write() == own;
        let put_prefix = (keys.write() != keys.read() && !use_jetstream_prefix).then(|| keys.write().to_owned());
        Ok(Self {
            name: bucket.to_owned(),
            stream_name: config.name.clone(),
            prefix: keys.read().to_owned(),
            put_prefix,
            use_jetstream_prefix,
            stream,
        })
    }
}

impl From<NotABucket> for CreateKeyValueError {
    fn from(error: NotABucket) -> Self {
        match error {
            NotABucket::Unfit(error @ KvError::History) => {
                Self::with_source(CreateKeyValueErrorKind::TooLongHistory, error)
            }
            NotABucket::Unfit(error @ KvError::Bucket) => {
                Self::with_source(CreateKeyValueErrorKind::InvalidStoreName, error)
            }
            NotABucket::Unfit(error) => Self::with_source(CreateKeyValueErrorKind::BucketCreate, error),
            NotABucket::Json(error) => Self::with_source(CreateKeyValueErrorKind::BucketCreate, error),
        }
    }
}

fn of_update(error: CreateKeyValueError) -> UpdateKeyValueError {
    let kind = match error.kind {
        CreateKeyValueErrorKind::InvalidStoreName => UpdateKeyValueErrorKind::InvalidStoreName,
        CreateKeyValueErrorKind::TooLongHistory => UpdateKeyValueErrorKind::TooLongHistory,
        CreateKeyValueErrorKind::JetStream => UpdateKeyValueErrorKind::JetStream,
        CreateKeyValueErrorKind::BucketCreate => UpdateKeyValueErrorKind::BucketUpdate,
        CreateKeyValueErrorKind::TimedOut => UpdateKeyValueErrorKind::TimedOut,
        CreateKeyValueErrorKind::LimitMarkersNotSupported => UpdateKeyValueErrorKind::LimitMarkersNotSupported,
    };
    UpdateKeyValueError { kind, source: error.source }
}

fn stream_of(bucket: &str) -> String {
    format!("{STREAM_PREFIX}{bucket}")
}

/// The level of the API from which on a bucket may have markers.
const MARKERS_LEVEL: usize = 1;
