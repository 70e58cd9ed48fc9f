//! Sockets. One file a kind of socket; the driver knows them by [`Socket`] alone.

#[cfg(not(target_arch = "wasm32"))]
mod connect;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod net;
mod socket;
#[cfg(not(target_arch = "wasm32"))]
mod stream;
#[cfg(not(target_arch = "wasm32"))]
mod tcp;
#[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
pub(crate) mod tls;
#[cfg(target_arch = "wasm32")]
mod web;
#[cfg(not(target_arch = "wasm32"))]
mod ws;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use connect::resolve;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use net::{Net, TransportOptions};
pub(crate) use socket::{Broken, DialTarget, Socket, Transport};
#[cfg(target_arch = "wasm32")]
pub(crate) use web::{Net, TransportOptions};

use crate::error::DialError;
use std::io;

/// Returns why a server could not be dialled whose socket failed.
#[cfg(not(target_arch = "wasm32"))]
fn dial_error(error: io::Error) -> DialError {
    tls_fault(&error).unwrap_or_else(|| DialError::Io(std::sync::Arc::new(error)))
}

/// Returns what an error of a socket's is to TLS, if it is one of TLS.
fn tls_fault(error: &io::Error) -> Option<DialError> {
    #[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
    return tls::of_io(error).map(DialError::Tls);
    #[cfg(not(all(not(target_arch = "wasm32"), feature = "tls")))]
    {
        let _ = error;
        None
    }
}
