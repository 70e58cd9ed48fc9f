//! Starts servers for the tests of async-nats, on loopback. Each ends with its handle.
//!
//! `NATS_SERVER` names the program, by default `nats-server`. Whatever fails panics: this is for tests.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running server.
#[derive(Debug)]
pub struct Server {
    arguments: Vec<String>,
    /// Holds what the server stores, its log and the list of its ports.
    folder: TempDir,
    child: Child,
    url: String,
}

/// Three servers that know each other.
#[derive(Debug)]
pub struct Cluster {
    /// The servers, all of them ready.
    pub servers: [Server; 3],
}

/// Starts a server without configuration.
pub fn run_basic_server() -> Server {
    run_server("")
}

/// Starts a server with the configuration in a file, on a free port.
pub fn run_server(config: &str) -> Server {
    run_server_with_port(config, None)
}

/// Starts a server with the configuration in a file, on the port.
pub fn run_server_with_port(config: &str, port: Option<&str>) -> Server {
    let mut server = launch(config, port.unwrap_or("-1"), &[]);
    server.wait();
    server
}

/// Starts three servers with the configuration in a file, and waits until they have elected a leader.
pub fn run_cluster(config: &str) -> Cluster {
    let routes: Vec<u16> = free_ports(3);
    let all = routes.iter().map(|port| format!("nats://127.0.0.1:{port}")).collect::<Vec<_>>().join(",");
    let servers = [0, 1, 2].map(|number: usize| {
        let listen = format!("nats://127.0.0.1:{}", routes[number]);
        let name = format!("node{number}");
        let more =
            ["--name", &name, "--cluster_name", "cluster", "--cluster", &listen, "--routes", &all].map(str::to_owned);
        launch(config, "-1", &more)
    });
    let mut cluster = Cluster { servers };
    cluster.servers.iter_mut().for_each(Server::wait);
    for server in &cluster.servers {
        server.wait_for("metadata leader");
    }
    cluster
}

/// Tells the server that it will be stopped, so that its clients move on.
pub fn set_lame_duck_mode(server: &Server) {
    let pid = server.child.id().to_string();
    let status = Command::new(program()).args(["--signal", &format!("ldm={pid}")]).status();
    assert!(status.expect("a signal is sent").success(), "the server does not take the signal");
}

impl Server {
    /// Returns the URL for clients.
    pub fn client_url(&self) -> String {
        self.url.clone()
    }

    /// Returns the port for clients.
    pub fn client_port(&self) -> u16 {
        let (_, port) = self.url.rsplit_once(':').expect("a URL has a port");
        port.parse().expect("a port is a number")
    }

    /// Stops the server and starts it again: on the same port if it was given one, with what it has stored.
    pub fn restart(&mut self) {
        self.stop();
        self.child = spawn(&self.arguments, &self.folder);
        self.wait();
    }

    /// Waits until the server listens.
    fn wait(&mut self) {
        self.url = ready(&mut self.child, &self.folder);
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        for entry in fs::read_dir(self.folder.path()).into_iter().flatten().flatten() {
            if is_ports_file(&entry) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn wait_for(&self, words: &str) {
        until("a leader", || {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            log.contains(words).then_some(())
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Cluster {
    /// Returns the URL of the first server for clients.
    pub fn client_url(&self) -> String {
        self.servers[0].client_url()
    }
}

fn launch(config: &str, port: &str, more: &[String]) -> Server {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |below: &str| folder.path().join(below).to_string_lossy().into_owned();
    let mut arguments: Vec<String> = ["--addr", "127.0.0.1", "--port", port].map(str::to_owned).to_vec();
    arguments.extend(["--store_dir".into(), path("store"), "--log".into(), path("log")]);
    arguments.extend(["--ports_file_dir".into(), path("")]);
    if !config.is_empty() {
        arguments.extend(["--config".into(), config.into()]);
    }
    arguments.extend_from_slice(more);
    let child = spawn(&arguments, &folder);
    Server { arguments, folder, child, url: String::new() }
}

fn spawn(arguments: &[String], folder: &TempDir) -> Child {
    let errors = fs::File::create(folder.path().join("errors")).expect("a file for what goes wrong");
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
    command.spawn().expect("nats-server starts: NATS_SERVER names it")
}

/// Waits until the server listens. Returns its URL for clients; certificates are for "localhost".
fn ready(child: &mut Child, folder: &TempDir) -> String {
    until("the server's ports", || {
        if let Some(status) = child.try_wait().expect("the server can be asked") {
            let read = |name| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
            panic!("the server ended with {status}: {}{}", read("errors"), read("log"));
        }
        let entry = fs::read_dir(folder.path()).ok()?.flatten().find(is_ports_file)?;
        let ports = fs::read_to_string(entry.path()).ok()?;
        let (_, list) = ports.split_once("\"nats\"")?;
        let url = list.split('"').nth(1)?;
        let (scheme, address) = url.split_once("://")?;
        let (_, port) = address.rsplit_once(':')?;
        Some(format!("{scheme}://localhost:{port}"))
    })
}

fn is_ports_file(entry: &fs::DirEntry) -> bool {
    entry.path().extension().is_some_and(|extension| extension == "ports")
}

/// Returns ports that are free now.
fn free_ports(count: usize) -> Vec<u16> {
    let held: Vec<_> =
        (0..count).map(|_| std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free")).collect();
    held.iter().map(|listener| listener.local_addr().expect("it listens").port()).collect()
}

fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "no sign of {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn program() -> String {
    std::env::var("NATS_SERVER").unwrap_or_else(|_| "nats-server".to_owned())
}
