//! Key-value stores: buckets of keys and values, with their history, which can be watched.
//!
//! A bucket is a stream, and what changes a key is a message: a value, a deletion, or a purge, which also removes what was
//! before. The number of that message in the stream is the entry's revision.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use nats_web::jetstream::{self, kv};
//!
//! # async fn run(client: nats_web::Client) -> Result<(), nats_web::Error> {
//! let jetstream = jetstream::new(client);
//! let config = kv::Config { bucket: "prices".into(), history: 5, ..Default::default() };
//! let prices = jetstream.create_key_value(config).await?;
//!
//! let revision = prices.put("apple", "1.20".into()).await?;
//! prices.update("apple", "1.30".into(), revision).await?;
//! assert_eq!(prices.get("apple").await?.as_deref(), Some(&b"1.30"[..]));
//!
//! let mut changes = prices.watch(">").await?;
//! while let Some(entry) = changes.try_next().await? {
//!     println!("{} is {:?} now", entry.key, entry.value);
//! }
//! # Ok(()) }
//! ```

pub mod bucket;
mod changing;
mod config;
mod entry;
mod errors;
mod history;
mod opening;
mod store;
mod watch;
mod watching;

pub use config::Config;
pub use entry::{Entry, Operation, ParseOperationError};
pub use errors::{
    CreateError, CreateErrorKind, DeleteError, DeleteErrorKind, EntryError, EntryErrorKind, HistoryError,
    HistoryErrorKind, PurgeError, PurgeErrorKind, PutError, PutErrorKind, StatusError, StatusErrorKind, UpdateError,
    UpdateErrorKind, WatchError, WatchErrorKind, WatcherError, WatcherErrorKind,
};
pub use history::{History, Keys};
pub use store::Store;
pub use watch::Watch;
