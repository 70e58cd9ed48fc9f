//! NATS over a stream: what is read is handed on as it comes, what waits is written in one go.

use super::stream::Stream;
use super::{Broken, Socket};
use bytes::{Buf as _, Bytes, BytesMut};
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncReadExt as _, AsyncWrite as _};

/// An open stream.
#[derive(Debug)]
pub(crate) struct TcpSocket {
    stream: Stream,
    /// What is read goes in here. It is handed on in pieces that share the memory, which is used again once all of them
    /// are gone.
    buffer: BytesMut,
    /// The length of the memory that `buffer` shares.
    block: usize,
    /// How long the next one is to be: about what comes at a time, so that what is kept of it keeps little besides.
    next_block: usize,
    unsent: VecDeque<Bytes>,
    unsent_bytes: usize,
    /// Whether our end is closed, and only the peer's is waited for.
    is_shut: bool,
}

impl TcpSocket {
    pub(super) fn new(stream: Stream) -> Self {
        Self {
            stream,
            buffer: BytesMut::new(),
            block: 0,
            next_block: LEAST_BLOCK,
            unsent: VecDeque::new(),
            unsent_bytes: 0,
            is_shut: false,
        }
    }

    /// Returns the stream. What was not sent is dropped.
    pub(super) fn into_stream(self) -> Stream {
        self.stream
    }

    /// Reads what there is. Returns how many bytes; 0 at the end of the stream.
    #[inline]
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if self.buffer.capacity() < self.next_block / 4 {
            self.buffer.reserve(self.next_block);
            self.block = self.buffer.capacity();
        }
        let room = self.buffer.capacity();
        let read = ready!(pin!(self.stream.read_buf(&mut self.buffer)).poll(cx))?;
        if read == room {
            self.next_block = MOST_BLOCK.min(self.next_block * 2);
        } else if read < self.next_block / 4 {
            self.next_block = LEAST_BLOCK.max(self.next_block / 2);
        }
        Poll::Ready(Ok(read))
    }

    /// Returns what was read: as a piece of the block, unless the block is far longer.
    #[inline]
    fn take_frame(&mut self) -> Bytes {
        if self.buffer.len() >= self.block / 4 {
            return self.buffer.split().freeze();
        }
        let frame = Bytes::copy_from_slice(&self.buffer);
        self.buffer.clear();
        if self.next_block < self.block / 4 {
            self.buffer = BytesMut::new();
        }
        frame
    }

    /// Writes some of what waits.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut slices = [IoSlice::new(&[]); SLICES];
        let mut count = 0;
        for (slice, frame) in slices.iter_mut().zip(&self.unsent) {
            *slice = IoSlice::new(frame);
            count += 1;
        }
        let stream = Pin::new(&mut self.stream);
        let written = match slices.get(..count) {
            Some([only]) => ready!(stream.poll_write(cx, only))?,
            slices => ready!(stream.poll_write_vectored(cx, slices.unwrap_or_default()))?,
        };
        if written == 0 {
            return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
        }
        self.forget(written);
        Poll::Ready(Ok(()))
    }

    /// Drops the first bytes of what waits.
    fn forget(&mut self, mut written: usize) {
        self.unsent_bytes -= written;
        while let Some(front) = self.unsent.front_mut() {
            if written < front.len() {
                front.advance(written);
                return;
            }
            written -= front.len();
            self.unsent.pop_front();
        }
    }
}

impl Socket for TcpSocket {
    #[inline]
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Broken>> {
        match ready!(self.poll_read(cx))? {
            0 => Poll::Ready(Err(Broken::default())),
            _ => Poll::Ready(Ok(self.take_frame())),
        }
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        while self.unsent_bytes >= FLUSH_AT {
            ready!(self.poll_write(cx))?;
        }
        Poll::Ready(Ok(()))
    }

    fn send(&mut self, frame: Bytes) -> Result<(), Broken> {
        if !frame.is_empty() {
            self.unsent_bytes += frame.len();
            self.unsent.push_back(frame);
        }
        Ok(())
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        while !self.unsent.is_empty() {
            ready!(self.poll_write(cx))?;
        }
        Pin::new(&mut self.stream).poll_flush(cx).map_err(Broken::from)
    }

    /// Reads what the peer still says: to close a socket that has unread bytes resets the connection, and the peer may lose
    /// what was sent last.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.is_shut {
            self.is_shut = true;
            if ready!(Pin::new(&mut self.stream).poll_shutdown(cx)).is_err() {
                return Poll::Ready(());
            }
        }
        while let 1.. = ready!(self.poll_read(cx)).unwrap_or(0) {
            self.buffer.clear();
        }
        Poll::Ready(())
    }
}

/// The shortest block, for links on which little comes.
const LEAST_BLOCK: usize = 4 * 1024;
/// The longest: what a busy server writes at a time.
const MOST_BLOCK: usize = 64 * 1024;
/// Frames written at a time.
const SLICES: usize = 16;
/// With so many bytes waiting, the socket takes no more before some of them are written.
const FLUSH_AT: usize = 64 * 1024;
