//! Memory stays flat through an outage and through a million messages.
//!
//! Every allocation of a thread is counted: that of the test's own, since the harness allocates in another meanwhile.
#![allow(unsafe_code, reason = "an allocator that counts has to be one")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use nats_web_core::session::{Outgoing, SubscribeOptions};
use nats_web_core::{Config, DialId, Event, Inbox, Session, Timestamp};
use nats_web_sim::scenario::config;

/// The system's allocator, and how many bytes it has given to each thread.
struct Counting;

thread_local! {
    // What one thread allocates and another frees makes this less than nothing.
    static LIVE: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    LIVE.set(LIVE.get().wrapping_add(bytes));
}

// SAFETY: every call is handed on to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0_usize.wrapping_sub(layout.size()));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn memory_stays_flat() {
    through_an_outage();
    through_a_million_messages();
    through_a_million_requests();
    through_an_outage_with_callers_that_come_and_go();
}

fn live() -> usize {
    LIVE.get()
}

/// A session and the least of a face.
struct Rig {
    session: Session,
    now: u64,
    dial: DialId,
    dials: u32,
    sent: Vec<u8>,
}

impl Rig {
    fn new(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config(&["ws://a:1", "ws://b:2", "ws://c:3"]);
        config.max_reconnect_attempts = None;
        change(&mut config);
        let mut session = Session::new(config);
        session.start(Timestamp::from_millis(1));
        Self { session, now: 1, dial: DialId::default(), dials: 0, sent: Vec::with_capacity(1 << 20) }
    }

    fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.now)
    }

    /// Carries out what the session wants.
    fn pump(&mut self) {
        self.sent.clear();
        while let Some(transmit) = self.session.poll_transmit() {
            if let nats_web_core::Transmit::Bytes(bytes) = transmit {
                self.sent.extend_from_slice(bytes);
            }
        }
        while let Some(event) = self.session.poll_event() {
            if let Event::Dial { dial, .. } = event {
                self.dial = dial;
                self.dials += 1;
            }
        }
    }

    fn hear(&mut self, bytes: &[u8]) {
        self.session.handle_bytes(self.at(), self.dial, bytes);
        self.pump();
    }

    fn handshake(&mut self) {
        self.pump();
        self.session.handle_opened(self.at(), self.dial);
        self.hear(b"INFO {\"server_id\":\"S\",\"proto\":1,\"headers\":true,\"max_payload\":1048576}\r\n");
        self.hear(b"PONG\r\n");
        assert!(self.session.is_connected());
    }

    fn lose(&mut self) {
        self.session.handle_closed(self.at(), self.dial, "gone".to_owned());
        self.pump();
    }

    /// No server can be reached: the session has to wait before it dials again.
    fn lose_all(&mut self) {
        (0..3).for_each(|_| self.lose());
    }

    /// Time goes on to the session's next timer, which is within `limit`.
    fn tick(&mut self, limit: u64) -> bool {
        let Some(next) = self.session.poll_timeout().filter(|next| next.as_millis() <= limit) else { return false };
        self.now = self.now.max(next.as_millis());
        self.session.handle_timeout(self.at());
        self.pump();
        true
    }
}

/// Ten minutes without a server, dialled as often as a second allows.
fn through_an_outage() {
    let mut rig = Rig::new(|config| (config.reconnect_wait, config.reconnect_jitter) = (100, 0));
    rig.handshake();
    for _ in 0..100 {
        rig.session.subscribe(rig.at(), b"some.subject", &SubscribeOptions::default()).expect("accepted");
    }
    rig.lose();
    let mut after_a_minute = 0;
    for minute in 1..=10 {
        let until = rig.now + 60_000;
        while rig.now < until {
            rig.lose_all();
            if !rig.tick(until) {
                rig.now = until;
            }
        }
        if minute == 1 {
            after_a_minute = live();
        }
    }
    assert!(rig.dials > 10_000, "{}", rig.dials);
    assert_flat(after_a_minute, 1_024, "ten minutes of outage");
    rig.handshake();
    assert_eq!(rig.session.subscription_count(), 100);
}

/// A million messages to one subscription.
fn through_a_million_messages() {
    let mut rig = Rig::new(|_| {});
    rig.handshake();
    rig.session.subscribe(rig.at(), b"a", &SubscribeOptions::default()).expect("accepted");
    rig.pump();
    let batch = b"MSG a 1 r 5\r\nhello\r\nHMSG a 1 17 17\r\nNATS/1.0\r\nA:1\r\n\r\n\r\n".repeat(50);
    let mut before = 0;
    for round in 0..10_000 {
        rig.hear(&batch);
        assert_eq!(rig.session.deliveries().len(), 100);
        if round == 10 {
            before = live();
        }
    }
    assert_eq!(rig.session.stats().in_messages, 1_000_000);
    assert_flat(before, 0, "a million messages");
}

/// A million requests, answered, timed out and given up by turns.
fn through_a_million_requests() {
    let mut rig = Rig::new(|_| {});
    rig.handshake();
    let message = Outgoing { subject: b"svc", reply: b"", headers: b"", payload: 0 };
    let (mut before, mut shared) = (0, String::new());
    for round in 0..1_000_000u32 {
        let inbox = if round % 7 == 0 { Inbox::Own } else { Inbox::Shared };
        let (id, _) = rig.session.request(rig.at(), &message, inbox, Some(10)).expect("accepted");
        rig.pump();
        let sent = std::str::from_utf8(&rig.sent).expect("text");
        let words = sent.strip_prefix("SUB ").map(|rest| rest.split([' ', '\r']).collect::<Vec<_>>());
        let subscribed = words.map(|words| words[1].to_owned());
        if inbox == Inbox::Shared && subscribed.is_some() {
            shared = subscribed.clone().unwrap_or_default();
        }
        match round % 3 {
            0 => assert!(rig.session.cancel_request(id)),
            1 => drop(rig.tick(u64::MAX)),
            _ => {
                let reply = sent.rsplit_once("PUB svc ").and_then(|(_, rest)| rest.split(' ').next()).expect("a reply");
                let sid = subscribed.as_deref().unwrap_or(&shared);
                let answer = format!("MSG {reply} {sid} 0\r\n\r\n");
                rig.hear(answer.as_bytes());
            }
        }
        rig.pump();
        rig.hear(b"PONG\r\n");
        assert_eq!(rig.session.requests_in_flight(), 0, "round {round}");
        if round == 10_000 {
            before = live();
        }
    }
    assert_eq!(rig.session.subscription_count(), 1);
    assert_flat(before, 1_024, "a million requests");
}

/// An outage during which callers subscribe, request and give up. What they publish waits, up to its bound.
fn through_an_outage_with_callers_that_come_and_go() {
    let mut rig = Rig::new(|config| {
        (config.reconnect_wait, config.reconnect_jitter, config.max_pending) = (100, 0, 10_000);
    });
    rig.handshake();
    rig.lose();
    let message = Outgoing { subject: b"svc", reply: b"", headers: b"", payload: 10 };
    let mut before = 0;
    for round in 0..100_000 {
        let id = rig.session.subscribe(rig.at(), b"a", &SubscribeOptions::default()).expect("accepted");
        if let Ok((id, _)) = rig.session.request(rig.at(), &message, Inbox::Own, Some(10)) {
            rig.session.cancel_request(id);
        }
        drop(rig.session.publish(&message));
        rig.session.unsubscribe(id, None).expect("live");
        rig.lose_all();
        rig.tick(u64::MAX);
        if round == 1_000 {
            before = live();
        }
    }
    assert_eq!((rig.session.subscription_count(), rig.session.requests_in_flight()), (0, 0));
    assert!(rig.session.pending() <= 10_000 + 100);
    assert_flat(before, 1_024, "an outage with callers");
}

#[track_caller]
fn assert_flat(before: usize, slack: usize, what: &str) {
    let grown = live().saturating_sub(before);
    assert!(grown <= slack, "{what}: {grown} bytes more than at its beginning");
}
