//! What passes between the session and its socket, read by the naive reader, and the table of subscriptions that a
//! faithful server would have by it.

use std::collections::BTreeMap;

use crate::report::Report;
use crate::wire::{ClientOp, Message, Reader, ServerOp};

/// One subscription, as a server that has read everything handed out would know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The subject.
    pub subject: String,
    /// The queue group.
    pub queue: Option<String>,
    /// Messages after which the server ends it.
    pub max: Option<u64>,
    /// Messages that have arrived for it.
    pub seen: u64,
    /// Whether its `max` was raised: the server may by then have sent the last one and ended it.
    pub was_raised: bool,
}

/// A message that has arrived in this step.
#[derive(Debug)]
pub struct Heard {
    /// Its sid.
    pub sid: u64,
    /// The message.
    pub message: Message,
    /// The subject its sid was subscribed to, if a server could know it.
    pub pattern: Option<String>,
    /// Whether the session handed it out.
    pub taken: bool,
}

/// The tap on the present dial's socket.
#[derive(Debug, Default)]
pub struct Tap {
    /// The present dial; 0 before the first.
    pub dial: u32,
    /// Whether the session still uses it.
    pub is_alive: bool,
    /// The table of subscriptions by sid.
    pub table: BTreeMap<u64, Entry>,
    /// Messages of this step.
    pub heard: Vec<Heard>,
    /// `-ERR`s of this step.
    pub errors: Vec<String>,
    /// The last `max_payload` a server stated.
    pub max_payload: u64,
    /// `CONNECT`s handed out on this dial.
    pub connects: u32,
    /// Whether the user has still to answer with credentials for this dial.
    pub awaits_credentials: bool,
    /// What inboxes begin with.
    pub prefix: String,
    inbound: Reader,
    outbound: Reader,
    is_nonsense: bool,
}

impl Tap {
    /// A tap on nothing yet; `prefix` is what inboxes begin with.
    #[must_use]
    pub fn new(prefix: String) -> Self {
        Self { prefix, ..Self::default() }
    }

    /// A step begins.
    pub fn begin(&mut self) {
        self.heard.clear();
        self.errors.clear();
    }

    /// A new dial takes the place of the last one.
    pub fn dialled(&mut self, dial: u32) {
        let prefix = std::mem::take(&mut self.prefix);
        *self = Self { dial, is_alive: true, max_payload: self.max_payload, prefix, ..Self::default() };
    }

    /// The present dial is of no use any more. Gives the line of a publish whose message was not handed out whole.
    pub fn over(&mut self) -> Option<String> {
        self.is_alive = false;
        self.table.clear();
        self.outbound.cut_publish()
    }

    /// Whether an operation was handed out in part.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.outbound.is_cut()
    }

    /// Bytes are about to be reported to the session.
    pub fn arrived(&mut self, dial: u32, bytes: &[u8], report: &mut Report) {
        if dial != self.dial || !self.is_alive || self.is_nonsense {
            return;
        }
        self.inbound.push(bytes);
        loop {
            match self.inbound.server_op() {
                Ok(None) => return,
                Ok(Some(op)) => self.hear(op, report),
                Err(malformed) => {
                    self.is_nonsense = true;
                    return report.note(|| format!("  nonsense from the server: {malformed:?}"));
                }
            }
        }
    }

    /// Bytes were handed out; gives the publishes among them.
    pub fn handed(&mut self, bytes: &[u8], report: &mut Report) -> Vec<Message> {
        let mut publishes = Vec::new();
        self.outbound.push(bytes);
        loop {
            match self.outbound.client_op() {
                Ok(None) => return publishes,
                Ok(Some(op)) => {
                    report.note(|| format!("  > {}", brief(&op)));
                    self.say(op, &mut publishes, report);
                }
                Err(malformed) => {
                    report.fault(format!("the client sends nonsense: {malformed:?}"));
                    return publishes;
                }
            }
        }
    }

    fn hear(&mut self, op: ServerOp, report: &mut Report) {
        match op {
            ServerOp::Deliver { sid, message } => {
                let size = message.size();
                report.note(|| format!("  < MSG {} {sid} {} {size}", message.subject, message.reply));
                let mut pattern = None;
                if let Some(entry) = self.table.get_mut(&sid) {
                    pattern = Some(entry.subject.clone());
                    entry.seen += 1;
                    if entry.max.is_some_and(|max| entry.seen >= max) {
                        self.table.remove(&sid);
                    }
                }
                self.heard.push(Heard { sid, message, pattern, taken: false });
            }
            ServerOp::Err(text) => {
                report.note(|| format!("  < -ERR {text}"));
                // The server never had the inbox that it denies; for the caller's own, the client has its say.
                let prefix = &self.prefix;
                self.table.retain(|_, entry| {
                    !(entry.subject.starts_with(prefix) && text.contains(&format!("\"{}\"", entry.subject)))
                });
                self.errors.push(text);
            }
            ServerOp::Info(json) => {
                report.note(|| format!("  < INFO {json}"));
                let stated = json.split_once("\"max_payload\":").and_then(|(_, rest)| rest.split_once(','));
                self.max_payload = stated.and_then(|(digits, _)| digits.parse().ok()).unwrap_or(self.max_payload);
            }
            other => report.note(|| format!("  < {other:?}")),
        }
    }

    fn say(&mut self, op: ClientOp, publishes: &mut Vec<Message>, report: &mut Report) {
        let is_greeting = matches!(op, ClientOp::Connect(_) | ClientOp::Pong);
        report.check(is_greeting || self.connects > 0, || format!("{} before CONNECT", brief(&op)));
        match op {
            ClientOp::Connect(_) => {
                self.connects += 1;
                report.check(self.connects == 1, || "CONNECT twice on one dial".to_owned());
                report.check(!self.awaits_credentials, || "CONNECT without the credentials of this dial".to_owned());
            }
            ClientOp::Ping | ClientOp::Pong => {}
            ClientOp::Sub { subject, queue, sid } => {
                let before = self.table.insert(sid, Entry { subject, queue, max: None, seen: 0, was_raised: false });
                report.check(before.is_none(), || format!("SUB {sid} twice on one connection"));
            }
            ClientOp::Unsub { sid, max: None } => drop(self.table.remove(&sid)),
            ClientOp::Unsub { sid, max: Some(max) } => {
                if let Some(entry) = self.table.get_mut(&sid) {
                    entry.was_raised |= entry.max.is_some_and(|before| before < max);
                    entry.max = Some(max);
                    if entry.seen >= max {
                        self.table.remove(&sid);
                    }
                }
            }
            ClientOp::Publish(message) => publishes.push(message),
        }
    }
}

fn brief(op: &ClientOp) -> String {
    match op {
        ClientOp::Publish(message) => {
            let start: String = message.payload.iter().take(8).map(|&byte| char::from(byte)).collect();
            format!("PUB {} {} {} {:?}", message.subject, message.reply, message.size(), start)
        }
        other => format!("{other:?}"),
    }
}
