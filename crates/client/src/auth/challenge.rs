//! What a server wants to know, and the answers of keys to it.

use crate::error::CredentialsError;
use nats_web_core::Credentials;
use nats_web_nkeys::{Creds, KeyPair, Role};

/// What a server wants to know when it asks for credentials, and how to answer it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// What an nkey or JWT user has to sign. A server that wants neither sends none.
    pub nonce: Option<String>,
}

impl Challenge {
    /// The answer of an nkey user with this seed, `SU…`: its public key and, if there is a nonce, its signature.
    ///
    /// # Errors
    /// The seed is none, or not a user's.
    pub fn answer_nkey(&self, seed: impl AsRef<[u8]>) -> Result<Credentials, CredentialsError> {
        Ok(self.answer(None, &user_key(seed.as_ref())?))
    }

    /// The answer of a user with this JWT and this seed. The JWT is not checked: that is for the server.
    ///
    /// # Errors
    /// As [`answer_nkey`](Self::answer_nkey).
    pub fn answer_jwt(&self, jwt: impl Into<String>, seed: impl AsRef<[u8]>) -> Result<Credentials, CredentialsError> {
        Ok(self.answer(Some(jwt.into()), &user_key(seed.as_ref())?))
    }

    /// The answer of the user whose JWT and seed are in this content of a credentials file.
    ///
    /// # Errors
    /// As [`answer_nkey`](Self::answer_nkey), or the file has not both.
    pub fn answer_creds(&self, text: impl AsRef<[u8]>) -> Result<Credentials, CredentialsError> {
        let (jwt, key) = read_creds(text.as_ref())?;
        Ok(self.answer(Some(jwt), &key))
    }

    pub(super) fn answer(&self, jwt: Option<String>, key: &KeyPair) -> Credentials {
        Credentials {
            jwt,
            nkey: Some(key.public_key().to_string()),
            sig: self.nonce.as_deref().map(|nonce| key.answer(nonce)),
            ..Credentials::default()
        }
    }
}

/// The key that has this seed, if it is one that users have.
pub(super) fn user_key(seed: &[u8]) -> Result<KeyPair, CredentialsError> {
    let key = KeyPair::from_seed(seed.trim_ascii()).map_err(CredentialsError::Key)?;
    if key.role() == Role::User { Ok(key) } else { Err(CredentialsError::NotAUser) }
}

/// The JWT and the key that a credentials file has.
pub(super) fn read_creds(text: &[u8]) -> Result<(String, KeyPair), CredentialsError> {
    let creds = Creds::parse(text).map_err(CredentialsError::Creds)?;
    Ok((String::from_utf8_lossy(creds.jwt).into_owned(), user_key(creds.seed)?))
}
