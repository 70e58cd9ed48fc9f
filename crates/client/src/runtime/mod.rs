//! What the client needs of the platform it runs on: tasks, a clock, a timer, randomness. One file a platform.

mod bounds;
#[cfg(not(target_arch = "wasm32"))]
mod tokio;
#[cfg(target_arch = "wasm32")]
mod web;

pub(crate) use bounds::{BoxFuture, DynFn};
pub use bounds::{MaybeSend, MaybeSync};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::tokio::{Clock, Timer, give_way, is_here, read_file, seed, spawn, unix_millis, within};
#[cfg(target_arch = "wasm32")]
pub(crate) use self::web::{Alarm, Clock, Timer, WakeListener, give_way, is_here, seed, spawn, unix_millis, within};

#[cfg(all(not(target_arch = "wasm32"), feature = "service"))]
pub(crate) use self::tokio::Stopwatch;
#[cfg(all(target_arch = "wasm32", feature = "service"))]
pub(crate) use self::web::Stopwatch;

#[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
pub(crate) use self::tokio::blocking;
