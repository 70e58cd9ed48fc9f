//! Publishing, subscribing, requests, and the ways in which a request ends without a reply.
//!
//! ```sh
//! cargo run -p nats-web --example hello -- ws://127.0.0.1:8080
//! ```

use futures_util::StreamExt;
use nats_web::client::SubscribeOptions;
use nats_web::{Client, PublishError, RequestErrorKind};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:8080".to_owned());
    let client = nats_web::connect(server).await?;

    // A subscriber is a stream. This one ends by itself after two messages.
    let mut news = client.subscribe_with("news.>", SubscribeOptions::new().max(2)).await?;
    client.publish("news.weather", "rain".into()).await?;
    client.publish("news.sport", "2:1".into()).await?;
    while let Some(message) = news.next().await {
        println!("{}: {}", message.subject, String::from_utf8_lossy(&message.payload));
    }

    tokio::spawn(greet(client.clone(), client.subscribe("greet.*").await?));
    let reply = client.request("greet.ada", "".into()).await?;
    println!("{}", String::from_utf8_lossy(&reply.payload));

    match client.request("nobody.is.here", "".into()).await {
        Err(error) if error.kind() == RequestErrorKind::NoResponders => println!("nobody listens there"),
        other => println!("a surprise: {other:?}"),
    }
    // Mistakes of the caller's are told at once, and nothing was sent.
    if let Err(error) = client.publish("not a subject", "".into()).await {
        println!("refused: {error}");
    }

    client.drain().await?;
    Ok(())
}

/// Answers requests, until the subscription ends.
async fn greet(client: Client, mut greetings: nats_web::Subscriber) -> Result<(), PublishError> {
    while let Some(message) = greetings.next().await {
        let name = message.subject.trim_start_matches("greet.");
        if let Some(reply) = message.reply {
            client.publish(reply, format!("hello, {name}").into()).await?;
        }
    }
    Ok(())
}
