//! The server's challenge, and the answers of keys to it.

use crate::error::CredentialsError;
use nats_web_core::Credentials;
use nats_web_nkeys::{Creds, KeyPair, Role};

/// The challenge with which a server asks for credentials, and how to answer it.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::ConnectOptions;
///
/// let options = ConnectOptions::new().credentials(|challenge| {
///     let seed = std::fs::read("user.nk")?;
///     Ok(challenge.answer_nkey(seed)?)
/// });
/// let client = options.connect("wss://nats.example").await?;
/// # drop(client);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// The text that an nkey or JWT user has to sign. A server that wants neither sends none.
    pub nonce: Option<String>,
}

impl Challenge {
    /// Returns the answer of an nkey user with this seed, `SU…`: its public key and, if there is a nonce, its
    /// signature.
    ///
    /// # Errors
    /// The seed is malformed, or not a user's.
    pub fn answer_nkey(&self, seed: impl AsRef<[u8]>) -> Result<Credentials, CredentialsError> {
        Ok(self.answer(None, &user_key(seed.as_ref())?))
    }

    /// Returns the answer of a user with this JWT and this seed. The JWT is not checked: the server does that.
    ///
    /// # Errors
    /// As [`answer_nkey`](Self::answer_nkey).
    pub fn answer_jwt(&self, jwt: impl Into<String>, seed: impl AsRef<[u8]>) -> Result<Credentials, CredentialsError> {
        Ok(self.answer(Some(jwt.into()), &user_key(seed.as_ref())?))
    }

    /// Returns the answer of the user whose JWT and seed are in this content of a credentials file.
    ///
    /// # Errors
    /// As [`answer_nkey`](Self::answer_nkey), or the file lacks one of them.
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
