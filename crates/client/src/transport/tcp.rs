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
    /// The length of the memory that `buffer` shares; 0 for none.
    block: usize,
    /// Blocks that are full, oldest first: shares of nothing in them, by which they can be had back.
    full: VecDeque<BytesMut>,
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
            full: VecDeque::new(),
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
            self.begin_block();
        }
        let room = self.buffer.capacity();
        let read = ready!(pin!(self.stream.read_buf(&mut self.buffer)).poll(cx))?;
        if read == room {
            self.next_block = MOST_BLOCK.min(self.next_block * 2);
        } else if read < self.next_block / 4 {
            self.next_block = LEAST_BLOCK.max(self.next_block / 2);
            self.full.clear();
        }
        Poll::Ready(Ok(read))
    }

    /// Has what is read go into another block: the oldest one if all that was read into it is gone, as memory that was used
    /// lately costs less than new memory.
    fn begin_block(&mut self) {
        if self.block > 0 {
            self.full.push_back(std::mem::take(&mut self.buffer));
        }
        let is_free = self.full.front_mut().is_some_and(|oldest| oldest.try_reclaim(self.next_block));
        let oldest = if is_free || self.full.len() > MOST_FULL { self.full.pop_front() } else { None };
        self.buffer = oldest.filter(|_| is_free).unwrap_or_else(|| BytesMut::with_capacity(self.next_block));
        self.block = self.buffer.capacity();
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
            (self.buffer, self.block) = (BytesMut::new(), 0);
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
/// Full blocks that are held.
const MOST_FULL: usize = 16;
/// Frames written at a time.
const SLICES: usize = 16;
/// With so many bytes waiting, the socket takes no more before some of them are written.
const FLUSH_AT: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::{TcpListener, TcpStream};

    /// A socket whose peer says nothing.
    async fn silent_socket() -> (TcpSocket, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (TcpSocket::new(Stream::plain(stream)), listener)
    }

    /// Reads a block full. Returns what was in it.
    fn read_a_block(socket: &mut TcpSocket) -> Bytes {
        socket.begin_block();
        socket.buffer.resize(socket.block, b'x');
        socket.take_frame()
    }

    #[tokio::test]
    async fn a_block_is_used_again_once_what_was_read_into_it_is_gone() {
        let (mut socket, _listener) = silent_socket().await;
        let mut kept: VecDeque<Bytes> = (0..3).map(|_| read_a_block(&mut socket)).collect();
        let blocks: Vec<*const u8> = kept.iter().map(|frame| frame.as_ptr()).collect();
        for round in 0..12 {
            kept.pop_front();
            kept.push_back(read_a_block(&mut socket));
            // The memory of a block that is held cannot have been given back: it is the same block.
            assert_eq!(kept[2].as_ptr(), blocks[round % 3], "round {round}");
        }
        assert!(kept.iter().all(|frame| frame.len() == LEAST_BLOCK && frame.iter().all(|&byte| byte == b'x')));
    }

    #[tokio::test]
    async fn blocks_that_somebody_keeps_are_given_up() {
        let (mut socket, _listener) = silent_socket().await;
        let kept: Vec<Bytes> = (0..3 * MOST_FULL).map(|_| read_a_block(&mut socket)).collect();
        assert!(socket.full.len() <= MOST_FULL, "{}", socket.full.len());
        let mut blocks: Vec<*const u8> = kept.iter().map(|frame| frame.as_ptr()).collect();
        blocks.sort_unstable();
        blocks.dedup();
        assert_eq!(blocks.len(), kept.len(), "none is used twice");
    }
}
