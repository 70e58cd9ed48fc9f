//! The sockets of native programs: TCP and WebSockets, with TLS or without.

use super::stream::Stream;
use super::tcp::TcpSocket;
use super::ws::WsSocket;
use super::{Broken, DialTarget, Socket, Transport, connect};
use crate::error::DialError;
use crate::runtime::BoxFuture;
use bytes::Bytes;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The user's options for sockets.
#[derive(Debug, Clone, Default)]
pub(crate) struct TransportOptions {
    /// TLS of all kinds of links.
    #[cfg(feature = "tls")]
    pub(crate) tls: super::tls::TlsOptions,
    /// The address of this machine that sockets are bound to. Its port is mostly 0, as no two sockets share one.
    pub(crate) local_address: Option<SocketAddr>,
    /// Names and values that the handshake of a WebSocket has besides.
    pub(crate) headers: Vec<(http::HeaderName, http::HeaderValue)>,
}

/// Opens sockets.
#[derive(Debug, Clone)]
pub(crate) struct Net {
    options: Arc<TransportOptions>,
    #[cfg(feature = "tls")]
    tls: Arc<super::tls::Tls>,
}

impl Net {
    pub(crate) fn new(options: TransportOptions) -> Self {
        Self {
            #[cfg(feature = "tls")]
            tls: Arc::new(super::tls::Tls::new(options.tls.clone())),
            options: Arc::new(options),
        }
    }

    async fn open(&self, target: &DialTarget) -> Result<NetSocket, DialError> {
        let invalid = || io::Error::new(io::ErrorKind::InvalidInput, "not a server's URL");
        let (scheme, host, port) = split(&target.url).ok_or_else(|| DialError::Io(Arc::new(invalid())))?;
        let tcp = connect::connect(host, port, self.options.local_address).await?;
        let stream = Stream::plain(tcp);
        let stream =
            if matches!(scheme, "wss" | "tls") { self.encrypt(stream, &target.tls_name).await? } else { stream };
        if matches!(scheme, "nats" | "tls") {
            return Ok(NetSocket::Tcp(TcpSocket::new(stream)));
        }
        super::ws::upgrade(&target.url, stream, &self.options.headers).await.map(NetSocket::Ws)
    }

    #[cfg(feature = "tls")]
    async fn encrypt(&self, stream: Stream, name: &str) -> Result<Stream, DialError> {
        match stream.into_plain() {
            Some(tcp) => Ok(Stream::encrypted(self.tls.connect(name, tcp).await?)),
            None => Err(DialError::Io(Arc::new(io::Error::other("the socket speaks TLS already")))),
        }
    }

    #[cfg(not(feature = "tls"))]
    #[allow(clippy::unused_async, reason = "as with the feature tls")]
    async fn encrypt(&self, _: Stream, _: &str) -> Result<Stream, DialError> {
        Err(DialError::TlsUnavailable)
    }
}

impl Transport for Net {
    type Socket = NetSocket;

    fn dial(&self, target: DialTarget) -> BoxFuture<Result<NetSocket, DialError>> {
        let transport = self.clone();
        Box::pin(async move { transport.open(&target).await })
    }

    fn secure(&self, socket: NetSocket, tls_name: String) -> BoxFuture<Result<NetSocket, DialError>> {
        let transport = self.clone();
        Box::pin(async move {
            match socket {
                NetSocket::Tcp(socket) => {
                    let stream = transport.encrypt(socket.into_stream(), &tls_name).await?;
                    Ok(NetSocket::Tcp(TcpSocket::new(stream)))
                }
                // The core asks for this over TCP alone.
                NetSocket::Ws(_) => Err(DialError::TlsUnavailable),
            }
        })
    }
}

/// An open socket.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "a client has one")]
pub(crate) enum NetSocket {
    Tcp(TcpSocket),
    Ws(WsSocket),
}

/// Calls a method on whichever socket it is.
macro_rules! on_socket {
    ($self:expr, $method:ident($argument:expr)) => {
        match $self {
            NetSocket::Tcp(socket) => socket.$method($argument),
            NetSocket::Ws(socket) => socket.$method($argument),
        }
    };
}

impl Socket for NetSocket {
    #[inline]
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Broken>> {
        on_socket!(self, poll_receive(cx))
    }

    #[inline]
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        on_socket!(self, poll_ready(cx))
    }

    #[inline]
    fn send(&mut self, frame: Bytes) -> Result<(), Broken> {
        on_socket!(self, send(frame))
    }

    #[inline]
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        on_socket!(self, poll_flush(cx))
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        on_socket!(self, poll_close(cx))
    }
}

/// Returns the scheme of a URL, its host without brackets, its port.
fn split(url: &str) -> Option<(&str, &str, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let (host, port) = authority.rsplit_once(':')?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    Some((scheme, host, port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn urls_of_the_core_are_taken_apart() {
        assert_eq!(split("ws://127.0.0.1:80/"), Some(("ws", "127.0.0.1", 80)));
        assert_eq!(split("wss://[::1]:8443/a:b?c=d"), Some(("wss", "::1", 8443)));
        assert_eq!(split("nats://[::1]:4222"), Some(("nats", "::1", 4222)));
        assert_eq!(split("tls://host:4222"), Some(("tls", "host", 4222)));
        assert_eq!(split("ws://host"), None);
    }
}
