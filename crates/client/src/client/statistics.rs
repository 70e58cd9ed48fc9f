//! What a client has sent and received.

use nats_web_core::Stats;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Messages and bytes since the client was made; bytes are those of the protocol. They go on counting while they are held.
///
/// ```no_run
/// # fn run(client: nats_web::Client) {
/// use std::sync::atomic::Ordering;
///
/// let statistics = client.statistics();
/// println!("{} messages received", statistics.in_messages.load(Ordering::Relaxed));
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Statistics {
    /// Bytes received.
    pub in_bytes: AtomicU64,
    /// Bytes sent.
    pub out_bytes: AtomicU64,
    /// Messages received.
    pub in_messages: AtomicU64,
    /// Messages published.
    pub out_messages: AtomicU64,
    /// How often a server has accepted this client.
    pub connects: AtomicU64,
}

impl Statistics {
    /// Takes over what the session has counted.
    pub(crate) fn store(&self, stats: &Stats) {
        self.in_messages.store(stats.in_messages, Relaxed);
        self.out_messages.store(stats.out_messages, Relaxed);
    }

    /// So many bytes have come; `stats` is what the session has counted since.
    pub(crate) fn received(&self, bytes: usize, stats: &Stats) {
        self.in_bytes.fetch_add(bytes as u64, Relaxed);
        self.store(stats);
    }

    /// So many bytes go out; `stats` is what the session has counted until then.
    pub(crate) fn sent(&self, bytes: usize, stats: &Stats) {
        self.out_bytes.fetch_add(bytes as u64, Relaxed);
        self.store(stats);
    }

    pub(crate) fn connected(&self) {
        self.connects.fetch_add(1, Relaxed);
    }
}
