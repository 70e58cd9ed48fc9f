//! The errors of a client's methods.

use crate::error::{self, Misuse, RequestFailure};
use std::fmt;

/// Writes an enum of kinds with the words for each.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $words:literal,)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Copy, Clone, Debug, PartialEq, Eq)]
            pub enum $name {
                $($(#[$variant_doc])* $variant,)+
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(match self {
                        $(Self::$variant => $words,)+
                    })
                }
            }
        )+
    };
}

kinds! {
    /// Why a message was not published.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) {
    /// use nats_web::PublishErrorKind;
    ///
    /// let error = client.publish("two words", "".into()).await.unwrap_err();
    /// assert_eq!(error.kind(), PublishErrorKind::InvalidSubject);
    /// # }
    /// ```
    PublishErrorKind {
        /// It is larger than the server takes, headers included.
        MaxPayloadExceeded = "max payload size exceeded",
        /// Its subject or reply subject is malformed.
        InvalidSubject = "invalid subject",
        /// Its headers are malformed, too much waits to be sent, or the client is closed; the source tells which.
        Send = "failed to send message",
    }

    /// Why there is no subscription.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) {
    /// use nats_web::SubscribeErrorKind;
    ///
    /// let error = client.queue_subscribe("orders", "two words".into()).await.unwrap_err();
    /// assert_eq!(error.kind(), SubscribeErrorKind::InvalidQueueName);
    /// # }
    /// ```
    SubscribeErrorKind {
        /// The subject is malformed.
        InvalidSubject = "invalid subject",
        /// The name of the queue group is malformed.
        InvalidQueueName = "invalid queue name",
        /// The client drains or is closed.
        Other = "subscribe failed",
    }

    /// Why a request has no reply.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) {
    /// use nats_web::RequestErrorKind;
    ///
    /// match client.request("time.now", "".into()).await.map_err(|error| error.kind()) {
    ///     Ok(reply) => println!("{:?}", reply.payload),
    ///     Err(RequestErrorKind::NoResponders) => println!("nobody has a clock"),
    ///     Err(kind) => println!("{kind}"),
    /// }
    /// # }
    /// ```
    RequestErrorKind {
        /// None came in time.
        TimedOut = "request timed out",
        /// Nobody is subscribed to the subject.
        NoResponders = "no responders",
        /// The subject or the inbox is malformed; nothing was sent.
        InvalidSubject = "invalid subject",
        /// The request is larger than the server takes, headers included; nothing was sent.
        MaxPayloadExceeded = "max payload size exceeded",
        /// The source tells it.
        Other = "request failed",
    }

    /// Why a flush failed.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) {
    /// use nats_web::client::FlushErrorKind;
    ///
    /// match client.flush().await.map_err(|error| error.kind()) {
    ///     Ok(()) => println!("the server has it"),
    ///     Err(FlushErrorKind::FlushError) => println!("perhaps it has; ask again"),
    ///     Err(FlushErrorKind::SendError) => println!("the client is closed"),
    /// }
    /// # }
    /// ```
    FlushErrorKind {
        /// The client is closed.
        SendError = "failed to send flush request",
        /// The connection was lost before the server had confirmed.
        FlushError = "flush failed",
    }

    /// Why the server pool was not replaced.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) {
    /// use nats_web::SetServerPoolErrorKind;
    ///
    /// let error = client.set_server_pool(Vec::<String>::new()).await.unwrap_err();
    /// assert_eq!(error.kind(), SetServerPoolErrorKind::EmptyPool);
    /// # }
    /// ```
    SetServerPoolErrorKind {
        /// The client is closed.
        Send = "failed to send set_server_pool command",
        /// One of the texts is no address.
        InvalidAddress = "invalid server address",
        /// Some addresses are those of WebSockets and some are not.
        MixedSchemes = "cannot mix websocket and non-websocket URLs in server pool",
        /// There is no address.
        EmptyPool = "server pool cannot be empty",
    }

    /// Why the server pool cannot be had.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) {
    /// use nats_web::ServerPoolErrorKind;
    ///
    /// client.close().await;
    /// assert_eq!(client.server_pool().await.unwrap_err().kind(), ServerPoolErrorKind::Send);
    /// # }
    /// ```
    ServerPoolErrorKind {
        /// The client is closed.
        Send = "failed to send server_pool command",
    }
}

/// Why a message was not published.
pub type PublishError = error::Error<PublishErrorKind>;
/// Why there is no subscription.
pub type SubscribeError = error::Error<SubscribeErrorKind>;
/// Why a request has no reply.
pub type RequestError = error::Error<RequestErrorKind>;
/// Why a flush failed.
pub type FlushError = error::Error<FlushErrorKind>;
/// Why the server pool was not replaced.
pub type SetServerPoolError = error::Error<SetServerPoolErrorKind>;
/// Why the server pool cannot be had.
pub type ServerPoolError = error::Error<ServerPoolErrorKind>;

impl From<Misuse> for PublishError {
    fn from(misuse: Misuse) -> Self {
        let kind = match misuse {
            Misuse::Subject(_) | Misuse::Reply(_) => PublishErrorKind::InvalidSubject,
            Misuse::PayloadTooLarge { .. } => PublishErrorKind::MaxPayloadExceeded,
            _ => PublishErrorKind::Send,
        };
        Self::with_source(kind, misuse)
    }
}

impl From<Misuse> for SubscribeError {
    fn from(misuse: Misuse) -> Self {
        let kind = match misuse {
            Misuse::Subject(_) => SubscribeErrorKind::InvalidSubject,
            Misuse::Queue(_) => SubscribeErrorKind::InvalidQueueName,
            _ => SubscribeErrorKind::Other,
        };
        Self::with_source(kind, misuse)
    }
}

impl From<Misuse> for RequestError {
    fn from(misuse: Misuse) -> Self {
        let kind = match misuse {
            Misuse::Subject(_) | Misuse::Reply(_) => RequestErrorKind::InvalidSubject,
            Misuse::PayloadTooLarge { .. } => RequestErrorKind::MaxPayloadExceeded,
            _ => RequestErrorKind::Other,
        };
        Self::with_source(kind, misuse)
    }
}

impl From<RequestFailure> for RequestError {
    fn from(failure: RequestFailure) -> Self {
        match failure {
            RequestFailure::Timeout => Self::new(RequestErrorKind::TimedOut),
            RequestFailure::NoResponders => Self::new(RequestErrorKind::NoResponders),
            RequestFailure::Denied(error) => Self::with_source(RequestErrorKind::Other, error),
            RequestFailure::Closed => Self::with_source(RequestErrorKind::Other, Misuse::Closed),
        }
    }
}

impl From<PublishError> for RequestError {
    fn from(error: PublishError) -> Self {
        Self::with_source(RequestErrorKind::Other, error)
    }
}

impl From<SubscribeError> for RequestError {
    fn from(error: SubscribeError) -> Self {
        Self::with_source(RequestErrorKind::Other, error)
    }
}

/// Why there was no reconnecting: the client drains or is closed.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) {
/// client.drain().await.unwrap();
/// assert!(client.force_reconnect().await.is_err());
/// # }
/// ```
#[derive(Debug)]
pub struct ReconnectError(pub(super) crate::Error);

impl fmt::Display for ReconnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to send reconnect: {}", self.0)
    }
}

impl std::error::Error for ReconnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// Why a drain did not come to its end; the source is an [`error::ConnectionError`].
///
/// ```no_run
/// # async fn run(client: nats_web::Client) {
/// if let Err(error) = client.drain().await {
///     println!("not everything was sent: {error}");
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct DrainError(pub(super) crate::Error);

impl fmt::Display for DrainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to send drain: {}", self.0)
    }
}

impl std::error::Error for DrainError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}
