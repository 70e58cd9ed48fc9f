//! Connects, subscribes, publishes and requests.

use futures_util::StreamExt as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Returns what came of it.
#[wasm_bindgen]
pub async fn run(server: String) -> String {
    match talk(server).await {
        Ok(text) => text,
        Err(error) => error.to_string(),
    }
}

async fn talk(server: String) -> Result<String, async_nats::Error> {
    let client = async_nats::connect(server).await?;
    let mut questions = client.subscribe("minimal").await?;
    let answering = client.clone();
    wasm_bindgen_futures::spawn_local(async move {
        while let Some(question) = questions.next().await {
            if let Some(reply) = question.reply {
                let _ = answering.publish(reply, question.payload).await;
            }
        }
    });
    let reply = client.request("minimal", "hello".into()).await?;
    Ok(String::from_utf8_lossy(&reply.payload).into_owned())
}
