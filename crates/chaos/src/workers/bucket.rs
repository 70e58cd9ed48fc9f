//! Changes the keys of a bucket.

use crate::Parts;
use futures_util::TryStreamExt;
use nats_web::Error;
use nats_web::jetstream::kv::Store;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::task::JoinSet;

/// Begins to change keys; each is changed by one at a time.
pub(crate) async fn change_keys(parts: &Parts, bucket: &str, tasks: &mut JoinSet<()>) -> Result<(), Error> {
    let store = parts.jetstream().get_key_value(bucket).await?;
    let next = Arc::new(AtomicU64::new(0));
    for (number, key) in (0..).zip(KEYS) {
        let (mut parts, store, next) = (parts.part(number), store.clone(), Arc::clone(&next));
        tasks.spawn(async move {
            let mut changes = 0;
            while parts.goes_on() {
                let key = format!("{key}.{}", changes / CHANGES);
                let value = next.fetch_add(1, Ordering::Relaxed).to_string();
                if let Err(error) = change(&mut parts, &store, &key, &value).await {
                    parts.met("kv", &*error);
                }
                changes += 1;
                parts.rest(20, 200).await;
            }
        });
    }
    Ok(())
}

async fn change(parts: &mut Parts, store: &Store, key: &str, value: &str) -> Result<(), Error> {
    let bytes = value.to_owned().into();
    let revision = match parts.dice.roll(8) {
        0 => return Ok(store.delete(key).await?),
        1 => store.create(key, bytes).await?,
        2 | 3 => {
            let revision = store.entry(key).await?.map_or(1, |entry| entry.revision);
            store.update(key, bytes, revision).await?
        }
        4 => return read_keys(parts, store).await,
        _ => store.put(key, bytes).await?,
    };
    parts.report.changed(revision, &format!("{key} PUT {value}"));
    Ok(())
}

async fn read_keys(parts: &Parts, store: &Store) -> Result<(), Error> {
    let keys: Vec<String> = store.keys().await?.try_collect().await?;
    let different: BTreeSet<&String> = keys.iter().collect();
    if different.len() != keys.len() {
        parts.report.wrong(&parts.name, &format!("a key comes twice: {keys:?}"));
    }
    Ok(())
}

/// How often a key is changed: less than the bucket keeps of each, so that the stream has no gaps.
const CHANGES: u64 = 50;
/// What keys begin with.
const KEYS: [&str; 4] = ["a", "b", "c.d", "e.f.g"];
