//! Certificates and keys as users have them.

use crate::error::{TlsError, TlsErrorKind};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// A PEM text, or where it is found. Sections of other kinds than the one that is asked for are passed over.
#[derive(Clone)]
pub(crate) enum Pem {
    #[allow(dead_code, reason = "for options that take texts")]
    Text(Vec<u8>),
    File(PathBuf),
}

/// Shows no text, which may be a key.
impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

impl Pem {
    /// Returns all certificates; at least one.
    pub(super) fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        let read = match self {
            Self::Text(text) => CertificateDer::pem_slice_iter(text).collect(),
            Self::File(path) => CertificateDer::pem_file_iter(path).and_then(Iterator::collect),
        };
        let certificates: Vec<_> = read.map_err(|error| self.unreadable(error))?;
        if certificates.is_empty() { Err(self.unreadable(pem::Error::NoItemsFound)) } else { Ok(certificates) }
    }

    /// Returns the first private key.
    pub(super) fn key(&self) -> Result<PrivateKeyDer<'static>, TlsError> {
        let read = match self {
            Self::Text(text) => PrivateKeyDer::from_pem_slice(text),
            Self::File(path) => PrivateKeyDer::from_pem_file(path),
        };
        read.map_err(|error| self.unreadable(error))
    }

    /// The error of a text that is no good.
    pub(super) fn unreadable(&self, error: impl Error) -> TlsError {
        let place = match self {
            Self::Text(_) => String::from("the PEM text"),
            Self::File(path) => path.display().to_string(),
        };
        TlsError::new(TlsErrorKind::Unreadable, io::Error::other(format!("{place}: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_certificate_is_named() {
        for text in ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIF"] {
            let pem = Pem::Text(text.into());
            assert_eq!(pem.certificates().unwrap_err().kind(), TlsErrorKind::Unreadable, "{text:?}");
            assert_eq!(pem.key().unwrap_err().kind(), TlsErrorKind::Unreadable, "{text:?}");
        }
        let missing = Pem::File(PathBuf::from("/nowhere/ca.pem"));
        let error = missing.certificates().unwrap_err();
        assert_eq!(error.kind(), TlsErrorKind::Unreadable);
        assert!(error.to_string().contains("/nowhere/ca.pem"), "{error}");
        assert!(!format!("{:?}", Pem::Text(b"secret".to_vec())).contains("secret"));
    }
}
