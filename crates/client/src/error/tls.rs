//! Errors of TLS.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// Why a link could not be encrypted. [`source`](Error::source) has the words of what found it.
///
/// ```
/// use nats_web::error::{DialError, TlsErrorKind};
///
/// fn hint(error: &DialError) -> Option<&'static str> {
///     match error {
///         DialError::Tls(error) => match error.kind() {
///             TlsErrorKind::UnknownIssuer => Some("add the authority by add_root_certificates"),
///             TlsErrorKind::ClientCertificateRequired => Some("name one by add_client_certificate"),
///             _ => None,
///         },
///         _ => None,
///     }
/// }
/// # assert!(hint(&DialError::PlainNats).is_none());
/// ```
#[derive(Debug, Clone)]
pub struct TlsError {
    kind: TlsErrorKind,
    source: Arc<dyn Error + Send + Sync>,
}

/// What a [`TlsError`] is about.
///
/// ```
/// use nats_web::error::TlsErrorKind;
///
/// assert_eq!(TlsErrorKind::WrongName.to_string(), "the server's certificate is for another name");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsErrorKind {
    /// The server's certificate is not for the name or IP address that was dialled.
    WrongName,
    /// The server's certificate has expired.
    Expired,
    /// The server's certificate is for a time to come, or this machine's clock is behind.
    NotYetValid,
    /// Nobody who is trusted has signed the server's certificate.
    UnknownIssuer,
    /// The server's certificate is no good for another reason.
    BadCertificate,
    /// The server wants a certificate of the client's, and was shown none.
    ClientCertificateRequired,
    /// The server does not accept the client's certificate. Servers that speak TLS 1.2 say this also of one that is missing.
    ClientCertificateRefused,
    /// The port answers, and not in TLS.
    NotTls,
    /// A file with certificates or a key, or a PEM text, cannot be read or does not hold what it is to.
    Unreadable,
    /// The platform names nobody whom to trust.
    NoRoots,
    /// Anything else.
    Other,
}

impl TlsError {
    #[cfg_attr(
        any(target_arch = "wasm32", not(feature = "tls")),
        allow(dead_code, reason = "there is nothing to fail")
    )]
    pub(crate) fn new(kind: TlsErrorKind, source: impl Error + Send + Sync + 'static) -> Self {
        Self::shared(kind, Arc::new(source))
    }

    #[cfg_attr(
        any(target_arch = "wasm32", not(feature = "tls")),
        allow(dead_code, reason = "there is nothing to fail")
    )]
    pub(crate) fn shared(kind: TlsErrorKind, source: Arc<dyn Error + Send + Sync>) -> Self {
        Self { kind, source }
    }

    /// Returns what it is about.
    #[must_use]
    pub fn kind(&self) -> TlsErrorKind {
        self.kind
    }
}

impl fmt::Display for TlsErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongName => "the server's certificate is for another name",
            Self::Expired => "the server's certificate has expired",
            Self::NotYetValid => "the server's certificate is not valid yet",
            Self::UnknownIssuer => "nobody who is trusted has signed the server's certificate",
            Self::BadCertificate => "the server's certificate is no good",
            Self::ClientCertificateRequired => "the server wants a certificate of the client's",
            Self::ClientCertificateRefused => "the server refuses the client's certificate, or wants one",
            Self::NotTls => "the port does not speak TLS",
            Self::Unreadable => "a certificate or key cannot be read",
            Self::NoRoots => "the platform names nobody whom to trust",
            Self::Other => "TLS failed",
        })
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.source)
    }
}

impl Error for TlsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
