//! Errors: what failed as a kind, and why as its source.

pub(crate) mod connect;
mod display;
pub(crate) mod from_core;
mod link;
mod tls;

pub use link::{ConnectionError, CredentialsError, DialError, ServersError};
pub use nats_web_core::codec::ParseError;
pub use nats_web_core::codec::headers::HeaderError;
pub use nats_web_core::codec::info::InfoError;
pub use nats_web_core::error::{Denied, DeniedOperation, GreetingError, Misuse, ServerError, ServerErrorKind};
pub use nats_web_core::service::Unfit;
pub use nats_web_core::session::server_address::AddressError;
pub use nats_web_core::{FlushFailure, RequestFailure, SubscriptionEnd};
pub use tls::{TlsError, TlsErrorKind};

use std::fmt::{self, Debug, Display};

/// An error of this crate. Its kind tells what failed; its source, if there is one, why.
///
/// A source is one of the types of this module where it can be: [`Misuse`] for a mistake of the caller's, [`ServerError`]
/// for what a server refused, [`ConnectionError`] for a connection that could not be made.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) {
/// use nats_web::RequestErrorKind;
///
/// if let Err(error) = client.request("time.now", "".into()).await {
///     match error.kind() {
///         RequestErrorKind::NoResponders => println!("nobody has a clock"),
///         RequestErrorKind::TimedOut => println!("somebody has, but is slow"),
///         _ => println!("{error}"),
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Error<Kind>
where
    Kind: Clone + Debug + Display + PartialEq,
{
    pub(crate) kind: Kind,
    pub(crate) source: Option<crate::Error>,
}

impl<Kind> Error<Kind>
where
    Kind: Clone + Debug + Display + PartialEq,
{
    /// Creates an error of this kind.
    pub fn new(kind: Kind) -> Self {
        Self { kind, source: None }
    }

    /// Creates an error of this kind, with its reason.
    pub fn with_source<S: Into<crate::Error>>(kind: Kind, source: S) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// Returns what failed.
    pub fn kind(&self) -> Kind {
        self.kind.clone()
    }
}

impl<Kind> Display for Error<Kind>
where
    Kind: Clone + Debug + Display + PartialEq,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => write!(f, "{}: {source}", self.kind),
            None => Display::fmt(&self.kind, f),
        }
    }
}

impl<Kind> std::error::Error for Error<Kind>
where
    Kind: Clone + Debug + Display + PartialEq,
{
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl<Kind> From<Kind> for Error<Kind>
where
    Kind: Clone + Debug + Display + PartialEq,
{
    fn from(kind: Kind) -> Self {
        Self::new(kind)
    }
}
