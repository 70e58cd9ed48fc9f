//! One socket, from the dial to the goodbye.

use super::inbound::Inbound;
use super::shared::{Shared, State};
use crate::error::DialError;
use crate::runtime::{self, BoxFuture};
use crate::transport::WebSocket;
use bytes::Bytes;
use nats_web_core::{DialId, Transmit};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

pub(super) enum Link<S> {
    None,
    Dialling(DialId, BoxFuture<Result<S, DialError>>),
    Open(Open<S>),
}

impl<S> Link<S> {
    pub(super) fn open(dial: DialId, socket: S) -> Self {
        Self::Open(Open { dial, socket, inbound: Inbound::default(), frame: (Bytes::new(), 0), batch: VecDeque::new() })
    }

    pub(super) fn dial(&self) -> Option<DialId> {
        match self {
            Self::None => None,
            Self::Dialling(dial, _) => Some(*dial),
            Self::Open(open) => Some(open.dial),
        }
    }
}

pub(super) struct Open<S> {
    pub(super) dial: DialId,
    socket: S,
    inbound: Inbound,
    /// What has yet to be read of a frame, and how long that was.
    frame: (Bytes, usize),
    /// What the session has handed out and the socket has not taken yet.
    batch: VecDeque<Bytes>,
}

/// What a socket had for us.
pub(super) enum Received {
    Nothing,
    /// So many bytes.
    Some(usize),
    Closed,
}

impl<S: WebSocket> Open<S> {
    pub(super) fn poll_receive(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Received {
        if self.frame.0.is_empty() {
            match self.socket.poll_receive(cx) {
                Poll::Pending => return Received::Nothing,
                Poll::Ready(Ok(frame)) => {
                    let len = frame.len();
                    self.frame = (frame, len);
                }
                Poll::Ready(Err(why)) => {
                    let now = shared.clock.now();
                    shared.with(|state, _| state.session.handle_closed(now, self.dial, why));
                    return Received::Closed;
                }
            }
        }
        let now = shared.clock.now();
        let (frame, pinned) = &mut self.frame;
        let before = frame.len();
        shared.with(|state, wakes| {
            let (session, mut batch) = state.split(wakes);
            let mut deliver = |target, message| batch.deliver(target, message);
            self.inbound.receive(session, now, self.dial, frame, *pinned, &mut deliver);
        });
        Received::Some(before - frame.len())
    }

    /// Pending while the socket has not taken everything; then there is no use in giving it more.
    pub(super) fn poll_send(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Result<Poll<()>, String> {
        loop {
            match self.socket.poll_ready(cx) {
                Poll::Ready(result) => result?,
                Poll::Pending => return Ok(Poll::Pending),
            }
            if self.batch.is_empty() {
                shared.gather(&mut self.batch);
            }
            match next_frame(&mut self.batch) {
                Some(frame) => self.socket.send(frame)?,
                None => {
                    return match self.socket.poll_flush(cx) {
                        Poll::Ready(result) => result.map(Poll::Ready),
                        Poll::Pending => Ok(Poll::Pending),
                    };
                }
            }
        }
    }

    /// Sends the rest and says goodbye, as long as the peer takes part.
    pub(super) async fn leave(mut self, rest: VecDeque<Bytes>) {
        self.batch.extend(rest);
        while let Some(frame) = next_frame(&mut self.batch) {
            let is_sent = self.patiently(|socket, cx| socket.poll_ready(cx)).await && self.socket.send(frame).is_ok();
            if !is_sent {
                return;
            }
        }
        if self.patiently(|socket, cx| socket.poll_flush(cx)).await {
            self.patiently(|socket, cx| socket.poll_close(cx).map(Ok)).await;
        }
    }

    /// Whether the step was made in time.
    async fn patiently(&mut self, mut step: impl FnMut(&mut S, &mut Context<'_>) -> Poll<Result<(), String>>) -> bool {
        let socket = &mut self.socket;
        matches!(runtime::within(PATIENCE, poll_fn(|cx| step(socket, cx))).await, Some(Ok(())))
    }
}

/// The next piece of the batch: all of a buffer, or as much of it as one frame shall carry.
fn next_frame(batch: &mut VecDeque<Bytes>) -> Option<Bytes> {
    let front = batch.front_mut()?;
    if front.len() > MAX_FRAME { Some(front.split_to(MAX_FRAME)) } else { batch.pop_front() }
}

impl Shared {
    /// Takes about one chunk of what is to be sent, and makes room for publishers.
    fn gather(&self, frames: &mut VecDeque<Bytes>) {
        let (gathered, has_room) =
            self.with(|state, _| (Gathered::take(state, ENOUGH), state.session.pending() < MAX_WAITING));
        frames.extend(gathered.frames);
        if has_room {
            self.room.notify_waiters();
        }
    }

    /// All that is still to be sent.
    pub(super) fn gather_rest(&self) -> VecDeque<Bytes> {
        self.with(|state, _| Gathered::take(state, usize::MAX)).frames.into()
    }

    /// Drops the large payloads that a lost link has made useless.
    pub(super) fn discard(&self) {
        let discarded = self.with(|state, _| state.session.has_transmit().then(|| Gathered::take(state, usize::MAX)));
        drop(discarded);
        self.room.notify_waiters();
    }
}

/// What was taken from the session. It is dropped outside the lock: payloads may belong to the user.
#[derive(Default)]
struct Gathered {
    frames: Vec<Bytes>,
    discarded: Vec<Bytes>,
}

impl Gathered {
    /// Takes until it is `enough` bytes, or all.
    fn take(state: &mut State, enough: usize) -> Self {
        let mut gathered = Self::default();
        let mut small: Vec<u8> = Vec::new();
        let mut bytes = 0;
        while bytes < enough
            && let Some(transmit) = state.session.poll_transmit()
        {
            match transmit {
                Transmit::Bytes(chunk) => {
                    small.extend_from_slice(chunk);
                    bytes += chunk.len();
                }
                Transmit::Payload(len) => {
                    gathered.put(&mut small);
                    gathered.frames.extend(state.large.pop_front());
                    bytes += len;
                }
                Transmit::Discard => gathered.discarded.extend(state.large.pop_front()),
            }
        }
        gathered.put(&mut small);
        gathered
    }

    fn put(&mut self, small: &mut Vec<u8>) {
        if !small.is_empty() {
            self.frames.push(std::mem::take(small).into());
        }
    }
}

/// Bytes that may wait for an open link before publishers are made to wait.
pub(crate) const MAX_WAITING: u64 = 1024 * 1024;
/// Bytes gathered at a time.
const ENOUGH: usize = 64 * 1024;
/// Longest frame sent, in bytes. A batch of small messages fits; a large payload goes in several, so that the socket's
/// progress shows.
const MAX_FRAME: usize = 128 * 1024;
/// How long a peer may keep a goodbye waiting without taking as much as a frame.
const PATIENCE: Duration = Duration::from_secs(2);
