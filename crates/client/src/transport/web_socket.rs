//! What the driver needs of a socket that carries frames.

use crate::error::DialError;
use crate::runtime::BoxFuture;
use bytes::Bytes;
use std::task::{Context, Poll};

/// An open WebSocket. Errors are the platform's words, and final.
pub(crate) trait WebSocket: Send + Unpin + 'static {
    /// Is ready with the next frame of data.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, String>>;

    /// Is ready when the socket takes a frame.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), String>>;

    /// Takes a frame, after [`poll_ready`](Self::poll_ready) was ready.
    fn send(&mut self, frame: Bytes) -> Result<(), String>;

    /// Is ready when all frames have left this process.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), String>>;

    /// Sends the close frame, and is ready when the peer has sent its own or is gone.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()>;
}

/// A means to open sockets.
pub(crate) trait Transport: Send + 'static {
    /// The sockets it opens.
    type Socket: WebSocket;

    /// Opens a socket to a `ws://` or `wss://` URL. Dropping the future cancels that.
    fn dial(&self, url: String) -> BoxFuture<Result<Self::Socket, DialError>>;
}
