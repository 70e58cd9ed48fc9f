//! Services: how they answer, what they say of themselves, how they end.

mod support;

use futures_util::StreamExt as _;
use nats_web::client::Until;
use nats_web::error::{Misuse, Unfit};
use nats_web::service::endpoint::Endpoint;
use nats_web::service::error::Error;
use nats_web::service::{Info, PingResponse, Service, ServiceExt as _, Stats};
use nats_web::{Client, Event, RequestErrorKind, SubscribeError};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::io;
use support::{Server, client_of, eager, event, nobody_at, soon, source, until};

async fn shop(client: &Client) -> Service {
    client.service_builder().start("shop", "1.2.3").await.unwrap()
}

/// What all services that are asked say.
async fn ask<T: DeserializeOwned>(client: &Client, subject: String, count: u64) -> Vec<T> {
    let replies = soon(client.request_many(subject, "".into(), Until::Count(count))).await.unwrap();
    let all: Vec<_> = soon(replies.collect()).await;
    all.into_iter().map(|reply| serde_json::from_slice(&reply.unwrap().payload).unwrap()).collect()
}

/// Answers what comes to `endpoint` in the background.
fn echo(mut endpoint: Endpoint) {
    tokio::spawn(async move {
        while let Some(request) = endpoint.next().await {
            let answer = match &request.message.payload[..] {
                b"bad" => Err(Error { code: 404, status: "we have\r\nnone".to_owned() }),
                _ => Ok(request.message.payload.clone()),
            };
            let _ = request.respond(answer).await;
        }
    });
}

/// The caller's mistake that an error is about.
fn unfit(error: nats_web::Error) -> Unfit {
    let error = error.downcast::<io::Error>().unwrap();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    *error.get_ref().unwrap().downcast_ref().unwrap()
}

#[tokio::test]
async fn requests_are_answered_also_with_errors_and_counted() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let mut service = shop(&client).await;
    echo(service.group("v1").endpoint("echo").await.unwrap());
    client.flush().await.unwrap();
    let good = soon(asking.request("v1.echo", "good".into())).await.unwrap();
    assert_eq!((&good.payload[..], Error::of(&good)), (&b"good"[..], None));
    let bad = soon(asking.request("v1.echo", "bad".into())).await.unwrap();
    assert_eq!(Error::of(&bad), Some(Error { code: 404, status: "we have  none".to_owned() }));
    soon(asking.publish("v1.echo", "no answer wanted".into())).await.unwrap();
    soon(asking.flush()).await.unwrap();
    until(|| async { service.stats().await["v1.echo"].requests == 3 }).await;
    until(|| async { !service.stats().await["v1.echo"].processing_time.is_zero() }).await;
    let stats = service.stats().await.remove("v1.echo").unwrap();
    assert_eq!((&*stats.name, &*stats.subject, &*stats.queue_group), ("v1-echo", "v1.echo", "q"));
    assert_eq!((stats.errors, stats.last_error.unwrap().to_string()), (1, Error::of(&bad).unwrap().to_string()));
    service.reset().await;
    assert_eq!(service.stats().await["v1.echo"].requests, 0);
}

#[tokio::test]
async fn it_is_found_by_all_by_its_name_and_by_its_id() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let metadata = |key: &str, value: &str| HashMap::from([(key.to_owned(), value.to_owned())]);
    let start = || {
        let builder = client.service_builder().description("sells \"things\"").queue_group("shops");
        builder.metadata(metadata("region", "north")).start("shop", "1.2.3")
    };
    let (one, other) = (start().await.unwrap(), start().await.unwrap());
    let group = one.group("v1").group_with_queue_group("eu", "");
    let buy = group.endpoint_builder().name("buy").metadata(metadata("unit", "euro")).add("b.*").await.unwrap();
    let _sell = one.endpoint_builder().queue_group("own").add("sell").await.unwrap();
    buy.set_data(&serde_json::json!({ "shelves": 3 }));
    client.flush().await.unwrap();
    let ids = [one.info().await.id, other.info().await.id];
    for subject in ["$SRV.PING", "$SRV.PING.shop"] {
        let found = ask::<PingResponse>(&asking, subject.to_owned(), 2).await;
        assert!(ids.iter().all(|id| found.iter().any(|found| found.id == *id)), "{found:?}");
        assert_eq!(found[0].metadata, metadata("region", "north"));
    }
    let info = ask::<Info>(&asking, format!("$SRV.INFO.shop.{}", ids[0]), 1).await.remove(0);
    assert_eq!((&*info.version, &*info.description), ("1.2.3", "sells \"things\""));
    let endpoints: Vec<_> = info.endpoints.iter().map(|e| (&*e.name, &*e.subject, &*e.queue_group)).collect();
    assert_eq!(endpoints, [("buy", "v1.eu.b.*", ""), ("sell", "sell", "own")]);
    assert_eq!(info.endpoints[0].metadata, metadata("unit", "euro"));
    let stats = format!("$SRV.STATS.shop.{}", ids[0]);
    let told = ask::<serde_json::Value>(&asking, stats.clone(), 1).await.remove(0);
    assert_eq!(told["endpoints"][0]["last_error"], "", "async-nats reads no statistics without it");
    let stats = ask::<Stats>(&asking, stats, 1).await.remove(0);
    assert_eq!(stats.endpoints[0].data, Some(serde_json::json!({ "shelves": 3 })));
}

#[tokio::test]
async fn a_function_is_asked_for_the_data_of_each_endpoint() {
    let server = Server::start();
    let client = client_of(&server).await;
    let builder = client.service_builder().stats_handler(|endpoint, stats| {
        serde_json::json!({ "endpoint": endpoint, "requests": stats.requests, "long": "x".repeat(100_000) })
    });
    let service = builder.start("shop", "1.2.3").await.unwrap();
    echo(service.endpoint("echo").await.unwrap());
    let _other = service.endpoint("other").await.unwrap();
    soon(client.request("echo", "".into())).await.unwrap();
    let stats = ask::<Stats>(&client, "$SRV.STATS".to_owned(), 1).await.remove(0);
    let data: Vec<_> = stats.endpoints.iter().map(|endpoint| endpoint.data.clone().unwrap()).collect();
    assert_eq!((&data[0]["endpoint"], &data[0]["requests"]), (&"echo".into(), &1.into()));
    assert_eq!((&data[1]["endpoint"], &data[1]["requests"]), (&"other".into(), &0.into()));
}

#[tokio::test]
async fn instances_share_the_requests_of_a_queue_group_and_each_without_one_gets_all() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut services = Vec::new();
    for queue_group in ["q", "q", ""] {
        let service = shop(&client).await;
        let endpoint = service.endpoint_builder().queue_group(queue_group).add("work").await.unwrap();
        services.push((service, endpoint));
    }
    client.flush().await.unwrap();
    for _ in 0..100 {
        client.publish("work", "".into()).await.unwrap();
    }
    client.flush().await.unwrap();
    let mut counts = Vec::new();
    for (service, endpoint) in services {
        soon(service.stop()).await.unwrap();
        counts.push(soon(endpoint.count()).await);
    }
    assert_eq!((counts[0] + counts[1], counts[2]), (100, 100), "{counts:?}");
}

#[tokio::test]
async fn stopping_gives_what_has_come_and_leaves_nothing() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let service = shop(&client).await;
    let group = service.group("late");
    let mut work = service.endpoint("work").await.unwrap();
    client.flush().await.unwrap();
    let pending = tokio::spawn({
        let asking = asking.clone();
        async move { asking.request("work", "last".into()).await }
    });
    let first = soon(work.next()).await.unwrap();
    soon(service.stop()).await.unwrap();
    assert!(soon(work.next()).await.is_none());
    first.respond(Ok("done".into())).await.unwrap();
    assert_eq!(soon(pending).await.unwrap().unwrap().payload, "done");
    for subject in ["work", "$SRV.PING", "$SRV.PING.shop", "$SRV.STATS", "$SRV.INFO"] {
        nobody_at(&asking, subject).await;
    }
    assert!(group.endpoint("endpoint").await.unwrap_err().to_string().contains("the service has stopped"));
}

#[tokio::test]
async fn an_endpoint_ends_alone_and_a_service_that_nobody_holds_goes_on() {
    let server = Server::start();
    let client = client_of(&server).await;
    let service = shop(&client).await;
    let mut stopped = service.endpoint("stopped").await.unwrap();
    client.publish("stopped", "".into()).await.unwrap();
    client.flush().await.unwrap();
    stopped.stop().await.unwrap();
    assert_eq!(soon(stopped.count()).await, 1, "what has arrived can still be taken");
    drop(service.endpoint("dropped").await.unwrap());
    for subject in ["stopped", "dropped"] {
        nobody_at(&client, subject).await;
    }
    echo(service.endpoint("echo").await.unwrap());
    drop(service);
    assert_eq!(soon(client.request("echo", "still".into())).await.unwrap().payload, "still");
    let info = ask::<Info>(&client, "$SRV.INFO.shop".to_owned(), 1).await.remove(0);
    assert_eq!(info.endpoints.len(), 3);
}

#[tokio::test]
async fn a_denied_endpoint_stops_the_service() {
    let server = Server::with_config(
        r#"authorization { users = [{ user: u, password: p, permissions: { subscribe: { deny: "no.>" } } }] }"#,
    );
    let client = soon(eager().user_and_password("u".into(), "p".into()).connect(server.url())).await.unwrap();
    let service = shop(&client).await;
    let mut work = service.group("no").endpoint("way").await.unwrap();
    assert!(soon(work.next()).await.is_none());
    nobody_at(&client, "$SRV.PING").await;
}

#[tokio::test]
async fn the_end_of_the_client_is_that_of_its_services() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut work = shop(&client).await.endpoint("work").await.unwrap();
    client.close().await;
    assert!(soon(work.next()).await.is_none());
    let refused = client.service_builder().start("shop", "1.0.0").await.unwrap_err();
    assert_eq!(source::<Misuse>(&*refused.downcast::<SubscribeError>().unwrap()), Misuse::Closed);
}

#[tokio::test]
async fn what_is_not_fit_is_refused() {
    let server = Server::start();
    let client = client_of(&server).await;
    for (name, version) in [("a b", "1.0.0"), ("a.b", "1.0.0"), ("a", "one"), ("a", "1.0.0.1"), ("a", "v1.0.0")] {
        let refused = client.service_builder().start(name, version).await.unwrap_err();
        assert_eq!(unfit(refused) == Unfit::Version, name == "a", "{name} {version}");
    }
    let service = shop(&client).await;
    unfit(service.endpoint_builder().name("a.b").add("c").await.unwrap_err());
    unfit(service.group(">").endpoint("a").await.unwrap_err());
    let refused = service.endpoint("a..b").await.unwrap_err().downcast::<SubscribeError>().unwrap();
    assert!(matches!(source(&*refused), Misuse::Subject(_)));
    assert!(service.info().await.endpoints.is_empty());
    let error = soon(client.request("$SRV.PING.nobody", "".into())).await.unwrap_err();
    assert_eq!(error.kind(), RequestErrorKind::NoResponders);
}

#[tokio::test]
async fn a_service_survives_a_reconnect() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let service = shop(&client).await;
    echo(service.endpoint("echo").await.unwrap());
    let mut events = client.events();
    client.force_reconnect().await.unwrap();
    support::reconnected(&mut events).await;
    client.flush().await.unwrap();
    assert_eq!(soon(asking.request("echo", "still".into())).await.unwrap().payload, "still");
    soon(service.stop()).await.unwrap();
}

#[tokio::test]
async fn a_service_stops_without_a_link() {
    let mut server = Server::start();
    let client = client_of(&server).await;
    let service = shop(&client).await;
    let mut endpoint = service.endpoint("a").await.unwrap();
    let mut events = client.events();
    server.stop();
    event(&mut events, |event| matches!(event, Event::Disconnected)).await;
    soon(service.stop()).await.unwrap();
    assert!(soon(endpoint.next()).await.is_none());
    soon(client.drain()).await.unwrap();
}
