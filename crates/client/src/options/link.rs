//! The options of sockets.

use super::{ConnectOptions, millis};
#[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
use crate::transport::tls::Pem;
use nats_web_core::session::TlsPolicy;
#[cfg(not(target_arch = "wasm32"))]
use std::io;
#[cfg(not(target_arch = "wasm32"))]
use std::net::SocketAddr;
#[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
use std::path::PathBuf;
#[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
use std::sync::Arc;
use std::time::Duration;

/// # Sockets
impl ConnectOptions {
    /// Sets the time limit from the dial to the end of the handshake. By default 5 s.
    pub fn connection_timeout(mut self, timeout: Duration) -> Self {
        self.config.connect_timeout = millis(timeout);
        self
    }

    /// Binds sockets to this address of the machine. By default the system chooses. Not in browsers.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn local_address(mut self, address: SocketAddr) -> Self {
        self.transport.local_address = Some(address);
        self
    }

    /// Adds a header to the HTTP request that opens a WebSocket, as proxies and gateways may ask for. Not in
    /// browsers, which let no program do that.
    ///
    /// ```
    /// # fn run() -> std::io::Result<()> {
    /// let options = nats_web::ConnectOptions::new().add_websocket_header("Authorization", "Bearer secret")?;
    /// # drop(options); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// HTTP has no such name or value.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn add_websocket_header(mut self, name: &str, value: &str) -> io::Result<Self> {
        let invalid = |error: http::Error| io::Error::new(io::ErrorKind::InvalidInput, error);
        let name = http::HeaderName::try_from(name).map_err(|error| invalid(error.into()))?;
        let value = http::HeaderValue::try_from(value).map_err(|error| invalid(error.into()))?;
        self.transport.headers.push((name, value));
        Ok(self)
    }

    /// Does nothing: how much is read at a time follows from how much comes.
    pub fn read_buffer_capacity(self, _size: u16) -> Self {
        self
    }

    /// Sets whether links must be encrypted. By default they are where the address or the server says so.
    ///
    /// With it nothing is sent to a server that offers no TLS, nor to a `ws://` address. What was set by
    /// [`tls_first`](Self::tls_first) demands as much, and stays.
    pub fn require_tls(mut self, is_required: bool) -> Self {
        self.config.tls = match (self.config.tls, is_required) {
            (TlsPolicy::First, _) => TlsPolicy::First,
            (_, true) => TlsPolicy::Required,
            (_, false) => TlsPolicy::AsDemanded,
        };
        self
    }

    /// Begins links over TCP with TLS, before the server has said anything: for servers with `handshake_first`.
    pub fn tls_first(mut self) -> Self {
        self.config.tls = TlsPolicy::First;
        self
    }

    /// Trusts the certificates in a PEM file, in place of the platform's. May be called several times. The file is read
    /// anew at each dial.
    #[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
    pub fn add_root_certificates(mut self, path: PathBuf) -> Self {
        self.transport.tls.roots.push(Pem(path));
        self
    }

    /// Shows servers that ask for it the certificate in the PEM file `cert`, whose key is in the PEM file `key`. The files
    /// are read anew at each dial, so that a certificate may be renewed.
    #[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
    pub fn add_client_certificate(mut self, cert: PathBuf, key: PathBuf) -> Self {
        self.transport.tls.client = Some((Pem(cert), Pem(key)));
        self
    }

    /// Uses this TLS configuration as it is, in place of what the other options say of certificates.
    #[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
    pub fn tls_client_config(mut self, config: rustls::ClientConfig) -> Self {
        self.transport.tls.config = Some(Arc::new(config));
        self
    }
}
