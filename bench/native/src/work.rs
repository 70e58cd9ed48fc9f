// The programs, for either crate: `nats`.
use crate::Span;
use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use nats::jetstream::{self, consumer::pull, stream::StorageType};
use std::future::IntoFuture as _;

/// Runs a program; returns nanoseconds on the clock and on processors.
pub(crate) async fn run(url: &str, work: &str, size: usize, count: usize) -> Result<(u128, u64)> {
    // Room for all of a flood: a message that is lost would never come.
    let client = nats::ConnectOptions::new().subscription_capacity(1 << 20).connect(url).await?;
    let body = Bytes::from(vec![b'x'; size]);
    match work {
        "sub" => subscribe(&client, count).await,
        "pub" => publish(&client, &body, count).await,
        "request-1" => request(&client, url, &body, count, 1).await,
        "request-100" => request(&client, url, &body, count, 100).await,
        "request-1000" => request(&client, url, &body, count, 1000).await,
        "js-publish-100" => store(&client, &body, count).await,
        "js-consume" => consume(&client, &body, count).await,
        _ => bail!("there is no work {work}"),
    }
}

async fn subscribe(client: &nats::Client, count: usize) -> Result<(u128, u64)> {
    let mut messages = client.subscribe("bench.flood").await?;
    client.flush().await?;
    println!("ready");
    messages.next().await.context("no message came")?;
    let span = Span::begin();
    for _ in 0..count {
        messages.next().await.context("the messages ended")?;
    }
    Ok(span.end())
}

async fn publish(client: &nats::Client, body: &Bytes, count: usize) -> Result<(u128, u64)> {
    let span = Span::begin();
    for _ in 0..count {
        client.publish("bench.nobody", body.clone()).await?;
    }
    client.flush().await?;
    Ok(span.end())
}

/// The service that answers has a connection of its own, of the same client; both are measured.
async fn request(client: &nats::Client, url: &str, body: &Bytes, count: usize, flight: usize) -> Result<(u128, u64)> {
    let server = nats::connect(url).await?;
    let mut requests = server.subscribe("bench.echo").await?;
    server.flush().await?;
    tokio::spawn(async move {
        while let Some(message) = requests.next().await {
            if let Some(reply) = message.reply {
                let _ = server.publish(reply, message.payload).await;
            }
        }
    });
    let span = Span::begin();
    let mut replies = stream::iter(0..count).map(|_| client.request("bench.echo", body.clone())).buffer_unordered(flight);
    while let Some(reply) = replies.next().await {
        reply?;
    }
    Ok(span.end())
}

async fn store(client: &nats::Client, body: &Bytes, count: usize) -> Result<(u128, u64)> {
    let context = fresh(client).await?;
    let span = Span::begin();
    store_all(&context, body, count).await?;
    Ok(span.end())
}

async fn consume(client: &nats::Client, body: &Bytes, count: usize) -> Result<(u128, u64)> {
    let context = fresh(client).await?;
    store_all(&context, body, count).await?;
    let stream = context.get_stream("BENCH").await?;
    let config = pull::Config { durable_name: Some("bench".to_owned()), max_ack_pending: 10_000, ..Default::default() };
    let consumer = stream.create_consumer(config).await?;
    let span = Span::begin();
    let mut messages = consumer.stream().max_messages_per_batch(1000).messages().await?;
    for _ in 0..count {
        let message = messages.next().await.context("the messages ended")??;
        message.ack().await.map_err(|error| anyhow::anyhow!(error))?;
    }
    client.flush().await?;
    Ok(span.end())
}

/// Makes an empty stream for what is published to `bench.js`.
async fn fresh(client: &nats::Client) -> Result<jetstream::Context> {
    let context = jetstream::new(client.clone());
    let _ = context.delete_stream("BENCH").await;
    let config = jetstream::stream::Config {
        name: "BENCH".to_owned(),
        subjects: vec!["bench.js".to_owned()],
        storage: StorageType::Memory,
        ..Default::default()
    };
    context.create_stream(config).await?;
    Ok(context)
}

/// Publishes, with up to a hundred acknowledgements that have yet to come.
async fn store_all(context: &jetstream::Context, body: &Bytes, count: usize) -> Result<()> {
    let mut stored = stream::iter(0..count)
        .map(|_| async { context.publish("bench.js", body.clone()).await?.into_future().await })
        .buffer_unordered(100);
    while let Some(ack) = stored.next().await {
        ack?;
    }
    Ok(())
}
