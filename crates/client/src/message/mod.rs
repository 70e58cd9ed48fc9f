//! Messages, as they are received and as they are sent.

mod raw;

pub(crate) use raw::RawMessage;

use crate::header::HeaderMap;
use crate::status::StatusCode;
use crate::subject::Subject;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// A message as it was received.
///
/// Subject, reply and payload are slices of the bytes that the socket delivered; a small message may share a block of up
/// to 4 KiB with its neighbours.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::StreamExt;
///
/// let mut questions = client.subscribe("help.>").await?;
/// while let Some(message) = questions.next().await {
///     println!("{}: {} bytes", message.subject, message.payload.len());
///     if let Some(reply) = message.reply {
///         client.publish(reply, message.payload).await?;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// The subject it was published to.
    pub subject: Subject,
    /// The subject for an answer, if one is expected.
    pub reply: Option<Subject>,
    /// The payload.
    pub payload: Bytes,
    /// The headers; `None` if it was sent without, and empty if a status is all there is.
    pub headers: Option<HeaderMap>,
    /// The status in the headers' first line, which servers set.
    pub status: Option<StatusCode>,
    /// What follows the status: the server's words.
    pub description: Option<String>,
    /// How many bytes subject, reply, headers and payload have together.
    pub length: usize,
}

/// A message to publish.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::client::traits::Publisher;
/// use nats_web::message::OutboundMessage;
///
/// let message =
///     OutboundMessage { subject: "orders.new".into(), reply: None, payload: "apple".into(), headers: None };
/// client.publish_message(message).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct OutboundMessage {
    /// The subject to publish to.
    pub subject: Subject,
    /// The subject for an answer, if one is expected.
    pub reply: Option<Subject>,
    /// The payload.
    pub payload: Bytes,
    /// The headers.
    pub headers: Option<HeaderMap>,
}
