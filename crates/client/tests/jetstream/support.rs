//! A server with JetStream, and a stream.

#[path = "../support/server.rs"]
#[allow(dead_code, unreachable_pub, reason = "other tests use more of it")]
mod server;

pub(super) use server::Server;

use nats_web::Client;
use nats_web::jetstream::stream::{Config, Stream};
use nats_web::jetstream::{self, Context};
use std::time::Duration;

/// How long anything may take before a test fails. No test passes by waiting for it.
const DEADLINE: Duration = Duration::from_secs(30);

/// The future's output, or a failed test.
#[track_caller]
pub(super) fn soon<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let place = std::panic::Location::caller();
    async move { tokio::time::timeout(DEADLINE, future).await.unwrap_or_else(|_| panic!("{place}: not in time")) }
}

/// A server with JetStream, whose files go with it.
pub(super) struct Store {
    pub(super) server: Server,
    pub(super) client: Client,
    _files: tempfile::TempDir,
}

impl Store {
    pub(super) async fn start() -> Self {
        Self::with("").await
    }

    /// With more in the server's configuration.
    pub(super) async fn with(extra: &str) -> Self {
        let files = tempfile::tempdir().unwrap();
        let server = Server::with_config(&format!("jetstream {{ store_dir: {:?} }}\n{extra}", files.path()));
        let client = soon(nats_web::connect(server.url())).await.unwrap();
        Self { server, client, _files: files }
    }

    pub(super) fn jetstream(&self) -> Context {
        jetstream::new(self.client.clone())
    }

    /// A stream `S` of the subjects `s.>`.
    pub(super) async fn stream(&self) -> Stream {
        self.jetstream().create_stream(config("S")).await.unwrap()
    }
}

/// The configuration of a stream of the subjects that begin with its name in lower case.
pub(super) fn config(name: &str) -> Config {
    Config {
        name: name.into(),
        subjects: vec![format!("{}.>", name.to_lowercase())],
        allow_direct: true,
        ..Config::default()
    }
}
