//! TLS, by rustls: whom to trust, who we are, and the handshake.

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
compile_error!("TLS needs cryptography: enable the feature `ring` or `aws-lc-rs` in place of `tls`");

mod fault;
mod pem;

pub(super) use fault::of_io;
pub(crate) use pem::Pem;

use super::dial_error;
use crate::error::{DialError, TlsError, TlsErrorKind};
use crate::runtime;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// The user's options for TLS.
#[derive(Clone, Default)]
pub(crate) struct TlsOptions {
    /// Certificates to trust in place of the platform's.
    pub(crate) roots: Vec<Pem>,
    /// The client's certificate with those that it is derived from, and its key.
    pub(crate) client: Option<(Pem, Pem)>,
    /// Used as it is, in place of all else.
    pub(crate) config: Option<Arc<ClientConfig>>,
}

impl fmt::Debug for TlsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsOptions")
            .field("roots", &self.roots.len())
            .field("client", &self.client.is_some())
            .field("config", &self.config.is_some())
            .finish()
    }
}

impl TlsOptions {
    fn names_files(&self) -> bool {
        !self.roots.is_empty() || self.client.is_some()
    }
}

/// Makes TLS connections. The user's files are read at each dial, as they may have been renewed; the platform's
/// certificates once, at the first.
#[derive(Debug)]
pub(crate) struct Tls {
    options: TlsOptions,
    /// What no file of the user's belongs to.
    lasting: OnceCell<Arc<ClientConfig>>,
}

impl Tls {
    pub(crate) fn new(options: TlsOptions) -> Self {
        let lasting = OnceCell::new_with(options.config.clone());
        Self { options, lasting }
    }

    /// Speaks TLS on `tcp`, with a server whose certificate is for `name`.
    pub(crate) async fn connect(&self, name: &str, tcp: TcpStream) -> Result<TlsStream<TcpStream>, DialError> {
        let config = self.config().await?;
        let name =
            ServerName::try_from(name.to_owned()).map_err(|error| TlsError::new(TlsErrorKind::WrongName, error))?;
        TlsConnector::from(config).connect(name, tcp).await.map_err(dial_error)
    }

    async fn config(&self) -> Result<Arc<ClientConfig>, DialError> {
        if self.options.config.is_none() && self.options.names_files() {
            return self.load().await;
        }
        self.lasting.get_or_try_init(|| self.load()).await.cloned()
    }

    async fn load(&self) -> Result<Arc<ClientConfig>, DialError> {
        let options = self.options.clone();
        let gone = || TlsError::new(TlsErrorKind::Other, io::Error::other("the runtime shuts down"));
        let loaded = runtime::blocking(move || config(&options)).await.ok_or_else(gone)??;
        Ok(Arc::new(loaded))
    }
}

fn config(options: &TlsOptions) -> Result<ClientConfig, TlsError> {
    let other = |error| TlsError::new(TlsErrorKind::Other, error);
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let builder = builder.map_err(other)?.with_root_certificates(roots(&options.roots)?);
    let Some((certificates, key)) = &options.client else { return Ok(builder.with_no_client_auth()) };
    let (certificates, key) = (certificates.certificates()?, key.key()?);
    builder.with_client_auth_cert(certificates, key).map_err(|error| TlsError::new(TlsErrorKind::Unreadable, error))
}

/// Returns whom to trust: `own`, or if there are none the platform and, if they are built in, the authorities that
/// browsers trust.
fn roots(own: &[Pem]) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    for pem in own {
        for certificate in pem.certificates()? {
            store.add(certificate).map_err(|error| pem.unreadable(error))?;
        }
    }
    if !own.is_empty() {
        return Ok(store);
    }
    #[cfg(feature = "webpki-roots")]
    store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let native = rustls_native_certs::load_native_certs();
    store.add_parsable_certificates(native.certs);
    if store.is_empty() {
        let why = native.errors.into_iter().next().map_or_else(String::new, |error| error.to_string());
        return Err(TlsError::new(TlsErrorKind::NoRoots, io::Error::other(why)));
    }
    Ok(store)
}

/// Returns the cryptography: what the program has installed for all of it, or else what is built in.
fn provider() -> Arc<CryptoProvider> {
    if let Some(installed) = CryptoProvider::get_default() {
        return Arc::clone(installed);
    }
    #[cfg(feature = "aws-lc-rs")]
    let built_in = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    let built_in = rustls::crypto::ring::default_provider();
    Arc::new(built_in)
}
