//! The answers of keys to a server's nonce.

use crate::error::CredentialsError;
use nats_web_core::Credentials;
use nats_web_nkeys::{Creds, KeyPair, Role};

/// Returns the answer of a user with this key: its public key and, if there is a nonce, its signature.
pub(super) fn answer(nonce: Option<&str>, jwt: Option<String>, key: &KeyPair) -> Credentials {
    Credentials {
        jwt,
        nkey: Some(key.public_key().to_string()),
        sig: nonce.map(|nonce| key.answer(nonce)),
        ..Credentials::default()
    }
}

/// Returns the answer of the user whose JWT and seed are in this content of a credentials file.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn answer_creds(nonce: Option<&str>, text: &[u8]) -> Result<Credentials, CredentialsError> {
    let (jwt, key) = read_creds(text)?;
    Ok(answer(nonce, Some(jwt), &key))
}

/// Returns the key with this seed, if it is a user's.
pub(super) fn user_key(seed: &[u8]) -> Result<KeyPair, CredentialsError> {
    let key = KeyPair::from_seed(seed.trim_ascii()).map_err(CredentialsError::Key)?;
    if key.role() == Role::User { Ok(key) } else { Err(CredentialsError::NotAUser) }
}

/// Returns the JWT and the key that a credentials file has.
pub(super) fn read_creds(text: &[u8]) -> Result<(String, KeyPair), CredentialsError> {
    let creds = Creds::parse(text).map_err(CredentialsError::Creds)?;
    Ok((String::from_utf8_lossy(creds.jwt).into_owned(), user_key(creds.seed)?))
}
