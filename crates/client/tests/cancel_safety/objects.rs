//! Object stores.

use crate::harness::{Bench, at_each_await, dropped_at};
use crate::support::{soon, until};
use futures_util::{StreamExt, TryStreamExt};
use nats_web::jetstream::object_store::{Config, ObjectMetadata, ObjectStore, UpdateMetadata};
use nats_web::jetstream::stream::StorageType;
use std::collections::BTreeMap;
use tokio::io::AsyncReadExt;

async fn store(bench: &Bench) -> ObjectStore {
    let config = Config { bucket: "o".into(), storage: StorageType::Memory, ..Default::default() };
    soon(bench.js.create_object_store(config)).await.unwrap()
}

/// That the names of objects, and the data that is there, belong together.
async fn is_consistent(bench: &Bench) -> bool {
    let store = bench.rig.admin.get_object_store("o").await.unwrap();
    let objects: Vec<_> = store.list().await.unwrap().try_collect().await.unwrap();
    let wanted: BTreeMap<String, usize> = objects
        .iter()
        .filter(|info| info.chunks > 0)
        .map(|info| (format!("$O.o.C.{}", info.nuid), info.chunks))
        .collect();
    let stream = bench.rig.admin.get_stream("OBJ_o").await.unwrap();
    let chunks: BTreeMap<String, usize> =
        stream.info_with_subjects("$O.o.C.>").await.unwrap().try_collect().await.unwrap();
    wanted == chunks && objects.len() <= 1 && stream.consumer_names().count().await == 0
}

async fn assert_consistent(bench: &Bench) {
    until(|| async { is_consistent(bench).await }).await;
}

fn small_chunks(name: &str) -> ObjectMetadata {
    ObjectMetadata { chunk_size: Some(1_000), ..ObjectMetadata::from(name) }
}

#[tokio::test]
async fn storing() {
    let mut bench = Bench::start().await;
    let store = store(&bench).await;
    let data = vec![7; 9_500];
    let put = async || store.put(small_chunks("a"), &mut &data[..]).await;
    let info = at_each_await!(bench, put(), |wait| {
        assert_consistent(&bench).await;
    });
    assert_eq!(info.unwrap().chunks, 10);
    assert_consistent(&bench).await;
    // One that is there already is there until all of the new one is.
    let data = vec![8; 5_500];
    let replace = async || store.put(small_chunks("a"), &mut &data[..]).await;
    at_each_await!(bench, replace(), |wait| {
        assert_consistent(&bench).await;
        let size = soon(store.info("a")).await.unwrap().size;
        assert!(size == 9_500 || size == 5_500, "{wait}: {size}");
    })
    .unwrap();
    assert_consistent(&bench).await;
}

#[tokio::test]
async fn changing_and_deleting() {
    let mut bench = Bench::start().await;
    let store = store(&bench).await;
    soon(store.put(small_chunks("a"), &mut &[7; 2_500][..])).await.unwrap();
    for (from, to) in [("a", "b"), ("b", "a"), ("a", "a")] {
        let rename = || UpdateMetadata { name: to.into(), ..Default::default() };
        // Done by one that was given up, it cannot be done again.
        let _ = at_each_await!(bench, store.update_metadata(from, rename()), |wait| {
            assert_consistent(&bench).await;
        });
        assert_eq!(soon(store.info(to)).await.unwrap().chunks, 3);
    }
    let _ = at_each_await!(bench, store.delete("a"), |wait| {
        assert_consistent(&bench).await;
    });
    assert_consistent(&bench).await;
    assert!(soon(store.info("a")).await.unwrap().deleted);
}

#[tokio::test]
async fn reading() {
    let mut bench = Bench::start().await;
    let store = store(&bench).await;
    let data: Vec<u8> = (0..50_000_u32).map(|at| (at ^ (at >> 7)) as u8).collect();
    soon(store.put(small_chunks("a"), &mut &data[..])).await.unwrap();
    at_each_await!(bench, store.info("a")).unwrap();
    at_each_await!(bench, async { store.list().await.unwrap().count().await });
    at_each_await!(bench, async { store.watch_with_history().await.unwrap().next().await }).unwrap().unwrap();
    let mut object = at_each_await!(bench, store.get("a")).unwrap();
    // A read that is given up has taken nothing.
    let mut got = Vec::new();
    loop {
        let mut piece = [0; 700];
        match dropped_at(1, object.read(&mut piece)).await {
            Some(len) => match len.unwrap() {
                0 => break,
                len => got.extend_from_slice(&piece[..len]),
            },
            None => tokio::task::yield_now().await,
        }
    }
    assert!(got == data);
    let read = async || {
        let mut got = Vec::new();
        store.get("a").await.unwrap().read_to_end(&mut got).await.map(|_| got)
    };
    let got = at_each_await!(bench, read(), |wait| {
        assert_consistent(&bench).await;
    });
    assert!(got.unwrap() == data);
}

#[tokio::test]
async fn opening_linking_and_sealing() {
    let mut bench = Bench::start().await;
    let js = bench.rig.js.clone();
    let config = || Config { bucket: "o".into(), storage: StorageType::Memory, ..Default::default() };
    at_each_await!(bench, js.create_object_store(config())).unwrap();
    let mut store = at_each_await!(bench, js.get_object_store("o")).unwrap();
    let object = soon(store.put("a", &mut &[7; 2_500][..])).await.unwrap();
    // A link is added whole or not at all, and again without harm.
    at_each_await!(bench, store.add_link("l", &object)).unwrap();
    at_each_await!(bench, store.add_bucket_link("m", "other")).unwrap();
    let mut data = Vec::new();
    soon(async { store.get("l").await.unwrap().read_to_end(&mut data).await }).await.unwrap();
    assert_eq!(data, [7; 2_500]);
    at_each_await!(bench, store.seal()).unwrap();
    assert!(soon(store.delete("a")).await.is_err());
    // It may be deleted by one that is given up.
    let _ = at_each_await!(bench, js.delete_object_store("o"));
    until(|| async { js.get_object_store("o").await.is_err() }).await;
}
