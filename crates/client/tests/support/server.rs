//! nats-server, started on free ports of this machine and stopped with its handle.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What a server's configuration has besides its ports.
#[derive(Clone, Default)]
pub struct ServerOptions {
    /// Text for the end of the configuration.
    pub extra: String,
    /// The `tls` block of the WebSocket port; none without TLS.
    pub web_tls: String,
}

/// A server that runs, or can be started again on the same ports.
pub struct Server {
    dir: TempDir,
    options: ServerOptions,
    child: Option<Child>,
    /// The port for plain NATS.
    pub nats_port: u16,
    /// The WebSocket port.
    pub ws_port: u16,
}

impl Server {
    /// A server without authentication and TLS.
    pub fn start() -> Self {
        Self::with(ServerOptions::default())
    }

    /// A server with more to its configuration.
    pub fn with_config(extra: &str) -> Self {
        Self::with(ServerOptions { extra: extra.to_owned(), ..ServerOptions::default() })
    }

    /// A server.
    pub fn with(options: ServerOptions) -> Self {
        let mut server = Self {
            dir: tempfile::tempdir().unwrap(),
            options,
            child: None,
            nats_port: free_port(),
            ws_port: free_port(),
        };
        server.restart();
        server
    }

    /// Where clients connect.
    pub fn url(&self) -> String {
        let scheme = if self.options.web_tls.is_empty() { "ws" } else { "wss" };
        format!("{scheme}://127.0.0.1:{}", self.ws_port)
    }

    /// Where clients connect over TCP.
    pub fn tcp_url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.nats_port)
    }

    /// Where clients connect over TCP with TLS.
    pub fn tls_url(&self) -> String {
        format!("tls://127.0.0.1:{}", self.nats_port)
    }

    /// Changes the end of the configuration, for the next start.
    pub fn reconfigure(&mut self, extra: &str) {
        self.options.extra = extra.to_owned();
    }

    /// Kills the server.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts the server, anew if it runs, on the same ports.
    pub fn restart(&mut self) {
        self.stop();
        let config = self.dir.path().join("server.conf");
        fs::write(&config, self.config()).unwrap();
        let log = fs::File::create(self.dir.path().join("log")).unwrap();
        let child = Command::new(binary())
            .arg("-c")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("nats-server does not start");
        self.child = Some(child);
        self.await_port(self.ws_port);
        self.await_port(self.nats_port);
    }

    /// The process, for signals.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().expect("the server runs").id()
    }

    fn await_port(&mut self, port: u16) {
        let deadline = Instant::now() + Duration::from_secs(20);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        while TcpStream::connect(address).is_err() {
            let exited = self.child.as_mut().and_then(|child| child.try_wait().ok()).flatten();
            if exited.is_some() || Instant::now() > deadline {
                let log = fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
                panic!("nats-server does not listen on port {port}:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn config(&self) -> String {
        let tls = if self.options.web_tls.is_empty() { "no_tls: true" } else { &self.options.web_tls };
        format!(
            "listen: \"127.0.0.1:{}\"\nmax_payload: 8388608\nwebsocket {{ listen: \"127.0.0.1:{}\", {tls} }}\n{}\n",
            self.nats_port, self.ws_port, self.options.extra
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Servers that know each other.
pub fn cluster(size: usize) -> Vec<Server> {
    cluster_with(size, "")
}

/// Servers that know each other, with more to the configuration of each.
pub fn cluster_with(size: usize, extra: &str) -> Vec<Server> {
    let ports: Vec<u16> = (0..size).map(|_| free_port()).collect();
    let routes: Vec<String> = ports.iter().map(|port| format!("\"nats://127.0.0.1:{port}\"")).collect();
    let routes = routes.join(", ");
    let config = |port| format!("cluster {{ name: c, listen: \"127.0.0.1:{port}\", routes: [{routes}] }}\n{extra}");
    ports.iter().map(|port| Server::with_config(&config(port))).collect()
}

/// A port nobody listens on, below those that the system gives to outgoing connections.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 15_000 + (std::process::id() as u16).wrapping_mul(37).wrapping_add(step) % 15_000;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

/// `$NATS_SERVER`, else `nats-server` on the path, else where this project's own tools are.
fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("NATS_SERVER") {
        return named.into();
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/tools");
    std::env::split_paths(&on_path)
        .chain([tools])
        .map(|dir| dir.join("nats-server"))
        .find(|file| file.is_file())
        .expect("these tests need nats-server: set NATS_SERVER, put it on the PATH or into target/tools")
}
