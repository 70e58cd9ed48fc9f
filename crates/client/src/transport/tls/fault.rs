//! What went wrong, told from what rustls says.

use crate::error::{TlsError, TlsErrorKind};
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};
use std::io;
use std::sync::Arc;

/// Returns what an error of a socket's is to TLS, if it is one of TLS.
pub(in crate::transport) fn of_io(error: &io::Error) -> Option<TlsError> {
    let error = error.get_ref()?.downcast_ref::<Error>()?;
    Some(TlsError::shared(kind(error), Arc::new(error.clone())))
}

fn kind(error: &Error) -> TlsErrorKind {
    match error {
        Error::InvalidCertificate(error) => match error {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsErrorKind::WrongName
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsErrorKind::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsErrorKind::NotYetValid,
            CertificateError::UnknownIssuer => TlsErrorKind::UnknownIssuer,
            _ => TlsErrorKind::BadCertificate,
        },
        Error::AlertReceived(alert) => match alert {
            AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
                TlsErrorKind::ClientCertificateRequired
            }
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied => TlsErrorKind::ClientCertificateRefused,
            _ => TlsErrorKind::Other,
        },
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => TlsErrorKind::NotTls,
        _ => TlsErrorKind::Other,
    }
}
