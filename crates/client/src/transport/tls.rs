//! TLS, by rustls: the trusted certificates, and the handshake.

use crate::error::DialError;
use crate::runtime;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// The user's options for TLS.
#[derive(Clone, Default)]
pub(crate) struct TlsOptions {
    /// PEM texts with certificates to trust beside the platform's.
    pub(crate) roots: Vec<Vec<u8>>,
    /// Used as it is, in place of all else.
    pub(crate) config: Option<Arc<ClientConfig>>,
}

impl fmt::Debug for TlsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsOptions").field("roots", &self.roots.len()).field("config", &self.config.is_some()).finish()
    }
}

/// Makes TLS connections. Certificates are read once, at the first dial.
#[derive(Debug)]
pub(crate) struct Tls {
    options: TlsOptions,
    config: OnceCell<Arc<ClientConfig>>,
}

impl Tls {
    pub(crate) fn new(options: TlsOptions) -> Self {
        let config = OnceCell::new_with(options.config.clone());
        Self { options, config }
    }

    pub(crate) async fn connect(&self, host: &str, tcp: TcpStream) -> Result<TlsStream<TcpStream>, DialError> {
        let config = self.config.get_or_try_init(|| self.load()).await?;
        let name = ServerName::try_from(host.to_owned()).map_err(tls)?;
        TlsConnector::from(Arc::clone(config)).connect(name, tcp).await.map_err(tls)
    }

    async fn load(&self) -> Result<Arc<ClientConfig>, DialError> {
        let roots = self.options.roots.clone();
        let gone = || tls(rustls::Error::General("the runtime shuts down".to_owned()));
        runtime::blocking(move || config(&roots)).await.ok_or_else(gone)?.map(Arc::new)
    }
}

/// Trusts the platform's certificates and `roots`.
fn config(roots: &[Vec<u8>]) -> Result<ClientConfig, DialError> {
    let mut store = RootCertStore::empty();
    for pem in roots {
        for certificate in CertificateDer::pem_slice_iter(pem) {
            store.add(certificate.map_err(tls)?).map_err(tls)?;
        }
    }
    let native = rustls_native_certs::load_native_certs();
    store.add_parsable_certificates(native.certs);
    if store.is_empty() {
        let why = native.errors.into_iter().next();
        return Err(why.map_or_else(|| tls(rustls::Error::General("the platform trusts nobody".to_owned())), tls));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(tls)?;
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

fn tls(error: impl std::error::Error + Send + Sync + 'static) -> DialError {
    DialError::Tls(Arc::new(error))
}
