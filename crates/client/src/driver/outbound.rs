//! From the session to the socket.

use super::shared::{Shared, State};
use crate::runtime;
use crate::transport::{Broken, Socket};
use bytes::Bytes;
use nats_web_core::Transmit;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

/// The sending direction of a link.
#[derive(Debug, Default)]
pub(super) struct Outbound {
    /// What the session has handed out and the socket has not taken yet.
    unsent: VecDeque<Bytes>,
}

impl Outbound {
    /// Writes until nothing is left. Pending while the socket has not taken everything; then there is no use in giving
    /// it more.
    pub(super) fn poll<S: Socket>(
        &mut self,
        cx: &mut Context<'_>,
        socket: &mut S,
        shared: &Shared,
    ) -> Poll<Result<(), Broken>> {
        loop {
            match socket.poll_ready(cx) {
                Poll::Ready(Ok(())) => {}
                other => return other,
            }
            if self.unsent.is_empty() {
                shared.gather(&mut self.unsent);
            }
            match self.next_frame() {
                Some(frame) => socket.send(frame)?,
                None => return socket.poll_flush(cx),
            }
        }
    }

    /// Sends what is left and `rest`, then closes the socket. Gives up when the peer lets a step of that take longer than
    /// `timeout`.
    pub(super) async fn close_gracefully<S: Socket>(
        mut self,
        mut socket: S,
        rest: impl IntoIterator<Item = Bytes>,
        timeout: Duration,
    ) {
        self.unsent.extend(rest);
        while let Some(frame) = self.next_frame() {
            let is_ready = with_close_timeout(timeout, |cx| socket.poll_ready(cx)).await;
            if !is_ready || socket.send(frame).is_err() {
                return;
            }
        }
        if with_close_timeout(timeout, |cx| socket.poll_flush(cx)).await {
            with_close_timeout(timeout, |cx| socket.poll_close(cx).map(Ok)).await;
        }
    }

    /// Takes the next frame to send: all of a buffer, or as much of it as one frame shall carry.
    fn next_frame(&mut self) -> Option<Bytes> {
        let front = self.unsent.front_mut()?;
        if front.len() > MAX_FRAME { Some(front.split_to(MAX_FRAME)) } else { self.unsent.pop_front() }
    }
}

/// Returns whether a step of the close succeeded in time.
async fn with_close_timeout(timeout: Duration, step: impl FnMut(&mut Context<'_>) -> Poll<Result<(), Broken>>) -> bool {
    matches!(runtime::within(timeout, poll_fn(step)).await, Some(Ok(())))
}

impl Shared {
    /// Takes about one chunk of what is to be sent, and wakes publishers once there is much room.
    fn gather(&self, frames: &mut VecDeque<Bytes>) {
        let (gathered, sinks) = self.with(|state, _| {
            let gathered = Gathered::take(state, ENOUGH);
            self.statistics.sent(gathered.frames.iter().map(Bytes::len).sum(), &state.session.stats());
            (gathered, (state.session.pending() <= LOW_WATER_MARK).then(|| std::mem::take(&mut state.sinks)))
        });
        frames.extend(gathered.frames);
        if let Some(sinks) = sinks {
            self.tell_of_room(sinks);
        }
    }

    /// Takes all that is still to be sent.
    pub(super) fn gather_rest(&self) -> Vec<Bytes> {
        self.with(|state, _| Gathered::take(state, usize::MAX)).frames
    }

    /// Drops the large payloads that a lost link has made useless.
    pub(super) fn discard(&self) {
        let (discarded, sinks) = self.with(|state, _| {
            let discarded = state.session.has_transmit().then(|| Gathered::take(state, usize::MAX));
            (discarded, std::mem::take(&mut state.sinks))
        });
        drop(discarded);
        self.tell_of_room(sinks);
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

/// Bytes gathered at a time.
const ENOUGH: usize = 64 * 1024;
/// Longest frame sent, in bytes. What is gathered of small messages fits; a large payload goes in several, so that the
/// socket's progress shows.
const MAX_FRAME: usize = 128 * 1024;
/// Publishers who wait are woken once no more than this is left, in bytes: each time for several writes of a socket.
const LOW_WATER_MARK: u64 = 128 * 1024;
