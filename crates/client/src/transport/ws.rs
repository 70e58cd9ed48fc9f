//! WebSockets over TCP, with TLS where the address asks for it.

mod stream;

use super::{Transport, WebSocket};
use crate::error::DialError;
use crate::runtime::BoxFuture;
use bytes::Bytes;
use futures_core::Stream as _;
use futures_sink::Sink as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use stream::{FirstBytes, Stream};
use tokio::net::TcpStream;
use tokio_websockets::upgrade::Error as UpgradeError;
use tokio_websockets::{ClientBuilder, Config, Error as WsError, Limits, Message, WebSocketStream};

/// Opens WebSockets.
#[derive(Debug, Clone)]
pub(crate) struct Ws {
    #[cfg(feature = "tls")]
    pub(crate) tls: Arc<super::tls::Tls>,
}

impl Transport for Ws {
    type Socket = Socket;

    fn dial(&self, url: String) -> BoxFuture<Result<Socket, DialError>> {
        let transport = self.clone();
        Box::pin(async move { transport.open(&url).await })
    }
}

impl Ws {
    async fn open(&self, url: &str) -> Result<Socket, DialError> {
        let (encrypted, host, port) = split(url).ok_or_else(|| io_error("not a WebSocket URL"))?;
        let tcp = TcpStream::connect((host, port)).await.map_err(io)?;
        tcp.set_nodelay(true).map_err(io)?;
        let first = FirstBytes::default();
        let stream = match encrypted {
            false => Stream::plain(tcp, Arc::clone(&first)),
            true => self.encrypt(host, tcp).await?,
        };
        let builder = ClientBuilder::new()
            .uri(url)
            .map_err(|error| DialError::NotWebSocket(Arc::new(error)))?
            .limits(Limits::default().max_payload_len(Some(MAX_FRAME)))
            .config(Config::default().frame_size(usize::MAX).flush_threshold(FLUSH_AT));
        let (socket, _) = builder.connect_on(stream).await.map_err(|error| refusal(error, &first))?;
        Ok(Socket(socket))
    }

    #[cfg(feature = "tls")]
    async fn encrypt(&self, host: &str, tcp: TcpStream) -> Result<Stream, DialError> {
        Ok(Stream::encrypted(self.tls.connect(host, tcp).await?))
    }

    #[cfg(not(feature = "tls"))]
    #[allow(clippy::unused_async, reason = "as with the feature tls")]
    async fn encrypt(&self, _: &str, _: TcpStream) -> Result<Stream, DialError> {
        Err(DialError::TlsUnavailable)
    }
}

/// An open WebSocket.
#[derive(Debug)]
pub(crate) struct Socket(WebSocketStream<Stream>);

impl WebSocket for Socket {
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, String>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_next(cx)) {
                Some(Ok(message)) if message.is_binary() || message.is_text() => {
                    return Poll::Ready(Ok(message.into_payload().into()));
                }
                Some(Ok(message)) => {
                    if let Some((_, reason)) = message.as_close() {
                        return Poll::Ready(Err(reason.to_owned()));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Err(error.to_string())),
                None => return Poll::Ready(Err(String::new())),
            }
        }
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), String>> {
        Pin::new(&mut self.0).poll_ready(cx).map_err(|error| error.to_string())
    }

    fn send(&mut self, frame: Bytes) -> Result<(), String> {
        Pin::new(&mut self.0).start_send(Message::binary(frame)).map_err(|error| error.to_string())
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), String>> {
        Pin::new(&mut self.0).poll_flush(cx).map_err(|error| error.to_string())
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll_close(cx).map(drop)
    }
}

/// Whether the URL asks for TLS, its host without brackets, its port.
fn split(url: &str) -> Option<(bool, &str, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let (host, port) = authority.rsplit_once(':')?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    Some((scheme == "wss", host, port.parse().ok()?))
}

/// Why the port would not become a WebSocket.
fn refusal(error: WsError, first: &FirstBytes) -> DialError {
    let speaks_nats = first.get().is_some_and(|first| first == b"INFO");
    match error {
        _ if speaks_nats => DialError::PlainNats,
        WsError::Io(error) => io(error),
        WsError::Upgrade(UpgradeError::DidNotSwitchProtocols(status)) => DialError::NotUpgraded { status },
        error => DialError::NotWebSocket(Arc::new(error)),
    }
}

fn io(error: std::io::Error) -> DialError {
    DialError::Io(Arc::new(error))
}

fn io_error(text: &str) -> DialError {
    io(std::io::Error::new(std::io::ErrorKind::InvalidInput, text))
}

/// Longest frame taken, in bytes: a server may put all that waits for a client into one, which is 64 MiB by default and, where
/// messages of 2 GiB are allowed, more than that.
const MAX_FRAME: usize = if usize::BITS > 32 { u32::MAX as usize } else { i32::MAX as usize };
/// Frames of this many bytes together are written before the socket takes more.
const FLUSH_AT: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn urls_of_the_core_are_taken_apart() {
        assert_eq!(split("ws://127.0.0.1:80/"), Some((false, "127.0.0.1", 80)));
        assert_eq!(split("wss://[::1]:8443/a:b?c=d"), Some((true, "::1", 8443)));
        assert_eq!(split("ws://host"), None);
    }
}
