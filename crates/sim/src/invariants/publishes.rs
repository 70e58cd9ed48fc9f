//! Publishing: what was accepted goes out whole, in order, once; what a server reads is a beginning of what went out.

use std::collections::BTreeMap;

use nats_web_core::session::LARGE_PAYLOAD;

use crate::numbered::{Origin, headers, number, payload};
use crate::report::Report;
use crate::wire::Message;

/// A publish, or the publish of a request, that the session accepted.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Where to.
    pub subject: String,
    /// The reply subject, where the caller chose it.
    pub reply: Option<String>,
    /// Whether the number stands in headers, perhaps also in the payload.
    pub in_headers: bool,
    /// Bytes of payload; none at all where the number stands in headers alone.
    pub len: usize,
}

/// All publishes of a run, numbered from 0.
#[derive(Debug, Default)]
pub struct Publishes {
    accepted: Vec<Accepted>,
    /// The next to be handed out.
    next: usize,
    handed: BTreeMap<u32, Vec<u64>>,
    read: BTreeMap<u32, usize>,
    replies: BTreeMap<u64, String>,
}

impl Publishes {
    /// The number the next accepted publish will have.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.accepted.len() as u64
    }

    /// The session has accepted the publish of that number.
    pub fn accepted(&mut self, publish: Accepted) {
        if let Some(reply) = publish.reply.as_ref().filter(|reply| !reply.is_empty()) {
            self.replies.insert(self.next_number(), reply.clone());
        }
        self.accepted.push(publish);
    }

    /// Publishes that were accepted and not handed out.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.accepted.len() - self.next
    }

    /// The reply subject of that publish: the caller's choice, or that with which it went out.
    #[must_use]
    pub fn reply_of(&self, number: u64) -> Option<&str> {
        self.replies.get(&number).map(String::as_str)
    }

    /// The session has handed this out; gives its number if that is in order.
    pub fn handed(&mut self, dial: u32, message: &Message, report: &mut Report) -> Option<u64> {
        let found = number(Origin::Client, message);
        let expected = self.next as u64;
        let Some(publish) = self.accepted.get(self.next) else {
            report.fault(format!("publish {found:?} was handed out and never accepted"));
            return None;
        };
        if found != Some(expected) {
            report.fault(format!("publish {found:?} was handed out where {expected} is next"));
            return None;
        }
        let block = if publish.in_headers { headers(Origin::Client, expected) } else { Vec::new() };
        let body = if publish.len == 0 { Vec::new() } else { payload(Origin::Client, expected, publish.len) };
        let whole = message.headers == block && message.payload == body;
        let reply = publish.reply.as_ref().is_none_or(|reply| *reply == message.reply);
        report.check(whole && reply && message.subject == publish.subject, || {
            format!("publish {expected} was handed out with other content than accepted")
        });
        if !message.reply.is_empty() {
            self.replies.insert(expected, message.reply.clone());
        }
        self.handed.entry(dial).or_default().push(expected);
        self.next += 1;
        found
    }

    /// A dial is over on which a message was handed out in part.
    pub fn cut(&mut self, line: &str, report: &mut Report) {
        report.note(|| format!("  publish {} was cut: {line}", self.next));
        let words: Vec<&str> = line.split(' ').collect();
        let is_large = self.accepted.get(self.next).is_some_and(|publish| publish.len > LARGE_PAYLOAD);
        report.check(is_large, || format!("a publish that is not large was handed out in part: {line}"));
        if let ["PUB", _, reply, _] | ["HPUB", _, reply, _, _] = words.as_slice() {
            self.replies.insert(self.next as u64, (*reply).to_owned());
        }
        self.next += 1;
    }

    /// The session is over: what waits will never go out.
    pub fn closed(&mut self) {
        self.next = self.accepted.len();
    }

    /// A server has read a publish.
    pub fn read(&mut self, dial: u32, number: u64, report: &mut Report) {
        let count = self.read.entry(dial).or_default();
        let expected = self.handed.get(&dial).and_then(|handed| handed.get(*count)).copied();
        *count += 1;
        report.counts().published += 1;
        report.check(expected == Some(number), || {
            format!("dial {dial}: the server reads publish {number} where {expected:?} is next")
        });
    }

    /// Whether a server has read everything below `number` that was handed out on that dial.
    #[must_use]
    pub fn is_read_below(&self, dial: u32, number: u64) -> bool {
        let read = self.read.get(&dial).copied().unwrap_or(0);
        let unread = self.handed.get(&dial).and_then(|handed| handed.get(read));
        unread.is_none_or(|&first| first >= number)
    }
}
