//! What is known of a bucket.

use crate::jetstream::stream::Info;
use std::time::Duration;

/// What is known of a bucket.
///
/// ```no_run
/// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
/// let status = prices.status().await?;
/// println!("{} has {} entries", status.bucket(), status.values());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Status {
    /// What is known of its stream.
    pub info: Info,
    /// Its name.
    pub bucket: String,
}

impl Status {
    /// Returns its name.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// Returns how many entries it has: of all keys, the earlier ones and the deletions included.
    #[must_use]
    pub fn values(&self) -> u64 {
        self.info.state.messages
    }

    /// Returns how many entries it keeps of a key.
    #[must_use]
    pub fn history(&self) -> i64 {
        self.info.config.max_messages_per_subject
    }

    /// Returns after how long an entry goes; zero for never.
    #[must_use]
    pub fn max_age(&self) -> Duration {
        self.info.config.max_age
    }
}
