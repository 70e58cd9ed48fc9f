//! WebSockets over a stream.

use super::stream::{FirstBytes, Stream};
use super::{Broken, Socket, dial_error};
use crate::error::DialError;
use bytes::Bytes;
use futures_core::Stream as _;
use futures_sink::Sink as _;
use http::{HeaderName, HeaderValue};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio_websockets::upgrade::Error as UpgradeError;
use tokio_websockets::{ClientBuilder, Config, Error as WsError, Limits, Message, WebSocketStream};

/// Has a stream become a WebSocket, by a handshake with more headers.
pub(super) async fn upgrade(
    url: &str,
    mut stream: Stream,
    headers: &[(HeaderName, HeaderValue)],
) -> Result<WsSocket, DialError> {
    let first = stream.note_first();
    let mut builder = ClientBuilder::new()
        .uri(url)
        .map_err(|error| DialError::NotWebSocket(Arc::new(error)))?
        .limits(Limits::default().max_payload_len(Some(MAX_FRAME)))
        .config(Config::default().frame_size(usize::MAX).flush_threshold(FLUSH_AT));
    for (name, value) in headers {
        let added = builder.add_header(name.clone(), value.clone());
        builder = added.map_err(|error| DialError::NotWebSocket(Arc::new(error)))?;
    }
    let (socket, _) = builder.connect_on(stream).await.map_err(|error| refusal(error, &first))?;
    Ok(WsSocket(socket))
}

/// An open WebSocket.
#[derive(Debug)]
pub(crate) struct WsSocket(WebSocketStream<Stream>);

impl Socket for WsSocket {
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Broken>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_next(cx)) {
                Some(Ok(message)) if message.is_binary() || message.is_text() => {
                    return Poll::Ready(Ok(message.into_payload().into()));
                }
                Some(Ok(message)) => {
                    if let Some((_, reason)) = message.as_close() {
                        return Poll::Ready(Err(Broken::with_words(reason)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Err(broken(error))),
                None => return Poll::Ready(Err(Broken::default())),
            }
        }
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        Pin::new(&mut self.0).poll_ready(cx).map_err(broken)
    }

    fn send(&mut self, frame: Bytes) -> Result<(), Broken> {
        Pin::new(&mut self.0).start_send(Message::binary(frame)).map_err(broken)
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        Pin::new(&mut self.0).poll_flush(cx).map_err(broken)
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll_close(cx).map(drop)
    }
}

fn broken(error: WsError) -> Broken {
    match error {
        WsError::Io(error) => error.into(),
        error => Broken::with_words(error.to_string()),
    }
}

/// Returns why the port did not become a WebSocket.
fn refusal(error: WsError, first: &FirstBytes) -> DialError {
    let speaks_nats = first.get().is_some_and(|first| first == b"INFO");
    match error {
        _ if speaks_nats => DialError::PlainNats,
        WsError::Io(error) => dial_error(error),
        WsError::Upgrade(UpgradeError::DidNotSwitchProtocols(status)) => DialError::NotUpgraded { status },
        error => DialError::NotWebSocket(Arc::new(error)),
    }
}

/// Longest frame taken, in bytes: a server may put all that waits for a client into one. That is 64 MiB by default, and
/// more than 2 GiB where messages of that size are allowed.
const MAX_FRAME: usize = if usize::BITS > 32 { u32::MAX as usize } else { i32::MAX as usize };
/// Frames of this many bytes together are written before the socket takes more.
const FLUSH_AT: usize = 64 * 1024;
