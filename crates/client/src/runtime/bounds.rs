//! What is demanded of futures and functions: natively they go from thread to thread, in browsers they stay in one.

use std::pin::Pin;

/// A future of unknown type.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A future of unknown type. It may hold objects of JavaScript, which stay in their thread.
#[cfg(target_arch = "wasm32")]
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A function of unknown type.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type DynFn<A, T> = dyn Fn(A) -> T + Send + Sync;
/// A function of unknown type. It may hold objects of JavaScript, which stay in their thread.
#[cfg(target_arch = "wasm32")]
pub(crate) type DynFn<A, T> = dyn Fn(A) -> T;

/// [`Send`] on all platforms but browsers, where everything has it: futures there may hold objects of JavaScript.
///
/// ```
/// use nats_web::{ConnectOptions, Event, MaybeSend, MaybeSync};
///
/// fn log_events(options: ConnectOptions, log: impl Fn(Event) + Clone + MaybeSend + MaybeSync + 'static) -> ConnectOptions {
///     options.event_callback(move |event| {
///         let log = log.clone();
///         async move { log(event) }
///     })
/// }
/// # let _ = log_events(ConnectOptions::new(), |event| println!("{event}"));
/// ```
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// [`Send`] on all platforms but browsers, where everything has it: futures there may hold objects of JavaScript.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// [`Sync`] on all platforms but browsers, where everything has it.
///
/// ```
/// fn is_for_all_platforms<T: nats_web::MaybeSend + nats_web::MaybeSync>() {}
///
/// is_for_all_platforms::<nats_web::Client>();
/// ```
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}

/// [`Sync`] on all platforms but browsers, where everything has it. [`MaybeSend`] has an example.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}
