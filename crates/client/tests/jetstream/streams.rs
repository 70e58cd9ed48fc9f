//! Streams: configuring, listing, purging, deleting.

use super::support::{Store, config, soon};
use futures_util::{StreamExt, TryStreamExt};
use nats_web::datetime;
use nats_web::jetstream::ErrorCode;
use nats_web::jetstream::context::{CreateStreamErrorKind, GetStreamByNameErrorKind, GetStreamErrorKind};
use nats_web::jetstream::stream::{
    Compression, Config, ConsumerLimits, DeleteMessageErrorKind, DiscardPolicy, External, PersistenceMode, Placement,
    PurgeErrorKind, Republish, RetentionPolicy, Source, StorageType, SubjectTransform,
};
use std::collections::HashMap;
use std::error::Error as _;
use std::time::Duration;

/// A configuration without a default that can be had together.
fn full() -> Config {
    Config {
        name: "FULL".into(),
        max_bytes: 1 << 20,
        max_messages: 1000,
        max_messages_per_subject: 10,
        discard: DiscardPolicy::New,
        discard_new_per_subject: true,
        subjects: vec!["full.>".into()],
        retention: RetentionPolicy::Interest,
        max_consumers: 7,
        max_age: Duration::from_secs(3600),
        max_message_size: 1024,
        storage: StorageType::File,
        num_replicas: 1,
        no_ack: false,
        duplicate_window: Duration::from_secs(60),
        template_owner: "refused if it were sent".into(),
        description: Some("all of it".into()),
        allow_rollup: true,
        deny_delete: true,
        deny_purge: false,
        republish: Some(Republish { source: "full.>".into(), destination: "again.>".into(), headers_only: true }),
        allow_direct: true,
        metadata: HashMap::from([("owner".into(), "us".into())]),
        subject_transform: Some(SubjectTransform { source: "full.a".into(), destination: "full.b".into() }),
        compression: Some(Compression::S2),
        consumer_limits: Some(ConsumerLimits { inactive_threshold: Duration::from_secs(9), max_ack_pending: 8 }),
        first_sequence: Some(100),
        placement: None,
        persist_mode: Some(PersistenceMode::Default),
        pause_until: Some(datetime::now()),
        allow_message_ttl: true,
        subject_delete_marker_ttl: Some(Duration::from_secs(5)),
        allow_batch_publish: true,
        ..Config::default()
    }
}

#[tokio::test]
async fn a_full_configuration_comes_back() {
    let store = Store::start().await;
    let jetstream = store.jetstream();
    let mut stream = soon(jetstream.create_stream(full())).await.unwrap();
    let mut got = stream.cached_info().config.clone();
    assert_eq!(got.metadata.get("owner").map(String::as_str), Some("us"));
    got.metadata.retain(|name, _| !name.starts_with("_nats."));
    let sent = full();
    // What means nothing to a server, and what it says in other words.
    got.template_owner.clone_from(&sent.template_owner);
    got.pause_until = sent.pause_until;
    got.persist_mode = sent.persist_mode;
    assert_eq!(got, sent);
    assert_eq!(stream.cached_info().state.first_sequence, 100);

    // What came back can be sent.
    let mut config = soon(stream.info()).await.unwrap().config.clone();
    config.description = Some("another".into());
    let info = soon(jetstream.update_stream(&config)).await.unwrap();
    assert_eq!(info.config.description.as_deref(), Some("another"));
}

#[tokio::test]
async fn what_2_12_has_beside() {
    let store = Store::start().await;
    let sent = Config {
        allow_message_schedules: true,
        allow_atomic_publish: true,
        allow_rollup: true,
        max_age: Duration::from_secs(60),
        ..config("SCHEDULED")
    };
    let got = soon(store.jetstream().create_stream(&sent)).await.unwrap().cached_info().config.clone();
    assert!(got.allow_message_schedules && got.allow_atomic_publish);
    let sent = Config { allow_message_counter: true, ..config("COUNTED") };
    let got = soon(store.jetstream().create_stream(&sent)).await.unwrap().cached_info().config.clone();
    assert!(got.allow_message_counter);
    let sent = Config { persist_mode: Some(PersistenceMode::Async), ..config("LAZY") };
    let got = soon(store.jetstream().create_stream(&sent)).await.unwrap().cached_info().config.clone();
    assert_eq!(got.persist_mode, Some(PersistenceMode::Async));
}

#[tokio::test]
async fn mirrors_and_sources() {
    let store = Store::start().await;
    let jetstream = store.jetstream();
    store.stream().await;
    let mirror = Config {
        name: "MIRROR".into(),
        mirror: Some(Source { name: "S".into(), start_sequence: Some(1), ..Default::default() }),
        mirror_direct: true,
        ..Default::default()
    };
    let mut mirror = soon(jetstream.create_stream(mirror)).await.unwrap();
    let transforms = vec![SubjectTransform { source: "s.*".into(), destination: "t.{{wildcard(1)}}".into() }];
    let source = Source { name: "S".into(), subject_transforms: transforms.clone(), ..Default::default() };
    let sourcing = Config { name: "SOURCING".into(), sources: Some(vec![source.clone()]), ..Default::default() };
    let sourcing = soon(jetstream.create_stream(sourcing)).await.unwrap();
    assert_eq!(sourcing.cached_info().config.sources.as_deref(), Some(&[source][..]));
    assert_eq!(sourcing.cached_info().sources.len(), 1);

    soon(async { jetstream.publish("s.a", "x".into()).await.unwrap().await }).await.unwrap();
    let arrives = async {
        while mirror.info().await.unwrap().state.messages == 0 {
            tokio::task::yield_now().await;
        }
        while sourcing.get_info().await.unwrap().state.messages == 0 {
            tokio::task::yield_now().await;
        }
    };
    soon(arrives).await;
    assert_eq!(mirror.cached_info().mirror.as_ref().map(|mirror| mirror.name.as_str()), Some("S"));
    assert_eq!(
        soon(sourcing.direct_get_last_for_subject("t.a")).await.map(|_| ()).unwrap_err().to_string(),
        "unable to get message: 503 no responders"
    );
    assert_eq!(soon(sourcing.get_last_raw_message_by_subject("t.a")).await.unwrap().payload, "x");
}

#[tokio::test]
async fn a_domain_is_the_way_to_a_stream() {
    let store = Store::start().await;
    let of = |domain: &str, external| Config {
        name: "M".into(),
        mirror: Some(Source { name: "S".into(), domain: Some(domain.into()), external, ..Default::default() }),
        ..Default::default()
    };
    let stream = soon(store.jetstream().create_stream(of("hub", None))).await.unwrap();
    let mirror = stream.cached_info().config.mirror.clone().unwrap();
    assert_eq!(mirror.external, Some(External { api_prefix: "$JS.hub.API".into(), delivery_prefix: None }));
    let updated = soon(store.jetstream().update_stream(of("hub", None))).await.unwrap();
    assert_eq!(updated.config.mirror, Some(mirror), "an update goes the same way");
    let both = of("hub", Some(External::default()));
    let error = soon(store.jetstream().create_stream(both)).await.unwrap_err();
    assert_eq!(error.kind(), CreateStreamErrorKind::DomainAndExternalSet);
    let error = soon(store.jetstream().create_stream(of("a.b", None))).await.unwrap_err();
    assert!(error.source().is_some(), "{error}");
}

#[tokio::test]
async fn names_that_are_none() {
    let store = Store::start().await;
    let jetstream = store.jetstream();
    for name in ["a.b", "a b", "a*", ">", "a/b", "a\tb"] {
        let error = soon(jetstream.create_stream(name)).await.unwrap_err();
        assert_eq!(error.kind(), CreateStreamErrorKind::InvalidStreamName, "{name}");
        let error = soon(jetstream.get_or_create_stream(name)).await.unwrap_err();
        assert_eq!(error.kind(), CreateStreamErrorKind::InvalidStreamName, "{name}");
        let error = soon(jetstream.get_stream(name)).await.unwrap_err();
        assert_eq!(error.kind(), GetStreamErrorKind::InvalidStreamName, "{name}");
        let error = soon(jetstream.get_stream_no_info(name)).await.unwrap_err();
        assert_eq!(error.kind(), GetStreamErrorKind::InvalidStreamName, "{name}");
        let error = soon(jetstream.delete_stream(name)).await.map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), GetStreamErrorKind::InvalidStreamName, "{name}");
    }
    assert_eq!(soon(jetstream.create_stream("")).await.unwrap_err().kind(), CreateStreamErrorKind::EmptyStreamName);
    assert_eq!(
        soon(jetstream.update_stream(Config::default())).await.unwrap_err().kind(),
        CreateStreamErrorKind::EmptyStreamName
    );
    assert_eq!(soon(jetstream.get_stream("")).await.unwrap_err().kind(), GetStreamErrorKind::EmptyName);
}

#[tokio::test]
async fn created_found_updated_deleted() {
    let store = Store::start().await;
    let jetstream = store.jetstream();
    let error = soon(jetstream.get_stream("S")).await.unwrap_err();
    assert!(
        matches!(error.kind(), GetStreamErrorKind::JetStream(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND)
    );
    let error = soon(jetstream.update_stream(config("S"))).await.unwrap_err();
    assert_eq!(error.kind(), CreateStreamErrorKind::NotFound);
    soon(jetstream.create_or_update_stream(config("S"))).await.unwrap();
    let more = Config { max_messages: 5, ..config("S") };
    assert_eq!(soon(jetstream.create_or_update_stream(more)).await.unwrap().config.max_messages, 5);
    let error = soon(jetstream.create_stream(config("S"))).await.unwrap_err();
    assert!(
        matches!(error.kind(), CreateStreamErrorKind::JetStream(error) if error.kind() == ErrorCode::STREAM_NAME_EXIST)
    );
    let found = soon(jetstream.get_or_create_stream("S")).await.unwrap();
    assert_eq!(found.cached_info().config.max_messages, 5);
    let blind = soon(jetstream.get_stream_no_info("S")).await.unwrap();
    assert_eq!(soon(blind.get_info()).await.unwrap().config.max_messages, 5);

    assert_eq!(soon(jetstream.stream_by_subject("s.a")).await.unwrap(), "S");
    assert_eq!(soon(jetstream.stream_by_subject("s.*")).await.unwrap(), "S");
    let error = soon(jetstream.stream_by_subject("t")).await.unwrap_err();
    assert_eq!(error.kind(), GetStreamByNameErrorKind::NotFound);
    let error = soon(jetstream.stream_by_subject("a..b")).await.unwrap_err();
    assert_eq!(error.kind(), GetStreamByNameErrorKind::InvalidSubject);

    assert!(soon(jetstream.delete_stream("S")).await.unwrap().success);
    assert!(soon(jetstream.delete_stream("S")).await.is_err());
}

#[tokio::test]
async fn a_refusal_says_why() {
    let store = Store::start().await;
    store.stream().await;
    let overlap = Config { subjects: vec!["s.a".into()], ..config("OTHER") };
    let error = soon(store.jetstream().create_stream(overlap)).await.unwrap_err();
    let CreateStreamErrorKind::JetStream(refused) = error.kind() else { panic!("{error}") };
    assert_eq!((refused.code(), refused.error_code()), (400, ErrorCode::STREAM_SUBJECT_OVERLAP));
    assert_eq!(error.to_string(), format!("jetstream error: {refused}"));
    let placed =
        Config { placement: Some(Placement { cluster: Some("moon".into()), ..Default::default() }), ..config("P") };
    soon(store.jetstream().create_stream(placed)).await.unwrap();
}

#[tokio::test]
async fn more_streams_than_a_page_has() {
    let store = Store::start().await;
    let jetstream = store.jetstream();
    assert_eq!(soon(jetstream.stream_names().next()).await.map(|name| name.is_ok()), None);
    assert_eq!(soon(jetstream.streams().next()).await.map(|info| info.is_ok()), None);
    const COUNT: usize = 300;
    let create = |number: usize| {
        let jetstream = jetstream.clone();
        let config = Config { storage: StorageType::Memory, ..config(&format!("S{number:04}")) };
        async move { jetstream.create_stream(config).await.map(|_| ()) }
    };
    soon(futures_util::stream::iter(0..COUNT).map(create).buffer_unordered(50).try_collect::<()>()).await.unwrap();
    let wanted: Vec<String> = (0..COUNT).map(|number| format!("S{number:04}")).collect();
    let names: Vec<String> = soon(jetstream.stream_names().try_collect()).await.unwrap();
    assert_eq!(names, wanted, "in the order of the server");
    let infos: Vec<_> = soon(jetstream.streams().try_collect()).await.unwrap();
    assert!(infos.iter().map(|info| &info.config.name).eq(&wanted));
}

#[tokio::test]
async fn a_list_is_over_after_an_error() {
    let store = Store::start().await;
    let stream = store.stream().await;
    soon(store.jetstream().delete_stream("S")).await.unwrap();
    let mut consumers = stream.consumers();
    assert!(soon(consumers.next()).await.is_some_and(|item| item.is_err()));
    assert!(soon(consumers.next()).await.is_none());
}

#[tokio::test]
async fn subjects_and_deleted_messages() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let jetstream = store.jetstream();
    for subject in ["s.a", "s.b", "s.a", "s.c.d"] {
        soon(async { jetstream.publish(subject, "x".into()).await.unwrap().await }).await.unwrap();
    }
    let subjects = soon(stream.info_with_subjects("s.*")).await.unwrap();
    assert_eq!(subjects.info.state.messages, 4);
    let counted: HashMap<String, usize> = soon(subjects.try_collect()).await.unwrap();
    assert_eq!(counted, HashMap::from([("s.a".into(), 2), ("s.b".into(), 1)]));
    let none: Vec<_> = soon(soon(stream.info_with_subjects("t")).await.unwrap().collect::<Vec<_>>()).await;
    assert!(none.is_empty());

    assert!(soon(stream.delete_message(2)).await.unwrap());
    let error = soon(stream.delete_message(2)).await.unwrap_err();
    assert!(matches!(error.kind(), DeleteMessageErrorKind::JetStream(_)), "{error}");
    let info = soon(stream.info_builder().with_deleted(true).fetch()).await.unwrap().info;
    assert_eq!((info.state.deleted.as_deref(), info.state.deleted_count), (Some(&[2][..]), Some(1)));
}

#[tokio::test]
async fn more_subjects_than_a_page_has() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let jetstream = store.jetstream();
    // A page of the server has 100000; the whole of it is asked for in the time that a test has.
    const COUNT: usize = 100_100;
    for number in 0..COUNT {
        soon(jetstream.publish(format!("s.{number}"), "".into())).await.unwrap();
    }
    soon(jetstream.wait_for_acks()).await;
    let mut subjects = soon(stream.info_with_subjects(">")).await.unwrap();
    let mut seen = std::collections::HashSet::new();
    while let Some((subject, count)) = soon(subjects.try_next()).await.unwrap() {
        assert_eq!(count, 1);
        assert!(seen.insert(subject));
    }
    assert_eq!(seen.len(), COUNT);
}

#[tokio::test]
async fn purging() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let jetstream = store.jetstream();
    for number in 0..20 {
        let subject = if number % 2 == 0 { "s.even" } else { "s.odd" };
        soon(async { jetstream.publish(subject, "x".into()).await.unwrap().await }).await.unwrap();
    }
    assert_eq!(soon(stream.purge().filter("s.odd").keep(2).into_future()).await.unwrap().purged, 8);
    assert_eq!(soon(stream.purge().sequence(5).into_future()).await.unwrap().purged, 2);
    #[allow(deprecated, reason = "it is there still")]
    let purged = soon(stream.purge_subject("s.even")).await.unwrap().purged;
    assert_eq!(purged, 8);
    let rest = soon(stream.purge().into_future()).await.unwrap();
    assert!(rest.success && rest.purged == 2);
    soon(jetstream.update_stream(Config { deny_purge: true, ..config("S") })).await.map(|_| ()).unwrap();
    let error = soon(stream.purge().into_future()).await.unwrap_err();
    assert!(matches!(error.kind(), PurgeErrorKind::JetStream(_)), "{error}");
}
