//! The options for authentication.

use super::answers::{answer, read_creds, user_key};
use super::{Auth, AuthError, AuthMethod};
use crate::callback::Callback;
use crate::error::CredentialsError;
use crate::options::{ConnectOptions, millis};
use crate::runtime::{MaybeSend, MaybeSync};
use nats_web_core::Credentials;
use nats_web_nkeys::{KeyPair, SIGNATURE_LENGTH, base64};
use std::future::ready;
use std::io;
#[cfg(not(target_arch = "wasm32"))]
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// # Authentication
///
/// Several methods may be combined, as a server may ask for: their credentials are merged in the order in which the
/// methods were named, and later ones win where two have the same. Nonces are signed, files read and functions asked anew
/// at every attempt to connect. A seed that is no good is an error of [`connect`](Self::connect), before anything is
/// dialled.
impl ConnectOptions {
    /// Asks `callback` at every attempt to connect; its argument is the server's nonce, empty if there is none. It has as
    /// long as [`connection_timeout`](Self::connection_timeout) allows. Its error ends a client that has not
    /// been connected; after that see [`ignore_auth_error_abort`](Self::ignore_auth_error_abort).
    ///
    /// ```no_run
    /// # async fn vault(nonce: Vec<u8>) -> (String, Vec<u8>) { (String::new(), nonce) }
    /// use nats_web::{Auth, ConnectOptions};
    ///
    /// let options = ConnectOptions::with_auth_callback(|nonce| async move {
    ///     let mut auth = Auth::new();
    ///     let (jwt, signature) = vault(nonce).await;
    ///     auth.jwt = Some(jwt);
    ///     auth.signature = Some(signature);
    ///     Ok(auth)
    /// });
    /// ```
    pub fn with_auth_callback<F, Fut>(callback: F) -> Self
    where
        F: Fn(Vec<u8>) -> Fut + MaybeSend + MaybeSync + 'static,
        Fut: Future<Output = Result<Auth, AuthError>> + MaybeSend + 'static,
    {
        Self::new().auth_callback(callback)
    }

    /// Asks `callback` as [`with_auth_callback`](Self::with_auth_callback).
    pub fn auth_callback<F, Fut>(mut self, callback: F) -> Self
    where
        F: Fn(Vec<u8>) -> Fut + MaybeSend + MaybeSync + 'static,
        Fut: Future<Output = Result<Auth, AuthError>> + MaybeSend + 'static,
    {
        let ask = Callback::new(move |nonce: Option<String>| {
            let asked = callback(nonce.unwrap_or_default().into_bytes());
            async move { Ok(asked.await?.into()) }
        });
        self.hooks.auth.add(Ok(AuthMethod::Ask(ask)));
        self
    }

    /// Authenticates with a token.
    pub fn with_token(token: String) -> Self {
        Self::new().token(token)
    }

    /// Authenticates with a token.
    pub fn token(self, token: String) -> Self {
        self.fixed(Credentials { token: Some(token), ..Credentials::default() })
    }

    /// Authenticates with a user name and a password.
    pub fn with_user_and_password(user: String, pass: String) -> Self {
        Self::new().user_and_password(user, pass)
    }

    /// Authenticates with a user name and a password.
    pub fn user_and_password(self, user: String, pass: String) -> Self {
        self.fixed(Credentials { user: Some(user), pass: Some(pass), ..Credentials::default() })
    }

    /// Authenticates with the nkey that has this seed, `SU…`. Blanks and line breaks around it do not matter.
    ///
    /// ```no_run
    /// # async fn run(seed: String) -> Result<(), nats_web::ConnectError> {
    /// let client = nats_web::ConnectOptions::with_nkey(seed).connect("ws://127.0.0.1:8080").await?;
    /// # drop(client); Ok(()) }
    /// ```
    pub fn with_nkey(seed: String) -> Self {
        Self::new().nkey(seed)
    }

    /// Authenticates as [`with_nkey`](Self::with_nkey).
    pub fn nkey(self, seed: String) -> Self {
        let key = user_key(seed.as_bytes());
        self.signed(key.map(|key| (None, key)))
    }

    /// Authenticates with a user's JWT: `sign_cb` gets a server's nonce and returns the signature's 64 bytes. It has as long
    /// as [`connection_timeout`](Self::connection_timeout) allows. Its error ends a client that has not been connected; after
    /// that see [`ignore_auth_error_abort`](Self::ignore_auth_error_abort).
    ///
    /// ```no_run
    /// # fn options(jwt: String, seed: String) -> Result<(), Box<dyn std::error::Error>> {
    /// use std::sync::Arc;
    ///
    /// let key = Arc::new(nats_web::nkeys::KeyPair::from_seed(seed.as_bytes())?);
    /// let options = nats_web::ConnectOptions::with_jwt(jwt, move |nonce| {
    ///     let key = Arc::clone(&key);
    ///     async move { Ok(key.sign(&nonce).to_vec()) }
    /// });
    /// # drop(options); Ok(()) }
    /// ```
    pub fn with_jwt<F, Fut>(jwt: String, sign_cb: F) -> Self
    where
        F: Fn(Vec<u8>) -> Fut + MaybeSend + MaybeSync + 'static,
        Fut: Future<Output = Result<Vec<u8>, AuthError>> + MaybeSend + 'static,
    {
        Self::new().jwt(jwt, sign_cb)
    }

    /// Authenticates as [`with_jwt`](Self::with_jwt).
    pub fn jwt<F, Fut>(mut self, jwt: String, sign_cb: F) -> Self
    where
        F: Fn(Vec<u8>) -> Fut + MaybeSend + MaybeSync + 'static,
        Fut: Future<Output = Result<Vec<u8>, AuthError>> + MaybeSend + 'static,
    {
        let ask = Callback::new(move |nonce: Option<String>| {
            let jwt = Some(jwt.clone());
            let signing = nonce.map(|nonce| sign_cb(nonce.into_bytes()));
            async move {
                let sig = match signing {
                    Some(signing) => Some(signature_text(&signing.await?)?),
                    None => None,
                };
                Ok(Credentials { jwt, sig, ..Credentials::default() })
            }
        });
        self.hooks.auth.add(Ok(AuthMethod::Ask(ask)));
        self
    }

    /// Authenticates with a user's JWT that needs no signature: a bearer token.
    pub fn bearer_jwt(self, jwt: String) -> Self {
        self.fixed(Credentials { jwt: Some(jwt), ..Credentials::default() })
    }

    /// Authenticates with the JWT and the seed in a credentials file, read anew at every attempt to connect, and before
    /// its JWT expires (see [`jwt_renewal_lead`](Self::jwt_renewal_lead)). If the file is no good when there has to be
    /// a new connection, that is a failed attempt: see [`ignore_auth_error_abort`](Self::ignore_auth_error_abort).
    ///
    /// Not in browsers, which have no files: see [`with_credentials`](Self::with_credentials).
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = nats_web::ConnectOptions::with_credentials_file("/etc/station/station.creds")
    ///     .await?
    ///     .connect("wss://nats.example")
    ///     .await?;
    /// # drop(client); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The file cannot be read, or is no credentials file; the error's source is a [`CredentialsError`].
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn with_credentials_file(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::new().credentials_file(path).await
    }

    /// Authenticates as [`with_credentials_file`](Self::with_credentials_file).
    ///
    /// # Errors
    /// As there.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn credentials_file(mut self, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        super::file::answer(None, path).await.map_err(|error| match error {
            CredentialsError::File { ref source, .. } => io::Error::new(source.kind(), error),
            error => io::Error::new(io::ErrorKind::InvalidData, error),
        })?;
        self.hooks.auth.add(Ok(AuthMethod::File(path.to_owned())));
        Ok(self)
    }

    /// Authenticates with the JWT and the seed in this content of a credentials file.
    ///
    /// # Errors
    /// It is none; the error's source is a [`CredentialsError`].
    pub fn with_credentials(creds: &str) -> io::Result<Self> {
        Self::new().credentials(creds)
    }

    /// Authenticates as [`with_credentials`](Self::with_credentials).
    ///
    /// # Errors
    /// As there.
    pub fn credentials(self, creds: &str) -> io::Result<Self> {
        let (jwt, key) =
            read_creds(creds.as_bytes()).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(self.signed(Ok((Some(jwt), key))))
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

    /// Sets whether to go on after the same authentication error twice in a row, or when there are no credentials for
    /// another connection, as a file or function fails. By default the client does, as long as
    /// [`max_reconnects`](Self::max_reconnects) allows, and each failure is an event; with `false` it ends.
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
            let key = Arc::new(key);
            AuthMethod::Ask(Callback::new(move |nonce: Option<String>| {
                ready(Ok(answer(nonce.as_deref(), jwt.clone(), &key)))
            }))
        }));
        self
    }
}

/// Returns a signature as text, as CONNECT has it.
fn signature_text(signature: &[u8]) -> Result<String, CredentialsError> {
    if signature.len() == SIGNATURE_LENGTH { Ok(base64::encode(signature)) } else { Err(CredentialsError::Signature) }
}
