//! Object stores.

use crate::support::{Rig, next, soon, until};
use futures_util::{StreamExt, TryStreamExt};
use nats_web::HeaderMap;
use nats_web::jetstream::ContextBuilder;
use nats_web::jetstream::context::ObjectStoreErrorKind;
use nats_web::jetstream::object_store::{
    AddLinkErrorKind, Config, GetErrorKind, InfoErrorKind, ObjectMetadata, ObjectStore, PutErrorKind, UpdateMetadata,
    UpdateMetadataErrorKind,
};
use nats_web::jetstream::stream::StorageType;
use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

async fn store(rig: &Rig) -> ObjectStore {
    let config = Config { bucket: "o".into(), storage: StorageType::Memory, ..Default::default() };
    soon(rig.js.create_object_store(config)).await.unwrap()
}

fn data(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 7 + at / 251) as u8).collect()
}

async fn read(store: &ObjectStore, name: &str) -> io::Result<Vec<u8>> {
    let mut object = soon(store.get(name)).await.unwrap();
    let mut got = Vec::new();
    soon(object.read_to_end(&mut got)).await?;
    Ok(got)
}

/// How many messages of data the store has.
async fn chunks(rig: &Rig) -> usize {
    let stream = rig.admin.get_stream("OBJ_o").await.unwrap();
    let subjects = stream.info_with_subjects("$O.o.C.>").await.unwrap();
    subjects.map(|subject| subject.unwrap().1).fold(0, |sum, count| async move { sum + count }).await
}

/// Data whose reading fails, or never ends, after a while.
struct Broken {
    left: usize,
    fails: bool,
}

impl AsyncRead for Broken {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return if self.fails { Poll::Ready(Err(io::Error::other("broken"))) } else { Poll::Pending };
        }
        let len = self.left.min(buf.remaining());
        buf.put_slice(&vec![1; len]);
        self.left -= len;
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn objects_of_a_context_with_few_publishes_at_a_time() {
    let rig = Rig::start().await;
    let context = ContextBuilder::new().max_ack_inflight(4).backpressure_on_inflight(false).build(rig.client.clone());
    store(&rig).await;
    let store = soon(context.get_object_store("o")).await.unwrap();
    let metadata = ObjectMetadata { chunk_size: Some(1_000), ..ObjectMetadata::from("a") };
    soon(store.put(metadata, &mut &data(100_000)[..])).await.unwrap();
    assert_eq!(read(&store, "a").await.unwrap(), data(100_000));
    assert_eq!(chunks(&rig).await, 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objects_of_all_sizes() {
    let rig = Rig::start().await;
    let store = store(&rig).await;
    let chunk = 128 * 1024;
    for len in [0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 5_000_000] {
        let data = data(len);
        let info = soon(store.put("a", &mut &data[..])).await.unwrap();
        assert_eq!((info.size, info.chunks), (len, len.div_ceil(chunk)));
        assert!(read(&store, "a").await.unwrap() == data, "{len}");
        assert_eq!(chunks(&rig).await, len.div_ceil(chunk), "what was before is gone");
    }
    // Nothing of its readers is left behind.
    let stream = rig.admin.get_stream("OBJ_o").await.unwrap();
    until(|| async { stream.consumer_names().count().await == 0 }).await;
}

#[tokio::test]
async fn a_slow_reader_and_a_lost_link() {
    let rig = Rig::start().await;
    let store = store(&rig).await;
    let data = data(6_000_000);
    soon(store.put("a", &mut &data[..])).await.unwrap();
    let mut object = soon(store.get("a")).await.unwrap();
    let mut got = vec![0; 1_000_000];
    soon(object.read_exact(&mut got)).await.unwrap();
    rig.proxy.cut();
    soon(object.read_to_end(&mut got)).await.unwrap();
    assert!(got == data);
}

#[tokio::test]
async fn a_put_that_is_given_up_leaves_nothing() {
    let rig = Rig::start().await;
    let store = store(&rig).await;
    let data = data(3_000_000);
    let mut slow = (&data[..1_000_000]).chain(Broken { left: 0, fails: false });
    let metadata = ObjectMetadata::from("a");
    let put = store.put(metadata, &mut slow);
    // Given up: nothing is left of it.
    assert!(tokio::time::timeout(std::time::Duration::from_millis(300), put).await.is_err());
    until(|| async { chunks(&rig).await == 0 }).await;
    assert_eq!(soon(store.info("a")).await.unwrap_err().kind(), InfoErrorKind::NotFound);
}

#[tokio::test]
async fn data_that_cannot_be_read_leaves_what_was_there() {
    let rig = Rig::start().await;
    let store = store(&rig).await;
    soon(store.put("a", &mut &b"old"[..])).await.unwrap();
    let error = soon(store.put("a", &mut Broken { left: 500_000, fails: true })).await.unwrap_err();
    assert_eq!(error.kind(), PutErrorKind::ReadChunks);
    assert_eq!(read(&store, "a").await.unwrap(), b"old");
    assert_eq!(chunks(&rig).await, 1);
    assert_eq!(soon(store.put("", &mut &b""[..])).await.unwrap_err().kind(), PutErrorKind::InvalidName);
}

#[tokio::test]
async fn chunks_fit_what_the_server_takes() {
    let rig = Rig::start().await;
    let store = store(&rig).await;
    let data = data(20_000_000);
    let large = ObjectMetadata { chunk_size: Some(1 << 30), ..ObjectMetadata::from("a") };
    let info = soon(store.put(large, &mut &data[..])).await.unwrap();
    assert_eq!(info.options.unwrap().max_chunk_size, Some(8 * 1024 * 1024));
    assert!(read(&store, "a").await.unwrap() == data);
    let small = ObjectMetadata { chunk_size: Some(10), ..ObjectMetadata::from("b") };
    assert_eq!(soon(store.put(small, &mut &data[..105])).await.unwrap().chunks, 11);
    assert!(read(&store, "b").await.unwrap() == data[..105]);
}

#[tokio::test]
async fn what_is_wrong_with_the_data_is_an_error() {
    let rig = Rig::start().await;
    let store = store(&rig).await;
    let metadata = || ObjectMetadata { chunk_size: Some(10), ..ObjectMetadata::from("a") };
    let info = soon(store.put(metadata(), &mut &data(100)[..])).await.unwrap();
    let stream = rig.admin.get_stream("OBJ_o").await.unwrap();
    // A chunk is missing.
    soon(stream.delete_message(5)).await.unwrap();
    assert_eq!(read(&store, "a").await.unwrap_err().kind(), io::ErrorKind::InvalidData);
    // A chunk is another one.
    let subject = format!("$O.o.C.{}", info.nuid);
    soon(async { rig.admin.publish(subject, "0123456789".into()).await.unwrap().await }).await.unwrap();
    let error = read(&store, "a").await.unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (io::ErrorKind::InvalidData, "wrong digest"));
}

#[tokio::test]
async fn what_is_said_of_an_object() {
    let rig = Rig::start().await;
    let store = store(&rig).await;
    let mut headers = HeaderMap::new();
    headers.append("k", "v");
    let metadata = ObjectMetadata {
        name: "a name, 日本".into(),
        description: Some("d".into()),
        metadata: HashMap::from([("m".into(), "n".into())]),
        headers: Some(headers.clone()),
        chunk_size: None,
    };
    soon(store.put(metadata.clone(), &mut &b"data"[..])).await.unwrap();
    let info = soon(store.info("a name, 日本")).await.unwrap();
    assert_eq!((info.size, info.chunks, info.headers.as_ref()), (4, 1, Some(&headers)));
    assert_eq!((&info.metadata, info.description.as_deref()), (&metadata.metadata, Some("d")));
    assert!(info.digest.unwrap().starts_with("SHA-256=") && info.modified.is_some());

    let renamed = UpdateMetadata { name: "b".into(), headers: Some(headers.clone()), ..Default::default() };
    soon(store.update_metadata("a name, 日本", renamed)).await.unwrap();
    assert_eq!(soon(store.get("a name, 日本")).await.unwrap_err().kind(), GetErrorKind::NotFound);
    let info = soon(store.info("b")).await.unwrap();
    assert_eq!((info.description, info.headers), (None, Some(headers)));
    assert_eq!(read(&store, "b").await.unwrap(), b"data");

    soon(store.put("c", &mut &b"other"[..])).await.unwrap();
    let taken = UpdateMetadata { name: "c".into(), ..Default::default() };
    let error = soon(store.update_metadata("b", taken)).await.unwrap_err();
    assert_eq!(error.kind(), UpdateMetadataErrorKind::NameAlreadyInUse);
    // The name of one that was deleted is free.
    soon(store.delete("c")).await.unwrap();
    let free = UpdateMetadata { name: "c".into(), ..Default::default() };
    soon(store.update_metadata("b", free)).await.unwrap();
    assert_eq!(read(&store, "c").await.unwrap(), b"data");
}

#[tokio::test]
async fn links_lead_to_objects() {
    let rig = Rig::start().await;
    let store = store(&rig).await;
    soon(store.put("a", &mut &b"data"[..])).await.unwrap();
    let object = soon(store.get("a")).await.unwrap();
    let link = soon(store.add_link("l", &object)).await.unwrap();
    assert_eq!(read(&store, "l").await.unwrap(), b"data");
    soon(store.add_link("l", &object)).await.expect("a link may be replaced");
    let kind = async |result| soon(async { result }).await;
    assert_eq!(kind(store.add_link("m", &link).await).await.unwrap_err().kind(), AddLinkErrorKind::LinkToLink);
    assert_eq!(kind(store.add_link("", &object).await).await.unwrap_err().kind(), AddLinkErrorKind::EmptyName);
    assert_eq!(kind(store.add_link("a", &object).await).await.unwrap_err().kind(), AddLinkErrorKind::AlreadyExists);
    soon(store.delete("a")).await.unwrap();
    let deleted = soon(store.info("a")).await.unwrap();
    assert_eq!(kind(store.add_link("m", &deleted).await).await.unwrap_err().kind(), AddLinkErrorKind::Deleted);
    assert_eq!(soon(store.get("l")).await.unwrap_err().kind(), GetErrorKind::NotFound);
    soon(store.add_bucket_link("o2", "other")).await.unwrap();
    assert_eq!(soon(store.get("o2")).await.unwrap_err().kind(), GetErrorKind::BucketLink);
}

#[tokio::test]
async fn objects_are_listed_watched_deleted_and_sealed() {
    let rig = Rig::start().await;
    let mut store = store(&rig).await;
    assert_eq!(soon(soon(store.list()).await.unwrap().count()).await, 0);
    let mut watch = soon(store.watch()).await.unwrap();
    for name in ["a", "b", "c"] {
        soon(store.put(name, &mut &b"data"[..])).await.unwrap();
        assert_eq!(next(&mut watch).await.unwrap().unwrap().name, name);
    }
    // The last that there is was deleted.
    soon(store.delete("c")).await.unwrap();
    assert!(next(&mut watch).await.unwrap().unwrap().deleted);
    assert_eq!(chunks(&rig).await, 2);
    let list: Vec<_> = soon(soon(store.list()).await.unwrap().try_collect()).await.unwrap();
    assert_eq!(list.iter().map(|info| info.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let all = soon(store.watch_with_history()).await.unwrap();
    let all: Vec<_> = soon(all.take(3).try_collect::<Vec<_>>()).await.unwrap();
    assert!(all[2].deleted && all[2].name == "c");
    soon(store.seal()).await.unwrap();
    assert!(soon(store.put("d", &mut &b"data"[..])).await.is_err());
    assert_eq!(read(&store, "a").await.unwrap(), b"data");
    soon(rig.js.delete_object_store("o")).await.unwrap();
    assert_eq!(soon(rig.js.get_object_store("o")).await.unwrap_err().kind(), ObjectStoreErrorKind::GetStore);
    assert_eq!(soon(rig.js.get_object_store("a.b")).await.unwrap_err().kind(), ObjectStoreErrorKind::InvalidBucketName);
}

/// Data whose reading cuts the link again and again.
struct Cutting<'a> {
    data: &'a [u8],
    rig: &'a Rig,
}

impl AsyncRead for Cutting<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let len = self.data.len().min(buf.remaining()).min(10_000);
        let (piece, rest) = self.data.split_at(len);
        buf.put_slice(piece);
        if self.data.len() / EVERY > rest.len() / EVERY {
            self.rig.proxy.cut();
        }
        self.data = rest;
        Poll::Ready(Ok(()))
    }
}

/// Of how many bytes each is followed by a cut.
const EVERY: usize = 700_000;

#[tokio::test]
async fn over_lost_links_an_object_is_stored_whole() {
    let mut rig = Rig::start().await;
    rig.js.set_timeout(std::time::Duration::from_secs(1));
    let store = store(&rig).await;
    let data = data(2_000_000);
    let info = soon(store.put("a", &mut Cutting { data: &data, rig: &rig })).await.unwrap();
    assert_eq!((info.size, chunks(&rig).await), (data.len(), info.chunks));
    assert!(read(&store, "a").await.unwrap() == data);
}
