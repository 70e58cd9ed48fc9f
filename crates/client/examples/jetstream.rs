//! A stream: messages are stored, read with acknowledgements, and one is given back to come again.
//!
//! ```sh
//! cargo run -p nats-web --example jetstream -- nats://127.0.0.1:4222
//! ```

use futures_util::{StreamExt, TryStreamExt};
use nats_web::jetstream::{self, AckKind, consumer::pull, stream};

#[tokio::main]
async fn main() -> Result<(), nats_web::Error> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "nats://127.0.0.1:4222".to_owned());
    let client = nats_web::connect(server).await?;
    let context = jetstream::new(client.clone());

    let config =
        stream::Config { name: "ORDERS".to_owned(), subjects: vec!["orders.>".to_owned()], ..Default::default() };
    let stream = context.get_or_create_stream(config).await?;
    stream.purge().await?;

    // The first await sends the message, the second one waits until the stream has stored it.
    let mut acks = Vec::new();
    for order in ["tea", "coffee", "milk"] {
        acks.push(context.publish("orders.new", order.into()).await?);
    }
    for ack in acks {
        println!("stored in {}", ack.await?.stream);
    }

    let config = pull::Config { durable_name: Some("kitchen".to_owned()), ..Default::default() };
    let consumer = stream.get_or_create_consumer("kitchen", config).await?;
    let mut messages = consumer.messages().await?;
    let mut served = 0;
    while served < 3 {
        let Some(message) = messages.next().await.transpose()? else { break };
        let order = String::from_utf8_lossy(&message.payload).into_owned();
        if order == "coffee" && message.info()?.delivered == 1 {
            message.ack_with(AckKind::Nak(None)).await?;
            println!("{order}: not yet");
            continue;
        }
        message.double_ack().await?;
        served += 1;
        println!("{order}: served");
    }
    drop(messages);

    // What is there to fetch now, and no more.
    let rest: Vec<_> = consumer.fetch().max_messages(10).messages().await?.try_collect().await?;
    println!("left: {}", rest.len());

    context.delete_stream("ORDERS").await?;
    client.drain().await?;
    Ok(())
}
