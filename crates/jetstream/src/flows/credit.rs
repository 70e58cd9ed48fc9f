//! What a flow may ask for: what is asked and has not come, and what has come and has not been taken.

use alloc::collections::VecDeque;
use nats_web_core::Timestamp;

/// Messages and bytes. A message has as many bytes as its subject, reply, headers and payload.
///
/// ```
/// use nats_web_jetstream::flows::Amount;
///
/// let asked = Amount { messages: 100, bytes: 0 };
/// assert_eq!(asked.minus(Amount { messages: 1, bytes: 20 }), Amount { messages: 99, bytes: 0 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// Messages.
    pub messages: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Amount {
    /// Nothing.
    pub const NONE: Self = Self { messages: 0, bytes: 0 };
    /// One message, however large.
    pub(super) const ONE: Self = Self { messages: 1, bytes: 0 };

    /// Returns both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { messages: self.messages.saturating_add(other.messages), bytes: self.bytes.saturating_add(other.bytes) }
    }

    /// Returns what is left without `other`; no less than nothing.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self { messages: self.messages.saturating_sub(other.messages), bytes: self.bytes.saturating_sub(other.bytes) }
    }

    fn at_most(self, other: Self) -> Self {
        Self { messages: self.messages.min(other.messages), bytes: self.bytes.min(other.bytes) }
    }
}

/// A pull request that the server may still serve.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    /// The last token of its reply subject.
    number: u64,
    pub(super) asked: Amount,
    /// What had come in all when it was sent.
    pub(super) before: Amount,
    pub(super) sent: Timestamp,
    /// When the server has certainly given it up, whether or not it has been heard to.
    gone: Timestamp,
}

/// The account of a flow's pull requests.
///
/// The server says of a request that ends early how much of it is left, or nothing at all. Whom a message is for of
/// several requests it never says. So there is one count for all, and in doubt it is too high: less is asked for than
/// could be, never more. It is right again as soon as no request is left.
#[derive(Debug, Default)]
pub(super) struct Credit {
    /// The most that may be asked and not be taken. A kind whose `max` is 0 is not counted.
    pub(super) max: Amount,
    /// How little is to be left before more is asked for.
    pub(super) threshold: Amount,
    pending: Amount,
    untaken: Amount,
    /// What has come in all.
    came: Amount,
    /// In the order of their numbers, times of sending, and times of being gone: a busy reader has many, as the server says
    /// nothing of those that it has served.
    asks: VecDeque<Ask>,
    /// What all of these have asked for.
    asked: Amount,
    /// Those that went over links which are lost.
    lost: Lost,
}

/// Requests of lost links. The server may serve them all the same, or may have forgotten them.
#[derive(Debug, Clone, Copy, Default)]
struct Lost {
    /// The number of the last one.
    last: u64,
    /// Whether a message would show that the server has forgotten them: it serves requests in turn, the older ones first.
    is_shown: bool,
}

impl Credit {
    pub(super) fn new(max: Amount, threshold: Amount) -> Self {
        Self { max, threshold: threshold.at_most(max), ..Self::default() }
    }

    /// Returns what has been asked for and has not come.
    pub(super) fn pending(&self) -> Amount {
        self.pending
    }

    /// Returns what has come and has not been taken.
    pub(super) fn untaken(&self) -> Amount {
        self.untaken
    }

    pub(super) fn came(&self) -> Amount {
        self.came
    }

    pub(super) fn has_asks(&self) -> bool {
        !self.asks.is_empty()
    }

    /// Returns whether requests of lost links may still be served.
    pub(super) fn has_lost(&self) -> bool {
        self.asks.front().is_some_and(|ask| ask.number <= self.lost.last)
    }

    /// Returns whether nothing was asked for since the last link was lost.
    pub(super) fn is_all_lost(&self) -> bool {
        self.asks.back().is_none_or(|ask| ask.number <= self.lost.last)
    }

    /// The link over which all requests went is lost. `is_shown` if it can be told for which requests a message is.
    pub(super) fn lose(&mut self, is_shown: bool) {
        self.lost = Lost { last: self.asks.back().map_or(0, |ask| ask.number), is_shown };
    }

    /// A message is about to be counted; `is_late` if it is for a request of a lost link.
    pub(super) fn tell(&mut self, is_late: bool) {
        if is_late {
            self.lost.is_shown = false;
        } else if self.lost.is_shown && self.has_lost() {
            self.forget_lost();
        }
    }

    /// Ends the requests of lost links.
    pub(super) fn forget_lost(&mut self) {
        while self.has_lost()
            && let Some(ask) = self.forget_first()
        {
            self.give_back(&ask, None);
        }
        self.settle();
    }

    /// Returns what could be asked for.
    pub(super) fn left(&self) -> Amount {
        self.max.minus(self.pending.plus(self.untaken))
    }

    /// Returns what is to be asked for, if enough has been taken for that.
    pub(super) fn due(&self) -> Option<Amount> {
        let out = self.pending.plus(self.untaken);
        let is_due = (self.max.messages > 0 && out.messages <= self.threshold.messages)
            || (self.max.bytes > 0 && out.bytes <= self.threshold.bytes);
        let left = self.left();
        let has_room = (self.max.messages == 0 || left.messages > 0) && (self.max.bytes == 0 || left.bytes > 0);
        (is_due && has_room).then_some(left)
    }

    /// Returns what is to be asked for while it is open whether the server serves the requests of lost links: one message,
    /// if that is due without them.
    pub(super) fn due_in_doubt(&self) -> Option<Amount> {
        let is_due = (self.max.messages > 0 && self.untaken.messages <= self.threshold.messages)
            || (self.max.bytes > 0 && self.untaken.bytes <= self.threshold.bytes);
        (is_due && self.has_lost() && self.is_all_lost() && self.has_room_in_doubt()).then_some(Amount::ONE)
    }

    /// Returns whether a message may be asked for beyond the bound. It may not if one was, and that link is lost, too.
    pub(super) fn has_room_in_doubt(&self) -> bool {
        self.pending.plus(self.untaken).messages <= self.max.messages
    }

    /// Returns after how many more taken messages something may be asked for, if nothing else happens.
    pub(super) fn due_after(&self) -> u64 {
        if self.max.bytes > 0 {
            return 1;
        }
        let out = self.pending.plus(self.untaken);
        out.messages.saturating_sub(self.threshold.messages).max(1)
    }

    /// Counts a request. Of many the oldest are forgotten, which have long been served: a server has no more open than
    /// messages are asked for, and serves all of them in turn.
    pub(super) fn ask(&mut self, number: u64, asked: Amount, sent: Timestamp, gone: Timestamp) {
        if self.asks.len() as u64 >= self.max.messages.saturating_add(SERVED) {
            self.forget_first();
        }
        self.pending = self.pending.plus(asked);
        self.asked = self.asked.plus(asked);
        let gone = self.asks.back().map_or(gone, |last| last.gone.max(gone));
        self.asks.push_back(Ask { number, asked, before: self.came, sent, gone });
    }

    /// Counts a message that has come.
    pub(super) fn receive(&mut self, size: u64) {
        let one = Amount { messages: 1, bytes: size };
        self.came = self.came.plus(one);
        self.pending = self.pending.minus(one);
        self.untaken = self.untaken.plus(self.counted(one));
        let is_served =
            (self.max.messages > 0 && self.pending.messages == 0) || (self.max.bytes > 0 && self.pending.bytes == 0);
        if is_served {
            self.forget();
        }
    }

    /// Counts what the user has taken.
    pub(super) fn take(&mut self, taken: Amount) {
        self.untaken = self.untaken.minus(taken);
    }

    /// Ends a request of which `left` will not come, if the server has said so. Returns it, unless it had ended before.
    pub(super) fn end(&mut self, number: u64, left: Option<Amount>) -> Option<Ask> {
        let at = self.asks.binary_search_by_key(&number, |ask| ask.number).ok()?;
        let ask = self.asks.remove(at)?;
        self.asked = self.asked.minus(ask.asked);
        self.give_back(&ask, left);
        self.settle();
        Some(ask)
    }

    /// Ends the requests that were sent at `at` or before.
    pub(super) fn forget_until(&mut self, at: Timestamp) {
        while self.asks.front().is_some_and(|ask| ask.sent <= at)
            && let Some(ask) = self.forget_first()
        {
            self.give_back(&ask, None);
        }
        self.settle();
    }

    /// What is left of a request does not come: as much as the server says, or else as much as is certain.
    fn give_back(&mut self, ask: &Ask, left: Option<Amount>) {
        let came_since = self.came.minus(ask.before);
        self.pending = self.pending.minus(left.unwrap_or(ask.asked.minus(came_since)));
    }

    /// Ends the requests that are past their time.
    pub(super) fn expire(&mut self, now: Timestamp) {
        while self.next_gone().is_some_and(|gone| gone <= now) {
            self.forget_first();
        }
        self.settle();
    }

    /// Returns when the first request is past its time.
    pub(super) fn next_gone(&self) -> Option<Timestamp> {
        self.asks.front().map(|ask| ask.gone)
    }

    /// Forgets all requests: the server does not know of them any more.
    pub(super) fn forget(&mut self) {
        self.asks.clear();
        (self.pending, self.asked) = (Amount::NONE, Amount::NONE);
    }

    fn forget_first(&mut self) -> Option<Ask> {
        let ask = self.asks.pop_front()?;
        self.asked = self.asked.minus(ask.asked);
        Some(ask)
    }

    /// No more can come than the requests at hand have asked for.
    fn settle(&mut self) {
        self.pending = self.pending.at_most(self.asked);
    }

    /// Returns the kinds that have a `max`.
    fn counted(&self, amount: Amount) -> Amount {
        Amount {
            messages: if self.max.messages > 0 { amount.messages } else { 0 },
            bytes: if self.max.bytes > 0 { amount.bytes } else { 0 },
        }
    }
}

/// After so many more requests than can be open, one has been served.
const SERVED: u64 = 1024;

#[cfg(test)]
mod tests;
