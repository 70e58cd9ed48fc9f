//! Messages that are read back from a stream.

use super::support::{Store, config, soon};
use nats_web::StatusCode;
use nats_web::jetstream::stream::{Config, DirectGetErrorKind, RawMessageErrorKind, Stream};
use std::error::Error as _;

async fn filled(store: &Store) -> Stream {
    let stream = store.stream().await;
    for (subject, payload) in [("s.a", "1"), ("s.b", "2"), ("s.a", "3"), ("s.c", "")] {
        soon(async { store.jetstream().publish(subject, payload.into()).await.unwrap().await }).await.unwrap();
    }
    stream
}

#[tokio::test]
async fn of_any_replica() {
    let store = Store::start().await;
    let stream = filled(&store).await;
    let message = soon(stream.direct_get(2)).await.unwrap();
    assert_eq!((message.subject.as_str(), message.sequence, &message.payload[..]), ("s.b", 2, &b"2"[..]));
    assert!(message.time <= nats_web::datetime::now() + std::time::Duration::from_secs(1));
    let sequence = |message: nats_web::jetstream::message::StreamMessage| message.sequence;
    assert_eq!(soon(stream.direct_get_last_for_subject("s.a")).await.map(sequence).unwrap(), 3);
    assert_eq!(soon(stream.direct_get_last_for_subject("s.*")).await.map(sequence).unwrap(), 4);
    assert_eq!(soon(stream.direct_get_first_for_subject("s.*")).await.map(sequence).unwrap(), 1);
    assert_eq!(soon(stream.direct_get_next_for_subject("s.a", Some(2))).await.map(sequence).unwrap(), 3);
    assert_eq!(soon(stream.direct_get_next_for_subject("s.a", None)).await.map(sequence).unwrap(), 1);
    let value = soon(stream.direct_get_builder().sequence(3).without_headers().send()).await.unwrap();
    assert_eq!(value.data, "3");
    assert_eq!(soon(stream.direct_get(4)).await.unwrap().payload, "");
}

#[tokio::test]
async fn what_a_replica_has_not() {
    let store = Store::start().await;
    let stream = filled(&store).await;
    for sought in [stream.direct_get(9).await, stream.direct_get_last_for_subject("s.z").await] {
        assert_eq!(sought.unwrap_err().kind(), DirectGetErrorKind::NotFound);
    }
    for subject in ["s..a", "", "s a"] {
        let error = soon(stream.direct_get_last_for_subject(subject)).await.unwrap_err();
        assert!(
            matches!(error.kind(), DirectGetErrorKind::InvalidSubject | DirectGetErrorKind::NotFound),
            "{subject:?} {error}"
        );
        let error = soon(stream.direct_get_first_for_subject(subject)).await.unwrap_err();
        assert_eq!(error.kind(), DirectGetErrorKind::InvalidSubject, "{subject:?}");
    }
    // A request that asks for nothing, and one for two messages.
    for asked in [stream.direct_get_builder(), stream.direct_get_builder().sequence(2).last_by_subject("s.a")] {
        let error = soon(asked.send()).await.unwrap_err();
        assert_eq!(error.kind(), DirectGetErrorKind::InvalidSubject);
        assert!(error.source().is_some(), "the server says why");
    }
    let closed = Config { allow_direct: false, ..config("CLOSED") };
    let closed = soon(store.jetstream().create_stream(closed)).await.unwrap();
    let error = soon(closed.direct_get(1)).await.unwrap_err();
    assert_eq!(error.kind(), DirectGetErrorKind::ErrorResponse(StatusCode::NO_RESPONDERS, "no responders".into()));
    assert_eq!(error.to_string(), "unable to get message: 503 no responders");
}

#[tokio::test]
async fn of_the_leader() {
    let store = Store::start().await;
    let stream = filled(&store).await;
    let message = soon(stream.get_raw_message(2)).await.unwrap();
    assert_eq!((message.subject.as_str(), message.sequence, &message.payload[..]), ("s.b", 2, &b"2"[..]));
    assert!(message.headers.is_empty());
    let sequence = |message: nats_web::jetstream::message::StreamMessage| message.sequence;
    assert_eq!(soon(stream.get_last_raw_message_by_subject("s.*")).await.map(sequence).unwrap(), 4);
    assert_eq!(soon(stream.get_next_raw_message_by_subject("s.*")).await.map(sequence).unwrap(), 1);
    assert_eq!(soon(stream.get_first_raw_message_by_subject("s.a", 2)).await.map(sequence).unwrap(), 3);
    let value = soon(stream.raw_message_builder().last_by_subject("s.a").without_headers().send()).await.unwrap();
    assert_eq!(value.data, "3");

    let error = soon(stream.get_raw_message(9)).await.unwrap_err();
    assert_eq!(error.kind(), RawMessageErrorKind::NoMessageFound);
    let error = soon(stream.get_last_raw_message_by_subject("s..a")).await.unwrap_err();
    assert_eq!(error.kind(), RawMessageErrorKind::InvalidSubject);
    let error = soon(stream.raw_message_builder().send()).await.unwrap_err();
    assert!(matches!(error.kind(), RawMessageErrorKind::JetStream(_)), "{error}");
}
