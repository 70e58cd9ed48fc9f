//! Tokio.

use nats_web_core::Timestamp;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep};
use zeroize::Zeroizing;

/// Returns whether this thread has a runtime.
pub(crate) fn is_here() -> bool {
    Handle::try_current().is_ok()
}

/// Runs a future to its end, in the background.
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(future);
}

/// Returns the future's output, if it comes in time.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}

/// Runs blocking `work` on a thread for it. Returns `None` if the runtime shuts down meanwhile.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

/// Has the task polled again once others have had their turn, those that wait for this one before all.
pub(crate) fn give_way(cx: &mut Context<'_>) {
    // Woken at once, the task would go before the future that the runtime runs on.
    let _ = std::pin::pin!(tokio::task::yield_now()).poll(cx);
}

/// Returns a file's content, if that is not longer than `max`. The content is wiped when it is dropped, and no copy is
/// left.
pub(crate) async fn read_file(path: PathBuf, max: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let read = blocking(move || {
        let file = File::open(path)?;
        let mut content = Zeroizing::new(Vec::with_capacity(max + 1));
        file.take(max as u64 + 1).read_to_end(&mut content)?;
        if content.len() > max { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(content) }
    });
    read.await.unwrap_or_else(|| Err(io::Error::other("the runtime shuts down")))
}

/// Returns 64 bits of the platform's best randomness.
pub(crate) fn seed() -> u64 {
    getrandom::u64().unwrap_or_else(|_| {
        use std::hash::{BuildHasher, Hasher, RandomState};
        RandomState::new().build_hasher().finish()
    })
}

/// Returns the system's time, in milliseconds since 1970.
pub(crate) fn unix_millis() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Measures how long something takes.
#[cfg(feature = "service")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(std::time::Instant);

#[cfg(feature = "service")]
impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Returns the nanoseconds since the start.
    pub(crate) fn nanos(self) -> u64 {
        u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

/// Time since the client was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    epoch: Instant,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { epoch: Instant::now() }
    }

    /// Returns the milliseconds until now, a part of one being one: what ends a number of them later never ends too soon.
    pub(crate) fn now(self) -> Timestamp {
        let millis = self.epoch.elapsed().as_nanos().div_ceil(1_000_000);
        Timestamp::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
    }
}

/// The one timer of a client.
#[derive(Debug)]
pub(crate) struct Timer {
    sleep: Pin<Box<Sleep>>,
    clock: Clock,
}

impl Timer {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { sleep: Box::pin(tokio::time::sleep(Duration::ZERO)), clock }
    }

    /// Fires once the clock has passed `at`.
    pub(crate) fn set(&mut self, at: Timestamp) {
        let since_epoch = Duration::from_millis(at.as_millis().min(FAR));
        self.sleep.as_mut().reset(self.clock.epoch + since_epoch);
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.sleep.as_mut().poll(cx)
    }
}

/// About 30 years, in milliseconds: tokio's own limit for what is far away.
const FAR: u64 = 86_400_000 * 365 * 30;
