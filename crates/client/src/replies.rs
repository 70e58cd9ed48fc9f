//! The stream of replies to a request for several.

use crate::client::{Client, RequestError};
use crate::driver::Over;
use crate::message::{Message, RawMessage};
use crate::queue::Outlet;
use futures_core::Stream;
use nats_web_core::RequestId;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A stream of the replies to one request. Dropping it cancels the request.
///
/// It ends when the replies are enough, or with an error if the request fails. It is no error if none came in time.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::client::Until;
/// use std::time::Duration;
///
/// let mut replies = client.request_many("who.is.there", "".into(), Until::Silence(Duration::from_secs(1))).await?;
/// while let Some(reply) = replies.next().await {
///     println!("{}", String::from_utf8_lossy(&reply?.payload));
/// }
/// # Ok(()) }
/// ```
pub struct Replies {
    client: Client,
    id: RequestId,
    outlet: Outlet<RawMessage, Over>,
    /// Whether the stream has returned its end.
    is_over: bool,
}

impl Replies {
    pub(crate) fn new(client: Client, id: RequestId, outlet: Outlet<RawMessage, Over>) -> Self {
        Self { client, id, outlet, is_over: false }
    }

    /// Returns the next reply; `None` once there are enough.
    ///
    /// As `StreamExt::next`, without an import. Dropping the future loses nothing.
    ///
    /// # Errors
    /// See [`RequestErrorKind`](crate::RequestErrorKind). `None` follows.
    pub async fn next(&mut self) -> Option<Result<Message, RequestError>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Returns how many replies were dropped because too many waited.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.outlet.dropped()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Message, RequestError>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        self.outlet.poll_next(cx).map(|reply| {
            self.is_over = reply.is_none();
            match reply {
                Some(message) => Some(Ok(message.into())),
                None => self.outlet.ended()?.err().map(|failure| Err(failure.into())),
            }
        })
    }
}

impl Stream for Replies {
    type Item = Result<Message, RequestError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl Drop for Replies {
    fn drop(&mut self) {
        self.client.shared().cancel_request(self.id);
    }
}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replies").field("pending", &self.outlet.len()).finish_non_exhaustive()
    }
}
