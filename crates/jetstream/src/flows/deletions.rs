//! Consumers of flows that are no longer wanted, until the server has deleted them.
//!
//! The flow whose consumer it was does not wait for that, and may be over. What gets no answer, or is refused for want of
//! a leader, is asked again after a pause; without a link, once there is one. What cannot be deleted in the end the server
//! deletes itself, as nobody uses it.

use super::backoff::Backoff;
use crate::errors::{ApiError, ErrorCode};
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::{FlowId, Hole, Inbox, Outgoing, RequestFailure, Rng, Session, Timestamp, Until};

/// What is to be deleted.
#[derive(Debug, Default)]
pub(super) struct Deletions {
    /// The oldest first.
    all: Vec<Deletion>,
}

#[derive(Debug)]
struct Deletion {
    /// The owner of its request.
    id: FlowId,
    subject: String,
    /// When to ask; `None` while an answer is waited for.
    due: Option<Timestamp>,
    backoff: Backoff,
    failures: u32,
    creation: Creation,
}

/// What is known of the creation of a consumer that is to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Creation {
    /// The server has answered.
    Over,
    /// The server may come to it after the deletion, as it does not keep to the order in which it is asked. That there is no
    /// such consumer is not its last word then.
    Pending,
}

impl Deletions {
    /// Asks for the deletion of a consumer by a request to `subject`.
    pub(super) fn add(&mut self, session: &mut Session, subject: String, creation: Creation) {
        if self.all.len() >= MOST {
            self.all.remove(0);
        }
        let (id, now) = (session.new_flow(), session.now());
        let backoff = Backoff::new(LONGEST);
        self.all.push(Deletion { id, subject, due: Some(now), backoff, failures: 0, creation });
        self.send_due(session);
    }

    /// Sends what is due, if there is a link.
    pub(super) fn send_due(&mut self, session: &mut Session) {
        if !session.is_connected() {
            return;
        }
        let now = session.now();
        self.all.retain_mut(|deletion| {
            if deletion.due.is_none_or(|due| due > now) {
                return true;
            }
            deletion.due = None;
            deletion.send(session)
        });
    }

    /// Returns when [`send_due`](Self::send_due) is next of use.
    pub(super) fn deadline(&self, session: &Session) -> Option<Timestamp> {
        self.all.iter().filter(|_| session.is_connected()).filter_map(|deletion| deletion.due).min()
    }

    /// Returns whether `id` is the owner of a request for a deletion.
    pub(super) fn has(&self, id: FlowId) -> bool {
        self.all.iter().any(|deletion| deletion.id == id)
    }

    /// The server has answered, maybe with an error.
    pub(super) fn handle_reply(&mut self, id: FlowId, error: Option<&ApiError>, now: Timestamp, rng: &mut Rng) {
        let is_missing = error.is_some_and(|error| error.code == ErrorCode::ConsumerNotFound);
        let pending = self.all.iter_mut().find(|deletion| deletion.id == id && deletion.creation == Creation::Pending);
        let may_come = match pending {
            Some(deletion) if is_missing => {
                // Once more is enough: a pause is longer than a server takes for what it has.
                deletion.creation = Creation::Over;
                true
            }
            _ => false,
        };
        let is_transient = error.is_some_and(ApiError::is_transient);
        self.settle(id, is_transient || may_come, now, rng);
    }

    /// No answer has come.
    pub(super) fn handle_failure(&mut self, id: FlowId, failure: &RequestFailure, now: Timestamp, rng: &mut Rng) {
        let is_transient = matches!(failure, RequestFailure::Timeout | RequestFailure::NoResponders);
        self.settle(id, is_transient, now, rng);
    }

    fn settle(&mut self, id: FlowId, is_transient: bool, now: Timestamp, rng: &mut Rng) {
        self.all.retain_mut(|deletion| {
            if deletion.id != id {
                return true;
            }
            deletion.failures += 1;
            deletion.due = Some(now.after(deletion.backoff.fail(rng)));
            is_transient && deletion.failures < ATTEMPTS
        });
    }
}

impl Deletion {
    /// Returns whether the session has accepted the request.
    fn send(&self, session: &mut Session) -> bool {
        let now = session.face_now();
        let message = Outgoing { subject: self.subject.as_bytes(), reply: b"", headers: b"", payload: 0 };
        let sent = session.request_for(self.id, now, &message, Inbox::Shared, Some(TIMEOUT), Until::First);
        matches!(sent, Ok((_, Hole::Inline(_))))
    }
}

/// How many are kept.
const MOST: usize = 64;
/// How often one is asked for: for about two minutes.
const ATTEMPTS: u32 = 10;
/// The longest pause, in milliseconds.
const LONGEST: u64 = 20_000;
/// How long an answer may take, in milliseconds.
const TIMEOUT: u64 = 5_000;

#[cfg(test)]
mod tests {
    use super::*;
    use nats_web_core::Config;

    #[test]
    fn a_consumer_that_may_yet_come_is_deleted_once_more() {
        let missing = ApiError { status: 404, code: ErrorCode::ConsumerNotFound, description: String::new() };
        for (creation, answers) in [(Creation::Over, 1), (Creation::Pending, 2)] {
            let (mut session, mut deletions, mut rng) =
                (Session::new(Config::default()), Deletions::default(), Rng::new(1));
            deletions.add(&mut session, String::from("d"), creation);
            let id = deletions.all[0].id;
            for _ in 0..answers {
                assert!(deletions.has(id));
                deletions.handle_reply(id, Some(&missing), session.now(), &mut rng);
            }
            assert!(!deletions.has(id), "{creation:?}");
        }
    }
}
