//! A link that can be cut and stalled.

use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Carries TCP connections to a port of this machine.
pub struct Proxy {
    port: u16,
    state: Arc<watch::Sender<State>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct State {
    /// Connections of earlier epochs are cut.
    epoch: u64,
    /// Clients of connections of earlier ones are cut off; their servers do not learn of it.
    abandoned: u64,
    is_stalled: bool,
    is_refusing: bool,
    /// What the server says is lost.
    is_muted: bool,
}

impl Proxy {
    /// A proxy in front of `target`.
    pub async fn start(target: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(watch::Sender::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                if !shared.borrow().is_refusing {
                    tokio::spawn(carry(socket, target, shared.subscribe()));
                }
            }
        });
        Self { port, state }
    }

    /// Where clients connect.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// Where clients connect over TCP, if the target is the port for that.
    pub fn tcp_url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Ends all connections.
    pub fn cut(&self) {
        self.state.send_modify(|state| state.epoch += 1);
    }

    /// Ends all connections for their clients. The servers take them for whole.
    pub fn abandon(&self) {
        self.state.send_modify(|state| state.abandoned += 1);
    }

    /// Holds back all bytes, or no longer.
    pub fn stall(&self, is_stalled: bool) {
        self.state.send_modify(|state| state.is_stalled = is_stalled);
    }

    /// Has what the server says from now on be lost, or no longer. Links that have lost something are of no use: cut them.
    pub fn mute(&self, is_muted: bool) {
        self.state.send_modify(|state| state.is_muted = is_muted);
    }

    /// Ends new connections at once, or no longer.
    pub fn refuse(&self, is_refusing: bool) {
        self.state.send_modify(|state| state.is_refusing = is_refusing);
    }
}

async fn carry(client: TcpStream, target: u16, mut state: watch::Receiver<State>) {
    let Ok(mut server) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await else { return };
    let State { epoch, abandoned, .. } = *state.borrow();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.split();
    let up = copy(from_client, to_server, state.clone(), |_| false);
    let down = copy(from_server, to_client, state.clone(), |state| state.is_muted);
    let mut ending = state.clone();
    tokio::select! {
        () = async { tokio::join!(up, down); } => return,
        _ = ending.wait_for(|state| state.epoch != epoch) => return,
        _ = state.wait_for(|state| state.abandoned != abandoned) => {}
    }
    let mut nowhere = tokio::io::sink();
    tokio::select! {
        _ = tokio::io::copy(&mut server, &mut nowhere) => {}
        _ = ending.wait_for(|state| state.epoch != epoch) => {}
    }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut state: watch::Receiver<State>,
    is_lost: fn(&State) -> bool,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(len @ 1..) = from.read(&mut buffer).await {
        if is_lost(&state.borrow()) {
            continue;
        }
        if state.wait_for(|state| !state.is_stalled).await.is_err() || to.write_all(&buffer[..len]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}
