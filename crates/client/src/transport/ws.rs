//! WebSockets over TCP, with TLS where the address asks for it.

use super::{Transport, WebSocket};
use crate::error::DialError;
use crate::runtime::BoxFuture;
use bytes::Bytes;
use futures_core::Stream as _;
use futures_sink::Sink as _;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
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
        let (encrypted, host, port) =
            split(url).ok_or_else(|| io_error(io::Error::new(io::ErrorKind::InvalidInput, "not a WebSocket URL")))?;
        let tcp = TcpStream::connect((host, port)).await.map_err(io_error)?;
        tcp.set_nodelay(true).map_err(io_error)?;
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

/// The first four bytes a peer sent: enough to recognise a server that does not wait for the handshake.
type FirstBytes = Arc<OnceLock<[u8; 4]>>;

/// The bytes under a WebSocket: TCP, with or without TLS.
#[derive(Debug)]
struct Stream {
    kind: Kind,
    /// Filled by the first read.
    first: Option<FirstBytes>,
}

#[derive(Debug)]
enum Kind {
    Plain(TcpStream),
    #[cfg(feature = "tls")]
    Encrypted(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

impl Stream {
    fn plain(tcp: TcpStream, first: FirstBytes) -> Self {
        Self { kind: Kind::Plain(tcp), first: Some(first) }
    }

    #[cfg(feature = "tls")]
    fn encrypted(tls: tokio_rustls::client::TlsStream<TcpStream>) -> Self {
        Self { kind: Kind::Encrypted(Box::new(tls)), first: None }
    }
}

/// Calls a method on whichever stream it is.
macro_rules! on_stream {
    ($self:expr, $method:ident($($argument:expr),*)) => {
        match &mut $self.kind {
            Kind::Plain(stream) => Pin::new(stream).$method($($argument),*),
            #[cfg(feature = "tls")]
            Kind::Encrypted(stream) => Pin::new(&mut **stream).$method($($argument),*),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = on_stream!(self, poll_read(cx, buf));
        if result.is_ready()
            && let Some(first) = self.first.take()
            && let Some(bytes) = buf.filled().get(before..).and_then(|read| read.first_chunk())
        {
            let _ = first.set(*bytes);
        }
        result
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        on_stream!(self, poll_write(cx, buf))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        on_stream!(self, poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        match &self.kind {
            Kind::Plain(stream) => stream.is_write_vectored(),
            #[cfg(feature = "tls")]
            Kind::Encrypted(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        on_stream!(self, poll_flush(cx))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        on_stream!(self, poll_shutdown(cx))
    }
}

/// Returns whether the URL asks for TLS, its host without brackets, its port.
fn split(url: &str) -> Option<(bool, &str, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let (host, port) = authority.rsplit_once(':')?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    Some((scheme == "wss", host, port.parse().ok()?))
}

/// Returns why the port did not become a WebSocket.
fn refusal(error: WsError, first: &FirstBytes) -> DialError {
    let speaks_nats = first.get().is_some_and(|first| first == b"INFO");
    match error {
        _ if speaks_nats => DialError::PlainNats,
        WsError::Io(error) => io_error(error),
        WsError::Upgrade(UpgradeError::DidNotSwitchProtocols(status)) => DialError::NotUpgraded { status },
        error => DialError::NotWebSocket(Arc::new(error)),
    }
}

fn io_error(error: io::Error) -> DialError {
    DialError::Io(Arc::new(error))
}

/// Longest frame taken, in bytes: a server may put all that waits for a client into one. That is 64 MiB by default, and
/// more than 2 GiB where messages of that size are allowed.
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
