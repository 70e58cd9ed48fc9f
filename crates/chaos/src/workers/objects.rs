//! Stores, reads and deletes objects.

use super::pause;
use crate::Parts;
use nats_web::Error;
use nats_web::jetstream::object_store::{DeleteErrorKind, GetErrorKind, ObjectMetadata, ObjectStore, PutErrorKind};
use nats_web_jetstream::object::digest::Hasher;
use tokio::io::AsyncReadExt;
use tokio::task::JoinSet;

/// Begins to store, read and delete; each object is one task's.
pub(crate) async fn keep_objects(parts: &Parts, bucket: &str, tasks: &mut JoinSet<()>) -> Result<(), Error> {
    let store = parts.jetstream().get_object_store(bucket).await?;
    for (number, name) in (0..).zip(["a", "b", "c"]) {
        let name = format!("{}-{name}", parts.name);
        let keeper = Keeper { parts: parts.part(number), store: store.clone(), name, held: None, puts: 0 };
        tasks.spawn(keeper.run());
    }
    Ok(())
}

/// Keeps one object.
struct Keeper {
    parts: Parts,
    store: ObjectStore,
    name: String,
    /// The digest of what it must hold; none for no object.
    held: Option<String>,
    puts: u8,
}

impl Keeper {
    async fn run(mut self) {
        self.hold(None);
        while self.parts.goes_on() {
            let (what, outcome) = match self.parts.dice.roll(7) {
                0..3 => ("put", self.put().await),
                3..6 => ("get", self.get().await),
                _ => ("delete", self.delete().await),
            };
            match outcome {
                Ok(()) => self.parts.report.did(what),
                Err(error) => {
                    self.parts.report.did("fail");
                    self.parts.met(&format!("{what} of an object"), &*error);
                }
            }
            self.parts.rest(50, 200).await;
        }
    }

    async fn put(&mut self) -> Result<(), Error> {
        let size = SIZES[usize::try_from(self.parts.dice.roll(SIZES.len() as u64))?];
        let size = size + usize::try_from(self.parts.dice.roll(2))?;
        self.puts = self.puts.wrapping_add(1);
        let data: Vec<u8> = (0..size).map(|at| (at * 7 + size + (at >> 8)) as u8 ^ self.puts).collect();
        let metadata = ObjectMetadata { chunk_size: Some(CHUNK), ..ObjectMetadata::from(self.name.as_str()) };
        let digest = digest(&data);
        let info = match self.store.put(metadata, &mut &data[..]).await {
            // It is stored, and what was before is still to be removed.
            Err(error) if error.kind() == PutErrorKind::PurgeOldChunks => {
                self.hold(Some(digest));
                return Err(error.into());
            }
            put => put?,
        };
        if info.digest.as_ref() != Some(&digest) {
            let words = format!("{} is stored as {:?}, and is {digest}", self.name, info.digest);
            self.parts.report.wrong(&self.parts.name, &words);
        }
        self.hold(Some(digest));
        Ok(())
    }

    /// Until what is found is what must be there: a replica may be a while behind.
    async fn get(&mut self) -> Result<(), Error> {
        for _ in 0..MOST_LOOKS {
            if self.found().await? == self.held {
                return Ok(());
            }
            self.parts.report.did("get what is old");
            pause(250).await;
        }
        let words = format!("{} is {:?}, and was stored as {:?}", self.name, self.found().await?, self.held);
        self.parts.report.wrong(&self.parts.name, &words);
        Ok(())
    }

    /// Returns the digest of what there is.
    async fn found(&self) -> Result<Option<String>, Error> {
        match self.store.get(&self.name).await {
            Ok(mut object) => {
                let mut data = Vec::new();
                object.read_to_end(&mut data).await?;
                Ok(Some(digest(&data)))
            }
            Err(error) if error.kind() == GetErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Until it succeeds: what failed may have been done in part.
    async fn delete(&mut self) -> Result<(), Error> {
        loop {
            match self.store.delete(&self.name).await {
                Ok(()) => break,
                Err(error) if error.kind() == DeleteErrorKind::NotFound => break,
                Err(error) => self.parts.met("delete of an object", &error),
            }
            pause(100).await;
        }
        self.hold(None);
        Ok(())
    }

    fn hold(&mut self, digest: Option<String>) {
        self.held = digest;
        self.parts.report.held(&self.name, self.held.as_deref());
    }
}

fn digest(data: &[u8]) -> String {
    let mut hasher = Hasher::default();
    hasher.update(data);
    hasher.finish().text()
}

/// How often a get looks, four times a second.
const MOST_LOOKS: u32 = 80;
const CHUNK: usize = 16 * 1024;
const SIZES: [usize; 7] = [0, 1, CHUNK - 1, CHUNK, 5 * CHUNK, 20 * CHUNK, 400_000];
