//! Publishing: at once while there is room, and once there is.

use super::shared::{Shared, State};
use crate::error::{HeaderError, Misuse};
use crate::header::HeaderMap;
use bytes::Bytes;
use nats_web_core::subject::SubjectError;
use nats_web_core::{Hole, Outgoing};
use std::task::{Context, Poll, Waker};

impl Shared {
    /// Publishes a message that asks for answers at `reply`, once there is room for it.
    pub(crate) async fn publish_with_reply(
        &self,
        subject: &str,
        reply: &str,
        headers: Option<&HeaderMap>,
        payload: &mut Bytes,
    ) -> Result<(), Misuse> {
        if reply.is_empty() {
            return Err(Misuse::Reply(SubjectError::Empty));
        }
        self.publish(subject, reply, headers, payload).await
    }

    /// Publishes a message, once there is room for it. An empty `reply` is none. The payload may be taken.
    // What a future holds is moved about with it: this one has nothing but what is rarely needed, in a box.
    pub(crate) fn publish<'a>(
        &'a self,
        subject: &'a str,
        reply: &'a str,
        headers: Option<&HeaderMap>,
        payload: &'a mut Bytes,
    ) -> impl Future<Output = Result<(), Misuse>> + use<'a> {
        let headers = header_block(headers);
        let attempt = move |payload: &mut Bytes| {
            self.try_with_room(|state| match &headers {
                Ok(headers) => state.publish(subject, reply, headers, payload),
                Err(misuse) => Err(*misuse),
            })
        };
        let published = attempt(payload);
        let rest = (published != Some(Ok(()))).then(|| {
            Box::pin(async move {
                match published {
                    Some(result) => result,
                    None => self.wait_for_room(|| attempt(payload)).await,
                }
            })
        });
        async {
            match rest {
                None => Ok(()),
                Some(rest) => rest.await,
            }
        }
    }

    /// Publishes a message, whether there is room for it or not.
    pub(crate) fn publish_now(
        &self,
        subject: &str,
        reply: Option<&str>,
        headers: Option<&HeaderMap>,
        mut payload: Bytes,
    ) -> Result<(), Misuse> {
        if reply.is_some_and(str::is_empty) {
            return Err(Misuse::Reply(SubjectError::Empty));
        }
        let headers = header_block(headers)?;
        self.with(|state, _| state.publish(subject, reply.unwrap_or_default(), &headers, &mut payload))
    }

    /// Is ready when there is room for a message.
    pub(crate) fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.with(|state, _| {
            if !state.is_full() {
                return Poll::Ready(());
            }
            if !state.sinks.iter().any(|waker| waker.will_wake(cx.waker())) {
                state.sinks.push(cx.waker().clone());
            }
            Poll::Pending
        })
    }

    /// Tells all who wait for room.
    pub(super) fn tell_of_room(&self, sinks: Vec<Waker>) {
        self.room.notify_waiters();
        for sink in sinks {
            sink.wake();
        }
    }

    /// Runs a command that publishes, if there is room for it, and returns its result.
    pub(crate) fn try_with_room<R>(&self, command: impl FnOnce(&mut State) -> R) -> Option<R> {
        self.with(|state, _| if state.is_full() { None } else { Some(command(state)) })
    }

    /// Attempts until there is a result, whenever there is room.
    pub(crate) async fn wait_for_room<R>(&self, mut attempt: impl FnMut() -> Option<R>) -> R {
        loop {
            let mut room = std::pin::pin!(self.room.notified());
            room.as_mut().enable();
            if let Some(result) = attempt() {
                return result;
            }
            room.await;
        }
    }
}

impl State {
    fn is_full(&self) -> bool {
        !self.session.has_room(0) && self.session.is_connected()
    }

    #[inline]
    fn publish(&mut self, subject: &str, reply: &str, headers: &[u8], payload: &mut Bytes) -> Result<(), Misuse> {
        let (subject, reply) = (subject.as_bytes(), reply.as_bytes());
        let hole = self.session.publish(&Outgoing { subject, reply, headers, payload: payload.len() })?;
        self.fill(hole, payload);
        Ok(())
    }

    /// Puts the payload into its hole, or queues it if it is large.
    #[inline]
    pub(crate) fn fill(&mut self, hole: Hole, payload: &mut Bytes) {
        match hole {
            Hole::Inline(range) => self.session.outbound_mut(range).copy_from_slice(payload),
            Hole::Large => self.large.push_back(std::mem::take(payload)),
        }
    }
}

/// Returns the header block as it is sent; empty for none.
///
/// # Errors
/// A name or value cannot be sent.
pub(crate) fn header_block(headers: Option<&HeaderMap>) -> Result<Vec<u8>, Misuse> {
    match headers.filter(|headers| !headers.is_empty()) {
        Some(headers) => headers.to_block().map_err(|error: HeaderError| Misuse::Headers(error)),
        None => Ok(Vec::new()),
    }
}
