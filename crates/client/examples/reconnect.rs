//! A lost link: what is told of it, and that what is published meanwhile arrives.
//!
//! ```sh
//! cargo run -p nats-web --example reconnect -- ws://127.0.0.1:8080
//! ```

use nats_web::{ConnectOptions, StatusEvent};
use std::error::Error;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:8080".to_owned());
    let client = ConnectOptions::new()
        .name("reconnect")
        .reconnect_wait(Duration::from_millis(100))
        .max_reconnect_attempts(None)
        .connect(server.as_str())
        .await?;
    let mut status = client.status();
    let mut parcels = client.subscribe("parcels")?;

    // As if the network had gone. What is published now waits, up to `max_pending` bytes.
    client.reconnect()?;
    for number in 1..=3 {
        client.publish("parcels", format!("parcel {number}")).await?;
    }
    while let Some(event) = status.next().await {
        match event {
            StatusEvent::Disconnected { .. } => println!("disconnected"),
            StatusEvent::Reconnected { .. } => {
                println!("reconnected");
                break;
            }
            _ => {}
        }
    }
    for _ in 1..=3 {
        if let Some(message) = parcels.next().await {
            println!("{}", String::from_utf8_lossy(message.payload()));
        }
    }

    client.drain().await?;
    Ok(())
}
