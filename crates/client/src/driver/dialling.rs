//! From a dial to an open link, and its end: what the user and the transport are asked on the way.

use super::Driver;
use super::link::{Link, Stage};
use crate::delay::millis;
use crate::events::{ClientError, Event};
use crate::transport::Transport;
use nats_web_core::DialId;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

impl<T: Transport> Driver<T> {
    /// Has the socket speak TLS. What was read of it that the session has not seen yet would be plain text where there is to
    /// be none: then it stays as it is until the session has.
    pub(super) fn secure(&mut self, dial: DialId, tls_name: String) {
        match std::mem::replace(&mut self.link, Link::None) {
            Link::Open(open) if open.dial == dial && open.inbound.is_empty() => {
                self.link = Link::Dialling(dial, Stage::Securing, self.transport.secure(open.socket, tls_name));
            }
            other => self.link = other,
        }
    }

    pub(super) fn ask(&mut self, dial: DialId, nonce: Option<String>) {
        let asking =
            self.shared.read(|state| self.hooks.auth.answer(state.session.server(), state.pool.learned_from(), nonce));
        self.asking = Some((dial, asking));
    }

    pub(super) fn hang_up(&mut self, dial: DialId, within: Duration) {
        if self.asking.as_ref().is_some_and(|(asked, _)| *asked == dial) {
            self.asking = None;
        }
        if self.link.dial() != Some(dial) {
            return;
        }
        if let Link::Open(open) = std::mem::replace(&mut self.link, Link::None) {
            let is_last = self.shared.read(|state| state.outcome.is_some());
            let rest = if is_last { self.shared.gather_rest() } else { Vec::new() };
            self.closing.push(Box::pin(open.outbound.close_gracefully(open.socket, rest, within)));
        }
    }

    pub(super) fn poll_dial(&mut self, cx: &mut Context<'_>) {
        let Link::Dialling(dial, stage, future) = &mut self.link else { return };
        let (dial, stage) = (*dial, *stage);
        let Poll::Ready(result) = future.as_mut().poll(cx) else { return };
        let now = self.now();
        match result {
            Ok(socket) => {
                self.link = Link::open(dial, socket);
                self.shared.with(|state, _| match stage {
                    Stage::Opening => state.session.handle_opened(now, dial),
                    Stage::Securing => state.session.handle_secured(now, dial),
                });
            }
            Err(error) => {
                self.link = Link::None;
                self.shared.with(|state, _| {
                    let why = error.to_string();
                    state.causes.dial = Some(error);
                    state.session.handle_closed(now, dial, why);
                });
            }
        }
    }

    pub(super) fn poll_credentials(&mut self, cx: &mut Context<'_>) {
        let Some((dial, future)) = &mut self.asking else { return };
        let dial = *dial;
        let Poll::Ready(result) = future.as_mut().poll(cx) else { return };
        self.asking = None;
        let now = self.now();
        self.shared.with(|state, _| match result {
            Ok(credentials) => state.session.handle_credentials(now, dial, Some(&credentials)),
            Err(error) => {
                state.causes.credentials = Some(Arc::from(error));
                state.session.handle_credentials(now, dial, None);
            }
        });
    }

    pub(super) fn poll_choice(&mut self, cx: &mut Context<'_>) {
        let Some(future) = &mut self.choosing else { return };
        let Poll::Ready(choice) = future.as_mut().poll(cx) else { return };
        self.choosing = None;
        let now = self.now();
        let chosen = choice.as_ref().map(|choice| (choice.addr.address(), choice.delay.map(millis)));
        self.shared.with(|state, wakes| {
            if !state.session.handle_server(now, chosen) {
                state.report(&Event::ClientError(ClientError::ServerNotInPool), wakes);
            }
        });
    }
}
