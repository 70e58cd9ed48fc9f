//! What the users of flows do and what happens to them, from a seed.

use nats_web_core::FlowId;
use nats_web_jetstream::flows::{Amount, FlowEnd};

use super::flow_kind::{KINDS, Kind, PUSH_HEARTBEAT};
use super::happening::happen;
use crate::clock::FaceClock;
use crate::dice::Dice;
use crate::jetstream::{CHUNKS, Faults, JetStream, Stored, Stream};
use crate::report::Report;
use crate::scenario;
use crate::world::{Weather, World};

/// Plays the run of flows in which `data` decides, as [`Dice::from_bytes`] has it, to its end.
#[must_use]
pub fn play_flows(data: &[u8], tracing: bool) -> World {
    let mut dice = Dice::from_bytes(data);
    let world = scenario::random(&mut dice, Report::of_flows(data, tracing));
    let mut run =
        FlowRun { world, dice, begun: Vec::new(), is_blind: false, allowed: Vec::new(), durables: 0, puts: 0 };
    run.set_up();
    run.play();
    run.world
}

/// A run with flows.
pub(super) struct FlowRun {
    pub(super) world: World,
    pub(super) dice: Dice,
    /// The flows that were begun.
    pub(super) begun: Vec<Begun>,
    /// Whether heartbeats and clocks may lead flows astray.
    pub(super) is_blind: bool,
    /// The ends that flows may have by what a server was made to say.
    allowed: Vec<FlowEnd>,
    /// How many consumers were made to pull from.
    pub(super) durables: u32,
    /// How many objects were put.
    puts: u32,
}

/// A flow that was begun.
#[derive(Debug)]
pub(super) struct Begun {
    pub(super) id: FlowId,
    pub(super) kind: Kind,
    /// The consumer that it pulls from.
    pub(super) consumer: String,
    /// When a fetch is over for certain.
    pub(super) until: u64,
    pub(super) is_stopped: bool,
}

impl FlowRun {
    fn set_up(&mut self) {
        let world = &mut self.world;
        for server in &mut world.system.servers {
            (server.headers, server.max_payload) = (true, 1024 * 1024);
        }
        self.is_blind = self.dice.chance(50);
        world.asks_blindly = self.is_blind;
        world.is_truthful = true;
        // Heartbeats go on while users sleep.
        world.most_steps = 5_000_000;
        if !self.is_blind {
            world.clock = FaceClock::new(0);
        }
        let mut jetstream = JetStream::new(self.dice.split());
        for (name, keeps) in [("S", 0), ("KV_b", 1), ("OBJ_b", 0)] {
            jetstream.streams.insert(name.to_owned(), Stream::keeping(keeps));
        }
        world.system.jetstream = Some(jetstream);
    }

    fn play(&mut self) {
        self.world.command(|client, now, report| client.start(now, report));
        let stored = self.dice.below(40);
        (0..stored).for_each(|_| self.store());
        for _ in 0..self.dice.range(1, 3) {
            self.begin();
        }
        for _ in 0..self.dice.range(1, 3) {
            self.chaos();
            if self.world.is_over() || !self.come_to_rest() {
                break;
            }
            self.world.weather = Weather::random(&mut self.dice);
        }
        self.end();
    }

    fn chaos(&mut self) {
        for _ in 0..self.dice.range(5, 60) {
            if self.world.is_over() {
                return;
            }
            let gap = match self.dice.below(20) {
                0..=4 => 0,
                5..=9 => self.dice.below(50),
                10..=15 => self.dice.below(2_000),
                16..=18 => self.dice.below(10_000),
                _ => self.dice.below(200_000),
            };
            self.world.run_for(gap);
            self.world.advance_puts();
            match self.dice.below(100) {
                0..=7 => happen(&mut self.world, &mut self.dice),
                8..=37 => self.trouble(),
                38..=64 => self.publish(),
                65..=86 => self.read(),
                87..=89 => self.put(),
                _ => self.begin_or_stop(),
            }
            self.check_ends();
        }
    }

    fn publish(&mut self) {
        let count = self.dice.below(12);
        (0..count).for_each(|_| self.store());
        self.world.with_jetstream(|_| ());
    }

    /// Stores a message of the stream, or one of a key.
    fn store(&mut self) {
        let is_key = self.dice.chance(40);
        let number = self.dice.bits() % 1_000_000;
        let stored = if is_key {
            let subject = format!("$KV.b.k{}", self.dice.below(8));
            let headers =
                if self.dice.chance(20) { b"NATS/1.0\r\nKV-Operation: DEL\r\n\r\n".to_vec() } else { Vec::new() };
            Stored { subject, headers, payload: format!("{number}").into_bytes(), ..Stored::default() }
        } else {
            let subject = format!("s.{}", self.dice.pick(&["a", "b", "c"]));
            let length = *self.dice.pick(&[5, 5, 5, 50, 6_000]);
            Stored { subject, payload: format!("{number:<length$}").into_bytes(), ..Stored::default() }
        };
        if let Some(jetstream) = &mut self.world.system.jetstream {
            jetstream.store(if is_key { "KV_b" } else { "S" }, stored);
        }
    }

    /// Stores something that each flow is to get.
    fn store_for_all(&mut self) {
        self.world.with_jetstream(|one| {
            let payload = b"the last".to_vec();
            one.store("S", Stored { subject: "s.a".to_owned(), payload: payload.clone(), ..Stored::default() });
            one.store("KV_b", Stored { subject: "$KV.b.k0".to_owned(), payload, ..Stored::default() });
        });
    }

    /// Somebody takes some of what it holds, or becomes slow, or is so no longer.
    fn read(&mut self) {
        let Some(id) = self.some_flow() else { return };
        let most = self.dice.below(30) as usize;
        if self.dice.chance(20)
            && let Some(user) = self.world.client.users.get_mut(&id)
        {
            user.is_slow = !user.is_slow;
        }
        self.world.take(id, most);
    }

    fn begin_or_stop(&mut self) {
        let live = self.begun.iter().filter(|one| self.is_live(one.id)).count();
        match self.dice.below(4) {
            0 => {
                if let Some(id) = self.some_flow() {
                    self.stop(id);
                }
            }
            1 => self.fetch_in_order(),
            _ if live < 5 => self.begin(),
            _ => {}
        }
    }

    fn stop(&mut self, id: FlowId) {
        self.begun.iter_mut().filter(|one| one.id == id).for_each(|one| one.is_stopped = true);
        self.world.stop_flow(id);
    }

    pub(super) fn some_flow(&mut self) -> Option<FlowId> {
        let at = self.dice.below(self.begun.len() as u64) as usize;
        self.begun.get(at).map(|one| one.id)
    }

    pub(super) fn is_live(&self, id: FlowId) -> bool {
        self.world.client.users.get(&id).is_some_and(|user| user.end().is_none())
    }

    /// What goes wrong at the server of the streams.
    fn trouble(&mut self) {
        let choice = self.dice.below(11);
        match choice {
            0 => self.world.with_jetstream(|one| one.flush_requests("409 Leadership Change", false)),
            1 => self.world.with_jetstream(|one| one.flush_requests("409 Server Shutdown", true)),
            2 => self.world.with_jetstream(|one| one.flush_requests("", false)),
            3 => self.world.with_jetstream(|one| one.delete_consumers("S")),
            4 => {
                let stream = *self.dice.pick(&["S", "KV_b"]);
                self.world.with_jetstream(|one| one.forget_consumers(stream));
            }
            5 => {
                let (stream, is_missing) = (*self.dice.pick(&["S", "KV_b"]), self.dice.chance(50));
                self.world.with_jetstream(|one| one.set_missing(stream, is_missing));
            }
            6 => self.restore(),
            7 => self.purge_object(),
            8 => self.change_faults(),
            _ => self.script(),
        }
    }

    fn change_faults(&mut self) {
        let mut percent = |most: u64| if self.dice.chance(50) { 0 } else { self.dice.below(most) };
        let faults = Faults {
            lost_request: percent(25),
            lost_reply: percent(25),
            late_reply: percent(25),
            double_reply: percent(25),
            lost_message: percent(10),
            late_heartbeat: if self.is_blind { percent(80) } else { 0 },
            lost_flow_control: percent(30),
            refused: percent(20),
        };
        self.world.with_jetstream(|one| one.faults = faults);
    }

    /// The next request of a kind is answered by something else than it should be.
    fn script(&mut self) {
        let (part, answer) = if self.dice.chance(60) {
            ("NEXT", *self.dice.pick(&STATUSES))
        } else {
            (*self.dice.pick(&["CREATE", "INFO", "DELETE"]), *self.dice.pick(&ANSWERS))
        };
        if let Some((_, end)) = FINAL.iter().find(|(line, _)| answer.starts_with(line)) {
            if !self.dice.chance(5) {
                return;
            }
            self.allowed.push(*end);
        }
        self.world.with_jetstream(|one| one.script.push_back((part.to_owned(), answer.to_owned())));
    }

    /// An object is put.
    fn put(&mut self) {
        self.puts += 1;
        let subject = format!("{CHUNKS}{}", self.puts);
        let chunks = (0..self.dice.below(20)).map(|number| vec![number as u8; self.dice.range(1, 900) as usize]);
        let chunks = chunks.collect();
        self.world.begin_put(subject, chunks);
    }

    /// A chunk of the object is deleted, as by a put of the same name.
    fn purge_object(&mut self) {
        let at = self.dice.below(100);
        self.world.with_jetstream(|one| {
            let Some(stream) = one.streams.get_mut("OBJ_b") else { return };
            let chunk = stream.matching(&["$O.>".to_owned()], 0).nth(at as usize);
            if let Some(chunk) = chunk {
                stream.live.remove(&chunk);
            }
        });
    }

    /// The streams are there, and so are the consumers to pull from.
    pub(super) fn restore(&mut self) {
        let durables: Vec<(String, u64, String)> = self.begun.iter().filter_map(Begun::durable).collect();
        self.world.with_jetstream(|one| {
            for stream in ["S", "KV_b"] {
                if one.streams[stream].is_missing {
                    one.set_missing(stream, false);
                }
            }
            for (name, ack_wait, deliver) in &durables {
                if !one.streams["S"].consumers.contains_key(name) {
                    one.durable("S", name, *ack_wait);
                }
                if let Some(consumer) = one.streams.get_mut("S").and_then(|stream| stream.consumers.get_mut(name)) {
                    consumer.deliver.clone_from(deliver);
                    consumer.heartbeat = if deliver.is_empty() { 0 } else { PUSH_HEARTBEAT };
                }
            }
        });
    }

    /// Nothing goes wrong from now on: whoever can go on has all there is after a while. Whether the session lives on.
    fn come_to_rest(&mut self) -> bool {
        self.world.with_jetstream(|one| {
            one.faults = Faults::default();
            one.script.clear();
        });
        self.restore();
        let ids: Vec<FlowId> = self.begun.iter().map(|one| one.id).collect();
        for &id in &ids {
            if let Some(user) = self.world.client.users.get_mut(&id) {
                user.is_slow = false;
            }
            self.world.take(id, usize::MAX);
        }
        if !self.world.checkpoint() {
            return false;
        }
        self.store_for_all();
        for _ in 0..REST / REST_STEP {
            self.world.advance_puts();
            self.world.run_for(REST_STEP);
        }
        self.check_ends();
        self.check_puts();
        self.check_rest();
        !self.world.is_over()
    }

    fn end(&mut self) {
        if self.world.is_over() {
            return;
        }
        for id in self.begun.iter().map(|one| one.id).collect::<Vec<_>>() {
            self.stop(id);
        }
        self.world.client.abandon_puts();
        self.world.run_for(LEAVE);
        self.check_left();
        match self.dice.below(2) {
            0 => self.world.command(|client, _, report| client.close(report)),
            _ => {
                self.world.command(|client, now, report| client.drain(now, report));
                self.world.run_until(20_000_000, World::is_over);
            }
        }
        self.check_ends();
        let is_empty = self.world.client.flows.is_empty();
        self.world.report.check(is_empty, || "a flow is left after the end".to_owned());
    }

    /// Each flow that is over has ended for a reason.
    fn check_ends(&mut self) {
        let Self { world, begun, allowed, .. } = self;
        let lifecycle = &world.client.model.lifecycle;
        for one in begun.iter() {
            let user = &world.client.users[&one.id];
            let Some(end) = user.end() else { continue };
            let is_right = match end {
                FlowEnd::Stopped => one.is_stopped,
                FlowEnd::Closed => lifecycle.is_closed,
                FlowEnd::Drained => lifecycle.is_draining,
                // Inboxes are denied now and then.
                FlowEnd::Denied => true,
                end => allowed.contains(&end) || one.may_end(end, user),
            };
            world.report.check(is_right, || format!("{one:?} has ended for no reason: {end:?}"));
        }
    }
}

impl FlowRun {
    /// Begins a flow of some kind.
    fn begin(&mut self) {
        let kind = *self.dice.pick(&KINDS);
        self.begin_kind(kind);
    }

    /// Bounds of what may be asked for.
    pub(super) fn amount(&mut self, kind: Kind) -> (Amount, Amount) {
        if kind == Kind::PullBytes {
            // The largest message fits with room to spare.
            let bytes = 7_000 + self.dice.below(20_000);
            return (Amount { messages: 0, bytes }, Amount { messages: 0, bytes: self.dice.below(bytes * 3 / 4) });
        }
        let messages = 1 + self.dice.below(40);
        // With more than that every message is asked for by itself, and all those requests expire at a time.
        let threshold = self.dice.below(messages * 3 / 4 + 1);
        (Amount { messages, bytes: 0 }, Amount { messages: threshold, bytes: 0 })
    }
}

/// How long everything may take to come to rest, in milliseconds, after all that went wrong.
const REST: u64 = 600_000;
const REST_STEP: u64 = 3_000;
/// How long it may take until nothing is left of what was stopped: longer than a reply may be late.
const LEAVE: u64 = 20_000;

/// The statuses by which a server may answer a request for messages.
const STATUSES: [&str; 19] = [
    "100 Idle Heartbeat",
    "400 Bad Request - heartbeat value too large",
    "404 No Messages",
    "408 Request Timeout",
    "408 Requests Pending",
    "408 Interest Expired",
    "409 Batch Completed",
    "409 Message Size Exceeds MaxBytes",
    "409 Exceeded MaxRequestBatch of 5",
    "409 Exceeded MaxWaiting",
    "409 Consumer Deleted",
    "409 Consumer is push based",
    "409 Leadership Change",
    "409 Server Shutdown",
    "412 Required Api Level",
    "423 Nats-Pin-Id mismatch",
    "423 Nats-Wrong-Pin-Id",
    "503",
    "",
];

/// Those by which a flow ends.
const FINAL: [(&str, FlowEnd); 5] = [
    ("400", FlowEnd::BadRequest),
    ("412", FlowEnd::BadRequest),
    ("409 Exceeded MaxRequest", FlowEnd::LimitExceeded),
    ("409 Consumer is push", FlowEnd::PushBased),
    (r#"{"error":{"code":400,"err_code":10094"#, FlowEnd::Refused),
];

/// What a server may answer to a request about a consumer.
const ANSWERS: [&str; 9] = [
    r#"{"error":{"code":503,"err_code":10008,"description":"JetStream system temporarily unavailable"}}"#,
    r#"{"error":{"code":400,"err_code":10013,"description":"consumer name already in use"}}"#,
    r#"{"error":{"code":404,"err_code":10059,"description":"stream not found"}}"#,
    r#"{"error":{"code":404,"err_code":10014,"description":"consumer not found"}}"#,
    r#"{"error":{"code":500,"description":"raft"}}"#,
    r#"{"error":{"code":400,"err_code":10094,"description":"consumer delivery policy is deliver all"}}"#,
    r#"{"error":"#,
    "503",
    "",
];
