//! A service with an endpoint, its errors, and what it says of itself when it is asked.
//!
//! ```sh
//! cargo run -p nats-web --example service -- ws://127.0.0.1:8080
//! ```

use futures_util::StreamExt;
use nats_web::PublishError;
use nats_web::client::Until;
use nats_web::service::ServiceExt;
use nats_web::service::endpoint::Endpoint;
use nats_web::service::error::Error;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), nats_web::Error> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:8080".to_owned());
    let client = nats_web::connect(server).await?;

    // Started several times, the instances share the requests: their endpoints are in one queue group.
    let service = client.service_builder().description("sells fruit").start("shop", "1.0.0").await?;
    tokio::spawn(sell(service.group("v1").endpoint("price").await?));

    for fruit in ["apple", "moon"] {
        let answer = client.request("v1.price", fruit.into()).await?;
        match Error::of(&answer) {
            None => println!("{fruit}: {}", String::from_utf8_lossy(&answer.payload)),
            Some(error) => println!("{fruit}: {} {}", error.code, error.status),
        }
    }

    // Whoever is interested asks all services on `$SRV`, or those of one name; each instance answers.
    let until = Until::Silence(Duration::from_millis(200));
    let answers = client.request_many("$SRV.PING.shop", "".into(), until).await?;
    println!("instances: {}", answers.count().await);

    service.stop().await?;
    client.drain().await?;
    Ok(())
}

/// Answers requests, until the service stops.
async fn sell(mut prices: Endpoint) -> Result<(), PublishError> {
    while let Some(request) = prices.next().await {
        let answer = match &request.message.payload[..] {
            b"apple" => Ok("0.30".into()),
            _ => Err(Error { code: 404, status: "we have none".to_owned() }),
        };
        request.respond(answer).await?;
    }
    Ok(())
}
