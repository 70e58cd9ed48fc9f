//! A calm world with one stream, and one user of one flow at a time.

use std::collections::BTreeMap;

use nats_web_core::{Config, FlowId, Session, Timestamp};
use nats_web_jetstream::flows::{FlowEnd, FlowError, FlowEvent, Flows, NoticeKind};
use nats_web_sim::client::FlowUser;
use nats_web_sim::jetstream::{Consumer, JetStream, Stored, Stream};
use nats_web_sim::wire::Message;
use nats_web_sim::world::World;
use nats_web_sim::{dice::Dice, scenario};

/// The world, and the flow that was begun last.
pub(crate) struct Rig {
    pub(crate) world: World,
    flow: Option<FlowId>,
    is_slow: bool,
    /// What the users of earlier flows have got.
    before: Vec<u64>,
}

impl Rig {
    /// A client that is connected, and a stream without messages.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// The same with other options.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut world = scenario::calm(&["a:1"], change);
        world.weather.profile.latency = 0;
        let mut jetstream = JetStream::new(Dice::new(1));
        jetstream.streams.insert("S".to_owned(), Stream::default());
        world.system.jetstream = Some(jetstream);
        let mut rig = Self { world, flow: None, is_slow: false, before: Vec::new() };
        rig.run(10);
        rig
    }

    /// Lets `ms` milliseconds go by, in which no invariant breaks.
    #[track_caller]
    pub(crate) fn run(&mut self, ms: u64) {
        self.world.run_for(ms);
        assert!(!self.world.report.is_faulty(), "{}", self.world.report.trace().join("\n"));
    }

    /// Begins a flow.
    pub(crate) fn begin(
        &mut self,
        begin: impl FnOnce(&mut Flows, &mut Session, Timestamp) -> Result<FlowId, FlowError>,
    ) -> FlowId {
        if self.flow.is_some() {
            self.before = self.got();
        }
        let user = FlowUser { is_slow: self.is_slow, ..FlowUser::default() };
        let flow = self.world.command(|client, now, report| client.begin_flow(now, user, begin, report));
        self.flow = flow.ok();
        self.flow()
    }

    /// Has the flows do something.
    pub(crate) fn act(&mut self, act: impl FnOnce(&mut Flows, &mut Session, Timestamp)) {
        self.world.command(|client, now, report| client.with_flows(now, act, report));
    }

    pub(crate) fn stop(&mut self) {
        self.world.stop_flow(self.flow());
    }

    pub(crate) fn release(&mut self) {
        let flow = self.flow();
        self.act(|flows, session, now| flows.release(session, now, flow));
    }

    pub(crate) fn flow(&self) -> FlowId {
        self.flow.expect("a flow was begun")
    }

    pub(crate) fn user(&mut self) -> &mut FlowUser {
        let flow = self.flow();
        self.world.client.users.get_mut(&flow).expect("a flow has a user")
    }

    /// The sequences of all that was handed over.
    pub(crate) fn got(&self) -> Vec<u64> {
        let present = &self.world.client.users[&self.flow()].got;
        [&self.before[..], present].concat()
    }

    pub(crate) fn events(&self) -> Vec<FlowEvent> {
        self.world.client.users[&self.flow()].events.clone()
    }

    pub(crate) fn clear_events(&mut self) {
        self.user().events.clear();
    }

    pub(crate) fn end(&self) -> Option<FlowEnd> {
        self.world.client.users[&self.flow()].end()
    }

    pub(crate) fn fetch_end(&self) -> Option<FlowEnd> {
        self.world.client.users[&self.flow()].fetch_end()
    }

    pub(crate) fn notices(&self, wanted: NoticeKind) -> Vec<(u64, u64, String)> {
        let of = self.events().into_iter().filter_map(|event| match event {
            FlowEvent::Notice { kind, a, b, text, .. } if kind == wanted => Some((a, b, text)),
            _ => None,
        });
        of.collect()
    }

    /// The user takes up to `most` messages.
    pub(crate) fn take(&mut self, most: usize) {
        self.world.take(self.flow(), most);
    }

    /// Whether the user takes nothing by itself, from now on and of the flows to come.
    pub(crate) fn set_slow(&mut self, is_slow: bool) {
        self.is_slow = is_slow;
        if self.flow.is_some() {
            self.user().is_slow = is_slow;
        }
        if self.flow.is_some() && !is_slow {
            self.take(usize::MAX);
        }
    }

    pub(crate) fn flows(&self) -> &Flows {
        &self.world.client.flows
    }

    pub(crate) fn session(&self) -> &Session {
        &self.world.client.session
    }

    /// The link is lost.
    pub(crate) fn lose(&mut self) {
        let dial = self.world.client.dial().expect("a link to lose");
        self.world.cut(dial);
        self.run(0);
    }

    /// The machine sleeps for `ms` milliseconds; the server does not.
    pub(crate) fn sleep(&mut self, ms: u64) {
        self.world.sleep(ms);
        self.run(ms);
    }

    pub(crate) fn server(&mut self) -> &mut JetStream {
        self.world.system.jetstream.as_mut().expect("a world with JetStream")
    }

    /// Stores `count` messages of `length` bytes.
    pub(crate) fn publish(&mut self, count: usize, length: usize) {
        self.world.with_jetstream(|jetstream| {
            for _ in 0..count {
                let sequence = jetstream.streams["S"].last() + 1;
                let payload = format!("{sequence:<length$}").into_bytes();
                jetstream.store("S", Stored { subject: "s.a".to_owned(), payload, ..Stored::default() });
            }
        });
    }

    /// Stores a message of `length` bytes that is lost on its way to whoever reads.
    pub(crate) fn publish_lost(&mut self, length: usize) {
        self.server().faults.lost_message = 100;
        self.publish(1, length);
        self.server().faults.lost_message = 0;
    }

    /// Makes a consumer to pull from.
    pub(crate) fn durable(&mut self, name: &str) {
        self.server().durable("S", name, 0);
    }

    pub(crate) fn consumers(&mut self) -> &mut BTreeMap<String, Consumer> {
        &mut self.server().streams.get_mut("S").expect("the stream").consumers
    }

    pub(crate) fn consumer(&mut self, name: &str) -> &mut Consumer {
        self.consumers().get_mut(name).expect("the consumer")
    }

    /// Stream and consumers are gone, and nobody is told.
    pub(crate) fn set_missing(&mut self) {
        self.consumers().clear();
        self.server().set_missing("S", true);
    }

    pub(crate) fn delete_consumers(&mut self) {
        self.world.with_jetstream(|jetstream| jetstream.delete_consumers("S"));
    }

    pub(crate) fn flush_requests(&mut self, line: &str, with_pending: bool) {
        self.world.with_jetstream(|jetstream| jetstream.flush_requests(line, with_pending));
    }

    pub(crate) fn status(&mut self, to: &str, line: &str, headers: &str) {
        self.world.with_jetstream(|jetstream| jetstream.status(to, line, headers));
    }

    /// The next request whose subject has `part` is answered by a JSON text, a status line, or nothing.
    pub(crate) fn script(&mut self, part: &str, answer: &str) {
        self.server().script.push_back((part.to_owned(), answer.to_owned()));
    }

    /// Somebody else publishes.
    pub(crate) fn outside(&mut self, message: &Message) {
        self.world.system.publish_outside(message);
        self.world.settle();
    }

    /// The server says that something is not allowed.
    pub(crate) fn complain(&mut self, text: &str) {
        let dial = self.world.client.dial().expect("a link");
        self.world.system.complain(dial, text, false);
        self.world.settle();
    }

    /// Returns how many requests with `part` in their subject the server has been sent.
    pub(crate) fn asked(&self, part: &str) -> usize {
        self.world.system.jetstream.as_ref().map_or(0, |jetstream| jetstream.asked_for(part))
    }

    /// Checks that in no second more was asked than is reasonable.
    #[track_caller]
    pub(crate) fn check_calm(&mut self, most: usize) {
        let asked = &self.server().asked;
        for (at, (now, _)) in asked.iter().enumerate() {
            let count = asked[..=at].iter().rev().take_while(|(time, _)| time + 1_000 > *now).count();
            assert!(count <= most, "{count} requests in a second, up to {now}");
        }
    }
}
