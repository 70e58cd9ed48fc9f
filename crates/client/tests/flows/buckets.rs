//! Buckets of keys and values.

use crate::support::{Rig, soon, until};
use bytes::Bytes;
use futures_util::TryStreamExt;
use nats_web::jetstream::context::{CreateKeyValueErrorKind, KeyValueErrorKind, UpdateKeyValueErrorKind};
use nats_web::jetstream::kv::{
    Config, CreateErrorKind, EntryErrorKind, Operation, PutErrorKind, Store, UpdateErrorKind,
};
use nats_web::jetstream::stream::{Source, StorageType};
use std::time::Duration;

pub(crate) async fn bucket(rig: &Rig, history: i64) -> Store {
    let storage = StorageType::Memory;
    let config = Config { bucket: "b".into(), history, storage, ..Default::default() };
    soon(rig.js.create_key_value(config)).await.unwrap()
}

async fn value(store: &Store, key: &str) -> Option<Bytes> {
    soon(store.get(key)).await.unwrap()
}

#[tokio::test]
async fn values_are_put_read_and_removed() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    assert_eq!(soon(store.put("a", "1".into())).await.unwrap(), 1);
    assert_eq!(soon(store.put("a", "2".into())).await.unwrap(), 2);
    assert_eq!(value(&store, "a").await.as_deref(), Some(&b"2"[..]));
    assert_eq!(value(&store, "b").await, None);
    let entry = soon(store.entry_for_revision("a", 1)).await.unwrap().unwrap();
    assert_eq!((&entry.value[..], entry.revision, entry.operation), (&b"1"[..], 1, Operation::Put));
    soon(store.put("b", "3".into())).await.unwrap();
    assert!(soon(store.entry_for_revision("a", 3)).await.unwrap().is_none(), "it is another key's");
    assert!(soon(store.entry_for_revision("a", 99)).await.unwrap().is_none());
    soon(store.delete("a")).await.unwrap();
    assert_eq!(value(&store, "a").await, None);
    assert_eq!(soon(store.entry("a")).await.unwrap().unwrap().operation, Operation::Delete);
    soon(store.purge("a")).await.unwrap();
    assert_eq!(soon(store.entry("a")).await.unwrap().unwrap().operation, Operation::Purge);
    assert!(soon(store.entry_for_revision("a", 1)).await.unwrap().is_none());
    let status = soon(store.status()).await.unwrap();
    assert_eq!((status.bucket(), status.values(), status.history()), ("b", 2, 5));
}

#[tokio::test]
async fn a_bucket_that_only_its_leader_reads() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    soon(store.put("a", "1".into())).await.unwrap();
    let mut config = store.stream.cached_info().config.clone();
    config.allow_direct = false;
    soon(rig.js.update_stream(config)).await.unwrap();
    let store = soon(rig.js.get_key_value("b")).await.unwrap();
    assert_eq!(value(&store, "a").await.as_deref(), Some(&b"1"[..]));
    assert_eq!(value(&store, "none").await, None);
    assert!(soon(store.entry_for_revision("a", 99)).await.unwrap().is_none());
    assert_eq!(soon(store.entry_for_revision("a", 1)).await.unwrap().unwrap().revision, 1);
}

#[tokio::test]
async fn a_key_is_created_while_it_has_no_value() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    let create = async |value: &'static str| soon(store.create("a", value.into())).await;
    assert_eq!(create("1").await.unwrap(), 1);
    assert_eq!(create("2").await.unwrap_err().kind(), CreateErrorKind::AlreadyExists);
    soon(store.delete("a")).await.unwrap();
    assert_eq!(create("3").await.unwrap(), 3);
    soon(store.purge("a")).await.unwrap();
    create("4").await.unwrap();
    assert_eq!(value(&store, "a").await.as_deref(), Some(&b"4"[..]));
}

#[tokio::test]
async fn a_revision_may_be_expected() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 5).await;
    let first = soon(store.update("a", "1".into(), 0)).await.unwrap();
    let wrong = soon(store.update("a", "2".into(), 0)).await.unwrap_err();
    assert_eq!(wrong.kind(), UpdateErrorKind::WrongLastRevision);
    let second = soon(store.update("a", "2".into(), first)).await.unwrap();
    let wrong = soon(store.delete_expect_revision("a", Some(first))).await.unwrap_err();
    assert_eq!(wrong.kind(), UpdateErrorKind::WrongLastRevision);
    let wrong = soon(store.purge_expect_revision("a", Some(first))).await.unwrap_err();
    assert_eq!(wrong.kind(), UpdateErrorKind::WrongLastRevision);
    soon(store.delete_expect_revision("a", Some(second))).await.unwrap();
    assert_eq!(value(&store, "a").await, None);
}

#[tokio::test]
async fn keys_with_a_time_to_live_go() {
    let rig = Rig::start().await;
    let config = Config {
        bucket: "b".into(),
        limit_markers: Some(Duration::from_secs(60)),
        storage: StorageType::Memory,
        ..Default::default()
    };
    let store = soon(rig.js.create_key_value(config)).await.unwrap();
    let ttl = Duration::from_secs(1);
    soon(store.create_with_ttl("a", "1".into(), ttl)).await.unwrap();
    until(|| async { value(&store, "a").await.is_none() }).await;
    assert_eq!(soon(store.entry("a")).await.unwrap().unwrap().operation, Operation::Purge);
    // The key is created anew over what marks its end, and goes again.
    soon(store.create_with_ttl("a", "2".into(), ttl)).await.unwrap();
    assert_eq!(value(&store, "a").await.as_deref(), Some(&b"2"[..]));
    until(|| async { value(&store, "a").await.is_none() }).await;
    soon(store.put("b", "1".into())).await.unwrap();
    soon(store.purge_with_ttl("b", ttl)).await.unwrap();
    until(|| async { soon(store.entry("b")).await.unwrap().is_none() }).await;
    // More than servers can count is refused by them, and so is nothing.
    for ttl in [Duration::MAX, Duration::ZERO] {
        let refused = soon(store.create_with_ttl("c", "1".into(), ttl)).await.unwrap_err();
        assert_eq!(refused.kind(), CreateErrorKind::Other);
    }
}

#[tokio::test]
async fn what_is_no_key_is_refused_at_once() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 1).await;
    for key in ["", ".a", "a.", "a..b", "a b", "a*", "ü"] {
        assert_eq!(soon(store.put(key, "1".into())).await.unwrap_err().kind(), PutErrorKind::InvalidKey, "{key}");
        assert_eq!(soon(store.get(key)).await.unwrap_err().kind(), EntryErrorKind::InvalidKey, "{key}");
        assert_eq!(soon(store.create(key, "1".into())).await.unwrap_err().kind(), CreateErrorKind::InvalidKey);
        assert_eq!(soon(store.delete(key)).await.unwrap_err().kind(), UpdateErrorKind::InvalidKey);
    }
}

#[tokio::test]
async fn buckets_are_made_found_changed_and_removed() {
    let rig = Rig::start().await;
    let config = Config { bucket: "b".into(), ..Default::default() };
    let missing = soon(rig.js.update_key_value(config.clone())).await.unwrap_err();
    assert_eq!(missing.kind(), UpdateKeyValueErrorKind::NotFound);
    soon(rig.js.create_or_update_key_value(config.clone())).await.unwrap();
    let changed = Config { history: 7, ..config.clone() };
    assert_eq!(
        soon(rig.js.create_key_value(changed.clone())).await.unwrap_err().kind(),
        CreateKeyValueErrorKind::BucketCreate
    );
    let store = soon(rig.js.update_key_value(changed)).await.unwrap();
    assert_eq!(soon(store.status()).await.unwrap().history(), 7);
    let store = soon(rig.js.get_key_value("b")).await.unwrap();
    assert_eq!(store.stream_name, "KV_b");
    soon(rig.js.delete_key_value("b")).await.unwrap();
    assert_eq!(soon(rig.js.get_key_value("b")).await.unwrap_err().kind(), KeyValueErrorKind::GetBucket);
    assert_eq!(soon(rig.js.get_key_value("b.c")).await.unwrap_err().kind(), KeyValueErrorKind::InvalidStoreName);
    let long = Config { history: 65, ..config };
    assert_eq!(soon(rig.js.create_key_value(long)).await.unwrap_err().kind(), CreateKeyValueErrorKind::TooLongHistory);
}

#[tokio::test]
async fn a_mirror_has_the_keys_of_what_it_mirrors() {
    let rig = Rig::start().await;
    let store = bucket(&rig, 1).await;
    soon(store.put("a", "1".into())).await.unwrap();
    let mirror = Some(Source { name: "b".into(), ..Default::default() });
    let storage = StorageType::Memory;
    let config = Config { bucket: "m".into(), mirror, storage, ..Default::default() };
    let mirror = soon(rig.js.create_key_value(config)).await.unwrap();
    until(|| async { value(&mirror, "a").await.is_some() }).await;
    soon(mirror.put("c", "2".into())).await.unwrap();
    assert_eq!(value(&store, "c").await.as_deref(), Some(&b"2"[..]));
    let keys: Vec<String> = soon(soon(mirror.keys()).await.unwrap().try_collect()).await.unwrap();
    assert!(keys.contains(&"a".to_owned()), "{keys:?}");
}
