//! Credentials files.

use super::answers::answer_creds;
use crate::error::CredentialsError;
use crate::runtime;
use nats_web_core::Credentials;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Returns the answer of the user whose credentials file this is.
pub(super) async fn answer(nonce: Option<&str>, path: &Path) -> Result<Credentials, CredentialsError> {
    match runtime::read_file(path.to_owned(), MAX_FILE).await {
        Ok(text) => answer_creds(nonce, &text),
        Err(source) => Err(unreadable(path, source)),
    }
}

pub(super) fn unreadable(path: &Path, source: io::Error) -> CredentialsError {
    CredentialsError::File { path: path.to_owned(), source: Arc::new(source) }
}

/// More bytes than any credentials file has: servers take far less in a CONNECT.
const MAX_FILE: usize = 256 * 1024;
