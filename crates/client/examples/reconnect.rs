//! A lost link: what is told of it, and that what is published meanwhile arrives.
//!
//! ```sh
//! cargo run -p nats-web --example reconnect -- ws://127.0.0.1:8080
//! ```

use futures_util::StreamExt;
use nats_web::{ConnectOptions, Event};
use std::error::Error;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:8080".to_owned());
    let client = ConnectOptions::new()
        .name("reconnect")
        .reconnect_delay_callback(|_| Duration::from_millis(100))
        .connect(server)
        .await?;
    let mut events = client.events();
    let mut parcels = client.subscribe("parcels").await?;

    // As if the network had gone. What is published now waits, up to `max_pending` bytes.
    client.force_reconnect().await?;
    for number in 1..=3 {
        client.publish("parcels", format!("parcel {number}").into()).await?;
    }
    while let Some(event) = events.next().await {
        match event {
            Event::Disconnected => println!("disconnected"),
            Event::Connected => {
                println!("reconnected");
                break;
            }
            _ => {}
        }
    }
    for _ in 1..=3 {
        if let Some(message) = parcels.next().await {
            println!("{}", String::from_utf8_lossy(&message.payload));
        }
    }

    client.drain().await?;
    Ok(())
}
