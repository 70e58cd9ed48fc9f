//! The operations of the core whose cost is watched, each in rounds of [`MESSAGES`] on a session that is connected.

use std::hint::black_box;

use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::{Config, DialId, Event, Inbox, Outgoing, Session, SubscribeOptions, Timestamp, Transmit};

/// Messages, or requests, in one round.
pub const MESSAGES: usize = 64;
/// Bytes of a payload.
pub const PAYLOAD: usize = 128;

/// A function that does one round of an operation.
pub type Round = fn(&mut Bench);

/// The operations by name.
pub const OPERATIONS: &[(&str, Round)] =
    &[("handle_bytes", Bench::receive), ("publish", Bench::publish), ("request", Bench::request)];

/// A connected session with one subscription.
pub struct Bench {
    session: Session,
    dial: DialId,
    /// A round of messages as the server sends them.
    frame: Vec<u8>,
    /// A round of what the session sends.
    sent: Vec<u8>,
}

impl Bench {
    /// # Panics
    /// When the session does not connect to a server that does all it should.
    #[must_use]
    pub fn new() -> Self {
        let servers = vec![ServerAddress::parse("ws://a:1", None).expect("an address")];
        let mut session = Session::new(Config { servers, seed: 1, ..Config::default() });
        session.start(NOW);
        let dial = dialled(&mut session);
        session.handle_opened(NOW, dial);
        let mut bench = Self { session, dial, frame: Vec::new(), sent: Vec::new() };
        bench.hear(b"INFO {\"server_id\":\"S\",\"proto\":1,\"headers\":true,\"max_payload\":1048576}\r\n");
        bench.transmit();
        bench.hear(b"PONG\r\n");
        assert!(bench.session.is_connected());
        bench.session.subscribe(NOW, SUBJECT, &SubscribeOptions::default()).expect("a subscription");
        bench.transmit();
        let sid = word(line_of(&bench.sent, b"SUB ").expect("a SUB"), 2).to_vec();
        for _ in 0..MESSAGES {
            write_message(&mut bench.frame, SUBJECT, &sid);
        }
        // The first round allocates, and no request is the first one then.
        OPERATIONS.iter().for_each(|(_, round)| round(&mut bench));
        bench
    }

    /// `handle_bytes` of one frame with complete messages.
    pub fn receive(&mut self) {
        let frame = std::mem::take(&mut self.frame);
        self.hear(&frame);
        assert_eq!(black_box(self.session.deliveries()).len(), MESSAGES);
        self.frame = frame;
    }

    /// `publish`, and all that is to be sent handed out at the end.
    pub fn publish(&mut self) {
        for _ in 0..MESSAGES {
            let hole = self.session.publish(&OUTGOING).expect("a publish");
            self.fill(&hole);
        }
        self.transmit();
    }

    /// `request`, what is to be sent handed out, and `handle_bytes` of one frame with all replies.
    pub fn request(&mut self) {
        for _ in 0..MESSAGES {
            let (_, hole) = self.session.request(NOW, &OUTGOING, Inbox::Shared, Some(1000)).expect("a request");
            self.fill(&hole);
        }
        self.transmit();
        let mut replies = Vec::with_capacity(MESSAGES * 2 * PAYLOAD);
        let mut rest = self.sent.as_slice();
        // The first request of all is sent behind the subscription of its inbox.
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at(end + 1);
            rest = after;
            if line.starts_with(b"PUB ") {
                write_message(&mut replies, word(line, 2), MUX_SID);
                rest = &rest[PAYLOAD + CRLF..];
            }
        }
        self.hear(&replies);
        assert_eq!(self.session.requests_in_flight(), 0);
        while self.session.poll_event().is_some() {}
    }

    fn hear(&mut self, frame: &[u8]) {
        self.session.handle_bytes(NOW, self.dial, black_box(frame));
    }

    fn fill(&mut self, hole: &nats_web_core::Hole) {
        if let nats_web_core::Hole::Inline(range) = hole {
            self.session.outbound_mut(range.clone()).copy_from_slice(&BODY);
        }
    }

    /// Leaves in `sent` what is to be sent now.
    fn transmit(&mut self) {
        self.sent.clear();
        while let Some(Transmit::Bytes(bytes)) = self.session.poll_transmit() {
            self.sent.extend_from_slice(bytes);
        }
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self::new()
    }
}

fn dialled(session: &mut Session) -> DialId {
    loop {
        if let Event::Dial { dial, .. } = session.poll_event().expect("the session dials") {
            return dial;
        }
    }
}

fn line_of<'a>(text: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    text.split(|byte| *byte == b'\n').find(|line| line.starts_with(start))
}

fn word(line: &[u8], index: usize) -> &[u8] {
    line.trim_ascii_end().split(|byte| *byte == b' ').nth(index).expect("a longer line")
}

fn write_message(frame: &mut Vec<u8>, subject: &[u8], sid: &[u8]) {
    frame.extend_from_slice(&[b"MSG ", subject, b" ", sid, b" 128\r\n", &BODY, b"\r\n"].concat());
}

const CRLF: usize = 2;
const NOW: Timestamp = Timestamp::ZERO;
const SUBJECT: &[u8] = b"orders.new";
const BODY: [u8; PAYLOAD] = [b'x'; PAYLOAD];
const OUTGOING: Outgoing<'_> = Outgoing { subject: SUBJECT, reply: b"", headers: b"", payload: PAYLOAD };
/// The subscription of the inbox that requests share comes after the caller's.
const MUX_SID: &[u8] = b"2";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_leave_nothing_behind() {
        let mut bench = Bench::new();
        let before = bench.session.stats();
        for (name, round) in OPERATIONS {
            round(&mut bench);
            assert_eq!(bench.session.pending(), 0, "{name}");
            assert!(!bench.session.has_event(), "{name}");
        }
        // A round each of messages and of replies; one each of publishes and of requests.
        let (after, two_rounds) = (bench.session.stats(), 2 * MESSAGES as u64);
        assert_eq!(after.in_messages - before.in_messages, two_rounds);
        assert_eq!(after.out_messages - before.out_messages, two_rounds);
    }
}
