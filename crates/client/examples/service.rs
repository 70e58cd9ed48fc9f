//! A service with an endpoint, its errors, and what it says of itself when it is asked.
//!
//! ```sh
//! cargo run -p nats-web --example service -- ws://127.0.0.1:8080
//! ```

use nats_web::service::{Endpoint, Failure, ServiceOptions};
use nats_web::{Misuse, Until};
use std::error::Error;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:8080".to_owned());
    let client = nats_web::connect(server.as_str()).await?;

    // Started several times, the instances share the requests: their endpoints are in one queue group.
    let service = client.service(&ServiceOptions::new("shop", "1.0.0").description("sells fruit"))?;
    tokio::spawn(sell(service.group("v1")?.endpoint("price")?));

    for fruit in ["apple", "moon"] {
        let answer = client.request("v1.price", fruit).await?;
        match Failure::of(&answer) {
            None => println!("{fruit}: {}", String::from_utf8_lossy(answer.payload())),
            Some(failure) => println!("{fruit}: {} {}", failure.code, failure.description),
        }
    }

    // Whoever is interested asks all services on `$SRV`, or those of one name; each instance answers.
    let mut answers = client.request_many("$SRV.PING.shop", "", Until::Silence(Duration::from_millis(200))).await?;
    let mut instances = 0;
    while let Some(answer) = answers.next().await {
        answer?;
        instances += 1;
    }
    println!("instances: {instances}");

    service.stop().await;
    client.drain().await?;
    Ok(())
}

/// Answers requests, until the service stops.
async fn sell(mut prices: Endpoint) -> Result<(), Misuse> {
    while let Some(request) = prices.next().await {
        match request.payload() {
            b"apple" => request.respond("0.30").await?,
            _ => request.respond_error(404, "we have none").await?,
        }
    }
    Ok(())
}
