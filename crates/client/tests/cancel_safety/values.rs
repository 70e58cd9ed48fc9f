//! Buckets of keys and values.

use crate::harness::{Bench, at_each_await, dropped_at};
use crate::support::{soon, until};
use futures_util::{StreamExt, TryStreamExt};
use nats_web::jetstream::kv::{Config, Store};
use nats_web::jetstream::stream::StorageType;

async fn bucket(bench: &Bench) -> Store {
    let config = Config { bucket: "b".into(), history: 10, storage: StorageType::Memory, ..Default::default() };
    soon(bench.js.create_key_value(config)).await.unwrap()
}

/// That no consumer is left in the bucket.
async fn assert_no_reader(store: &Store) {
    until(|| async { store.stream.consumer_names().count().await == 0 }).await;
}

#[tokio::test]
async fn changing() {
    let mut bench = Bench::start().await;
    let store = bucket(&bench).await;
    let last = async || store.entry("k").await.unwrap().map_or(0, |entry| entry.revision);
    // What is given up on its way is stored once or not at all.
    let mut before = last().await;
    let revision = at_each_await!(bench, store.put("k", "v".into()), |wait| {
        let now = last().await;
        assert!(now <= before + u64::from(wait > 0), "{wait}: {now} after {before}");
        before = now;
    });
    assert_eq!(revision.unwrap(), before + 1);
    let revision = last().await;
    let _ = at_each_await!(bench, store.update("k", "w".into(), revision));
    assert_eq!(store.get("k").await.unwrap().unwrap(), "w");
    at_each_await!(bench, store.delete("k")).unwrap();
    assert_eq!(store.get("k").await.unwrap(), None);
    let _ = at_each_await!(bench, store.create("k", "x".into()));
    assert_eq!(store.get("k").await.unwrap().unwrap(), "x");
    at_each_await!(bench, store.purge("k")).unwrap();
    assert_eq!(store.get("k").await.unwrap(), None);
}

#[tokio::test]
async fn opening() {
    let mut bench = Bench::start().await;
    let js = bench.rig.js.clone();
    let config = || Config { bucket: "b".into(), history: 10, storage: StorageType::Memory, ..Default::default() };
    at_each_await!(bench, js.create_key_value(config())).unwrap();
    at_each_await!(bench, js.create_or_update_key_value(config())).unwrap();
    at_each_await!(bench, js.update_key_value(config())).unwrap();
    at_each_await!(bench, js.get_key_value("b")).unwrap();
    // It may be deleted by one that is given up.
    let _ = at_each_await!(bench, js.delete_key_value("b"));
    until(|| async { js.get_key_value("b").await.is_err() }).await;
}

#[tokio::test]
async fn reading() {
    let mut bench = Bench::start().await;
    let store = bucket(&bench).await;
    for key in ["a", "b", "c"] {
        soon(store.put(key, "v".into())).await.unwrap();
    }
    assert_eq!(at_each_await!(bench, store.get("a")).unwrap().unwrap(), "v");
    at_each_await!(bench, store.entry("a")).unwrap();
    at_each_await!(bench, store.entry_for_revision("a", 1)).unwrap().unwrap();
    at_each_await!(bench, store.status()).unwrap();
    let keys = at_each_await!(bench, async { store.keys().await.unwrap().try_collect::<Vec<_>>().await }, |wait| {
        assert_no_reader(&store).await;
    });
    assert_eq!(keys.unwrap().len(), 3);
    let history = async || store.history("a").await.unwrap().try_collect::<Vec<_>>().await;
    assert_eq!(at_each_await!(bench, history()).unwrap().len(), 1);
    at_each_await!(bench, async { store.watch_all().await.map(drop) }, |wait| {
        assert_no_reader(&store).await;
    })
    .unwrap();
    assert_no_reader(&store).await;
}

#[tokio::test]
async fn watching() {
    let mut bench = Bench::start().await;
    let store = bucket(&bench).await;
    let mut watch = soon(store.watch_all()).await.unwrap();
    for revision in 1..50 {
        assert!(dropped_at(1, watch.next()).await.is_none());
        soon(store.put("k", "v".into())).await.unwrap();
        let entry = loop {
            match dropped_at(1, watch.next()).await {
                Some(entry) => break entry.unwrap().unwrap(),
                None => tokio::task::yield_now().await,
            }
        };
        assert_eq!(entry.revision, revision);
    }
    drop(watch);
    assert_no_reader(&store).await;
    bench.assert_clean().await;
}
