//! Credentials, as a function of the user's gives them.

use nats_web_core::Credentials;
use nats_web_nkeys::base64;
use std::fmt;

/// The credentials that a function returns, which [`ConnectOptions::with_auth_callback`](crate::ConnectOptions) asks: any of
/// these, as the server's configuration wants. [`Debug`](fmt::Debug) shows none.
///
/// ```
/// use nats_web::Auth;
///
/// let mut auth = Auth::new();
/// auth.username = Some("ann".to_owned());
/// auth.password = Some("secret".to_owned());
/// assert!(!format!("{auth:?}").contains("secret"));
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Auth {
    /// A user JWT.
    pub jwt: Option<String>,
    /// A public nkey.
    pub nkey: Option<String>,
    /// The signature of the server's nonce: 64 bytes.
    pub signature: Option<Vec<u8>>,
    /// A user name.
    pub username: Option<String>,
    /// The user's password.
    pub password: Option<String>,
    /// A token, in place of user and password.
    pub token: Option<String>,
}

impl Auth {
    /// Returns no credentials.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").finish_non_exhaustive()
    }
}

impl From<Auth> for Credentials {
    fn from(auth: Auth) -> Self {
        Self {
            user: auth.username,
            pass: auth.password,
            token: auth.token,
            jwt: auth.jwt,
            nkey: auth.nkey,
            sig: auth.signature.map(|signature| base64::encode(&signature)),
        }
    }
}

/// Why a function of the user's has no credentials, or no signature.
///
/// ```
/// use nats_web::AuthError;
///
/// assert_eq!(AuthError::new("locked").to_string(), "AuthError(locked)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AuthError(String);

impl AuthError {
    /// Creates an error with these words.
    pub fn new(words: impl ToString) -> Self {
        Self(words.to_string())
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthError({})", self.0)
    }
}

impl fmt::Debug for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for AuthError {}
