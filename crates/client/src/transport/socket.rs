//! What the driver needs of a socket.

use crate::error::DialError;
use crate::runtime::{BoxFuture, MaybeSend};
use bytes::Bytes;
use std::io;
use std::task::{Context, Poll};

/// An open socket. Its errors are final.
pub(crate) trait Socket: MaybeSend + Unpin + 'static {
    /// Is ready with what has come: a frame of a WebSocket, or what was read of a stream.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Broken>>;

    /// Is ready when the socket takes a frame.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>>;

    /// Takes a frame, after [`poll_ready`](Self::poll_ready) was ready.
    fn send(&mut self, frame: Bytes) -> Result<(), Broken>;

    /// Is ready when all frames have left this process.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>>;

    /// Returns how many bytes the socket holds that have not left this process.
    #[cfg(target_arch = "wasm32")]
    fn buffered(&self) -> u64;

    /// Says that nothing more is sent, and is ready when the peer has done the same or is gone.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()>;
}

/// Why a socket is of no use any more.
#[derive(Debug, Default)]
pub(crate) struct Broken {
    /// The platform's or the peer's words; there may be none.
    pub(crate) words: String,
    /// What that is to a link whose handshake is not over, if more is known than the words.
    pub(crate) cause: Option<DialError>,
}

impl Broken {
    /// A socket that ended with these words.
    pub(crate) fn with_words(words: impl Into<String>) -> Self {
        Self { words: words.into(), cause: None }
    }
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        let words = error.to_string();
        Self { words, cause: super::tls_fault(&error) }
    }
}

/// Where a socket is to lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DialTarget {
    /// `ws://`, `wss://`, `nats://` or `tls://`, as in the core's `Event::Dial`.
    pub(crate) url: String,
    /// The name or IP address that the server's certificate is to be for.
    pub(crate) tls_name: String,
}

/// A means to open sockets.
pub(crate) trait Transport: MaybeSend + 'static {
    /// The sockets it opens.
    type Socket: Socket;

    /// Opens a socket. Dropping the future cancels that.
    fn dial(&self, target: DialTarget) -> BoxFuture<Result<Self::Socket, DialError>>;

    /// Has an open socket speak TLS from here on. Dropping the future closes the socket.
    fn secure(&self, socket: Self::Socket, tls_name: String) -> BoxFuture<Result<Self::Socket, DialError>>;
}
