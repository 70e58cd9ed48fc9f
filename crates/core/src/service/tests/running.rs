//! Services over a session with a scripted server.

use super::*;
use crate::session::server_address::ServerAddress;
use crate::{Config, DialId, Event, Misuse, Session, SubscriptionEnd, Target, Timestamp, Transmit};
use alloc::format;
use alloc::vec;

pub(super) const NOW: Timestamp = Timestamp::ZERO;

pub(super) struct Rig {
    pub(super) session: Session,
    pub(super) services: Services,
    dial: DialId,
}

impl Rig {
    pub(super) fn new() -> Self {
        let servers = vec![ServerAddress::parse("ws://127.0.0.1:1", None).unwrap()];
        let mut session = Session::new(Config { servers, ..Config::default() });
        session.start(NOW);
        let dial = DialId::from_u32(1);
        while session.poll_event().is_some() {}
        session.handle_opened(NOW, dial);
        let mut rig = Self { session, services: Services::default(), dial };
        rig.hear("INFO {\"max_payload\":100000,\"headers\":true}\r\nPONG\r\n");
        assert!(rig.session.is_connected());
        rig.sent();
        rig
    }

    pub(super) fn add(&mut self, name: &str, source: DataSource) -> FlowId {
        let description = Description { name, version: "1.2.3", ..Description::default() };
        self.services.add(&mut self.session, NOW, &description, Inherited, "STARTED".into(), source).unwrap()
    }

    fn endpoint(&mut self, service: FlowId, name: &str) -> Result<(u32, SubscriptionId), AddError> {
        let place = Group::root(Inherited).endpoint(name, "", Inherited)?;
        self.services.add_endpoint(&mut self.session, NOW, service, name, &place, String::new())
    }

    /// Reads a frame, and returns whom its messages are for.
    fn hear(&mut self, frame: &str) -> Vec<Target> {
        self.session.handle_bytes(NOW, self.dial, frame.as_bytes());
        if self.session.has_flow_delivery() {
            self.services.handle_deliveries(&mut self.session, frame.as_bytes());
        }
        self.session.deliveries().iter().map(|delivery| delivery.target).collect()
    }

    fn sent(&mut self) -> String {
        let mut sent = Vec::new();
        while let Some(transmit) = self.session.poll_transmit() {
            if let Transmit::Bytes(bytes) = transmit {
                sent.extend_from_slice(bytes);
            }
        }
        String::from_utf8(sent).unwrap()
    }

    /// Returns the ends of subscriptions that concern the face, and the events of the services.
    fn events(&mut self) -> (Vec<Event>, Vec<ServiceEvent>) {
        let mut events = Vec::new();
        while let Some(event) = self.session.poll_event() {
            if !self.services.handle_event(&mut self.session, &event)
                && matches!(event, Event::SubscriptionEnded { .. })
            {
                events.push(event);
            }
        }
        let mut own = Vec::new();
        while let Some(event) = self.services.poll_event() {
            own.push(event);
        }
        (events, own)
    }

    fn response(&self, service: FlowId, verb: Verb) -> String {
        let mut out = Vec::new();
        self.services.respond(service, verb, &mut out);
        String::from_utf8(out).unwrap()
    }
}

#[test]
fn monitoring_listens_for_all_for_its_kind_and_for_itself() {
    let mut rig = Rig::new();
    let service = rig.add("shop", DataSource::Kept);
    let id = String::from(rig.services.id(service));
    assert_eq!(id.len(), crate::nuid::LENGTH);
    let mut expected = String::new();
    for verb in ["PING", "STATS", "INFO"] {
        for scope in ["", ".shop", &format!(".shop.{id}")] {
            expected += &format!("SUB $SRV.{verb}{scope} {}\r\n", expected.lines().count() + 1);
        }
    }
    assert_eq!(rig.sent(), expected);
    let other = rig.add("shop", DataSource::Kept);
    assert_ne!((service, &*id), (other, rig.services.id(other)));
}

#[test]
fn monitoring_requests_are_answered_and_those_to_endpoints_are_the_users() {
    let mut rig = Rig::new();
    let service = rig.add("shop", DataSource::Kept);
    let (number, subscription) = rig.endpoint(service, "buy").unwrap();
    assert!(rig.sent().ends_with("SUB buy q 10\r\n"));
    rig.services.record(service, number, 2, 9);
    let frame = "MSG $SRV.PING 1 re.1 0\r\n\r\nMSG buy 10 re.2 2\r\nhi\r\nMSG $SRV.INFO 7 0\r\n\r\n";
    let targets = [Target::Nobody, Target::Subscription(subscription), Target::Nobody];
    assert_eq!(rig.hear(frame), targets);
    let ping = rig.response(service, Verb::Ping);
    assert_eq!(rig.sent(), format!("PUB re.1 {}\r\n{ping}\r\n", ping.len()));
    // Cut by the end of a frame.
    assert_eq!(rig.hear("MSG $SRV.STATS 4 r"), []);
    assert_eq!(rig.hear("e.3 0\r\n\r\n"), [Target::Nobody]);
    let stats = rig.response(service, Verb::Stats);
    assert!(stats.contains(r#""num_requests":2,"num_errors":0,"processing_time":9,"average_processing_time":5}"#));
    assert_eq!(rig.sent(), format!("PUB re.3 {}\r\n{stats}\r\n", stats.len()));
    assert_eq!(rig.events(), (vec![], vec![]));
    let large = format!("MSG $SRV.PING 1 re.1 5000\r\n{}\r\n", "x".repeat(5000));
    assert_eq!(rig.hear(&large), [Target::Nobody]);
    assert_eq!(rig.sent(), "");
}

#[test]
fn what_the_core_cannot_answer_is_left_to_the_face() {
    let mut rig = Rig::new();
    let asked = rig.add("asked", DataSource::Asked);
    rig.hear("MSG $SRV.STATS 4 re.1 0\r\n\r\n");
    let needed = |service| ServiceEvent::AnswerNeeded { service, verb: Verb::Stats, reply: b"re.1".to_vec() };
    assert_eq!(rig.events(), (vec![], vec![needed(asked)]));
    let (endpoint, _) = rig.endpoint(asked, "e").unwrap();
    let data = format!("\"{}\"", "x".repeat(70_000));
    let service = rig.add("large", DataSource::Kept);
    assert_eq!(rig.endpoint(service, "e").unwrap().0, endpoint);
    rig.services.set_data(service, endpoint, data);
    rig.sent();
    rig.hear("MSG $SRV.STATS 14 re.1 0\r\n\r\n");
    assert!(rig.response(service, Verb::Stats).len() > 70_000);
    assert_eq!((rig.sent(), rig.events().1), (String::new(), vec![needed(service)]));
}

#[test]
fn stopping_drains_all_and_then_it_is_over() {
    let mut rig = Rig::new();
    let service = rig.add("shop", DataSource::Kept);
    let (_, subscription) = rig.endpoint(service, "buy").unwrap();
    rig.sent();
    rig.services.stop(&mut rig.session, service);
    rig.services.stop(&mut rig.session, service);
    assert!(rig.services.is_stopped(service));
    assert_eq!(rig.endpoint(service, "late"), Err(AddError::Stopped));
    assert_eq!(rig.sent().matches("UNSUB").count(), 10);
    // What comes before the server's answers is still for it.
    assert_eq!(rig.hear("MSG buy 10 2\r\nhi\r\n"), [Target::Subscription(subscription)]);
    rig.hear("PONG\r\n");
    assert_eq!(rig.events(), (vec![], vec![]));
    rig.hear(&"PONG\r\n".repeat(9));
    let end = SubscriptionEnd::Drained;
    let ended = Event::SubscriptionEnded { subscription, flow: Some(service), received: 1, end };
    assert_eq!(rig.events(), (vec![ended], vec![ServiceEvent::Stopped { service }]));
    assert_eq!((rig.services.end(service), rig.services.id(service).len()), (None, crate::nuid::LENGTH));
    rig.services.release(&mut rig.session, service);
    assert_eq!(rig.services.id(service), "");
}

#[test]
fn a_subscription_that_ends_stops_its_service() {
    let mut rig = Rig::new();
    let (other, service) = (rig.add("other", DataSource::Kept), rig.add("shop", DataSource::Kept));
    let (_, subscription) = rig.endpoint(service, "buy").unwrap();
    rig.hear("-ERR 'Permissions Violation for Subscription to \"buy\" using queue \"q\"'\r\n");
    let (events, own) = rig.events();
    let denied = events.iter().find_map(|event| match event {
        Event::SubscriptionEnded { subscription: ended, end, .. } if *ended == subscription => Some(end),
        _ => None,
    });
    let end = denied.unwrap().clone();
    assert!(matches!(end, SubscriptionEnd::Denied(_)));
    assert_eq!(own, [ServiceEvent::Stopping { service, subject: "buy".into(), end: end.clone() }]);
    assert_eq!(rig.services.end(service), Some(&end));
    assert_eq!(rig.sent().matches("UNSUB").count(), 9);
    rig.hear(&"PONG\r\n".repeat(9));
    assert_eq!(rig.events(), (vec![], vec![ServiceEvent::Stopped { service }]));
    assert!(!rig.services.is_stopped(other));
}

#[test]
fn the_end_of_the_session_is_that_of_its_services() {
    let mut rig = Rig::new();
    let (kept, released) = (rig.add("kept", DataSource::Kept), rig.add("released", DataSource::Kept));
    rig.services.release(&mut rig.session, released);
    assert!(rig.services.is_stopped(released) && !rig.services.is_stopped(kept));
    rig.session.close();
    let stopping = ServiceEvent::Stopping { service: kept, subject: "$SRV.PING".into(), end: SubscriptionEnd::Closed };
    assert_eq!(rig.events(), (vec![], vec![stopping, ServiceEvent::Stopped { service: kept }]));
    assert!(rig.response(kept, Verb::Ping).contains(r#""name":"kept""#));
    assert_eq!(rig.response(released, Verb::Ping), "");
    let description = Description { name: "a", version: "1.2.3", ..Description::default() };
    let late = rig.services.add(&mut rig.session, NOW, &description, Inherited, "now".into(), DataSource::Kept);
    assert_eq!(late, Err(AddError::Misuse(Misuse::Closed)));
}

#[test]
fn a_service_that_is_unfit_is_none() {
    let mut rig = Rig::new();
    let description = Description { name: "shop", version: "one", ..Description::default() };
    let result = rig.services.add(&mut rig.session, NOW, &description, Inherited, "now".into(), DataSource::Kept);
    assert_eq!(result, Err(AddError::Unfit(Unfit::Version)));
    assert_eq!(rig.sent(), "");
}

#[test]
fn an_endpoint_that_is_left_to_the_caller_does_not_stop_the_service() {
    let mut rig = Rig::new();
    let shop = rig.add("shop", DataSource::Kept);
    let (price, id) = rig.endpoint(shop, "price").unwrap();
    rig.services.record(shop, price, 1, 7);
    rig.services.leave(shop, id);
    rig.session.unsubscribe(id, None).unwrap();
    while let Some(event) = rig.session.poll_event() {
        assert!(!rig.services.handle_event(&mut rig.session, &event), "{event:?}");
    }
    assert!(!rig.services.is_stopped(shop));
    let mut stats = Vec::new();
    rig.services.respond(shop, Verb::Stats, &mut stats);
    assert!(String::from_utf8(stats).unwrap().contains(r#""num_requests":1"#), "its statistics stay");
}

#[test]
fn a_service_that_nobody_holds_runs_on_and_is_forgotten_at_its_end() {
    let mut rig = Rig::new();
    let shop = rig.add("shop", DataSource::Kept);
    rig.services.disown(shop);
    assert!(!rig.services.is_stopped(shop), "it runs on");
    rig.session.close();
    while let Some(event) = rig.session.poll_event() {
        rig.services.handle_event(&mut rig.session, &event);
    }
    assert_eq!(rig.services.id(shop), "", "it is forgotten");
    assert_eq!(rig.services.poll_event().map(|event| matches!(event, ServiceEvent::Stopped { .. })), Some(false));
}
