//! Requests in flight: which reply settles which, and by when.
//!
//! Requests share one inbox, `prefix.nuid.*`. The last token of a reply's subject names the request's slot and when in
//! the order of all requests it was issued, so that a late reply to a request long settled finds nobody, and no map is
//! needed. A request may bring an inbox of its own instead.
//!
//! ```text
//!   issue ──▶ waiting ──▶ reply │ no responders │ denied │ deadline │ session closed ──▶ settled (slot retired)
//!              │    ▲
//!              └────┘ a reply of several
//! ```
//!
//! Source: ADR-4 (headers and status 503), ADR-47 (many replies), nats.ws README "Making Requests".

use super::ranks::Ranks;
use super::slots::Slots;
use crate::id::{FlowId, RequestId, SubscriptionId};
use crate::text::base64_value;
use alloc::vec::Vec;

/// When a request has had its replies. In any case it is over when its time is up.
///
/// ```
/// use nats_web_core::{Config, Inbox, Outgoing, Session, Timestamp, Until};
///
/// let mut session = Session::new(Config::default());
/// let message = Outgoing { subject: b"who.is.there", reply: b"", headers: b"", payload: 0 };
/// let until = Until::Silence(300);
/// let (request, _) = session.request_until(Timestamp::ZERO, &message, Inbox::Shared, None, until)?;
/// assert!(session.cancel_request(request));
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Until {
    /// With the first one. To get none in time is a failure; for all others it is an end like any.
    #[default]
    First,
    /// When its time is up, and not before.
    Timeout,
    /// With this many; 0 is no limit.
    Count(u64),
    /// When this many milliseconds have passed since the last one. The request's own time is then for the first alone.
    Silence(u64),
    /// With one that has no payload.
    Sentinel,
}

/// Length of the token that names a request in its reply subject: 28 bits for the order of issue, 32 for the slot.
pub(crate) const TOKEN_LEN: usize = 10;
/// How many issues a token tells apart.
const ISSUES: u64 = 1 << 28;
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// One request in flight.
#[derive(Debug, Default)]
pub(crate) struct Request {
    live: bool,
    /// Order of issue: a denial settles the oldest request for its subject. Its lower half is the request's generation.
    issued: u64,
    /// Who has made it in the caller's stead.
    pub(crate) flow: Option<FlowId>,
    subject: Vec<u8>,
    /// Its own subscription, if it does not share the inbox.
    pub(crate) own: Option<SubscriptionId>,
    /// What is left of it, for a count.
    pub(crate) until: Until,
}

impl Request {
    fn generation(&self) -> u32 {
        self.issued as u32
    }

    /// Whether it is live, and the one of that name.
    #[inline]
    fn is(&self, id: RequestId) -> bool {
        self.live && self.generation() == id.generation
    }
}

/// Which requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Those {
    All,
    /// Those without an inbox of their own.
    SharingInbox,
}

/// All requests in flight.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    requests: Vec<Request>,
    slots: Slots,
    issued: u64,
}

impl Requests {
    /// Takes a slot for a request to `subject`.
    pub(crate) fn issue(&mut self, subject: &[u8], until: Until) -> RequestId {
        let slot = self.slots.take();
        if slot as usize == self.requests.len() {
            self.requests.push(Request::default());
        }
        self.issued += 1;
        if let Some(request) = self.requests.get_mut(slot as usize) {
            request.live = true;
            request.issued = self.issued;
            request.own = None;
            request.flow = None;
            request.until = until;
            request.subject.clear();
            request.subject.extend_from_slice(subject);
        }
        RequestId { slot, generation: self.issued as u32 }
    }

    /// The live request in a slot.
    pub(crate) fn at(&self, slot: u32) -> Option<RequestId> {
        let request = self.requests.get(slot as usize).filter(|request| request.live)?;
        Some(RequestId { slot, generation: request.generation() })
    }

    /// Who has made a live request in the caller's stead.
    #[inline]
    pub(crate) fn flow(&self, id: RequestId) -> Option<FlowId> {
        self.requests.get(id.slot as usize).filter(|request| request.is(id))?.flow
    }

    /// A live request.
    #[inline]
    pub(crate) fn get_mut(&mut self, id: RequestId) -> Option<&mut Request> {
        self.requests.get_mut(id.slot as usize).filter(|request| request.is(id))
    }

    /// Settles a request; `None` if it was settled before.
    pub(crate) fn settle(&mut self, id: RequestId) -> Option<&Request> {
        let request = self.requests.get_mut(id.slot as usize).filter(|request| request.is(id))?;
        request.live = false;
        self.slots.give_back(id.slot);
        Some(request)
    }

    /// Lets the slots freed since the last call be used again.
    #[inline]
    pub(crate) fn recycle(&mut self) {
        self.slots.recycle();
    }

    /// The token by which a reply names this request.
    pub(crate) fn token(id: RequestId) -> [u8; TOKEN_LEN] {
        let issued = u64::from(id.generation) % ISSUES;
        let mut number = issued << u32::BITS | u64::from(id.slot);
        let mut token = [0; TOKEN_LEN];
        for digit in token.iter_mut().rev() {
            *digit = DIGITS.get(number as usize & 63).copied().unwrap_or_default();
            number >>= 6;
        }
        token
    }

    /// The live request a token names.
    #[inline]
    pub(crate) fn by_token(&self, token: &[u8]) -> Option<RequestId> {
        if token.len() != TOKEN_LEN {
            return None;
        }
        let number =
            token.iter().try_fold(0u64, |number, &digit| Some(number << 6 | u64::from(base64_value(digit)?)))?;
        let slot = number as u32;
        let request = self.requests.get(slot as usize)?;
        (request.live && request.issued % ISSUES == number >> u32::BITS)
            .then(|| RequestId { slot, generation: request.generation() })
    }

    /// The oldest live request to `subject`.
    pub(crate) fn oldest_to(&self, subject: &[u8]) -> Option<RequestId> {
        let mut oldest: Option<(RequestId, u64)> = None;
        for (id, request) in self.live() {
            if request.subject == subject && oldest.is_none_or(|(_, issued)| request.issued < issued) {
                oldest = Some((id, request.issued));
            }
        }
        oldest.map(|(id, _)| id)
    }

    /// The slots of live requests, ranked by the order of their issue.
    pub(crate) fn in_order(&self, those: Those) -> Ranks {
        let mut live = Ranks::default();
        for (id, request) in self.live() {
            if those == Those::All || request.own.is_none() {
                live.insert(id.slot, request.issued);
            }
        }
        live
    }

    /// How many are in flight.
    pub(crate) fn len(&self) -> usize {
        self.slots.taken()
    }

    fn live(&self) -> impl Iterator<Item = (RequestId, &Request)> {
        self.requests.iter().enumerate().filter(|(_, request)| request.live).map(|(slot, request)| {
            let id = RequestId { slot: slot as u32, generation: request.generation() };
            (id, request)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_finds_its_request_until_it_settles() {
        let mut requests = Requests::default();
        let ids: Vec<RequestId> = (0..100).map(|_| requests.issue(b"s", Until::First)).collect();
        let tokens: Vec<_> = ids.iter().map(|&id| Requests::token(id)).collect();
        for (id, token) in ids.iter().zip(&tokens) {
            assert_eq!(requests.by_token(token), Some(*id));
        }
        assert!(requests.settle(ids[7]).is_some());
        assert!(requests.settle(ids[7]).is_none(), "settles once");
        assert_eq!(requests.by_token(&tokens[7]), None);
        requests.recycle();
        let next = requests.issue(b"s", Until::First);
        assert_eq!(next.slot, ids[7].slot, "the slot is used again");
        assert!(requests.settle(ids[7]).is_none(), "under another name");
        assert_eq!(requests.by_token(&tokens[7]), None, "a late reply finds nobody");
        assert_eq!(requests.len(), 100);
    }

    #[test]
    fn strange_tokens_find_nobody() {
        let mut requests = Requests::default();
        requests.issue(b"s", Until::First);
        for token in [&b""[..], b"AAAAAAAAA", b"AAAAAAAAAAA", b"AAAAAA*AAA", b"__________", b"AAAAAAAAAA"] {
            assert_eq!(requests.by_token(token), None, "{token:?}");
        }
    }

    #[test]
    fn the_oldest_to_a_subject_is_by_issue_not_by_slot() {
        let mut requests = Requests::default();
        let first = requests.issue(b"x", Until::First);
        let second = requests.issue(b"y", Until::First);
        requests.settle(first);
        requests.recycle();
        let third = requests.issue(b"y", Until::First);
        assert_eq!(third.slot, first.slot);
        requests.get_mut(third).unwrap().own = Some(SubscriptionId { slot: 4, generation: 5 });
        assert_eq!(requests.oldest_to(b"y"), Some(second));
        let in_order = |those| {
            let mut ranks = requests.in_order(those);
            core::iter::from_fn(move || ranks.pop(u64::MAX))
        };
        assert!(in_order(Those::All).eq([second.slot, third.slot]));
        assert!(in_order(Those::SharingInbox).eq([second.slot]));
    }
}
