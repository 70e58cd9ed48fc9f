//! Publishing to streams.

use super::support::{Store, config, soon};
use futures_util::StreamExt;
use nats_web::header::{self, HeaderMap};
use nats_web::jetstream::context::PublishErrorKind;
use nats_web::jetstream::message::PublishMessage;
use nats_web::jetstream::stream::Config;
use nats_web::jetstream::{self, Context, ContextBuilder, ErrorCode};
use std::error::Error as _;
use std::time::Duration;

async fn store(jetstream: &Context, message: PublishMessage) -> Result<u64, PublishErrorKind> {
    let ack = soon(jetstream.send_publish("s.a", message)).await.map_err(|error| error.kind())?;
    soon(ack.into_future()).await.map(|ack| ack.sequence).map_err(|error| error.kind())
}

#[tokio::test]
async fn what_is_expected_of_a_stream() {
    let server = Store::start().await;
    server.stream().await;
    let jetstream = server.jetstream();
    let build = || PublishMessage::build().payload("x".into());
    assert_eq!(store(&jetstream, build().message_id("first").expected_last_sequence(0)).await, Ok(1));
    assert_eq!(store(&jetstream, build().expected_last_message_id("first")).await, Ok(2));
    assert_eq!(store(&jetstream, build().expected_last_subject_sequence(2)).await, Ok(3));
    assert_eq!(store(&jetstream, build().expected_stream("S")).await, Ok(4));
    assert_eq!(store(&jetstream, build().header("Own", "header")).await, Ok(5));

    assert_eq!(store(&jetstream, build().expected_last_sequence(9)).await, Err(PublishErrorKind::WrongLastSequence));
    assert_eq!(
        store(&jetstream, build().expected_last_subject_sequence(9)).await,
        Err(PublishErrorKind::WrongLastSequence)
    );
    assert_eq!(
        store(&jetstream, build().expected_last_message_id("no")).await,
        Err(PublishErrorKind::WrongLastMessageId)
    );
    assert_eq!(store(&jetstream, build().expected_stream("OTHER")).await, Err(PublishErrorKind::Other));
    assert_eq!(store(&jetstream, build().ttl(Duration::from_secs(1))).await, Err(PublishErrorKind::Other));

    let again = soon(jetstream.send_publish("s.a", build().message_id("first"))).await.unwrap();
    let again = soon(again.into_future()).await.unwrap();
    assert!(again.duplicate);
    assert_eq!((again.sequence, again.stream.as_str()), (1, "S"));
}

#[tokio::test]
async fn the_source_is_what_the_server_said() {
    let server = Store::start().await;
    server.stream().await;
    let wrong = PublishMessage::build().expected_stream("OTHER");
    let ack = soon(server.jetstream().send_publish("s.a", wrong)).await.unwrap();
    let error = soon(ack.into_future()).await.unwrap_err();
    let source = error.source().and_then(|source| source.downcast_ref::<jetstream::Error>()).unwrap();
    assert_eq!(source.error_code(), ErrorCode::STREAM_NOT_MATCH);
}

#[tokio::test]
async fn headers_arrive() {
    let server = Store::start().await;
    let stream = server.stream().await;
    let mut headers = HeaderMap::new();
    headers.append("Own", "one");
    headers.append("Own", "two");
    headers.insert(header::NATS_MESSAGE_ID, "id");
    let ack = soon(server.jetstream().publish_with_headers("s.a", headers, "x".into())).await.unwrap();
    let sequence = soon(ack.into_future()).await.unwrap().sequence;
    for message in
        [soon(stream.get_raw_message(sequence)).await.unwrap(), soon(stream.direct_get(sequence)).await.unwrap()]
    {
        let values: Vec<&str> = message.headers.get_all("Own").map(|value| value.as_str()).collect();
        assert_eq!(values, ["one", "two"]);
        assert_eq!(message.headers.get(header::NATS_MESSAGE_ID).map(|id| id.as_str()), Some("id"));
    }
}

#[tokio::test]
async fn a_time_to_live() {
    let server = Store::start().await;
    let stream =
        soon(server.jetstream().create_stream(Config { allow_message_ttl: true, ..config("S") })).await.unwrap();
    // A part of a second is not none, which would be for ever.
    assert_eq!(store(&server.jetstream(), PublishMessage::build().ttl(Duration::from_millis(1))).await, Ok(1));
    let message = soon(stream.get_raw_message(1)).await.unwrap();
    assert_eq!(message.headers.get(header::NATS_MESSAGE_TTL).map(|ttl| ttl.as_str()), Some("1"));
}

#[tokio::test]
async fn nobody_stores_it() {
    let server = Store::start().await;
    let ack = soon(server.jetstream().publish("nowhere", "x".into())).await.unwrap();
    let error = soon(ack.into_future()).await.unwrap_err();
    assert_eq!(error.kind(), PublishErrorKind::StreamNotFound);
    assert_eq!(error.to_string(), "no stream found for given subject");
}

#[tokio::test]
async fn refused_before_it_is_sent() {
    let server = Store::start().await;
    let jetstream = server.jetstream();
    let large = vec![0; server.client.max_payload() + 1];
    let error = soon(jetstream.publish("s.a", large.into())).await.unwrap_err();
    assert_eq!(error.kind(), PublishErrorKind::MaxPayloadExceeded);
    let error = soon(jetstream.publish("a..b", "".into())).await.unwrap_err();
    assert_eq!(error.kind(), PublishErrorKind::Other);
    assert!(error.source().is_some());
    // And nothing waits for an acknowledgement of it.
    soon(jetstream.wait_for_acks()).await;
}

#[tokio::test]
async fn a_subscriber_that_answers_is_no_stream() {
    let server = Store::start().await;
    let mut heard = server.client.subscribe("s.a").await.unwrap();
    let client = server.client.clone();
    tokio::spawn(async move {
        while let Some(message) = heard.next().await {
            client.publish(message.reply.unwrap(), "thanks".into()).await.unwrap();
        }
    });
    assert_eq!(store(&server.jetstream(), PublishMessage::build()).await, Err(PublishErrorKind::Other));
}

#[tokio::test]
async fn nobody_answers() {
    let server = Store::start().await;
    let _silent = server.client.subscribe("s.a").await.unwrap();
    let jetstream = ContextBuilder::new()
        .timeout(Duration::from_millis(50))
        .max_ack_inflight(1)
        .backpressure_on_inflight(false)
        .build(server.client.clone());
    assert_eq!(store(&jetstream, PublishMessage::build()).await, Err(PublishErrorKind::TimedOut));
    // What was given up waits no more.
    assert_eq!(store(&jetstream, PublishMessage::build()).await, Err(PublishErrorKind::TimedOut));
}

#[tokio::test]
async fn what_nobody_waits_for_is_given_up() {
    let server = Store::start().await;
    let _silent = server.client.subscribe("s.a").await.unwrap();
    let jetstream = ContextBuilder::new()
        .timeout(Duration::from_millis(20))
        .ack_timeout(Duration::from_millis(50))
        .max_ack_inflight(1)
        .build(server.client.clone());
    drop(soon(jetstream.publish("s.a", "".into())).await.unwrap());
    soon(jetstream.wait_for_acks()).await;
    let kept = soon(jetstream.publish("s.a", "".into())).await.unwrap();
    soon(jetstream.wait_for_acks()).await;
    assert_eq!(soon(kept.into_future()).await.unwrap_err().kind(), PublishErrorKind::TimedOut);
}

#[tokio::test]
async fn as_many_as_may_wait() {
    let server = Store::start().await;
    let stream = server.stream().await;
    let strict =
        ContextBuilder::new().max_ack_inflight(10).backpressure_on_inflight(false).build(server.client.clone());
    let mut refused = 0;
    for _ in 0..1_000 {
        match strict.publish("s.a", "x".into()).await {
            Ok(ack) => drop(ack),
            Err(error) => {
                assert_eq!(error.kind(), PublishErrorKind::MaxAckPending);
                refused += 1;
            }
        }
    }
    assert!(refused > 0);
    soon(strict.wait_for_acks()).await;
    let accepted = 1_000 - refused;
    assert_eq!(soon(stream.get_info()).await.unwrap().state.messages, accepted);

    let patient = ContextBuilder::new().max_ack_inflight(10).build(server.client.clone());
    for _ in 0..5_000 {
        drop(soon(patient.publish("s.a", "x".into())).await.unwrap());
    }
    soon(patient.wait_for_acks()).await;
    assert_eq!(soon(stream.get_info()).await.unwrap().state.messages, accepted + 5_000);
}

#[tokio::test]
async fn acknowledgements_wait_to_be_taken() {
    let server = Store::start().await;
    server.stream().await;
    let jetstream = server.jetstream();
    let mut acks = Vec::new();
    for _ in 0..1_000 {
        acks.push(soon(jetstream.publish("s.a", "x".into())).await.unwrap());
    }
    soon(jetstream.wait_for_acks()).await;
    for (ack, sequence) in acks.into_iter().rev().zip((1..=1_000).rev()) {
        assert_eq!(soon(ack.into_future()).await.unwrap().sequence, sequence);
    }
}

#[tokio::test]
async fn a_closed_client() {
    let server = Store::start().await;
    let _silent = server.client.subscribe("s.a").await.unwrap();
    let jetstream = server.jetstream();
    let ack = soon(jetstream.publish("s.a", "x".into())).await.unwrap();
    server.client.close().await;
    assert_eq!(soon(ack.into_future()).await.unwrap_err().kind(), PublishErrorKind::BrokenPipe);
    soon(jetstream.wait_for_acks()).await;
    let error = soon(jetstream.publish("s.a", "x".into())).await.unwrap_err();
    assert_eq!(error.kind(), PublishErrorKind::Other);
}

#[tokio::test]
async fn a_lost_link_loses_no_acknowledgement_of_what_is_sent_later() {
    let mut server = Store::start().await;
    let stream = server.stream().await;
    let jetstream = ContextBuilder::new().timeout(Duration::from_secs(20)).build(server.client.clone());
    server.server.stop();
    // In the outage it is kept, and sent once the server is there again.
    let gone = async {
        while server.client.connection_state() == nats_web::connection::State::Connected {
            tokio::task::yield_now().await;
        }
    };
    soon(gone).await;
    let ack = soon(jetstream.publish("s.a", "x".into())).await.unwrap();
    server.server.restart();
    let ack = soon(ack.into_future()).await.unwrap();
    assert_eq!((ack.sequence, soon(stream.get_info()).await.unwrap().state.messages), (1, 1));
}
