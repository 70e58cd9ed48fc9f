//! Answering the server's flow control.
//!
//! A server that sends faster than its consumer is read asks for an answer and, in the end, sends nothing without it.
//! The answer is due when the messages before the question have been taken by the user.

use super::context::Context;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// The questions that are open.
#[derive(Debug, Default)]
pub(super) struct FlowControl {
    /// How many messages have been handed over, and how many of them taken.
    handed: u64,
    taken: u64,
    /// After how many taken messages which subject is to be answered.
    open: VecDeque<(u64, Vec<u8>)>,
}

impl FlowControl {
    /// A message is handed over.
    #[inline]
    pub(super) fn hand(&mut self) {
        self.handed += 1;
    }

    /// The server asks, or says that it has had no answer.
    pub(super) fn ask(&mut self, cx: &mut Context<'_>, subject: &[u8]) {
        if subject.is_empty() || self.open.iter().any(|(_, open)| open == subject) {
            return;
        }
        self.open.push_back((self.handed, subject.to_vec()));
        self.answer(cx);
    }

    /// The user has taken messages.
    pub(super) fn take(&mut self, cx: &mut Context<'_>, messages: u64) {
        self.taken = self.taken.saturating_add(messages).min(self.handed);
        self.answer(cx);
    }

    /// Returns after how many more taken messages there may be something to answer. What was not asked yet may be asked at
    /// any time.
    pub(super) fn due_after(&self) -> u64 {
        self.open.front().map_or(UNASKED, |(after, _)| after.saturating_sub(self.taken).max(1))
    }

    /// Forgets the questions: the consumer that asked is gone.
    pub(super) fn forget(&mut self) {
        self.open.clear();
    }

    fn answer(&mut self, cx: &mut Context<'_>) {
        while let Some((after, subject)) = self.open.front()
            && *after <= self.taken
            && cx.publish(subject, b"", b"")
        {
            self.open.pop_front();
        }
    }
}

/// After how many messages it is looked whether something was asked.
const UNASKED: u64 = 16;
