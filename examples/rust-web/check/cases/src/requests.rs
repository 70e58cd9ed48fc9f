//! Requests.

use crate::{Place, ensure};
use async_nats::service::ServiceExt as _;
use async_nats::{Error, Request, RequestErrorKind};
use futures_util::StreamExt as _;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;

pub(crate) async fn reply(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let mut questions = client.queue_subscribe("double", "workers".into()).await?;
    let answering = client.clone();
    spawn_local(async move {
        while let Some(question) = questions.next().await {
            let twice = question.payload.repeat(2);
            if let Some(reply) = question.reply {
                let _ = answering.publish(reply, twice.into()).await;
            }
        }
    });
    let replies = ["a", "b", "c"].map(|text| client.request("double", text.into()));
    let replies = futures_util::future::try_join_all(replies).await?;
    let texts: Vec<_> = replies.iter().map(|reply| String::from_utf8_lossy(&reply.payload)).collect();
    ensure!(texts == ["aa", "bb", "cc"], "{texts:?} came");
    Ok(())
}

pub(crate) async fn no_responders(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let error = client.request("nobody.here", "".into()).await.err().ok_or("somebody answered")?;
    ensure!(error.kind() == RequestErrorKind::NoResponders, "{error}");
    Ok(())
}

pub(crate) async fn timeout(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let _silent = client.subscribe("silence").await?;
    let request = Request::new().payload("".into()).timeout(Some(Duration::from_millis(20)));
    let error = client.send_request("silence", request).await.err().ok_or("somebody answered")?;
    ensure!(error.kind() == RequestErrorKind::TimedOut, "{error}");
    Ok(())
}

pub(crate) async fn service(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let service = client.service_builder().start("doubling", "1.0.0").await?;
    let mut questions = service.endpoint("twice").await?;
    spawn_local(async move {
        while let Some(question) = questions.next().await {
            let twice = question.message.payload.repeat(2);
            let _ = question.respond(Ok(twice.into())).await;
        }
    });
    let reply = client.request("twice", "ab".into()).await?;
    ensure!(reply.payload == "abab", "{:?} came", reply.payload);
    let pong = client.request("$SRV.PING.doubling", "".into()).await?;
    let text = String::from_utf8_lossy(&pong.payload);
    ensure!(text.contains("\"name\":\"doubling\""), "{text}");
    Ok(())
}
