//! Certificates and keys as users have them.

use crate::error::{TlsError, TlsErrorKind};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::error::Error;
use std::io;
use std::path::PathBuf;

/// Where a PEM text is found. Sections of other kinds than the one that is asked for are passed over.
#[derive(Debug, Clone)]
pub(crate) struct Pem(pub(crate) PathBuf);

impl Pem {
    /// Returns all certificates, of which there is at least one.
    pub(super) fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        let read = CertificateDer::pem_file_iter(&self.0).and_then(Iterator::collect);
        let certificates: Vec<_> = read.map_err(|error| self.unreadable(error))?;
        if certificates.is_empty() { Err(self.unreadable(pem::Error::NoItemsFound)) } else { Ok(certificates) }
    }

    /// Returns the first private key.
    pub(super) fn key(&self) -> Result<PrivateKeyDer<'static>, TlsError> {
        PrivateKeyDer::from_pem_file(&self.0).map_err(|error| self.unreadable(error))
    }

    /// The error of a text that is no good.
    pub(super) fn unreadable(&self, error: impl Error) -> TlsError {
        let place = self.0.display();
        TlsError::new(TlsErrorKind::Unreadable, io::Error::other(format!("{place}: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_certificate_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let pem = Pem(file.path().to_owned());
        for text in ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIF"] {
            std::fs::write(file.path(), text).unwrap();
            assert_eq!(pem.certificates().unwrap_err().kind(), TlsErrorKind::Unreadable, "{text:?}");
            assert_eq!(pem.key().unwrap_err().kind(), TlsErrorKind::Unreadable, "{text:?}");
        }
        let missing = Pem(PathBuf::from("/nowhere/ca.pem"));
        let error = missing.certificates().unwrap_err();
        assert_eq!(error.kind(), TlsErrorKind::Unreadable);
        assert!(error.to_string().contains("/nowhere/ca.pem"), "{error}");
    }
}
