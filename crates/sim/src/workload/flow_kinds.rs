//! How flows of each kind are begun, and why each may end.

use std::collections::BTreeSet;

use nats_web_jetstream::flows::{FlowEnd, FlowEvent, NoticeKind, Ordered, OrderedFeed, Pull, PullKind, Push};
use nats_web_jetstream::kv::watch::{Include, config};
use nats_web_jetstream::object::chunk::Extent;
use nats_web_jetstream::object::digest::Hasher;

use super::flow_kind::{Kind, PUSH_HEARTBEAT};
use super::flows::{Begun, FlowRun};
use crate::client::{Download, FlowUser, Order, Role, Watch};
use crate::jetstream::Stored;

impl FlowRun {
    pub(super) fn begin_kind(&mut self, kind: Kind) {
        match kind {
            Kind::Pull | Kind::PullBytes | Kind::Fetch => self.begin_pull(kind),
            Kind::OrderedPush | Kind::OrderedPull | Kind::OrderedFetches => self.begin_ordered(kind),
            Kind::Watch => self.begin_watch(),
            Kind::Download => self.begin_download(),
            Kind::Push => self.begin_push(),
        }
    }

    fn begin_pull(&mut self, kind: Kind) {
        let acknowledges = self.dice.chance(50);
        let name = self.durable(if acknowledges { ACK_WAIT } else { 0 });
        let pull = Pull { consumer: &name, is_bound: self.dice.chance(20), ..self.pull(kind) };
        let user = FlowUser { acknowledges, is_slow: self.dice.chance(20), ..FlowUser::default() };
        let begun = self.world.begin_pull(user, &pull);
        self.note(begun, kind, &name, pull.expires);
    }

    fn begin_ordered(&mut self, kind: Kind) {
        let pull = self.pull(kind);
        let feed = match kind {
            Kind::OrderedPush => OrderedFeed::Push { idle_heartbeat: pull.idle_heartbeat },
            Kind::OrderedPull => OrderedFeed::Pull(pull),
            _ => OrderedFeed::Fetches,
        };
        let filter = *self.dice.pick(&["", "", "s.a", "s.*"]);
        let config = if filter.is_empty() { String::new() } else { format!(r#"{{"filter_subject":"{filter}"}}"#) };
        let filters = Some(filter.to_owned()).filter(|filter| !filter.is_empty()).into_iter().collect();
        let order = Some(Order { stream: "S".to_owned(), filters, last: Some(0) });
        let user = FlowUser { order, is_slow: self.dice.chance(20), ..FlowUser::default() };
        let ordered = Ordered { stream: "S", config: &config, feed, ..Ordered::default() };
        let begun = self.world.begin_ordered(user, &ordered);
        self.note(begun, kind, "", 0);
    }

    fn begin_watch(&mut self) {
        let include = *self.dice.pick(&[Include::LastValues, Include::LastValues, Include::History, Include::Updates]);
        let wanted = if include == Include::Updates { BTreeSet::new() } else { self.keys() };
        let config = config("$KV.b.", br#"">""#, include, false).unwrap_or_default();
        let config = String::from_utf8(config).unwrap_or_default();
        let last = (include != Include::Updates).then_some(0);
        let order = Some(Order { stream: "KV_b".to_owned(), filters: vec!["$KV.b.>".to_owned()], last });
        let role = Role::Watcher(Watch::new(wanted));
        let user = FlowUser { order, role, is_slow: self.dice.chance(20), ..FlowUser::default() };
        let feed = OrderedFeed::Push { idle_heartbeat: self.heartbeat() };
        let ordered = Ordered { stream: "KV_b", config: &config, feed, ..Ordered::default() };
        let begun = self.world.begin_ordered(user, &ordered);
        self.note(begun, Kind::Watch, "", 0);
    }

    fn begin_download(&mut self) {
        let subject = format!("$O.b.C.n{}", self.begun.len());
        let chunks: Vec<Vec<u8>> =
            (0..self.dice.range(1, 30)).map(|number| vec![number as u8; self.dice.range(1, 900) as usize]).collect();
        let mut hasher = Hasher::default();
        chunks.iter().for_each(|chunk| hasher.update(chunk));
        let bytes = chunks.iter().map(|chunk| chunk.len() as u64).sum();
        let object = Extent { chunks: chunks.len() as u64, bytes };
        self.world.with_jetstream(|one| {
            for payload in chunks {
                one.store("OBJ_b", Stored { subject: subject.clone(), payload, ..Stored::default() });
            }
        });
        let order = Some(Order { stream: "OBJ_b".to_owned(), filters: vec![subject.clone()], last: Some(0) });
        let role = Role::Downloader(Download::new(object, hasher.finish()));
        let user = FlowUser { order, role, is_slow: self.dice.chance(20), ..FlowUser::default() };
        let config = format!(r#"{{"filter_subject":"{subject}"}}"#);
        let feed = OrderedFeed::Push { idle_heartbeat: self.heartbeat() };
        let ordered = Ordered { stream: "OBJ_b", config: &config, feed, ..Ordered::default() };
        let begun = self.world.begin_ordered(user, &ordered);
        self.note(begun, Kind::Download, "", 0);
    }

    fn begin_push(&mut self) {
        let name = self.durable(0);
        let subject = format!("push.{name}");
        let push = Push { deliver_subject: &subject, queue: "", idle_heartbeat: PUSH_HEARTBEAT };
        let begun = self.world.begin_push(FlowUser::default(), &push);
        self.note(begun, Kind::Push, &name, 0);
        self.restore();
    }

    /// Fetches in order, for whoever does that.
    pub(super) fn fetch_in_order(&mut self) {
        let ordered = self.begun.iter().filter(|one| one.kind == Kind::OrderedFetches && self.is_live(one.id));
        let Some(id) = ordered.map(|one| one.id).next() else { return };
        let pull = self.pull(Kind::Fetch);
        // What it holds of earlier ones would count as if this one had brought it.
        self.world.take(id, usize::MAX);
        // One that is not over refuses another.
        let is_begun = self.world.fetch(id, &pull).is_ok();
        let until = self.world.now() + pull.expires + FETCH_SLACK;
        self.begun.iter_mut().filter(|one| one.id == id && is_begun).for_each(|one| one.until = until);
    }

    fn pull(&mut self, kind: Kind) -> Pull<'static> {
        let (max, threshold) = self.amount(kind);
        let idle_heartbeat = self.heartbeat();
        let expires = 2 * idle_heartbeat + self.dice.below(20_000);
        let is_fetch = matches!(kind, Kind::Fetch | Kind::OrderedFetches);
        let kind = if is_fetch { PullKind::Fetch } else { PullKind::Consume };
        Pull { stream: "S", kind, max, threshold, expires, idle_heartbeat, ..Pull::default() }
    }

    /// A heartbeat. Where flows are not to be led astray it is longer than links may delay.
    fn heartbeat(&mut self) -> u64 {
        let least = if self.is_blind { 500 } else { 4_000 };
        least + self.dice.below(6_000)
    }

    fn durable(&mut self, ack_wait: u64) -> String {
        self.durables += 1;
        let name = format!("C{}_{ack_wait}", self.durables);
        self.world.with_jetstream(|one| one.durable("S", &name, ack_wait));
        name
    }

    fn keys(&self) -> BTreeSet<String> {
        let stream = self.world.system.jetstream.as_ref().and_then(|one| one.streams.get("KV_b"));
        let live = stream.into_iter().flat_map(|stream| stream.live.iter().filter_map(|&one| stream.message(one)));
        live.map(|stored| stored.subject.clone()).collect()
    }

    fn note<E>(&mut self, begun: Result<nats_web_core::FlowId, E>, kind: Kind, consumer: &str, expires: u64) {
        let until = self.world.now() + expires + FETCH_SLACK;
        let Ok(id) = begun else { return };
        self.begun.push(Begun { id, kind, consumer: consumer.to_owned(), until, is_stopped: false });
    }
}

impl Begun {
    /// The consumer that outlives the flow: its name, how long it waits for acknowledgements, and where it delivers.
    pub(super) fn durable(&self) -> Option<(String, u64, String)> {
        let (_, ack_wait) = self.consumer.split_once('_')?;
        let deliver = if self.kind == Kind::Push { format!("push.{}", self.consumer) } else { String::new() };
        Some((self.consumer.clone(), ack_wait.parse().ok()?, deliver))
    }

    /// Whether a flow of this kind may end so by itself.
    pub(super) fn may_end(&self, end: FlowEnd, user: &FlowUser) -> bool {
        use FlowEnd::{Complete, ConsumerDeleted, ConsumerNotFound, Expired, GivenUp, NoResponders, StreamNotFound};
        let was_created =
            user.events.iter().any(|event| matches!(event, FlowEvent::Notice { kind: NoticeKind::Created, .. }));
        match self.kind {
            Kind::Fetch => {
                let is_gone = matches!(end, ConsumerDeleted | ConsumerNotFound | StreamNotFound | NoResponders);
                // A server may be made to say that the next message is too large.
                is_gone || matches!(end, Complete | Expired | FlowEnd::TooLarge)
            }
            Kind::Pull | Kind::PullBytes | Kind::Push => false,
            // It tries to make its first consumer for long, and not for ever.
            _ => !was_created && matches!(end, GivenUp | NoResponders | StreamNotFound),
        }
    }
}

/// Milliseconds within which a message is to be acknowledged.
const ACK_WAIT: u64 = 5_000;
/// How much longer than it asks for a fetch may take, in milliseconds: timers come late.
const FETCH_SLACK: u64 = 2_500;
