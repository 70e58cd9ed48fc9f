//! Sockets. One file a kind of socket; the driver knows them by [`WebSocket`] alone.

#[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
pub(crate) mod tls;
mod web_socket;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod ws;

pub(crate) use web_socket::{Transport, WebSocket};
