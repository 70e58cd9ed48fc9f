//! Requests: a publish with an inbox of ours as its reply, the replies it gets, and the one end each of them has.

use super::outbound::Hole;
use super::publishing::Outgoing;
use super::requests::{Requests, Those, Until};
use super::subscriptions::{Notice, Role, Subscription};
use super::timing::Timer;
use super::{Ending, Session};
use crate::error::Misuse;
use crate::event::{Event, RequestFailure};
use crate::id::{FlowId, RequestId};
use crate::{Timestamp, nuid, subject};
use alloc::vec::Vec;

/// Where a reply shall go.
///
/// ```
/// use nats_web_core::{Config, Inbox, Outgoing, Session, Timestamp};
///
/// let mut session = Session::new(Config::default());
/// let message = Outgoing { subject: b"time.now", reply: b"", headers: b"", payload: 0 };
/// session.request(Timestamp::ZERO, &message, Inbox::Shared, None)?;
/// session.request(Timestamp::ZERO, &message, Inbox::At(b"answers.here"), Some(500))?;
/// assert_eq!(session.requests_in_flight(), 2);
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inbox<'a> {
    /// To the inbox that requests share.
    Shared,
    /// To a new inbox with a subscription of its own.
    Own,
    /// To this subject, with a subscription of its own.
    At(&'a [u8]),
}

/// The inbox that requests share.
#[derive(Debug)]
pub(super) struct Mux {
    /// `prefix.nuid.`, to which a token is appended.
    prefix: Vec<u8>,
}

impl Session {
    /// Accepts a request to `message.subject` whose reply (`message.reply` is not looked at) goes to `inbox`, and must
    /// come within `timeout` milliseconds ([`Config::request_timeout`](super::Config::request_timeout) if it is `None`). It
    /// settles exactly once: by a [`Delivery`](super::Delivery) or by
    /// [`Event::RequestFailed`].
    ///
    /// # Errors
    /// A [`Misuse`]; nothing was sent.
    pub fn request(
        &mut self,
        now: Timestamp,
        message: &Outgoing<'_>,
        inbox: Inbox<'_>,
        timeout: Option<u64>,
    ) -> Result<(RequestId, Hole), Misuse> {
        self.request_until(now, message, inbox, timeout, Until::First)
    }

    /// Accepts a request for an owner in the caller's stead: its replies are [`Target::Flow`](super::Target::Flow), and the
    /// events of its end name the flow. Else as [`request_until`](Self::request_until).
    ///
    /// # Errors
    /// A [`Misuse`]; nothing was sent.
    pub fn request_for(
        &mut self,
        flow: FlowId,
        now: Timestamp,
        message: &Outgoing<'_>,
        inbox: Inbox<'_>,
        timeout: Option<u64>,
        until: Until,
    ) -> Result<(RequestId, Hole), Misuse> {
        let (id, hole) = self.request_until(now, message, inbox, timeout, until)?;
        if let Some(request) = self.requests.get_mut(id) {
            request.flow = Some(flow);
        }
        Ok((id, hole))
    }

    /// Accepts a request that may have several replies: each is a [`Delivery`](super::Delivery), and after the last
    /// one, [`Event::RequestOver`] follows. If it fails, whatever it got before, [`Event::RequestFailed`] is the end
    /// instead. Else as [`request`](Self::request), which is this with [`Until::First`].
    ///
    /// # Errors
    /// A [`Misuse`]; nothing was sent.
    pub fn request_until(
        &mut self,
        now: Timestamp,
        message: &Outgoing<'_>,
        inbox: Inbox<'_>,
        timeout: Option<u64>,
        until: Until,
    ) -> Result<(RequestId, Hole), Misuse> {
        let now = self.clock.read(now);
        self.check_open()?;
        if self.ending != Ending::No {
            return Err(Misuse::Draining);
        }
        self.check_subject(message.subject).map_err(Misuse::Subject)?;
        if let Inbox::At(reply) = inbox {
            subject::check_publish_pedantic(reply).map_err(Misuse::Reply)?;
        }
        let reply = message.reply.len().max(self.config.inbox_prefix.len() + 2 * nuid::LENGTH);
        self.check_content(message.subject.len() + reply, message.headers, message.payload)?;
        let (id, hole) = match inbox {
            Inbox::Shared => self.request_shared(message, until),
            Inbox::Own => {
                let own = self.new_inbox();
                self.request_at(message, &own, until)
            }
            Inbox::At(reply) => self.request_at(message, reply, until),
        };
        self.set_timer(Timer::Request(id.slot), now.after(timeout.unwrap_or(self.config.request_timeout)));
        Ok((id, hole))
    }

    /// Has the time of a request begin now: its reply must come within `timeout` milliseconds. One that is over is left.
    ///
    /// ```
    /// use nats_web_core::{Config, Inbox, Outgoing, Session, Timestamp};
    ///
    /// let mut session = Session::new(Config::default());
    /// let message = Outgoing { subject: b"time.now", reply: b"", headers: b"", payload: 0 };
    /// let (request, _) = session.request(Timestamp::ZERO, &message, Inbox::Shared, Some(500))?;
    /// session.delay_request(Timestamp::from_millis(100), request, 300);
    /// assert_eq!(session.poll_timeout(), Some(Timestamp::from_millis(400)));
    /// # Ok::<(), nats_web_core::Misuse>(())
    /// ```
    pub fn delay_request(&mut self, now: Timestamp, id: RequestId, timeout: u64) {
        let now = self.clock.read(now);
        if self.requests.get_mut(id).is_some() {
            self.set_timer(Timer::Request(id.slot), now.after(timeout));
        }
    }

    /// Gives a request up, without an event, and returns whether it was in flight. A later reply finds nobody.
    pub fn cancel_request(&mut self, id: RequestId) -> bool {
        self.settle(id, Notice::Due)
    }

    /// A new inbox: `prefix.nuid`.
    pub fn new_inbox(&mut self) -> Vec<u8> {
        nuid::inbox(&self.config.inbox_prefix, &mut self.nuid).into_bytes()
    }

    fn request_shared(&mut self, message: &Outgoing<'_>, until: Until) -> (RequestId, Hole) {
        let mut mux = match self.mux.take() {
            Some(mux) => mux,
            None => self.new_mux(),
        };
        let id = self.requests.issue(message.subject, until);
        let bare = mux.prefix.len();
        mux.prefix.extend_from_slice(&Requests::token(id));
        let hole = self.write(&Outgoing { reply: &mux.prefix, ..*message });
        mux.prefix.truncate(bare);
        self.mux = Some(mux);
        (id, hole)
    }

    fn new_mux(&mut self) -> Mux {
        let mut prefix = self.new_inbox();
        prefix.extend_from_slice(b".*");
        self.add_subscription(Subscription::new(&prefix, None, None, Role::Mux));
        prefix.pop();
        Mux { prefix }
    }

    fn request_at(&mut self, message: &Outgoing<'_>, reply: &[u8], until: Until) -> (RequestId, Hole) {
        let max = (until == Until::First).then_some(1);
        let id = self.requests.issue(message.subject, until);
        let own = self.add_subscription(Subscription::new(reply, None, max, Role::Reply(id)));
        if let Some(request) = self.requests.get_mut(id) {
            request.own = Some(own);
        }
        (id, self.write(&Outgoing { reply, ..*message }))
    }

    /// The request whose token ends the subject of a reply to the shared inbox.
    #[inline]
    pub(super) fn request_by_token(&self, subject: &[u8]) -> Option<RequestId> {
        self.requests.by_token(subject.get(self.mux.as_ref()?.prefix.len()..)?)
    }

    /// A request has got a reply.
    #[inline]
    pub(super) fn replied(&mut self, id: RequestId, is_empty: bool) {
        let is_over = match self.requests.get_mut(id).map(|request| &mut request.until) {
            None | Some(Until::Timeout) => false,
            Some(Until::First) => {
                self.settle(id, Notice::Known);
                false
            }
            Some(Until::Count(left)) => {
                *left = left.wrapping_sub(1);
                *left == 0
            }
            Some(&mut Until::Silence(wait)) => {
                self.set_timer(Timer::Request(id.slot), self.clock.latest().after(wait));
                false
            }
            Some(Until::Sentinel) => is_empty,
        };
        if is_over {
            self.end_request(id);
        }
    }

    /// The time of a request is up.
    pub(super) fn expire_request(&mut self, id: RequestId) {
        if self.requests.get_mut(id).is_some_and(|request| request.until == Until::First) {
            self.fail_request(id, RequestFailure::Timeout);
        } else {
            self.end_request(id);
        }
    }

    fn end_request(&mut self, id: RequestId) {
        let flow = self.requests.flow(id);
        if self.settle(id, Notice::Due) {
            self.events.push_back(Event::RequestOver { request: id, flow });
        }
    }

    /// Forgets a request, and returns whether it was in flight. The server's notice is for a subscription of its own.
    pub(super) fn settle(&mut self, id: RequestId, notice: Notice) -> bool {
        let Some(request) = self.requests.settle(id) else { return false };
        let own = request.own;
        self.deadlines.remove(Timer::Request(id.slot).key());
        if let Some(own) = own {
            self.end_subscription(own, notice);
        }
        true
    }

    pub(super) fn fail_request(&mut self, id: RequestId, failure: RequestFailure) {
        let flow = self.requests.flow(id);
        if self.settle(id, Notice::Due) {
            self.events.push_back(Event::RequestFailed { request: id, flow, failure });
        }
    }

    /// Fails requests, in the order of their issue.
    pub(super) fn fail_requests(&mut self, those: Those, failure: &RequestFailure) {
        let mut requests = self.requests.in_order(those);
        while let Some(slot) = requests.pop(u64::MAX) {
            if let Some(id) = self.requests.at(slot) {
                self.fail_request(id, failure.clone());
            }
        }
    }
}
