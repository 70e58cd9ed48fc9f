use super::*;
use crate::message::Message;
use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::{Config, Event, SubscribeOptions};

const INFO: &[u8] = b"INFO {\"server_id\":\"S\",\"max_payload\":10000000,\"headers\":true,\"proto\":1}\r\nPONG\r\n";

/// A session with an open link and a subscription, and its inbound side.
struct Rig {
    session: Session,
    dial: DialId,
    inbound: Inbound,
    got: Vec<Message>,
}

impl Rig {
    fn open() -> Self {
        let servers = vec![ServerAddress::parse("ws://127.0.0.1:1", None).unwrap()];
        let mut session = Session::new(Config { servers, ..Config::default() });
        session.start(Timestamp::ZERO);
        let mut dial = DialId::default();
        while let Some(event) = session.poll_event() {
            if let Event::Dial { dial: this, .. } = event {
                dial = this;
            }
        }
        session.handle_opened(Timestamp::ZERO, dial);
        let mut rig = Self { session, dial, inbound: Inbound::default(), got: Vec::new() };
        rig.receive(Bytes::from_static(INFO));
        assert!(rig.session.is_connected());
        rig.session.subscribe(Timestamp::ZERO, b"s.>", &SubscribeOptions::default()).unwrap();
        rig
    }

    fn receive(&mut self, frame: Bytes) {
        let Self { session, dial, inbound, got } = self;
        inbound.frame = frame;
        while !inbound.frame.is_empty() {
            let (services, flows) = (&mut Services::default(), &mut FlowTable::default());
            let owners = Owners { services, flows };
            inbound.read(session, owners, Timestamp::ZERO, *dial, &mut |_, message| got.push(message.into()));
        }
    }
}

fn payload(number: usize) -> Vec<u8> {
    let sizes = [0, 1, 11, 100, 1_000, 4_090, 5_000, 30_000];
    let mut payload = format!("{number}.").into_bytes();
    payload.resize(payload.len() + sizes[number % sizes.len()], b'x');
    payload
}

fn wire(count: usize) -> Vec<u8> {
    let mut wire = Vec::new();
    for number in 0..count {
        let payload = payload(number);
        if number % 3 == 0 {
            let head = format!("HMSG s.{number} 1 re.{number} 18 {}\r\nNATS/1.0\r\nK: v\r\n\r\n", payload.len() + 18);
            wire.extend_from_slice(head.as_bytes());
        } else {
            wire.extend_from_slice(format!("MSG s.{number} 1 {}\r\n", payload.len()).as_bytes());
        }
        wire.extend_from_slice(&payload);
        wire.extend_from_slice(b"\r\n");
        if number % 5 == 0 {
            wire.extend_from_slice(b"PING\r\n");
        }
    }
    wire
}

fn check(got: &[Message], count: usize) {
    assert_eq!(got.len(), count);
    for (number, message) in got.iter().enumerate() {
        assert_eq!(message.subject.as_str(), format!("s.{number}"));
        assert_eq!(message.payload, payload(number));
        let value = message.headers.as_ref().and_then(|headers| headers.get("K"));
        assert_eq!(value.map(|value| value.as_str()), (number % 3 == 0).then_some("v"));
        assert_eq!(message.reply.is_some(), number % 3 == 0);
    }
}

#[test]
fn frames_cut_anywhere_give_the_same_messages() {
    let wire = wire(64);
    for size in [1, 2, 3, 7, 64, 1_000, 4_095, 4_096, 4_097, 10_000, 65_536, wire.len()] {
        let mut rig = Rig::open();
        for frame in wire.chunks(size) {
            rig.receive(Bytes::copy_from_slice(frame));
        }
        check(&rig.got, 64);
    }
}

#[test]
fn one_cut_at_each_place() {
    let wire = wire(7);
    for at in 0..wire.len() {
        let mut rig = Rig::open();
        rig.receive(Bytes::copy_from_slice(&wire[..at]));
        rig.receive(Bytes::copy_from_slice(&wire[at..]));
        check(&rig.got, 7);
    }
}

#[test]
fn large_payloads_are_not_copied_and_small_ones_do_not_pin_them() {
    let mut rig = Rig::open();
    let mut wire = b"MSG s.0 1 2\r\nhi\r\nMSG s.1 1 100000\r\n".to_vec();
    wire.resize(wire.len() + 100_000, b'x');
    wire.extend_from_slice(b"\r\n");
    let frame = Bytes::from(wire);
    rig.receive(frame.clone());
    let range = frame.as_ptr_range();
    assert!(!range.contains(&rig.got[0].payload.as_ptr()), "copied");
    assert!(range.contains(&rig.got[1].payload.as_ptr()), "a slice of the frame");
    let assembled = {
        rig.receive(frame.slice(..50_000));
        rig.receive(frame.slice(50_000..));
        rig.got.pop().unwrap()
    };
    assert_eq!(assembled.payload, frame[frame.len() - 100_002..frame.len() - 2]);
}

#[test]
fn a_large_message_of_a_frame_is_not_copied_wherever_it_is_unless_the_frame_is_far_larger() {
    let large = [b"MSG s.1 1 200000\r\n", &[7; 200_000][..], b"\r\n"].concat();
    let small = b"MSG s.2 1 4\r\nsome\r\n".repeat(5_000);
    for (before, after, is_copied) in
        [(&[][..], &small[..], false), (&small, &[], false), (&small, &small.repeat(40), true)]
    {
        let mut rig = Rig::open();
        let frame = Bytes::from([before, &large, after].concat());
        rig.receive(frame.clone());
        assert_eq!(rig.got.len(), 1 + (before.len() + after.len()) / 19);
        let message = &rig.got[before.len() / 19];
        assert_eq!((message.subject.as_str(), &message.payload[..]), ("s.1", &[7; 200_000][..]));
        assert_eq!(frame.as_ptr_range().contains(&message.payload.as_ptr()), !is_copied);
    }
}

#[test]
fn a_large_message_of_a_frame_is_not_copied_if_its_line_is_cut_by_the_part_that_is_read() {
    let large = [b"MSG s.1 1 200000\r\n", &[7; 200_000][..], b"\r\n"].concat();
    for in_part in 1..=20 {
        let mut before = format!("MSG s.2 1 {}\r\n", PART - in_part - 19).into_bytes();
        before.resize(PART - in_part - 2, b'x');
        before.extend_from_slice(b"\r\n");
        assert_eq!(before.len(), PART - in_part);
        let mut rig = Rig::open();
        let frame = Bytes::from([&before[..], &large].concat());
        rig.receive(frame.clone());
        let [_, message] = &rig.got[..] else { panic!("{} messages", rig.got.len()) };
        assert_eq!((message.subject.as_str(), &message.payload[..]), ("s.1", &[7; 200_000][..]));
        assert!(frame.as_ptr_range().contains(&message.payload.as_ptr()), "{in_part} bytes in the first part");
    }
}
