//! A bucket of keys and values: writing, reading, writing only over what was read, and watching.
//!
//! ```sh
//! cargo run -p nats-web --example kv -- nats://127.0.0.1:4222
//! ```

use futures_util::{StreamExt, TryStreamExt};
use nats_web::jetstream::{self, kv};

#[tokio::main]
async fn main() -> Result<(), nats_web::Error> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "nats://127.0.0.1:4222".to_owned());
    let client = nats_web::connect(server).await?;
    let context = jetstream::new(client.clone());
    let config = kv::Config { bucket: "rooms".to_owned(), history: 5, ..Default::default() };
    let rooms = context.create_key_value(config).await?;

    let mut changes = rooms.watch("*.light").await?;

    let first = rooms.put("kitchen.light", "on".into()).await?;
    rooms.update("kitchen.light", "off".into(), first).await?;
    if let Err(error) = rooms.update("kitchen.light", "on".into(), first).await {
        println!("refused: {}", error.kind());
    }
    rooms.delete("kitchen.light").await?;

    for _ in 0..3 {
        let Some(entry) = changes.next().await.transpose()? else { break };
        println!("{} {:?} {}", entry.key, entry.operation, String::from_utf8_lossy(&entry.value));
    }

    rooms.put("hall.light", "on".into()).await?;
    let keys: Vec<String> = rooms.keys().await?.try_collect().await?;
    println!("keys: {}", keys.join(", "));
    println!("a deleted key: {:?}", rooms.get("kitchen.light").await?);

    context.delete_key_value("rooms").await?;
    client.drain().await?;
    Ok(())
}
