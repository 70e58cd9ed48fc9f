//! The examples run, and print what they promise.

mod support;

use std::path::PathBuf;
use std::sync::Once;
use support::{Server, soon};
use tempfile::TempDir;
use tokio::process::Command;

/// What the example prints.
async fn printed(example: &str, server: &Server) -> String {
    BUILT.call_once(build);
    let test = std::env::current_exe().unwrap();
    let program: PathBuf = test.ancestors().nth(2).unwrap().join("examples").join(example);
    let output = soon(Command::new(program).arg(server.url()).output()).await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{example}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Where only these tests are wanted, cargo has not built the examples beside them. A run of the whole workspace's tests has,
/// and says so: there the features of dependencies are others, so this would build nearly everything again.
fn build() {
    if std::env::var_os("EXAMPLES_ARE_BUILT").is_some() {
        return;
    }
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--examples"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    // What cargo tells this test about its package would have build scripts run again.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_M"))
    {
        cargo.env_remove(name);
    }
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    assert!(cargo.status().unwrap().success(), "the examples do not compile");
}

static BUILT: Once = Once::new();

#[tokio::test]
async fn hello() {
    let server = Server::start();
    assert_eq!(
        printed("hello", &server).await,
        "news.weather: rain\nnews.sport: 2:1\nhello, ada\nnobody listens there\nrefused: invalid subject: the subject has whitespace\n"
    );
}

#[tokio::test]
async fn service() {
    let server = Server::start();
    assert_eq!(printed("service", &server).await, "apple: 0.30\nmoon: 404 we have none\ninstances: 1\n");
}

/// A server with streams, which are stored in the folder.
fn with_jetstream() -> (Server, TempDir) {
    let files = tempfile::tempdir().unwrap();
    (Server::with_config(&format!("jetstream {{ store_dir: {:?} }}", files.path())), files)
}

#[tokio::test]
async fn jetstream() {
    let (server, _files) = with_jetstream();
    assert_eq!(
        printed("jetstream", &server).await,
        "stored in ORDERS\nstored in ORDERS\nstored in ORDERS\ntea: served\ncoffee: not yet\nmilk: served\ncoffee: served\nleft: 0\n"
    );
}

#[tokio::test]
async fn kv() {
    let (server, _files) = with_jetstream();
    assert_eq!(
        printed("kv", &server).await,
        "refused: wrong last revision\nkitchen.light Put on\nkitchen.light Put off\nkitchen.light Delete \nkeys: hall.light\na deleted key: None\n"
    );
}

#[tokio::test]
async fn objects() {
    let (server, _files) = with_jetstream();
    assert_eq!(
        printed("objects", &server).await,
        "sunset.jpg: 1000000 bytes in 8 chunks\nthe same: true\nstored: sunset.jpg\ndeleted: true\n"
    );
}

#[tokio::test]
async fn reconnect() {
    let server = Server::start();
    assert_eq!(printed("reconnect", &server).await, "disconnected\nreconnected\nparcel 1\nparcel 2\nparcel 3\n");
}

#[tokio::test]
async fn blocking_face() {
    let server = Server::start();
    assert_eq!(
        printed("blocking_face", &server).await,
        "news.weather: rain (4 bytes)\nnews.photo: #### (3000000 bytes)\nhello, ada\nSome(NoResponders)\nnews.number: 1000\n"
    );
}
