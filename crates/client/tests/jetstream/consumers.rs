//! Consumers: configuring, listing, pausing, resetting, deleting.

use super::support::{Store, config, soon};
use futures_util::TryStreamExt;
use nats_web::datetime;
use nats_web::jetstream::ErrorCode;
use nats_web::jetstream::consumer::{
    AckPolicy, Config, DeliverPolicy, IntoConsumerConfig, OrderedPullConsumer, PriorityPolicy, PullConsumer,
    PushConsumer, ReplayPolicy, pull, push,
};
use nats_web::jetstream::context::ConsumerInfoErrorKind;
use nats_web::jetstream::stream::{
    ConsumerCreateStrictErrorKind, ConsumerErrorKind, ConsumerResetErrorKind, ConsumerUpdateErrorKind, Stream,
};
use std::collections::HashMap;
use std::time::Duration;

/// A configuration without a default that can be had together.
fn full() -> pull::Config {
    pull::Config {
        durable_name: Some("full".into()),
        name: Some("full".into()),
        description: Some("all of it".into()),
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: 7 },
        ack_policy: AckPolicy::Explicit,
        ack_wait: Duration::from_secs(3),
        max_deliver: 4,
        filter_subjects: vec!["s.a".into(), "s.b.>".into()],
        replay_policy: ReplayPolicy::Original,
        sample_frequency: 50,
        max_waiting: 9,
        max_ack_pending: 8,
        headers_only: true,
        max_batch: 7,
        max_bytes: 6000,
        max_expires: Duration::from_secs(5),
        inactive_threshold: Duration::from_secs(60),
        num_replicas: 1,
        memory_storage: true,
        metadata: HashMap::from([("owner".into(), "us".into())]),
        backoff: vec![Duration::from_secs(3), Duration::from_secs(9)],
        priority_policy: PriorityPolicy::PinnedClient,
        priority_groups: vec!["east".into()],
        priority_timeout: Duration::from_secs(11),
        pause_until: Some(datetime::parse_rfc3339("2099-01-02T03:04:05.000000006Z").unwrap()),
        ..Default::default()
    }
}

fn named(name: &str) -> pull::Config {
    pull::Config { durable_name: Some(name.into()), ..Default::default() }
}

#[tokio::test]
async fn a_full_pull_configuration_comes_back() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let consumer = soon(stream.create_consumer(full())).await.unwrap();
    let info = consumer.cached_info();
    assert!(info.paused && info.pause_remaining > Some(Duration::from_secs(1)));
    assert_eq!(info.priority_groups.iter().map(|group| group.group.as_str()).collect::<Vec<_>>(), ["east"]);
    let mut got = info.config.clone();
    got.metadata.retain(|name, _| !name.starts_with("_nats."));
    assert_eq!(got, full().into_consumer_config());
    // What came back can be sent.
    soon(stream.create_consumer(info.config.clone())).await.unwrap();
    let same: PullConsumer = soon(stream.get_consumer("full")).await.unwrap();
    assert_eq!(same.cached_info().created, info.created);
}

#[tokio::test]
async fn a_full_push_configuration_comes_back() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let sent = push::Config {
        deliver_subject: "deliver".into(),
        durable_name: Some("push".into()),
        name: Some("push".into()),
        deliver_group: Some("group".into()),
        deliver_policy: DeliverPolicy::ByStartTime {
            start_time: datetime::parse_rfc3339("2020-01-02T03:04:05.006Z").unwrap(),
        },
        ack_policy: AckPolicy::All,
        ack_wait: Duration::from_secs(9),
        max_deliver: -1,
        filter_subject: "s.a".into(),
        rate_limit: 10_000,
        max_ack_pending: 8,
        flow_control: true,
        idle_heartbeat: Duration::from_secs(5),
        num_replicas: 1,
        memory_storage: true,
        ..Default::default()
    };
    let consumer = soon(stream.create_consumer(sent.clone())).await.unwrap();
    let mut got = consumer.cached_info().config.clone();
    got.metadata.clear();
    assert_eq!(got, sent.into_consumer_config());
    assert!(!consumer.cached_info().push_bound);
    let same: PushConsumer = soon(stream.get_consumer("push")).await.unwrap();
    assert_eq!(same.cached_info().name, "push");
    assert!(soon(stream.get_consumer::<pull::Config>("push")).await.is_err());
    let error = soon(stream.get_or_create_consumer("push", named("push"))).await.unwrap_err();
    assert_eq!(error.kind(), ConsumerErrorKind::InvalidConsumerType);
}

#[tokio::test]
async fn every_policy_comes_back() {
    let store = Store::start().await;
    let stream = store.stream().await;
    for deliver_policy in [DeliverPolicy::All, DeliverPolicy::Last, DeliverPolicy::New, DeliverPolicy::LastPerSubject] {
        let filter_subject = "s.a".to_owned();
        let sent = pull::Config { deliver_policy, filter_subject, ack_policy: AckPolicy::None, ..Default::default() };
        let consumer = soon(stream.create_consumer(sent)).await.unwrap();
        assert_eq!(consumer.cached_info().config.deliver_policy, deliver_policy);
        assert_eq!(consumer.cached_info().config.ack_policy, AckPolicy::None);
    }
    let policies = [PriorityPolicy::Overflow, PriorityPolicy::Prioritized];
    for (priority_policy, name) in policies.into_iter().zip(["overflow", "prioritized"]) {
        let sent =
            pull::Config { priority_policy: priority_policy.clone(), priority_groups: vec!["g".into()], ..named(name) };
        let consumer = soon(stream.create_consumer(sent)).await.unwrap();
        assert_eq!(consumer.cached_info().config.priority_policy, priority_policy);
    }
    let flow_control = push::Config {
        deliver_subject: "deliver".into(),
        ack_policy: AckPolicy::FlowControl,
        flow_control: true,
        idle_heartbeat: Duration::from_secs(1),
        max_ack_pending: 10,
        max_deliver: -1,
        ..Default::default()
    };
    let consumer = soon(stream.create_consumer(flow_control)).await.unwrap();
    assert_eq!(consumer.cached_info().config.ack_policy, AckPolicy::FlowControl);
}

#[tokio::test]
async fn ordered_ones() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let pulled: OrderedPullConsumer = soon(stream.create_consumer(pull::OrderedConfig::default())).await.unwrap();
    let config = &pulled.cached_info().config;
    assert_eq!((config.ack_policy, config.max_deliver, config.memory_storage), (AckPolicy::None, 1, true));
    let pushed = push::OrderedConfig { deliver_subject: "deliver".into(), ..Default::default() };
    let pushed = soon(stream.create_consumer(pushed)).await.unwrap();
    let config = &pushed.cached_info().config;
    assert_eq!((config.flow_control, config.idle_heartbeat), (true, Duration::from_secs(5)));
}

#[tokio::test]
async fn created_updated_and_new() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let error = soon(stream.update_consumer(named("c"))).await.unwrap_err();
    assert_eq!(error.kind(), ConsumerUpdateErrorKind::DoesNotExist);
    soon(stream.create_consumer_strict(named("c"))).await.unwrap();
    let other = pull::Config { max_deliver: 3, ..named("c") };
    let error = soon(stream.create_consumer_strict(other.clone())).await.unwrap_err();
    assert_eq!(error.kind(), ConsumerCreateStrictErrorKind::AlreadyExists);
    soon(stream.create_consumer_strict(named("c"))).await.unwrap();
    let updated = soon(stream.update_consumer(other)).await.unwrap();
    assert_eq!(updated.cached_info().config.max_deliver, 3);
    let found = soon(stream.get_or_create_consumer("c", named("c"))).await.unwrap();
    assert_eq!(found.cached_info().config.max_deliver, 3);
    soon(stream.get_or_create_consumer("d", named("d"))).await.unwrap();
    let jetstream = store.jetstream();
    let same: PullConsumer = soon(jetstream.get_consumer_from_stream("d", "S")).await.unwrap();
    assert_eq!(same.cached_info().name, "d");
    assert!(soon(jetstream.delete_consumer_from_stream("d", "S")).await.unwrap().success);
    let error = soon(stream.delete_consumer("d")).await.map(|_| ()).unwrap_err();
    assert!(
        matches!(error.kind(), ConsumerErrorKind::JetStream(error) if error.kind() == ErrorCode::CONSUMER_NOT_FOUND)
    );
}

#[tokio::test]
async fn with_one_filter_and_several() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let ephemeral = pull::Config { filter_subject: "s.a".into(), ..Default::default() };
    let consumer = soon(stream.create_consumer(ephemeral)).await.unwrap();
    assert_eq!(consumer.cached_info().config.filter_subject, "s.a");
    for filter_subject in ["s.*", ">", "s.>"] {
        let config = pull::Config { filter_subject: filter_subject.into(), ..named("c") };
        let consumer = soon(stream.create_consumer(config)).await.unwrap();
        assert_eq!(consumer.cached_info().config.filter_subject, filter_subject);
    }
    let both = pull::Config { filter_subject: "s.a".into(), filter_subjects: vec!["s.b".into()], ..named("both") };
    let error = soon(stream.create_consumer(both)).await.unwrap_err();
    assert!(matches!(error.kind(), ConsumerErrorKind::JetStream(_)), "{error}");
    let malformed = pull::Config { filter_subject: "s..a".into(), ..named("malformed") };
    let error = soon(stream.create_consumer(malformed)).await.unwrap_err();
    assert_eq!(error.kind(), ConsumerErrorKind::InvalidName);
}

#[tokio::test]
async fn names_that_are_none() {
    let store = Store::start().await;
    let stream = store.stream().await;
    for name in ["a.b", "a b", "*", "a/b"] {
        let error = soon(stream.create_consumer(named(name))).await.unwrap_err();
        assert_eq!(error.kind(), ConsumerErrorKind::InvalidName, "{name}");
        let error = soon(stream.consumer_info(name)).await.unwrap_err();
        assert_eq!(error.kind(), ConsumerInfoErrorKind::InvalidName, "{name}");
        assert!(error.to_string().starts_with("invalid consumer name: invalid consumer name - "), "{error}");
        let error = soon(stream.delete_consumer(name)).await.map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ConsumerErrorKind::InvalidName, "{name}");
    }
    assert_eq!(soon(stream.consumer_info("")).await.unwrap_err().kind(), ConsumerInfoErrorKind::InvalidName);
    assert_eq!(soon(stream.consumer_info("none")).await.unwrap_err().kind(), ConsumerInfoErrorKind::NotFound);
    let elsewhere: Stream<()> = soon(store.jetstream().get_stream_no_info("NONE")).await.unwrap();
    assert_eq!(soon(elsewhere.consumer_info("c")).await.unwrap_err().kind(), ConsumerInfoErrorKind::StreamNotFound);
}

#[tokio::test]
async fn listed() {
    let store = Store::start().await;
    let stream = store.stream().await;
    for name in ["a", "b", "c"] {
        soon(stream.create_consumer(named(name))).await.unwrap();
    }
    let names: Vec<String> = soon(stream.consumer_names().try_collect()).await.unwrap();
    assert_eq!(names, ["a", "b", "c"]);
    let infos: Vec<_> = soon(stream.consumers().try_collect()).await.unwrap();
    assert!(infos.iter().map(|info| info.name.as_str()).eq(["a", "b", "c"]));
}

#[tokio::test]
async fn paused_and_resumed() {
    let store = Store::start().await;
    let stream = store.stream().await;
    let mut consumer = soon(stream.create_consumer(named("c"))).await.unwrap();
    let until = datetime::add_std_duration(datetime::now(), Duration::from_secs(60)).unwrap();
    let paused = soon(stream.pause_consumer("c", until)).await.unwrap();
    assert!(paused.paused && paused.pause_until == until && paused.pause_remaining.is_some());
    assert!(soon(consumer.info()).await.unwrap().paused);
    let resumed = soon(stream.resume_consumer("c")).await.unwrap();
    assert!(!resumed.paused);
    assert!(!soon(consumer.get_info()).await.unwrap().paused);
}

#[tokio::test]
async fn unpinned() {
    let store = Store::start().await;
    let stream = store.stream().await;
    soon(stream.create_consumer(pull::Config { pause_until: None, ..full() })).await.unwrap();
    let error = soon(stream.unpin_consumer("full", "west")).await.unwrap_err();
    assert!(
        matches!(error.kind(), ConsumerErrorKind::JetStream(error) if error.kind() == ErrorCode::CONSUMER_INVALID_PRIORITY_GROUP)
    );
    soon(stream.unpin_consumer("full", "east")).await.unwrap();
    assert_eq!(soon(stream.unpin_consumer("a.b", "east")).await.unwrap_err().kind(), ConsumerErrorKind::InvalidName);
}

#[tokio::test]
async fn reset_to_a_sequence() {
    let store = Store::start().await;
    let stream = store.stream().await;
    for _ in 0..5 {
        soon(async { store.jetstream().publish("s.a", "x".into()).await.unwrap().await }).await.unwrap();
    }
    let mut consumer = soon(stream.create_consumer(named("c"))).await.unwrap();
    let reset = soon(consumer.reset(Some(3))).await.unwrap();
    assert_eq!((reset.reset_seq, reset.info.num_pending), (3, 3));
    assert_eq!(consumer.cached_info().num_pending, 3);
    let reset = soon(stream.reset_consumer("c", None)).await.unwrap();
    assert_eq!(reset.info.name, "c");
    let from = pull::Config { deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: 4 }, ..named("from") };
    soon(stream.create_consumer(from)).await.unwrap();
    let error = soon(stream.reset_consumer("from", Some(1))).await.unwrap_err();
    assert_eq!(error.kind(), ConsumerResetErrorKind::InvalidReset);
}

#[tokio::test]
async fn by_its_durable_name() {
    let store = Store::start().await;
    let stream = soon(store.jetstream().create_stream(config("S"))).await.unwrap();
    let consumer = soon(stream.create_consumer(Config::from("worker"))).await.unwrap();
    assert_eq!(consumer.cached_info().config.durable_name.as_deref(), Some("worker"));
}
