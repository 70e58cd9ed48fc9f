//! Services.

use crate::harness::{Bench, at_each_await, dropped_at};
use crate::support::{next, soon};
use futures_util::StreamExt;
use nats_web::service::ServiceExt;

#[tokio::test]
async fn services_and_their_endpoints() {
    let mut bench = Bench::start().await;
    let (client, asking) = (bench.client.clone(), bench.rig.admin.client());
    let start = || client.service_builder().start("shop", "1.0.0");
    let stopping = async || {
        let mut service = start().await.unwrap();
        let mut requests = service.group("v1").endpoint("price").await.unwrap();
        service.reset().await;
        assert_eq!(service.stats().await.len() + service.info().await.endpoints.len(), 2);
        requests.stop().await.unwrap();
        service.stop().await
    };
    // What was started and let go of is still to be found, until its client ends.
    assert!(dropped_at(0, start()).await.is_none());
    at_each_await!(bench, async { start().await.unwrap().stop().await }).unwrap();
    at_each_await!(bench, stopping()).unwrap();

    let service = start().await.unwrap();
    let mut requests = service.endpoint("price").await.unwrap();
    soon(client.flush()).await.unwrap();
    let asked = tokio::spawn(async move { asking.request("price", "".into()).await });
    let request = loop {
        if let Some(request) = dropped_at(1, requests.next()).await {
            break request.unwrap();
        }
        tokio::task::yield_now().await;
    };
    // What is dropped has not been sent.
    assert!(dropped_at(0, request.respond(Ok("lost".into()))).await.is_none());
    dropped_at(1, request.respond(Ok("7".into()))).await.unwrap().unwrap();
    assert_eq!(soon(asked).await.unwrap().unwrap().payload, "7");
    // Once begun, a stop goes on.
    dropped_at(1, service.stop()).await;
    assert!(next(&mut requests).await.is_none());
    drop((request, requests));
    bench.assert_clean().await;
}
