//! A private nats-server: free ports on the loopback, a temporary store, gone when dropped.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::shell;

/// A running server with JetStream, and WebSocket with compression.
///
/// Compression is on because nats-server then sends a browser one frame per flush instead of one per 4096 bytes,
/// and frames are what costs a browser most.
pub(super) struct NatsServer {
    program: PathBuf,
    folder: TempDir,
    process: Child,
    ports: Ports,
}

/// The ports a server listens on; -1 lets it choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ports {
    tcp: i32,
    ws: i32,
}

impl NatsServer {
    /// Starts one and waits until it listens.
    ///
    /// # Errors
    /// When the program cannot be started or gives up; with the end of its log.
    pub(super) fn start(program: PathBuf) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("nats-web-").tempdir()?;
        let (process, ports) = launch(&program, folder.path(), Ports { tcp: -1, ws: -1 })?;
        Ok(Self { program, folder, process, ports })
    }

    /// Ends the server and starts it again on the same ports with the same store.
    ///
    /// # Errors
    /// As for [`NatsServer::start`].
    pub(super) fn restart(&mut self) -> Result<()> {
        self.stop();
        (self.process, self.ports) = launch(&self.program, self.folder.path(), self.ports)?;
        Ok(())
    }

    /// Where a WebSocket client connects.
    pub(super) fn ws_url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.ports.ws)
    }

    /// Where any other client connects.
    pub(super) fn tcp_url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.ports.tcp)
    }

    fn stop(&mut self) {
        // Either fails only when the process has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn launch(program: &Path, folder: &Path, ports: Ports) -> Result<(Child, Ports)> {
    let config = folder.join("server.conf");
    fs::write(&config, configuration(folder, ports))?;
    let log = folder.join("server.log");
    let mut process = Command::new(program)
        .arg("--config")
        .arg(config)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&log)?)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    // The server writes this file once it listens.
    let file = folder.join(format!("nats-server_{}.ports", process.id()));
    let started = Instant::now();
    while started.elapsed() < START_LIMIT {
        if let Some(ports) = fs::read_to_string(&file).ok().and_then(|text| listening(&text)) {
            return Ok((process, ports));
        }
        if process.try_wait()?.is_some() {
            break;
        }
        thread::sleep(POLL);
    }
    let _ = process.kill();
    process.wait()?;
    bail!("nats-server did not start: {}", shell::tail(&fs::read_to_string(log)?, 3));
}

fn configuration(folder: &Path, ports: Ports) -> String {
    let Ports { tcp, ws } = ports;
    let folder = folder.display();
    format!(
        "server_name: demo
host: \"127.0.0.1\"
port: {tcp}
max_payload: 8MB
ports_file_dir: \"{folder}\"
websocket {{ host: \"127.0.0.1\", port: {ws}, no_tls: true, compression: true }}
jetstream {{ store_dir: \"{folder}/store\" }}
"
    )
}

/// The ports in the file that the server writes, or `None` while it is not complete.
fn listening(text: &str) -> Option<Ports> {
    let addresses: Value = serde_json::from_str(text).ok()?;
    let port = |kind: &str| addresses[kind][0].as_str()?.rsplit_once(':')?.1.parse().ok();
    Some(Ports { tcp: port("nats")?, ws: port("websocket")? })
}

const START_LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(20);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_once_the_file_is_whole() {
        let text = r#"{"nats":["nats://127.0.0.1:45793"],"websocket":["ws://127.0.0.1:35793"]}"#;
        assert_eq!(listening(text), Some(Ports { tcp: 45793, ws: 35793 }));
        assert_eq!(listening(&text[..40]), None);
        assert_eq!(listening(r#"{"nats":["nats://127.0.0.1:45793"]}"#), None);
    }

    #[test]
    fn the_configuration_stays_on_the_loopback() {
        let text = configuration(Path::new("/x"), Ports { tcp: -1, ws: 7 });
        assert_eq!(text.matches("host: \"127.0.0.1\"").count(), 2);
        assert!(text.contains("port: -1\n") && text.contains("port: 7,") && text.contains("compression: true"));
    }

    #[test]
    fn a_program_that_gives_up_is_an_error_with_its_words() {
        let error = NatsServer::start("false".into()).err().expect("no server");
        assert!(error.to_string().starts_with("nats-server did not start"));
    }
}
