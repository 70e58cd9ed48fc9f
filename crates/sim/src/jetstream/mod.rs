//! A JetStream server in a nutshell: streams, consumers that are pulled or push, and the faults of a real one.
//!
//! It has no clock and no connections. [`System`](crate::server::System) hands it what clients publish below `$JS.` and the
//! time, says who listens where, and routes what it has to say. What a request has that no server takes is the client's
//! fault, and a fault of the run.

mod api;
mod consumer;
mod dates;
mod delivering;
mod messages;
mod progress;
mod requests;
mod stream;

pub use consumer::{Consumer, Waiting};
pub(crate) use messages::CHUNKS;
pub use stream::{Stored, Stream};

use std::collections::{BTreeMap, VecDeque};

use crate::dice::Dice;
use crate::wire::Message;

/// What goes wrong, each in percent of its chances.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// A request of the API is not answered, and nothing comes of it.
    pub lost_request: u64,
    /// The answer to a request is lost, which has been carried out.
    pub lost_reply: u64,
    /// The answer takes seconds.
    pub late_reply: u64,
    /// The answer comes twice.
    pub double_reply: u64,
    /// A message of a consumer is lost.
    pub lost_message: u64,
    /// A heartbeat is left out, so that the next one comes late.
    pub late_heartbeat: u64,
    /// The answer to flow control is lost.
    pub lost_flow_control: u64,
    /// A chunk of an object is refused for want of room.
    pub refused: u64,
}

/// When the first moment is, in nanoseconds since 1970.
const EPOCH: u64 = 1_700_000_000_000_000_000;

/// Something to say: a message for whoever listens to a subject, which need not be the message's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where to.
    pub to: String,
    /// What.
    pub message: Message,
    /// In how many milliseconds.
    pub after: u64,
}

/// Whether somebody listens to a subject.
pub type Interest<'a> = &'a dyn Fn(&str) -> bool;

/// The server.
#[derive(Debug)]
pub struct JetStream {
    /// Its streams by name.
    pub streams: BTreeMap<String, Stream>,
    /// What goes wrong.
    pub faults: Faults,
    /// Answers to come: the first request whose subject has the first text gets the second, and nothing comes of it.
    /// That is the JSON of an answer, a status line, or empty for none.
    pub script: VecDeque<(String, String)>,
    /// All requests: when, and their subjects.
    pub asked: Vec<(u64, String)>,
    /// The bodies of the requests by which consumers were created.
    pub created: Vec<String>,
    /// The subjects of flow control that were answered.
    pub flow_control_answers: Vec<String>,
    /// How many of the next of these answers are lost.
    pub lose_flow_control_answers: u32,
    /// What no server takes.
    pub misuse: Vec<String>,
    dice: Dice,
    now: u64,
    /// How many moments there were.
    moments: u64,
    out: Vec<Said>,
}

impl JetStream {
    /// A server without streams.
    #[must_use]
    pub fn new(dice: Dice) -> Self {
        Self {
            streams: BTreeMap::new(),
            faults: Faults::default(),
            script: VecDeque::new(),
            asked: Vec::new(),
            created: Vec::new(),
            flow_control_answers: Vec::new(),
            lose_flow_control_answers: 0,
            misuse: Vec::new(),
            dice,
            now: 0,
            moments: 0,
            out: Vec::new(),
        }
    }

    /// The time, in milliseconds.
    pub fn set_time(&mut self, now: u64) {
        self.now = now;
    }

    /// The present moment in nanoseconds since 1970: a later one each time.
    pub(super) fn time(&mut self) -> u64 {
        self.moments += 1;
        EPOCH + self.now * 1_000_000 + self.moments % 1_000_000
    }

    /// The stream is deleted, and another one made under its name, with the same limits.
    pub fn replace(&mut self, stream: &str) {
        self.set_missing(stream, true);
        let created = self.time();
        if let Some(stream) = self.streams.get_mut(stream) {
            *stream = Stream { created, ..Stream::keeping(stream.per_subject) };
        }
    }

    /// What it has to say since the last call.
    pub fn said(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.out)
    }

    /// Stores a message; nothing happens if the stream is missing.
    pub fn store(&mut self, stream: &str, stored: Stored) {
        let time = self.time();
        if let Some(stream) = self.present(stream) {
            stream.store(Stored { time, ..stored });
        }
    }

    /// Makes a consumer that outlives its users, whose messages are delivered again unless they are acknowledged within
    /// `ack_wait` milliseconds; 0 if they need no acknowledgement.
    pub fn durable(&mut self, stream: &str, name: &str, ack_wait: u64) {
        if let Some(stream) = self.present(stream) {
            stream.consumers.insert(name.to_owned(), Consumer::durable(ack_wait));
        }
    }

    /// The stream is there no more, or there again. With it go its consumers.
    pub fn set_missing(&mut self, stream: &str, is_missing: bool) {
        self.delete_consumers(stream);
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.is_missing = is_missing;
        }
    }

    /// All consumers of a stream are deleted; those who wait are told.
    pub fn delete_consumers(&mut self, stream: &str) {
        let Some(stream) = self.streams.get_mut(stream) else { return };
        for consumer in std::mem::take(&mut stream.consumers).into_values() {
            for waiting in consumer.waiting {
                self.status(&waiting.reply, "409 Consumer Deleted", "");
            }
        }
    }

    /// A server crashed that held the consumers: they are gone, and nobody is told.
    pub fn forget_consumers(&mut self, stream: &str) {
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.consumers.clear();
        }
    }

    /// The requests of all who wait are lost, and answered by a status; with an empty one nobody is told.
    pub fn flush_requests(&mut self, line: &str, with_pending: bool) {
        let consumers = self.streams.values_mut().flat_map(|stream| stream.consumers.values_mut());
        let lost: Vec<Waiting> = consumers.flat_map(|consumer| consumer.waiting.drain(..)).collect();
        for waiting in lost.iter().filter(|_| !line.is_empty()) {
            let pending = if with_pending { waiting.left() } else { String::new() };
            self.status(&waiting.reply, line, &pending);
        }
    }

    /// How many messages are asked for by those who still listen.
    #[must_use]
    pub fn waiting(&self, stream: &str, interest: Interest<'_>) -> u64 {
        let consumers = self.streams.get(stream).into_iter().flat_map(|stream| stream.consumers.values());
        let waiting = consumers.flat_map(|consumer| &consumer.waiting).filter(|waiting| interest(&waiting.reply));
        waiting.map(|waiting| waiting.messages).sum()
    }

    /// How many requests had `part` in their subject.
    #[must_use]
    pub fn asked_for(&self, part: &str) -> usize {
        self.asked.iter().filter(|(_, subject)| subject.contains(part)).count()
    }

    /// Says a status to whoever listens.
    pub fn status(&mut self, to: &str, line: &str, headers: &str) {
        let headers = format!("NATS/1.0 {line}\r\n{headers}\r\n").into_bytes();
        self.say(to, Message { subject: to.to_owned(), headers, ..Message::default() });
    }

    fn say(&mut self, to: &str, message: Message) {
        self.out.push(Said { to: to.to_owned(), message, after: 0 });
    }

    /// The stream of that name, unless it is missing.
    fn present(&mut self, name: &str) -> Option<&mut Stream> {
        self.streams.get_mut(name).filter(|stream| !stream.is_missing)
    }
}
