//! The options for authentication.

use super::challenge::{read_creds, user_key};
use super::{AuthMethod, Challenge};
use crate::error::{BoxError, CredentialsError};
use crate::options::{ConnectOptions, millis};
use nats_web_core::Credentials;
use nats_web_nkeys::{KeyPair, SIGNATURE_LENGTH, base64};
use std::future::ready;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// # Authentication
///
/// Several methods may be combined, as a server may ask for: their credentials are merged in the order in which the
/// methods were named, and later ones win where two have the same. Challenges are answered, files read and functions
/// asked anew at every attempt to connect. A seed or a file that is no good is an error of [`connect`](Self::connect),
/// before anything is dialled.
impl ConnectOptions {
    /// Authenticates with a user name and a password.
    pub fn user_and_password(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        let (user, pass) = (Some(user.into()), Some(password.into()));
        self.fixed(Credentials { user, pass, ..Credentials::default() })
    }

    /// Authenticates with a token.
    pub fn token(self, token: impl Into<String>) -> Self {
        self.fixed(Credentials { token: Some(token.into()), ..Credentials::default() })
    }

    /// Authenticates with the nkey that has this seed, `SU…`. Blanks and line breaks around it do not matter.
    ///
    /// ```no_run
    /// # async fn run(seed: String) -> Result<(), nats_web::ConnectError> {
    /// let client = nats_web::ConnectOptions::new().nkey(seed).connect("ws://127.0.0.1:8080").await?;
    /// # drop(client); Ok(()) }
    /// ```
    pub fn nkey(self, seed: impl AsRef<[u8]>) -> Self {
        let key = user_key(seed.as_ref());
        self.signed(key.map(|key| (None, key)))
    }

    /// Authenticates with a user's JWT and the seed of its key, `SU…`.
    pub fn jwt(self, jwt: impl Into<String>, seed: impl AsRef<[u8]>) -> Self {
        let key = user_key(seed.as_ref());
        self.signed(key.map(|key| (Some(jwt.into()), key)))
    }

    /// Authenticates with a user's JWT whose key is elsewhere: `sign` gets a server's nonce and returns the signature's
    /// 64 bytes. It has as long as [`connect_timeout`](Self::connect_timeout) allows. Its error ends the client.
    ///
    /// ```no_run
    /// # async fn vault_signs(nonce: &str) -> Result<Vec<u8>, nats_web::BoxError> { Ok(vec![]) }
    /// # fn options(jwt: String) -> nats_web::ConnectOptions {
    /// nats_web::ConnectOptions::new().jwt_signed_by(jwt, |nonce| async move { vault_signs(&nonce).await })
    /// # }
    /// ```
    pub fn jwt_signed_by<F, A>(self, jwt: impl Into<String>, sign: F) -> Self
    where
        F: Fn(String) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Vec<u8>, BoxError>> + Send + 'static,
    {
        let jwt = jwt.into();
        self.credentials_async(move |challenge| {
            let jwt = Some(jwt.clone());
            let signing = challenge.nonce.map(&sign);
            async move {
                let sig = match signing {
                    Some(signing) => Some(signature_text(&signing.await?)?),
                    None => None,
                };
                Ok(Credentials { jwt, sig, ..Credentials::default() })
            }
        })
    }

    /// Authenticates with a user's JWT that needs no signature: a bearer token.
    pub fn bearer_jwt(self, jwt: impl Into<String>) -> Self {
        self.fixed(Credentials { jwt: Some(jwt.into()), ..Credentials::default() })
    }

    /// Authenticates with the JWT and the seed in this content of a credentials file.
    ///
    /// See [`Challenge::answer_creds`] for content that changes.
    pub fn creds(self, text: impl AsRef<[u8]>) -> Self {
        self.signed(read_creds(text.as_ref()).map(|(jwt, key)| (Some(jwt), key)))
    }

    /// Authenticates with the JWT and the seed in a credentials file, read anew at every attempt to connect, and before
    /// its JWT expires (see [`jwt_renewal_lead`](Self::jwt_renewal_lead)). If the file is no good when there has to be
    /// a new connection, the client ends.
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), nats_web::ConnectError> {
    /// let client = nats_web::ConnectOptions::new()
    ///     .creds_file("/etc/station/station.creds")
    ///     .connect("wss://nats.example")
    ///     .await?;
    /// # drop(client); Ok(()) }
    /// ```
    pub fn creds_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.hooks.auth.add(Ok(AuthMethod::File(path.into())));
        self
    }

    /// Asks `credentials` at every attempt to connect. Its error ends the client.
    ///
    /// It is called from the client's own task and must not block; see [`credentials_async`](Self::credentials_async).
    pub fn credentials<F>(self, credentials: F) -> Self
    where
        F: Fn(Challenge) -> Result<Credentials, BoxError> + Send + Sync + 'static,
    {
        self.credentials_async(move |challenge| ready(credentials(challenge)))
    }

    /// Asks `credentials` at every attempt to connect, and awaits its answer as long as
    /// [`connect_timeout`](Self::connect_timeout) allows. Its error ends the client.
    ///
    /// ```no_run
    /// # async fn fetch_creds() -> Result<String, nats_web::BoxError> { Ok(String::new()) }
    /// # fn options() -> nats_web::ConnectOptions {
    /// nats_web::ConnectOptions::new().credentials_async(|challenge| async move {
    ///     let creds = fetch_creds().await?;
    ///     Ok(challenge.answer_creds(creds)?)
    /// })
    /// # }
    /// ```
    pub fn credentials_async<F, A>(mut self, credentials: F) -> Self
    where
        F: Fn(Challenge) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Credentials, BoxError>> + Send + 'static,
    {
        self.hooks.auth.add(Ok(AuthMethod::Ask(Arc::new(move |challenge| Box::pin(credentials(challenge))))));
        self
    }

    /// Sets how long before a JWT expires the methods above are asked for another; zero for never. By default 30 s, or
    /// less if it is valid for less than four times that.
    ///
    /// If they have one that lasts longer, the connection is replaced in order: what the server had sent is received,
    /// what is published meanwhile is sent, and requests under way are waited for. What others publish between the two
    /// connections is missed, as at every reconnect. If not, nothing happens until the server ends the connection.
    pub fn jwt_renewal_lead(mut self, lead: Duration) -> Self {
        self.config.renewal_lead = millis(lead);
        self
    }

    /// Sets whether to go on after the same authentication error twice in a row. By default that ends the client.
    pub fn ignore_auth_error_abort(mut self, ignore: bool) -> Self {
        self.config.ignore_auth_error_abort = ignore;
        self
    }

    fn fixed(mut self, credentials: Credentials) -> Self {
        self.hooks.auth.add(Ok(AuthMethod::Fixed(credentials)));
        self
    }

    fn signed(mut self, with: Result<(Option<String>, KeyPair), CredentialsError>) -> Self {
        self.hooks.auth.add(with.map(|(jwt, key)| {
            let answer = move |challenge: Challenge| Ok(challenge.answer(jwt.clone(), &key));
            AuthMethod::Ask(Arc::new(move |challenge| Box::pin(ready(answer(challenge)))))
        }));
        self
    }
}

/// Returns a signature as text, as CONNECT has it.
fn signature_text(signature: &[u8]) -> Result<String, CredentialsError> {
    if signature.len() == SIGNATURE_LENGTH { Ok(base64::encode(signature)) } else { Err(CredentialsError::Signature) }
}
