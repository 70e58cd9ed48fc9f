//! Reads a stream or a bucket in order: every message once.

use crate::Parts;
use futures_util::{Stream, StreamExt};
use nats_web::Error;
use nats_web::jetstream::Message;
use nats_web::jetstream::consumer::{pull, push};
use nats_web::jetstream::kv::{Entry, Operation};

/// Reads a stream by an ordered consumer that is pulled from.
pub(crate) async fn ordered(parts: Parts, stream: &str) -> Result<impl Future<Output = ()> + use<>, Error> {
    let stream = parts.jetstream().get_stream(stream).await?;
    let messages = stream.create_consumer(pull::OrderedConfig::default()).await?.messages().await?;
    Ok(read(parts, messages.map(told)))
}

/// Reads a stream by an ordered consumer that delivers by itself.
pub(crate) async fn pushed(parts: Parts, stream: &str) -> Result<impl Future<Output = ()> + use<>, Error> {
    let stream = parts.jetstream().get_stream(stream).await?;
    let config = push::OrderedConfig { deliver_subject: parts.client.new_inbox(), ..Default::default() };
    let messages = stream.create_consumer(config).await?.messages().await?;
    Ok(read(parts, messages.map(told)))
}

/// Reads a bucket by a watch.
pub(crate) async fn watch(parts: Parts, bucket: &str) -> Result<impl Future<Output = ()> + use<>, Error> {
    let entries = parts.jetstream().get_key_value(bucket).await?.watch_all().await?;
    Ok(read(parts, entries.map(|entry| Ok(told_entry(&entry?)))))
}

/// Tells what comes, until it is to stop.
async fn read(parts: Parts, mut items: impl Stream<Item = Result<(u64, String), Error>> + Unpin) {
    loop {
        let next = tokio::select! {
            next = items.next() => next,
            () = parts.stopped() => return,
        };
        match next {
            Some(Ok((sequence, text))) => parts.report.read(&parts.name, sequence, &text),
            Some(Err(error)) => parts.report.wrong(&parts.name, &format!("reading fails: {error:?}")),
            None => return parts.report.wrong(&parts.name, "reading has ended"),
        }
    }
}

fn told<E: Into<Error>>(message: Result<Message, E>) -> Result<(u64, String), Error> {
    let message = message.map_err(Into::into)?;
    let text = String::from_utf8_lossy(&message.payload).trim_end().to_owned();
    Ok((message.info()?.stream_sequence, text))
}

fn told_entry(entry: &Entry) -> (u64, String) {
    let operation = match entry.operation {
        Operation::Put => "PUT",
        Operation::Delete => "DEL",
        Operation::Purge => "PURGE",
    };
    (entry.revision, format!("{} {operation} {}", entry.key, String::from_utf8_lossy(&entry.value)))
}
