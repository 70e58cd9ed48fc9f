//! Watching and listing keys.

use crate::buckets::bucket;
use crate::support::{Rig, next, soon, until};
use futures_util::{StreamExt, TryStreamExt, stream};
use nats_web::Event;
use nats_web::jetstream::ContextBuilder;
use nats_web::jetstream::kv::{Config, Entry, HistoryErrorKind, Operation, Watch, WatchErrorKind, WatcherErrorKind};
use std::error::Error;
use std::time::Duration;

async fn entry(watch: &mut Watch) -> Entry {
    next(watch).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_is_stored_once_a_watch_has_begun_comes() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    soon(store.put("a", "old".into())).await.unwrap();
    let mut watch = soon(store.watch("a")).await.unwrap();
    let mut all = soon(store.watch_all()).await.unwrap();
    for value in ["1", "2"] {
        soon(store.put("b", value.into())).await.unwrap();
        soon(store.put("a", value.into())).await.unwrap();
        let got = entry(&mut watch).await;
        assert_eq!((got.key.as_str(), &got.value[..], got.seen_current), ("a", value.as_bytes(), true));
        assert_eq!((entry(&mut all).await.key, entry(&mut all).await.key), ("b".into(), "a".into()));
    }
    soon(store.delete("a")).await.unwrap();
    assert_eq!(entry(&mut watch).await.operation, Operation::Delete);
}

#[tokio::test]
async fn what_there_is_comes_first_and_its_end_is_told() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    for (key, value) in [("a", "1"), ("a", "2"), ("b", "3"), ("c.d", "4")] {
        soon(store.put(key, value.into())).await.unwrap();
    }
    let mut watch = soon(store.watch_with_history("*")).await.unwrap();
    let first = entry(&mut watch).await;
    assert_eq!((first.key.as_str(), &first.value[..], first.delta, first.seen_current), ("a", &b"2"[..], 1, false));
    let second = entry(&mut watch).await;
    assert_eq!((second.key.as_str(), second.delta, second.seen_current), ("b", 0, true));
    let mut watch = soon(store.watch_many_with_history(["a", "c.>"])).await.unwrap();
    assert_eq!((entry(&mut watch).await.key, entry(&mut watch).await.key), ("a".into(), "c.d".into()));
    let mut watch = soon(store.watch_all_from_revision(3)).await.unwrap();
    assert_eq!((entry(&mut watch).await.revision, entry(&mut watch).await.revision), (3, 4));
}

#[tokio::test]
async fn a_watch_survives_its_consumer_and_its_link() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    let mut watch = soon(store.watch("a")).await.unwrap();
    let admin = soon(rig.admin.get_key_value("b")).await.unwrap();
    for value in ["1", "2", "3"] {
        rig.proxy.cut();
        soon(admin.put("a", value.into())).await.unwrap();
        assert_eq!(entry(&mut watch).await.value, value);
    }
    drop(watch);
    until(|| async { admin.stream.consumer_names().count().await == 0 }).await;
}

#[tokio::test]
async fn a_watch_of_a_bucket_that_is_removed_ends() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    let mut watch = soon(store.watch("a")).await.unwrap();
    soon(rig.js.delete_key_value("b")).await.unwrap();
    rig.proxy.cut();
    assert_eq!(next(&mut watch).await.unwrap().unwrap_err().kind(), WatcherErrorKind::Consumer);
    assert!(next(&mut watch).await.is_none());
}

#[tokio::test]
async fn history_ends_with_the_last_entry() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    assert_eq!(soon(soon(store.history("a")).await.unwrap().count()).await, 0);
    for value in 0..7 {
        soon(store.put("a", value.to_string().into())).await.unwrap();
    }
    soon(store.put("b", "x".into())).await.unwrap();
    let history: Vec<Entry> = soon(soon(store.history("a")).await.unwrap().try_collect()).await.unwrap();
    assert_eq!(history.iter().map(|entry| entry.revision).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
    soon(store.purge("a")).await.unwrap();
    assert_eq!(soon(soon(store.history("a")).await.unwrap().count()).await, 1);
}

#[tokio::test]
async fn keys_are_those_that_have_a_value() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    assert_eq!(soon(soon(store.keys()).await.unwrap().count()).await, 0);
    for key in ["a", "b", "c", "d.e"] {
        soon(store.put(key, "1".into())).await.unwrap();
    }
    soon(store.delete("b")).await.unwrap();
    // The last entry that there is is no key.
    soon(store.purge("c")).await.unwrap();
    let mut keys: Vec<String> = soon(soon(store.keys()).await.unwrap().try_collect()).await.unwrap();
    keys.sort();
    assert_eq!(keys, ["a", "d.e"]);
}

/// The next consumer tells what was replaced, too.
#[tokio::test]
async fn keys_are_those_that_have_a_value_whatever_becomes_of_the_link() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 2).await;
    let admin = soon(rig.admin.get_key_value("b")).await.unwrap();
    soon(admin.put("first", "1".into())).await.unwrap();
    // More than comes at once.
    let changes = stream::iter(0..4_000).map(|number| {
        let (admin, key) = (&admin, format!("{number}.{}", "k".repeat(3_000)));
        async move {
            admin.put(&key, "1".into()).await.unwrap();
            admin.delete(&key).await.unwrap();
        }
    });
    soon(changes.buffered(50).collect::<Vec<_>>()).await;
    soon(admin.put("last", "1".into())).await.unwrap();
    let mut events = rig.client.events();
    let mut keys = soon(store.keys()).await.unwrap();
    assert_eq!(next(&mut keys).await.unwrap().unwrap(), "first");
    rig.proxy.cut();
    while next(&mut events).await != Some(Event::Connected) {}
    let keys: Vec<String> = soon(keys.try_collect()).await.unwrap();
    assert_eq!(keys, ["last"]);
}

#[tokio::test]
async fn what_cannot_be_watched() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    for key in ["", "a..b", "a*", ">.a", "a b"] {
        assert_eq!(soon(store.watch(key)).await.unwrap_err().kind(), WatchErrorKind::InvalidKey, "{key}");
    }
    assert_eq!(soon(store.history("*")).await.unwrap_err().kind(), HistoryErrorKind::InvalidKey);
    soon(rig.js.delete_key_value("b")).await.unwrap();
    assert_eq!(soon(store.watch("a")).await.unwrap_err().kind(), WatchErrorKind::ConsumerCreate);
}

#[tokio::test]
async fn why_a_watch_could_not_begin() {
    let rig = Rig::start().await;
    bucket(&rig, 5).await;
    let context = ContextBuilder::new().timeout(Duration::from_millis(500)).build(rig.client.clone());
    let store = soon(context.get_key_value("b")).await.unwrap();
    rig.proxy.mute(true);
    let error = soon(store.watch("a")).await.unwrap_err();
    assert_eq!(error.kind(), WatchErrorKind::TimedOut);
    rig.proxy.mute(false);
    rig.proxy.cut();
    // Of an API of its own, that tells of the bucket and does nothing else.
    let admin = rig.admin.client();
    let mut questions = soon(admin.subscribe("OWN.STREAM.INFO.KV_b")).await.unwrap();
    soon(admin.flush()).await.unwrap();
    tokio::spawn(async move {
        while let Some(question) = questions.next().await {
            let answer = admin.request("$JS.API.STREAM.INFO.KV_b", "".into()).await.unwrap();
            admin.publish(question.reply.unwrap(), answer.payload).await.unwrap();
        }
    });
    let own = ContextBuilder::new().timeout(Duration::from_millis(500)).api_prefix("OWN").build(rig.client.clone());
    let store = soon(own.get_key_value("b")).await.unwrap();
    let error = soon(store.watch("a")).await.unwrap_err();
    assert_eq!(error.kind(), WatchErrorKind::ConsumerCreate);
    assert_eq!(error.source().unwrap().to_string(), "no responders");
}

#[tokio::test]
async fn a_watch_sees_what_a_bucket_has_that_takes_the_place_of_another() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    for value in ["1", "2", "3"] {
        soon(store.put("a", value.into())).await.unwrap();
    }
    let mut watch = soon(store.watch_with_history("a")).await.unwrap();
    assert_eq!(entry(&mut watch).await.revision, 3);
    rig.proxy.refuse(true);
    rig.proxy.cut();
    soon(rig.admin.delete_key_value("b")).await.unwrap();
    let config = Config { bucket: "b".into(), ..Default::default() };
    let again = soon(rig.admin.create_key_value(config)).await.unwrap();
    soon(again.put("a", "another".into())).await.unwrap();
    rig.proxy.refuse(false);
    let got = entry(&mut watch).await;
    assert_eq!((got.revision, &got.value[..]), (1, &b"another"[..]));
}
