//! What the client needs of the platform it runs on: tasks, a clock, a timer, randomness. One file a platform.

#[cfg(not(target_arch = "wasm32"))]
mod tokio;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::tokio::{Clock, Stopwatch, Timer, give_way, is_here, read_file, seed, spawn, unix_millis, within};

#[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
pub(crate) use self::tokio::blocking;

use std::pin::Pin;

/// A future of unknown type.
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
