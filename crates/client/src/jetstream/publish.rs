//! What a stream answers to a message.

use nats_web_jetstream::publish::PubAck;
use serde::Deserialize;

/// That a stream has stored a message.
///
/// ```no_run
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let ack = jetstream.publish("orders.new", "7 apples".into()).await?.await?;
/// println!("{} has it as {}", ack.stream, ack.sequence);
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Deserialize, Clone, PartialEq, Eq)]
pub struct PublishAck {
    /// The stream.
    pub stream: String,
    /// The sequence of the message in it.
    #[serde(rename = "seq")]
    pub sequence: u64,
    /// The domain of the stream; empty for none.
    #[serde(default)]
    pub domain: String,
    /// Whether the stream had a message of that id already, so that this one was not stored.
    #[serde(default)]
    pub duplicate: bool,
    /// The value of a counter after this message.
    #[serde(default, rename = "val")]
    pub value: Option<String>,
    /// The batch that the message completed.
    #[serde(default, rename = "batch")]
    pub batch_id: Option<String>,
    /// How many messages that batch has.
    #[serde(default, rename = "count")]
    pub batch_size: Option<u64>,
}

impl From<PubAck> for PublishAck {
    fn from(ack: PubAck) -> Self {
        let PubAck { stream, sequence, domain, duplicate, value, batch, count, .. } = ack;
        Self {
            stream,
            sequence,
            domain,
            duplicate,
            value: Some(value).filter(|value| !value.is_empty()),
            batch_id: Some(batch).filter(|batch| !batch.is_empty()),
            batch_size: Some(count).filter(|count| *count > 0),
        }
    }
}
