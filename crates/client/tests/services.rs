//! Services: how they answer, what they say of themselves, how they end.

mod support;

use futures_util::StreamExt;
use nats_web::service::{EndpointOptions, Failure, PREFIX, Part, Queue, Service, ServiceOptions, Unfit, Verb};
use nats_web::{Client, Misuse, RequestError, ServiceError, SubscriptionEnd, Until};
use std::time::Duration;
use support::{Server, client_of, eager, nobody_at, soon};

fn shop() -> ServiceOptions {
    ServiceOptions::new("shop", "1.2.3")
}

/// What all services that are asked say.
async fn ask(client: &Client, verb: Verb, target: (&str, &str), count: u64) -> Vec<String> {
    let subject = verb.subject(PREFIX, target).unwrap();
    let replies = soon(client.request_many(subject, "", Until::Count(count))).await.unwrap();
    let all: Vec<_> = soon(replies.collect()).await;
    all.into_iter().map(|reply| String::from_utf8(reply.unwrap().payload().to_vec()).unwrap()).collect()
}

/// Answers what comes to `endpoint` in the background.
fn echo(mut endpoint: nats_web::service::Endpoint) {
    tokio::spawn(async move {
        while let Some(request) = endpoint.next().await {
            let _ = match request.payload() {
                b"bad" => request.respond_error(404, "we have\r\nnone").await,
                payload => request.respond(payload.to_vec()).await,
            };
        }
    });
}

#[tokio::test]
async fn requests_are_answered_also_with_errors_and_counted() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let service = client.service(&shop()).unwrap();
    echo(service.group("v1").unwrap().endpoint("echo").unwrap());
    client.flush().await.unwrap();
    let good = soon(asking.request("v1.echo", "good")).await.unwrap();
    assert_eq!((good.payload(), Failure::of(&good)), (&b"good"[..], None));
    let bad = soon(asking.request("v1.echo", "bad")).await.unwrap();
    let failure = Failure::of(&bad).unwrap();
    assert_eq!((failure.code, failure.description.as_str()), (404, "we have  none"));
    soon(asking.publish("v1.echo", "no answer wanted")).await.unwrap();
    soon(asking.flush()).await.unwrap();
    let expected = r#""num_requests":3,"num_errors":1,"last_error":"we have\u000d\u000anone","#;
    support::until(|| async { service.response(Verb::Stats).contains(expected) }).await;
    let time = service.response(Verb::Stats).split_once(r#""processing_time":"#).unwrap().1.to_owned();
    assert!(!time.starts_with("0,"), "it took some time: {time}");
    service.reset();
    assert!(service.response(Verb::Stats).contains(r#""num_requests":0,"num_errors":0,"processing_time":0,"#));
}

#[tokio::test]
async fn it_is_found_by_all_by_its_name_and_by_its_id() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let options = shop().description("sells \"things\"").metadata("region", "north").queue("shops");
    let (one, other) = (client.service(&options).unwrap(), client.service(&options).unwrap());
    assert_ne!(one.id(), other.id());
    let options = EndpointOptions::new().subject("b.*").metadata("unit", "euro");
    let buy = one.group("v1").unwrap().group_with("eu", Queue::None).unwrap().endpoint_with("buy", &options).unwrap();
    let sell = one.endpoint_with("sell", &EndpointOptions::new().queue("own")).unwrap();
    buy.set_data(r#"{"shelves":3}"#);
    assert_eq!((buy.subject(), sell.subject()), ("v1.eu.b.*", "sell"));
    client.flush().await.unwrap();
    for target in [("", ""), ("shop", "")] {
        let found = ask(&asking, Verb::Ping, target, 2).await;
        assert!([&one, &other].iter().all(|service| found.contains(&service.response(Verb::Ping))), "{found:?}");
    }
    let info = ask(&asking, Verb::Info, ("shop", one.id()), 1).await;
    let expected = format!(
        concat!(
            r#"{{"type":"io.nats.micro.v1.info_response","name":"shop","id":"{}","version":"1.2.3","#,
            r#""metadata":{{"region":"north"}},"description":"sells \"things\"","endpoints":["#,
            r#"{{"name":"buy","subject":"v1.eu.b.*","metadata":{{"unit":"euro"}}}},"#,
            r#"{{"name":"sell","subject":"sell","queue_group":"own"}}]}}"#
        ),
        one.id()
    );
    assert_eq!(info, [expected]);
    let stats = ask(&asking, Verb::Stats, ("shop", one.id()), 1).await;
    assert!(stats[0].contains(r#""average_processing_time":0,"data":{"shelves":3}}"#), "{stats:?}");
}

#[tokio::test]
async fn a_large_answer_is_sent_as_well() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let service = client.service(&shop()).unwrap();
    let endpoint = service.endpoint("e").unwrap();
    let data = format!("\"{}\"", "x".repeat(100_000));
    endpoint.set_data(data.clone());
    client.flush().await.unwrap();
    let stats = ask(&asking, Verb::Stats, ("shop", service.id()), 1).await;
    assert!(stats[0].ends_with(&format!(r#""data":{data}}}]}}"#)), "{} bytes", stats[0].len());
}

#[tokio::test]
async fn instances_share_the_requests_of_a_queue_group_and_each_without_one_gets_all() {
    let server = Server::start();
    let client = client_of(&server).await;
    let services: Vec<Service> = (0..3).map(|_| client.service(&shop()).unwrap()).collect();
    let options = [EndpointOptions::new(), EndpointOptions::new(), EndpointOptions::new().without_queue()];
    let endpoints: Vec<_> = services
        .iter()
        .zip(options)
        .map(|(service, options)| service.endpoint_with("work", &options).unwrap())
        .collect();
    client.flush().await.unwrap();
    for _ in 0..100 {
        client.publish("work", "").await.unwrap();
    }
    client.flush().await.unwrap();
    let mut counts = Vec::new();
    for (service, endpoint) in services.iter().zip(endpoints) {
        service.stop().await;
        counts.push(soon(endpoint.count()).await);
    }
    assert_eq!((counts[0] + counts[1], counts[2]), (100, 100), "{counts:?}");
}

#[tokio::test]
async fn stopping_gives_what_has_come_and_leaves_nothing() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let service = client.service(&shop()).unwrap();
    let mut work = service.endpoint("work").unwrap();
    client.flush().await.unwrap();
    let pending = tokio::spawn({
        let asking = asking.clone();
        async move { asking.request("work", "last").await }
    });
    let first = soon(work.next()).await.unwrap();
    soon(service.stop()).await;
    assert!(service.is_stopped() && service.end().is_none());
    assert!(soon(work.next()).await.is_none());
    assert_eq!(work.end(), Some(SubscriptionEnd::Drained));
    first.respond("done").await.unwrap();
    assert_eq!(soon(pending).await.unwrap().unwrap().payload(), b"done");
    for subject in ["work", "$SRV.PING", "$SRV.PING.shop", "$SRV.STATS", "$SRV.INFO"] {
        nobody_at(&asking, subject).await;
    }
    assert_eq!(service.endpoint("late").unwrap_err(), ServiceError::Stopped);
    soon(service.stop()).await;
}

#[tokio::test]
async fn without_an_endpoint_there_is_no_service_nor_without_anybody_who_holds_it() {
    let server = Server::start();
    let client = client_of(&server).await;
    let service = client.service(&shop()).unwrap();
    drop(service.endpoint("work").unwrap());
    assert!(service.is_stopped());
    nobody_at(&client, "$SRV.PING").await;
    let group = client.service(&shop()).unwrap().group("held").unwrap();
    assert_eq!(ask(&client, Verb::Ping, ("", ""), 1).await.len(), 1);
    drop(group);
    nobody_at(&client, "$SRV.PING").await;
}

#[tokio::test]
async fn a_denied_endpoint_stops_the_service() {
    let server = Server::with_config(
        r#"authorization { users = [{ user: u, password: p, permissions: { subscribe: { deny: "no.>" } } }] }"#,
    );
    let client = soon(eager().user_and_password("u", "p").connect(server.url())).await.unwrap();
    let service = client.service(&shop()).unwrap();
    let mut work = service.group("no").unwrap().endpoint("way").unwrap();
    assert!(soon(work.next()).await.is_none());
    assert!(matches!(service.end(), Some(SubscriptionEnd::Denied(_))), "{:?}", service.end());
    assert!(service.is_stopped());
}

#[tokio::test]
async fn the_end_of_the_client_is_that_of_its_services() {
    let server = Server::start();
    let client = client_of(&server).await;
    let service = client.service(&shop()).unwrap();
    let mut work = service.endpoint("work").unwrap();
    client.close().await;
    assert!(soon(work.next()).await.is_none());
    support::until(|| async { service.is_stopped() }).await;
    soon(service.stop()).await;
    assert_eq!(client.service(&shop()).unwrap_err(), ServiceError::Misuse(Misuse::Closed));
    assert!(service.response(Verb::Info).contains(r#""name":"work""#));
    // Services do not keep a client that nobody holds.
    let client = client_of(&server).await;
    let service = client.service(&shop()).unwrap();
    drop(client);
    support::until(|| async { service.is_stopped() }).await;
}

#[tokio::test]
async fn what_is_not_fit_is_refused() {
    let server = Server::start();
    let client = client_of(&server).await;
    let unfit = |unfit| ServiceError::Unfit(unfit);
    let refused = |options: &ServiceOptions| client.service(options).unwrap_err();
    assert_eq!(refused(&ServiceOptions::new("a b", "1.0.0")), unfit(Unfit::Name(Part::Service, 1)));
    assert_eq!(refused(&ServiceOptions::new("a", "one")), unfit(Unfit::Version));
    assert_eq!(refused(&shop().queue("")), unfit(Unfit::Empty(Part::Queue)));
    let service = client.service(&shop()).unwrap();
    assert_eq!(service.endpoint("a.b").unwrap_err(), unfit(Unfit::Name(Part::Endpoint, 1)));
    assert_eq!(service.group(">").unwrap_err(), unfit(Unfit::Tail(Part::Group)));
    let odd = EndpointOptions::new().subject("a..b");
    assert!(matches!(service.endpoint_with("a", &odd).unwrap_err(), ServiceError::Misuse(Misuse::Subject(_))));
    assert!(service.response(Verb::Info).ends_with(r#""endpoints":[]}"#));
    let error = client.request_many("$SRV.PING.nobody", "", Until::Timeout).await.unwrap().next().await;
    assert_eq!(error.unwrap().unwrap_err(), RequestError::NoResponders);
    soon(service.stop()).await;
}

#[tokio::test]
async fn a_service_survives_a_reconnect() {
    let server = Server::start();
    let (client, asking) = (client_of(&server).await, client_of(&server).await);
    let service = client.service(&shop()).unwrap();
    echo(service.endpoint("echo").unwrap());
    let mut status = client.status();
    client.reconnect().unwrap();
    support::reconnected(&mut status).await;
    client.flush().await.unwrap();
    assert_eq!(soon(asking.request("echo", "still")).await.unwrap().payload(), b"still");
    assert!(!service.is_stopped());
    tokio::time::timeout(Duration::from_secs(30), service.stop()).await.unwrap();
}
