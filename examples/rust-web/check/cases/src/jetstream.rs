//! Streams, buckets and objects.

use crate::{Place, ensure};
use async_nats::Error;
use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::kv::{self, Operation};
use async_nats::jetstream::{self, object_store, stream};
use futures_util::{StreamExt as _, TryStreamExt as _};

pub(crate) async fn consume(at: Place) -> Result<(), Error> {
    let context = jetstream::new(at.client().await?);
    let config = stream::Config { name: "ORDERS".into(), subjects: vec!["orders.>".into()], ..Default::default() };
    let stream = context.create_stream(config).await?;
    for number in 0..COUNT {
        context.publish("orders.new", number.to_string().into()).await?.await?;
    }
    let config = pull::Config { durable_name: Some("shop".into()), ..Default::default() };
    let consumer = stream.create_consumer(config).await?;
    let mut messages = consumer.messages().await?.take(COUNT);
    let mut next = 0;
    while let Some(message) = messages.try_next().await? {
        ensure!(message.payload == next.to_string(), "{:?} came", message.payload);
        message.ack().await?;
        next += 1;
    }
    ensure!(next == COUNT, "{next} messages came");
    Ok(())
}

pub(crate) async fn watch(at: Place) -> Result<(), Error> {
    let context = jetstream::new(at.client().await?);
    let bucket = context.create_key_value(kv::Config { bucket: "prices".into(), ..Default::default() }).await?;
    bucket.put("apple", "1.20".into()).await?;
    let mut entries = bucket.watch_with_history(">").await?;
    let first = entries.try_next().await?.ok_or("the watch ended")?;
    ensure!(first.key == "apple" && first.value == "1.20", "{first:?} came");
    bucket.put("pear", "0.90".into()).await?;
    bucket.delete("apple").await?;
    let second = entries.try_next().await?.ok_or("the watch ended")?;
    ensure!(second.key == "pear" && second.operation == Operation::Put, "{second:?} came");
    let third = entries.try_next().await?.ok_or("the watch ended")?;
    ensure!(third.key == "apple" && third.operation == Operation::Delete, "{third:?} came");
    Ok(())
}

pub(crate) async fn watch_over_an_outage(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let context = jetstream::new(client.clone());
    let bucket = context.create_key_value(kv::Config { bucket: "outage".into(), ..Default::default() }).await?;
    let mut entries = bucket.watch_all().await?;
    bucket.put("a", "before".into()).await?;
    let first = entries.try_next().await?.ok_or("the watch ended")?;
    ensure!(first.value == "before", "{first:?} came");
    at.restart().await?;
    // The server needs a moment until its buckets are there again; what is not stored is no concern of this case.
    while bucket.put("a", "after".into()).await.is_err() {}
    let second = entries.try_next().await?.ok_or("the watch ended")?;
    ensure!(second.value == "after", "{second:?} came");
    Ok(())
}

pub(crate) async fn objects(at: Place) -> Result<(), Error> {
    let context = jetstream::new(at.client().await?);
    let config = object_store::Config { bucket: "files".into(), ..Default::default() };
    let store = context.create_object_store(config).await?;
    let content: Vec<u8> = (0..1_000_000_u32).map(|at| (at % 253) as u8).collect();
    store.put("picture", &mut content.as_slice()).await?;
    let mut object = store.get("picture").await?;
    let mut read = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut object, &mut read).await?;
    ensure!(read == content, "{} bytes came", read.len());
    Ok(())
}

const COUNT: usize = 500;
