//! What passes between the session and its socket, read by the naive reader, and the table of subscriptions that a
//! faithful server would have by it.

use std::collections::BTreeMap;

use crate::report::Report;
use crate::server::Wire;
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

/// Whether all may be said on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Privacy {
    /// It is as private as it is to be.
    #[default]
    Settled,
    /// TLS follows upon the server's `INFO`.
    AfterInfo,
    /// TLS is due.
    Due,
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
    /// Whether the last `INFO` said that the server knows headers.
    pub headers: bool,
    /// Whether the server of this dial may say what is not so.
    pub lies: bool,
    /// Whether any server so far may have done so.
    pub has_lied: bool,
    /// `PING`s handed out on this dial that were not answered.
    pub pings: u64,
    /// `CONNECT`s handed out on this dial.
    pub connects: u32,
    /// Whether the user has still to answer with credentials for this dial.
    pub awaits_credentials: bool,
    /// What inboxes begin with.
    pub prefix: String,
    /// Whether TLS is due on this dial.
    pub privacy: Privacy,
    /// Whether the server has still to introduce itself, before it may say anything else.
    awaits_info: bool,
    /// The sid of the last `SUB` handed out.
    last_sid: u64,
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
        let (prefix, max_payload) = (std::mem::take(&mut self.prefix), self.max_payload);
        let (headers, has_lied) = (self.headers, self.has_lied);
        *self = Self { dial, is_alive: true, prefix, max_payload, headers, has_lied, ..Self::default() };
    }

    /// The server of a dial may say what is not so.
    pub fn expect_lies(&mut self, dial: u32) {
        if dial == self.dial {
            (self.lies, self.has_lied) = (true, true);
        }
    }

    /// What a dial's link is made of.
    pub fn expect_wire(&mut self, dial: u32, wire: Wire) {
        if dial == self.dial {
            self.awaits_info = wire.is_tcp();
            self.privacy = if wire == Wire::Tls { Privacy::AfterInfo } else { Privacy::Settled };
        }
    }

    /// A dial's socket speaks TLS from here on.
    pub fn secured(&mut self, dial: u32) {
        if dial == self.dial {
            self.privacy = Privacy::Settled;
        }
    }

    /// Whether the link is to be given up, as what came is no word of the server's.
    #[must_use]
    pub fn is_injected(&self) -> bool {
        self.is_nonsense && self.privacy == Privacy::Due
    }

    /// The present dial is of no use any more. Gives the line of a publish whose message was not handed out whole.
    ///
    /// # Errors
    /// What was handed out in part is no publish.
    pub fn over(&mut self) -> Result<Option<String>, String> {
        self.is_alive = false;
        self.table.clear();
        let line = self.outbound.cut_publish();
        if line.is_none() && self.outbound.is_cut() { Err(self.outbound.rest()) } else { Ok(line) }
    }

    /// Whether an `-ERR` of this step has this text. Of one that is damaged the session may show other characters.
    #[must_use]
    pub fn has_error(&self, text: &str) -> bool {
        self.errors.iter().any(|error| error == text || (self.lies && error.chars().count() == text.chars().count()))
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
            if self.privacy == Privacy::Due && self.inbound.is_cut() {
                self.is_nonsense = true;
                return report.note(|| "  plain text where TLS is due".to_owned());
            }
            match self.inbound.server_op() {
                Ok(None) => return,
                Ok(Some(op)) if self.awaits_info && !matches!(op, ServerOp::Info(_) | ServerOp::Err(_)) => {
                    self.is_nonsense = true;
                    return report.note(|| format!("  {op:?} before INFO"));
                }
                Ok(Some(op)) => self.received(op, report),
                Err(malformed) => {
                    self.is_nonsense = true;
                    return report.note(|| format!("  nonsense from the server: {malformed:?}"));
                }
            }
        }
    }

    /// Bytes were handed out; gives the publishes among them, each with the sids in the table when it went out.
    pub fn handed(&mut self, bytes: &[u8], report: &mut Report) -> Vec<(Message, Vec<u64>)> {
        let mut publishes = Vec::new();
        report.check(self.privacy == Privacy::Settled, || format!("{} bytes where TLS is due", bytes.len()));
        self.outbound.push(bytes);
        loop {
            match self.outbound.client_op() {
                Ok(None) => return publishes,
                Ok(Some(op)) => {
                    report.note(|| format!("  > {}", brief(&op)));
                    self.sent(op, &mut publishes, report);
                }
                Err(malformed) => {
                    report.fault(format!("the client sends nonsense: {malformed:?}"));
                    return publishes;
                }
            }
        }
    }

    fn received(&mut self, op: ServerOp, report: &mut Report) {
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
                self.awaits_info = false;
                if self.privacy == Privacy::AfterInfo {
                    self.privacy = Privacy::Due;
                }
                let stated = json.split_once("\"max_payload\":").and_then(|(_, rest)| rest.split_once(','));
                self.headers = json.contains("\"headers\":true");
                self.max_payload = stated.and_then(|(digits, _)| digits.parse().ok()).unwrap_or(self.max_payload);
            }
            ServerOp::Pong => self.pings = self.pings.saturating_sub(1),
            other => report.note(|| format!("  < {other:?}")),
        }
    }

    fn sent(&mut self, op: ClientOp, publishes: &mut Vec<(Message, Vec<u64>)>, report: &mut Report) {
        let is_greeting = matches!(op, ClientOp::Connect(_) | ClientOp::Pong);
        report.check(is_greeting || self.connects > 0, || format!("{} before CONNECT", brief(&op)));
        match op {
            ClientOp::Connect(_) => {
                self.connects += 1;
                report.check(self.connects == 1, || "CONNECT twice on one dial".to_owned());
                report.check(!self.awaits_credentials, || "CONNECT without the credentials of this dial".to_owned());
            }
            ClientOp::Ping => self.pings += 1,
            ClientOp::Pong => {}
            ClientOp::Sub { subject, queue, sid } => {
                let before = self.table.insert(sid, Entry { subject, queue, max: None, seen: 0, was_raised: false });
                report.check(before.is_none(), || format!("SUB {sid} twice on one connection"));
                report.check(sid > self.last_sid, || format!("SUB {sid} follows SUB {}", self.last_sid));
                self.last_sid = sid;
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
            ClientOp::Publish(message) => publishes.push((message, self.table.keys().copied().collect())),
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
