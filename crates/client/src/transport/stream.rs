//! The bytes under a socket: TCP, with or without TLS.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The first four bytes a peer sent: enough to recognise a server that does not wait for the handshake of a WebSocket.
pub(super) type FirstBytes = Arc<OnceLock<[u8; 4]>>;

/// TCP, with or without TLS.
#[derive(Debug)]
pub(super) struct Stream {
    kind: Kind,
    /// Filled by the first read, if somebody asks for it.
    first: Option<FirstBytes>,
}

#[derive(Debug)]
enum Kind {
    Plain(TcpStream),
    #[cfg(feature = "tls")]
    Encrypted(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

impl Stream {
    pub(super) fn plain(tcp: TcpStream) -> Self {
        Self { kind: Kind::Plain(tcp), first: None }
    }

    #[cfg(feature = "tls")]
    pub(super) fn encrypted(tls: tokio_rustls::client::TlsStream<TcpStream>) -> Self {
        Self { kind: Kind::Encrypted(Box::new(tls)), first: None }
    }

    /// Returns the connection under it, if it has no TLS.
    #[cfg(feature = "tls")]
    pub(super) fn into_plain(self) -> Option<TcpStream> {
        match self.kind {
            Kind::Plain(tcp) => Some(tcp),
            Kind::Encrypted(_) => None,
        }
    }

    /// Has the first read noted.
    pub(super) fn note_first(&mut self) -> FirstBytes {
        Arc::clone(self.first.insert(FirstBytes::default()))
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
