//! Flows against a real nats-server. The session speaks over plain TCP here: what it says is the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "it is a test")]

use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::{
    Assembly, Config, DialId, Event, FlowId, Hole, Outgoing, Session, Source, Target, Timestamp, Transmit,
};
use nats_web_jetstream::flows::{Amount, FlowEnd, FlowEvent, Flows, NoticeKind, Ordered, OrderedFeed, Pull, PullKind};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

struct Server {
    child: Child,
    port: u16,
    dir: PathBuf,
}

impl Server {
    fn start() -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("flows-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let child = Command::new(binary())
            .args(["-a", "127.0.0.1", "-p", "-1", "-js", "-sd"])
            .arg(dir.join("store"))
            .arg("--ports_file_dir")
            .arg(&dir)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self { child, port: 0, dir };
        let limit = Instant::now() + Duration::from_secs(10);
        while server.port == 0 {
            assert!(Instant::now() < limit, "the server does not start");
            std::thread::sleep(Duration::from_millis(10));
            server.port = server.listens_on().unwrap_or_default();
        }
        server
    }

    /// Returns the port, once the server has written it down.
    fn listens_on(&self) -> Option<u16> {
        let ports = self.dir.join(format!("nats-server_{}.ports", self.child.id()));
        let text = std::fs::read_to_string(ports).ok()?;
        let (_, rest) = text.split_once("nats://127.0.0.1:")?;
        rest.split('"').next()?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

struct Client {
    session: Session,
    flows: Flows,
    start: Instant,
    port: u16,
    dial: DialId,
    socket: Option<TcpStream>,
    assembled: Vec<u8>,
    slots: BTreeMap<u32, FlowId>,
    /// The first eight bytes of each payload, as a number, and how large messages were.
    got: Vec<(u64, u64)>,
    events: Vec<FlowEvent>,
    is_taking: bool,
    flow: Option<FlowId>,
    replies: Vec<String>,
}

impl Client {
    fn new(port: u16) -> Self {
        let servers = vec![ServerAddress::parse("ws://127.0.0.1:1", None).unwrap()];
        let mut client = Self {
            session: Session::new(Config { servers, seed: u64::from(port), ..Config::default() }),
            flows: Flows::default(),
            start: Instant::now(),
            port,
            dial: DialId::default(),
            socket: None,
            assembled: Vec::new(),
            slots: BTreeMap::new(),
            got: Vec::new(),
            events: Vec::new(),
            is_taking: true,
            flow: None,
            replies: Vec::new(),
        };
        client.session.start(Timestamp::ZERO);
        client.run_until("a link", |client| client.session.is_connected());
        client
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.start.elapsed().as_millis() as u64)
    }

    fn run_until(&mut self, what: &str, is_done: impl Fn(&Self) -> bool) {
        let limit = Instant::now() + Duration::from_secs(20);
        while !is_done(self) {
            assert!(Instant::now() < limit, "no {what}: {} messages, {:?}", self.got.len(), self.events);
            self.turn();
        }
    }

    fn run_for(&mut self, ms: u64) {
        let end = Instant::now() + Duration::from_millis(ms);
        while Instant::now() < end {
            self.turn();
        }
    }

    fn turn(&mut self) {
        let mut frame = vec![0; 64 * 1024];
        let read = self.socket.as_mut().map(|socket| socket.read(&mut frame));
        match read {
            Some(Ok(0)) => self.lose(),
            Some(Ok(count)) => self.hear(&frame[..count]),
            Some(Err(_)) => {}
            None => std::thread::sleep(Duration::from_millis(1)),
        }
        let now = self.now();
        self.session.handle_timeout(now);
        self.carry_out();
    }

    fn hear(&mut self, frame: &[u8]) {
        let count = self.session.handle_payload(self.dial, frame.len());
        let (payload, frame) = frame.split_at(count);
        self.assembled.extend_from_slice(payload);
        let now = self.now();
        self.session.handle_bytes(now, self.dial, frame);
        self.flows.handle_deliveries(&mut self.session, frame);
        let mut taken = (0, 0);
        for delivery in self.session.deliveries() {
            let bytes = match delivery.source {
                Source::Frame => frame,
                Source::Carry => self.session.carry(),
                Source::Assembled => &self.assembled,
            };
            let message = delivery.message;
            let payload = message.payload.of(bytes);
            match delivery.target {
                Target::Subscription(id) => {
                    assert_eq!(self.slots.get(&id.slot), self.flow.as_ref());
                    let number = std::str::from_utf8(&payload[..8]).unwrap().trim().parse().unwrap();
                    let parts = [message.subject, message.reply, message.headers, message.payload];
                    let size = parts.iter().map(|part| part.len() as u64).sum();
                    self.got.push((number, size));
                    taken = (taken.0 + 1, taken.1 + size);
                }
                Target::Request(_) => self.replies.push(String::from_utf8_lossy(payload).into_owned()),
                Target::Nobody => {}
                Target::Flow(_) => panic!("it is left"),
            }
        }
        if let Some(Assembly { carried, start, .. }) = self.session.assembly() {
            self.assembled = self.session.carry()[..carried].to_vec();
            self.assembled.extend_from_slice(&frame[start..]);
        }
        if self.is_taking && taken.0 > 0 {
            let flow = self.flow.unwrap();
            self.flows.took(&mut self.session, now, flow, taken.0, taken.1);
        }
    }

    fn carry_out(&mut self) {
        while let Some(event) = self.session.poll_event() {
            let now = self.now();
            self.flows.handle_event(&mut self.session, &event);
            if let Event::Dial { dial, .. } = event {
                self.dial = dial;
                self.assembled.clear();
                match TcpStream::connect(("127.0.0.1", self.port)) {
                    Ok(socket) => {
                        socket.set_read_timeout(Some(Duration::from_millis(2))).unwrap();
                        socket.set_nodelay(true).unwrap();
                        self.socket = Some(socket);
                        self.session.handle_opened(now, dial);
                    }
                    Err(error) => self.session.handle_closed(now, dial, error.to_string()),
                }
            }
        }
        while let Some(event) = self.flows.poll_event() {
            if let FlowEvent::Moved { flow, subscription } = event {
                self.slots.retain(|_, owner| *owner != flow);
                self.slots.insert(subscription.slot, flow);
            }
            self.events.push(event);
        }
        while let Some(Transmit::Bytes(bytes)) = self.session.poll_transmit() {
            if let Some(socket) = &mut self.socket {
                let _ = socket.write_all(bytes);
            }
        }
    }

    fn lose(&mut self) {
        self.socket = None;
        let now = self.now();
        self.session.handle_closed(now, self.dial, "gone".to_owned());
        self.carry_out();
    }

    fn publish(&mut self, subject: &str, payload: &[u8]) {
        let message = Outgoing { subject: subject.as_bytes(), reply: b"", headers: b"", payload: payload.len() };
        let Hole::Inline(range) = self.session.publish(&message).unwrap() else { panic!("small") };
        self.session.outbound_mut(range).copy_from_slice(payload);
    }

    /// Asks the API and returns what it answers.
    fn ask(&mut self, subject: &str, payload: &str) -> String {
        let message = Outgoing { subject: subject.as_bytes(), reply: b"", headers: b"", payload: payload.len() };
        let now = self.now();
        let (_, hole) = self.session.request(now, &message, nats_web_core::Inbox::Shared, None).unwrap();
        let Hole::Inline(range) = hole else { panic!("small") };
        self.session.outbound_mut(range).copy_from_slice(payload.as_bytes());
        let before = self.replies.len();
        self.run_until(subject, |client| client.replies.len() > before);
        self.replies.pop().unwrap()
    }

    /// Makes the stream S with messages 1 to `count` of `length` bytes.
    fn store(&mut self, count: u64, length: usize) {
        let made = self.ask("$JS.API.STREAM.CREATE.S", r#"{"name":"S","subjects":["s.>"],"storage":"memory"}"#);
        assert!(!made.contains("error"), "{made}");
        self.add(1, count, length);
    }

    fn add(&mut self, first: u64, last: u64, length: usize) {
        for number in first..=last {
            self.publish("s.a", format!("{number:<length$}").as_bytes());
            if number % 50 == 0 {
                self.carry_out();
            }
        }
        self.carry_out();
        let wanted = format!("\"last_seq\":{last},");
        for _ in 0..100 {
            if self.ask("$JS.API.STREAM.INFO.S", "").contains(&wanted) {
                return;
            }
        }
        panic!("not stored");
    }

    fn durable(&mut self, config: &str) {
        let body = format!(r#"{{"stream_name":"S","config":{{"durable_name":"C"{config}}}}}"#);
        let made = self.ask("$JS.API.CONSUMER.DURABLE.CREATE.S.C", &body);
        assert!(!made.contains("error"), "{made}");
    }

    fn begin(&mut self, flow: FlowId) {
        self.flow = Some(flow);
        self.slots.insert(self.flows.subscription(flow).unwrap().slot, flow);
    }

    fn pull(&mut self, pull: &Pull<'_>) {
        let now = self.now();
        let flow = self.flows.pull(&mut self.session, now, pull).unwrap();
        self.begin(flow);
    }

    fn ordered(&mut self, feed: OrderedFeed<'_>, config: &str) {
        let now = self.now();
        let ordered = Ordered { stream: "S", feed, config, ..Ordered::default() };
        let flow = self.flows.ordered(&mut self.session, now, &ordered).unwrap();
        self.begin(flow);
    }

    fn numbers(&self) -> Vec<u64> {
        self.got.iter().map(|(number, _)| *number).collect()
    }

    fn end(&self) -> Option<FlowEnd> {
        self.events.iter().find_map(|event| match event {
            FlowEvent::Ended { end, .. } => Some(*end),
            _ => None,
        })
    }

    fn count(&self, wanted: NoticeKind) -> usize {
        self.events.iter().filter(|event| matches!(event, FlowEvent::Notice { kind, .. } if *kind == wanted)).count()
    }
}

fn pull(messages: u64) -> Pull<'static> {
    let max = Amount { messages, bytes: 0 };
    let threshold = Amount { messages: messages * 3 / 4, bytes: 0 };
    Pull { stream: "S", consumer: "C", max, threshold, expires: 2_000, idle_heartbeat: 500, ..Pull::default() }
}

fn client() -> (Server, Client) {
    let server = Server::start();
    let client = Client::new(server.port);
    (server, client)
}

/// `$NATS_SERVER`, else `nats-server` on the path, else where this project's own tools are.
fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("NATS_SERVER") {
        return named.into();
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/tools");
    let dirs = std::env::split_paths(&on_path).chain([tools]);
    let found = dirs.map(|dir| dir.join("nats-server")).find(|file| file.is_file());
    found.expect("these tests need nats-server: set NATS_SERVER, put it on the PATH or into target/tools")
}

#[test]
fn pulling() {
    let (_server, mut client) = client();
    client.store(500, 100);
    client.durable(r#","ack_policy":"none""#);
    client.pull(&pull(20));
    client.run_until("end", |client| client.end().is_some());
    assert_eq!((client.end(), client.numbers()), (Some(FlowEnd::Complete), (1..=20).collect()));

    client.events.clear();
    client.pull(&Pull { kind: PullKind::Consume, ..pull(50) });
    client.run_until("500 messages", |client| client.got.len() == 500);
    client.run_for(5_000);
    assert_eq!(client.count(NoticeKind::HeartbeatsMissed), 0);
    assert!((1..=15).contains(&client.count(NoticeKind::Discard)), "requests expire, and are made anew");
    client.add(501, 510, 100);
    client.run_until("510 messages", |client| client.got.len() == 510);
    assert_eq!(client.numbers(), (1..=510).collect::<Vec<_>>());

    client.lose();
    client.run_until("a link", |client| client.session.is_connected());
    client.add(511, 520, 100);
    client.run_until("520 messages", |client| client.got.len() == 520);
    client.ask("$JS.API.CONSUMER.DELETE.S.C", "");
    client.run_until("word of it", |client| client.count(NoticeKind::ConsumerNotFound) > 1);
    assert_eq!(client.count(NoticeKind::ConsumerDeleted), 1);
    client.durable(r#","ack_policy":"none","deliver_policy":"by_start_sequence","opt_start_seq":521"#);
    client.add(521, 530, 100);
    client.run_until("530 messages", |client| client.got.len() == 530);
    assert_eq!(client.end(), None);
}

#[test]
fn bytes_are_counted_as_the_server_does() {
    let (_server, mut client) = client();
    client.store(300, 100);
    client.durable(r#","ack_policy":"none""#);
    client.is_taking = false;
    let max = Amount { messages: 0, bytes: 10_000 };
    client.pull(&Pull { kind: PullKind::Consume, max, threshold: Amount { messages: 0, bytes: 2_000 }, ..pull(0) });
    client.run_for(500);
    let size: u64 = client.got.iter().map(|(_, size)| size).sum();
    let next = client.got.last().unwrap().1;
    assert!(size <= 10_000 && size + next > 10_000, "{size} and {next}");
    let asked = client.count(NoticeKind::Next);
    for _ in 0..20 {
        let flow = client.flow.unwrap();
        let (_, untaken) = client.flows.pending(flow).unwrap();
        let now = client.now();
        client.flows.took(&mut client.session, now, flow, untaken.messages, untaken.bytes);
        client.run_for(50);
    }
    assert_eq!(client.numbers(), (1..=300).collect::<Vec<_>>());
    assert!(client.count(NoticeKind::Next) - asked < 15, "{}", client.count(NoticeKind::Next));
}

#[test]
fn statuses_of_a_real_server() {
    let (_server, mut client) = client();
    client.store(3, 100);
    client.durable(r#","ack_policy":"none","max_batch":5,"max_expires":3000000000"#);
    let ends = [
        (Pull { no_wait: true, expires: 0, idle_heartbeat: 0, ..pull(5) }, FlowEnd::Complete),
        (Pull { no_wait: true, expires: 0, idle_heartbeat: 0, ..pull(5) }, FlowEnd::Complete),
        (pull(6), FlowEnd::LimitExceeded),
        (Pull { kind: PullKind::Consume, ..pull(6) }, FlowEnd::LimitExceeded),
        (Pull { expires: 4_000, ..pull(5) }, FlowEnd::LimitExceeded),
        (pull(5), FlowEnd::Expired),
        (Pull { consumer: "D", ..pull(5) }, FlowEnd::NoResponders),
        (Pull { group: "no", min_pending: 5, ..pull(5) }, FlowEnd::BadRequest),
        (Pull { consumer: "P", ..pull(5) }, FlowEnd::PushBased),
        (Pull { consumer: "E", max: Amount { messages: 0, bytes: 50 }, ..pull(0) }, FlowEnd::TooLarge),
    ];
    let others = [r#"{"name":"P","deliver_subject":"p","ack_policy":"none"}"#, r#"{"name":"E","ack_policy":"none"}"#];
    for (name, config) in ["P", "E"].into_iter().zip(others) {
        let body = format!(r#"{{"stream_name":"S","config":{config}}}"#);
        let made = client.ask(&format!("$JS.API.CONSUMER.CREATE.S.{name}"), &body);
        assert!(!made.contains("error"), "{made}");
    }
    for (pull, end) in ends {
        client.events.clear();
        client.pull(&pull);
        client.run_until("end", |client| client.end().is_some());
        assert_eq!(client.end(), Some(end), "{pull:?} {:?}", client.events);
    }
    assert_eq!(client.numbers(), [1, 2, 3]);
}

#[test]
fn ordered_flows() {
    for feed in
        [OrderedFeed::Push { idle_heartbeat: 500 }, OrderedFeed::Pull(Pull { kind: PullKind::Consume, ..pull(100) })]
    {
        let (_server, mut client) = client();
        // More than flow control lets pass unanswered.
        client.store(3_000, 3_000);
        client.ordered(feed, "");
        client.run_until("3000 messages", |client| client.got.len() == 3_000);
        client.run_for(1_500);
        assert_eq!((client.count(NoticeKind::Reset), client.count(NoticeKind::HeartbeatsMissed)), (0, 0));
        client.lose();
        client.run_until("a link", |client| client.session.is_connected());
        client.add(3_001, 3_010, 100);
        client.run_until("3010 messages", |client| client.got.len() == 3_010);
        let names = client.ask("$JS.API.CONSUMER.NAMES.S", "");
        assert!(names.contains("\"total\":1,") && names.contains("_2\""), "{names}");
        let name = names.split('"').find(|part| part.ends_with("_2")).unwrap().to_owned();
        client.ask(&format!("$JS.API.CONSUMER.DELETE.S.{name}"), "");
        client.add(3_011, 3_020, 100);
        client.run_until("3020 messages", |client| client.got.len() == 3_020);
        assert_eq!(client.numbers(), (1..=3_020).collect::<Vec<_>>());
        let (now, flow) = (client.now(), client.flow.unwrap());
        client.flows.stop(&mut client.session, now, flow);
        client.run_for(50);
        assert!(client.ask("$JS.API.CONSUMER.NAMES.S", "").contains("\"total\":0,"));
    }
}

#[test]
fn what_is_new_is_found_by_the_next_consumer() {
    let (server, mut client) = client();
    client.store(10, 100);
    client.ordered(OrderedFeed::Push { idle_heartbeat: 500 }, r#"{"deliver_policy":"new"}"#);
    client.run_until("consumer", |client| client.count(NoticeKind::Created) == 1);
    client.lose();
    let mut other = Client::new(server.port);
    other.add(11, 15, 100);
    client.run_until("5 messages", |client| client.got.len() == 5);
    assert_eq!(client.numbers(), (11..=15).collect::<Vec<_>>());
}

#[test]
fn a_stream_that_is_deleted_ends_an_ordered_fetch() {
    let (_server, mut client) = client();
    client.store(10, 100);
    client.ordered(OrderedFeed::Fetches, "");
    let (now, flow) = (client.now(), client.flow.unwrap());
    client.flows.fetch(&mut client.session, now, flow, &pull(4)).unwrap();
    client.run_until("4 messages", |client| client.got.len() == 4);
    client.ask("$JS.API.STREAM.DELETE.S", "");
    let now = client.now();
    client.flows.fetch(&mut client.session, now, flow, &pull(4)).unwrap();
    client.run_until("end", |client| {
        client
            .events
            .iter()
            .any(|event| matches!(event, FlowEvent::FetchEnded { end: FlowEnd::StreamNotFound, code: 10_059, .. }))
    });
}
