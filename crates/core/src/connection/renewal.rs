//! Renewing a link before its JWT expires: when to ask for another, and when to go over to it.
//!
//! ```text
//!            lead before the end        a later JWT           nothing in flight, or
//!  Resting ───────────────────▶ Asked ────────────▶ Ready ───────────────────────▶ Leaving ──▶ a new link
//!     ▲                           │                            the last chance             PONG, or deadline
//!     └───── the same JWT, none ──┘
//! ```
//!
//! The server ends a link at the moment its JWT expires, whatever is on its way. A link that is left before that is
//! left in order: what the server had sent has been read, and what was published is with the server.
//!
//! Three parties see different parts of this. The face sees `CredentialsNeeded`, as at a handshake, and answers in its
//! own time; it cannot know whether its JWT is a later one, so this machine compares. The server sees UNSUBs and a
//! PING, then a closed socket and a new link: it has no operation for changing credentials on a link. The user sees a
//! reconnect (`ReconnectRequested`, `Disconnected`, `Connected`) and no error.
//!
//! The machine decides only when; [`session/renewing.rs`](crate::session) carries it out. That is why `Ready` waits
//! while the link is busy: a request in flight would lose its reply with the link, since the reply goes to a
//! subscription of this link. It waits no longer than to a quarter of the lead before the expiry, as the server then
//! ends the link anyway, and with it the same request. `Leaving` has a deadline because a server that is slow to answer
//! must not hold the link until its expiry. Answers that bring no later JWT are no failure: the machine rests, and asks
//! again halfway to the expiry.

use crate::Timestamp;

/// The renewal of one link's credentials.
#[derive(Debug, Default)]
pub(crate) struct Renewal {
    /// The `exp` claim of the JWT: seconds since 1970. 0 if it does not expire.
    expiry: u64,
    /// The expiry by the session's clock.
    end: Timestamp,
    /// How long before the expiry to begin.
    lead: u64,
    next: Option<Timestamp>,
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Resting,
    Asked,
    Ready,
    Leaving,
    Left,
}

/// What a due renewal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Ask for credentials.
    Ask,
    /// Prepare to leave the link, if it is at rest.
    Leave,
    /// Leave it unprepared: the server does not answer.
    GiveUp,
}

impl Renewal {
    /// Creates the renewal of credentials that expire at `expiry`, which is `left` milliseconds from `now`. A `lead` of
    /// 0 is for never; one that is long beside what is left is shortened.
    pub(crate) fn new(now: Timestamp, expiry: u64, left: u64, lead: u64) -> Self {
        let lead = lead.min(left / 4);
        let next = (lead > 0).then(|| now.after(left - lead));
        Self { expiry, end: now.after(left), lead, next, state: State::Resting }
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.next
    }

    /// Returns whether credentials were asked for, so that the next ones are the answer.
    pub(crate) fn is_asked(&self) -> bool {
        self.state == State::Asked
    }

    /// Notes that the link is left for another, and not lost.
    pub(crate) fn leave(&mut self) {
        self.state = State::Left;
    }

    /// Returns whether the link was left for another.
    pub(crate) fn has_left(&self) -> bool {
        self.state == State::Left
    }

    /// Returns what is due at `now`. `busy` is whether the link is not at rest: somebody waits for an answer, or there
    /// is something to be sent.
    pub(crate) fn handle_timeout(&mut self, now: Timestamp, busy: bool) -> Option<Step> {
        self.next.filter(|&at| at <= now)?;
        self.next = None;
        match self.state {
            State::Resting => {
                self.state = State::Asked;
                Some(Step::Ask)
            }
            State::Ready if busy && now.after(self.lead / 4) < self.end => {
                self.next = Some(now.after(self.lead / 64 + 1));
                None
            }
            State::Ready => {
                self.state = State::Leaving;
                self.next = Some(now.after(self.lead / 4));
                Some(Step::Leave)
            }
            State::Leaving => Some(Step::GiveUp),
            State::Asked | State::Left => None,
        }
    }

    /// Handles the answer: credentials that expire at `expiry` or, with 0, never; `None` if the face could get none.
    pub(crate) fn handle_answer(&mut self, now: Timestamp, expiry: Option<u64>) {
        let is_later = expiry.is_some_and(|expiry| expiry == 0 || expiry > self.expiry);
        if is_later {
            self.state = State::Ready;
            self.next = Some(now);
            return;
        }
        // The service that renews them may be late itself: ask again halfway to the end, until too little time is left.
        self.state = State::Resting;
        let wait = self.end.since(now) / 2;
        self.next = (wait > self.lead / 16).then(|| now.after(wait));
    }
}

#[cfg(test)]
mod tests {
    use super::{Renewal, Step};
    use crate::Timestamp;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    /// Credentials that run out after 200 s; by the calendar, at 1000.
    fn renewal() -> Renewal {
        Renewal::new(at(0), 1000, 200_000, 32_000)
    }

    #[test]
    fn a_later_jwt_is_gone_over_to_at_once() {
        let mut renewal = renewal();
        assert_eq!(renewal.next(), Some(at(168)));
        assert_eq!(renewal.handle_timeout(at(167), false), None);
        assert_eq!(renewal.handle_timeout(at(168), false), Some(Step::Ask));
        assert_eq!(renewal.next(), None);
        assert!(renewal.is_asked());
        renewal.handle_answer(at(170), Some(1001));
        assert_eq!(renewal.next(), Some(at(170)));
        assert_eq!(renewal.handle_timeout(at(170), false), Some(Step::Leave));
        assert!(!renewal.has_left());
        assert_eq!(renewal.next(), Some(at(178)));
        assert_eq!(renewal.handle_timeout(at(178), false), Some(Step::GiveUp));
    }

    #[test]
    fn credentials_that_never_run_out_are_later_than_any() {
        let mut renewal = renewal();
        renewal.handle_timeout(at(168), false);
        renewal.handle_answer(at(168), Some(0));
        assert_eq!(renewal.handle_timeout(at(168), false), Some(Step::Leave));
    }

    #[test]
    fn the_same_jwt_is_asked_about_again_ever_sooner_and_then_no_more() {
        for answer in [Some(1000), Some(999), None] {
            let mut renewal = renewal();
            let mut asked = alloc::vec![];
            while let Some(next) = renewal.next() {
                assert_eq!(renewal.handle_timeout(next, false), Some(Step::Ask));
                asked.push(next.as_millis() / 1000);
                renewal.handle_answer(next, answer);
            }
            assert_eq!(asked, [168, 184, 192, 196]);
        }
    }

    #[test]
    fn who_waits_for_an_answer_is_waited_for_but_not_to_the_end() {
        let mut renewal = renewal();
        renewal.handle_timeout(at(168), true);
        renewal.handle_answer(at(168), Some(2000));
        let mut now = at(168);
        while renewal.handle_timeout(now, true).is_none() {
            let next = renewal.next().unwrap();
            assert!(next > now);
            now = next;
        }
        assert!(now >= at(192) && now < at(195), "{now:?}");
    }

    #[test]
    fn short_lives_have_a_short_lead() {
        assert_eq!(Renewal::new(at(0), 1000, 2_000, 32_000).next(), Some(Timestamp::from_millis(1_500)));
        assert_eq!(Renewal::new(at(0), 1000, 3, 32_000).next(), None);
        assert_eq!(Renewal::new(at(0), 1000, 200_000, 0).next(), None);
        assert_eq!(Renewal::default().next(), None);
    }
}
