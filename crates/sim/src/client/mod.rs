//! The client: a session, and the face that the run loop of the core's documentation asks for.
//!
//! The face is not a kind one. It reports what sockets of earlier dials still say, may stop handing out in the middle
//! of what waits, and calls when there is nothing to call for.

mod commands;
mod flows;
mod puts;
mod refusals;
mod roles;

pub use commands::{PublishPlan, RequestPlan, SubscribePlan};
pub use flows::{FlowUser, Got, Order};
pub use puts::Put;
use puts::Puts;
pub use roles::{Download, Role, Watch};

use std::collections::{BTreeMap, VecDeque};

use nats_web_core::{Assembly, Config, Credentials, Delivery, Event, FlowId, Session, Source, Timestamp, Transmit};
use nats_web_jetstream::flows::Flows;

use crate::invariants::Model;
use crate::report::Report;
use crate::wire::Message;

/// What the face wants the world to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket.
    Open {
        /// For this dial.
        dial: u32,
        /// To this address.
        url: String,
    },
    /// Send bytes.
    Send {
        /// On this dial's socket.
        dial: u32,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Turn to TLS.
    Secure {
        /// On this dial's socket.
        dial: u32,
    },
    /// Close a socket.
    Close {
        /// This dial's.
        dial: u32,
    },
    /// Answer with credentials.
    AskCredentials {
        /// For this dial.
        dial: u32,
    },
    /// Answer with the time until the next dial.
    AskDelay,
    /// Let the face go on handing out.
    Resume,
}

/// A session and its face.
#[derive(Debug)]
pub struct Client {
    /// The session under test.
    pub session: Session,
    /// What is expected of it.
    pub model: Model,
    /// The flows above it.
    pub flows: Flows,
    /// Who uses the flows, those that are over included.
    pub users: BTreeMap<FlowId, FlowUser>,
    /// Objects that are being put.
    puts: Puts,
    /// Whose messages come to the subscription in a slot.
    flow_slots: BTreeMap<u32, FlowId>,
    /// Whether the face stops after this many transmits and goes on later; 0 for never.
    pub most_transmits: usize,
    /// Whether the face gathers what commands write and sends it later.
    pub gathers: bool,
    sockets: BTreeMap<u32, Socket>,
    large: VecDeque<Vec<u8>>,
    present: u32,
    effects: Vec<Effect>,
}

#[derive(Debug, Default)]
struct Socket {
    assembly: Option<Vec<u8>>,
    assembly_len: usize,
}

impl Client {
    /// A client that has not begun.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            model: Model::new(&config),
            session: Session::new(config),
            flows: Flows::default(),
            users: BTreeMap::new(),
            puts: Puts::default(),
            flow_slots: BTreeMap::new(),
            most_transmits: 0,
            gathers: false,
            sockets: BTreeMap::new(),
            large: VecDeque::new(),
            present: 0,
            effects: Vec::new(),
        }
    }

    /// What the face wants done since the last call.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// What the timer is to be set to.
    #[must_use]
    pub fn timeout(&self) -> Option<Timestamp> {
        self.session.poll_timeout()
    }

    /// The dial in use, whose link is not known to be lost.
    #[must_use]
    pub fn dial(&self) -> Option<u32> {
        self.model.tap.is_alive.then_some(self.model.tap.dial)
    }

    /// Begins.
    pub fn start(&mut self, now: Timestamp, report: &mut Report) {
        self.begin(now);
        self.session.start(now);
        self.pump(report);
    }

    /// The socket of a dial is open.
    pub fn opened(&mut self, now: Timestamp, dial: u32, report: &mut Report) {
        report.note(|| format!("opened {dial}"));
        self.begin(now);
        self.session.handle_opened(now, dial_id(dial));
        self.pump(report);
    }

    /// The socket of a dial speaks TLS from here on.
    pub fn secured(&mut self, now: Timestamp, dial: u32, report: &mut Report) {
        report.note(|| format!("secured {dial}"));
        self.begin(now);
        self.model.tap.secured(dial);
        self.session.handle_secured(now, dial_id(dial));
        self.pump(report);
    }

    /// The socket of a dial is closed, or was refused.
    pub fn closed(&mut self, now: Timestamp, dial: u32, report: &mut Report) {
        report.note(|| format!("closed {dial}"));
        self.begin(now);
        self.model.dial_over(dial, report);
        self.session.handle_closed(now, dial_id(dial), "closed".to_owned());
        self.sockets.remove(&dial);
        self.pump(report);
    }

    /// The timer has fired that was to fire at `due`.
    pub fn fired(&mut self, now: Timestamp, due: Timestamp, report: &mut Report) {
        report.note(|| format!("timer at {}, due at {}", now.as_millis(), due.as_millis()));
        self.model.begin();
        self.model.timing.fire(now, due, self.session.poll_timeout());
        self.session.handle_timer(now, due);
        self.pump(report);
    }

    /// The user has answered with credentials, or none.
    pub fn credentials(&mut self, now: Timestamp, dial: u32, answer: Option<&Credentials>, report: &mut Report) {
        report.note(|| format!("credentials for {dial}: {answer:?}"));
        self.begin(now);
        self.model.credentials(dial, answer);
        self.session.handle_credentials(now, dial_id(dial), answer);
        self.pump(report);
    }

    /// The user's delay function has answered.
    pub fn delay(&mut self, now: Timestamp, wait: u64, report: &mut Report) {
        report.note(|| format!("delay {wait}"));
        self.begin(now);
        self.model.lifecycle.awaits_delay = false;
        self.session.handle_reconnect_delay(now, Some(wait));
        self.pump(report);
    }

    /// Goes on handing out what waits.
    pub fn resume(&mut self, report: &mut Report) {
        self.model.begin_command();
        self.pump(report);
    }

    /// Bytes have arrived on a dial's socket.
    pub fn arrived(&mut self, now: Timestamp, dial: u32, bytes: &[u8], report: &mut Report) {
        report.note(|| format!("{} bytes on {dial}", bytes.len()));
        self.begin(now);
        self.model.tap.arrived(dial, bytes, report);
        let id = dial_id(dial);
        let socket = self.sockets.entry(dial).or_default();
        let taken = self.session.handle_payload(id, bytes.len());
        let (payload, rest) = bytes.split_at(taken);
        if let Some(assembly) = &mut socket.assembly {
            assembly.extend_from_slice(payload);
        } else {
            report.check(taken == 0, || format!("{taken} bytes belong to a payload that nobody assembles"));
        }
        self.session.handle_bytes(now, id, rest);
        socket.hand_out(rest, &self.session, &mut self.model, report);
        let of_flows = self.hand_to_flows(dial, rest, report);
        let socket = self.sockets.entry(dial).or_default();
        if let Some(Assembly { carried, start, len }) = self.session.assembly() {
            socket.assembly = Some([&self.session.carry()[..carried], &rest[start..]].concat());
            socket.assembly_len = len;
            report.counts().large += 1;
        }
        self.take_at_once(now, &of_flows, report.now);
        self.pump(report);
    }

    /// Carries out what the session wants after a command.
    fn pump_command(&mut self, report: &mut Report) {
        if self.gathers && !self.session.is_closed() {
            self.carry_out(report);
            self.end_step(report);
            self.effects.push(Effect::Resume);
        } else {
            self.pump(report);
        }
    }

    fn begin(&mut self, now: Timestamp) {
        self.model.begin();
        self.model.read_clock(now);
    }

    /// Carries out what the session wants, and checks it.
    fn pump(&mut self, report: &mut Report) {
        self.transmit(report);
        self.carry_out(report);
        if self.model.asked.has_flows {
            // What came of the events.
            self.transmit(report);
        }
        self.end_step(report);
    }

    fn carry_out(&mut self, report: &mut Report) {
        while let Some(event) = self.session.poll_event() {
            self.model.event(&event, report);
            self.tell_flows(&event);
            self.fail_put(&event, report);
            match event {
                Event::Dial { dial, url } => {
                    self.present = dial.as_u32();
                    self.effects.push(Effect::Open { dial: self.present, url });
                }
                Event::Secure { dial } => self.effects.push(Effect::Secure { dial: dial.as_u32() }),
                Event::Hangup { dial, .. } => self.effects.push(Effect::Close { dial: dial.as_u32() }),
                Event::CredentialsNeeded { dial, .. } => {
                    self.effects.push(Effect::AskCredentials { dial: dial.as_u32() });
                }
                // What waited for a link that never came is forgotten with the session.
                Event::Closed { .. } => self.large.clear(),
                Event::ReconnectDelayNeeded { .. } => self.effects.push(Effect::AskDelay),
                _ => {}
            }
        }
        self.hear_flows(report);
    }

    fn end_step(&mut self, report: &mut Report) {
        self.model.end(&self.session, report);
        let held = self.large.len();
        report.check(self.session.has_transmit() || self.model.publishes.waiting() > 0 || held == 0, || {
            format!("the face holds {held} large payloads for nothing")
        });
    }

    fn transmit(&mut self, report: &mut Report) {
        let mut left =
            if self.session.is_closed() || self.most_transmits == 0 { usize::MAX } else { self.most_transmits };
        let mut out = Vec::new();
        while left > 0 {
            left -= 1;
            let is_promised = self.session.has_transmit();
            let transmit = self.session.poll_transmit();
            let is_empty = matches!(transmit, Some(Transmit::Bytes([]) | Transmit::Payload(0)));
            report.check(is_promised == transmit.is_some() && !is_empty, || {
                format!("has_transmit was {is_promised}, then came {transmit:?}")
            });
            match transmit {
                None => break,
                Some(Transmit::Bytes(bytes)) => out.extend_from_slice(bytes),
                Some(Transmit::Payload(len)) => match self.large.pop_front() {
                    Some(payload) if payload.len() == len => out.extend_from_slice(&payload),
                    other => report.fault(format!("a payload of {len} is wanted, {:?} held", other.map(|p| p.len()))),
                },
                Some(Transmit::Discard) => {
                    let discarded = self.large.pop_front();
                    report.check(discarded.is_some(), || "there is no large payload to discard".to_owned());
                }
            }
        }
        if !out.is_empty() {
            self.model.handed(&out, report);
            self.effects.push(Effect::Send { dial: self.present, bytes: out });
        }
        if left == 0 && self.session.has_transmit() {
            self.effects.push(Effect::Resume);
        }
    }
}

impl Socket {
    /// Hands out the messages of the last frame.
    fn hand_out(&mut self, frame: &[u8], session: &Session, model: &mut Model, report: &mut Report) {
        for (index, delivery) in session.deliveries().iter().enumerate() {
            let is_first = index == 0 || delivery.source == Source::Frame;
            report.check(is_first, || format!("delivery {index} does not lie in the frame"));
            if delivery.source == Source::Assembled {
                let assembled = self.assembly.as_ref().map_or(0, Vec::len);
                let is_whole = assembled == self.assembly_len;
                report.check(is_whole, || format!("{assembled} of {} assembled", self.assembly_len));
            }
            let message = self.message(delivery, frame, session);
            model.delivered(delivery.target, delivery.message.sid, &message, report);
        }
    }

    /// The message that a delivery of the last frame is.
    fn message(&self, delivery: &Delivery, frame: &[u8], session: &Session) -> Message {
        let whole = match delivery.source {
            Source::Frame => frame,
            Source::Carry => session.carry(),
            Source::Assembled => self.assembly.as_deref().unwrap_or_default(),
        };
        let spans = delivery.message;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Message {
            subject: text(spans.subject.of(whole)),
            reply: text(spans.reply.of(whole)),
            headers: spans.headers.of(whole).to_vec(),
            payload: spans.payload.of(whole).to_vec(),
        }
    }
}

fn dial_id(dial: u32) -> nats_web_core::DialId {
    nats_web_core::DialId::from_u32(dial)
}
