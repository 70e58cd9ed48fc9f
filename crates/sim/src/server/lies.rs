//! What a server sends that is made up: well-formed operations that nobody caused, and bytes that are none.

use super::System;
use crate::wire::Message;

impl System {
    /// Sends something made up on a connection.
    pub(super) fn invent(&mut self, dial: u32) {
        let bytes = match self.dice.below(8) {
            0 => self.dice.pick(&OPERATIONS).to_vec(),
            1 => self.dice.pick(&INFOS).to_vec(),
            2 => self.dice.pick(&ERRORS).to_vec(),
            3 => self.invented_denial(dial),
            4 => (0..self.dice.below(40)).map(|_| self.dice.below(256) as u8).collect(),
            _ => self.invented_message(dial),
        };
        self.send(dial, bytes);
    }

    /// Sends something made up right after `INFO`, before the client has said anything.
    pub(super) fn inject(&mut self, dial: u32) {
        let mut bytes = Vec::new();
        if self.dice.chance(60) {
            let (sid, payload) = (self.dice.range(1, 6), vec![b'!'; self.dice.below(6_000) as usize]);
            Message { subject: "made.up".to_owned(), reply: String::new(), headers: Vec::new(), payload }
                .write(sid, &mut bytes);
        } else {
            bytes = self.dice.pick(&OPERATIONS).to_vec();
        }
        self.send(dial, bytes);
    }

    /// Flips a bit of what is sent to a connection.
    pub(super) fn corrupt(&mut self, bytes: &mut [u8]) {
        let (at, bit) = (self.dice.below(bytes.len() as u64), self.dice.below(8));
        if let Some(byte) = bytes.get_mut(at as usize) {
            *byte ^= 1 << bit;
        }
    }

    /// Denies a subscription that was granted.
    fn invented_denial(&mut self, dial: u32) -> Vec<u8> {
        let Some((sid, subject, queue)) = self.some_subscription(dial) else { return Vec::new() };
        if let Some(connection) = self.connections.get_mut(&dial) {
            connection.table.unsubscribe(sid, None);
        }
        let group = queue.map(|queue| format!(" using queue \"{queue}\"")).unwrap_or_default();
        format!("-ERR 'Permissions Violation for Subscription to \"{subject}\"{group}'\r\n").into_bytes()
    }

    /// A message for a subscription, or for none, that nobody published.
    fn invented_message(&mut self, dial: u32) -> Vec<u8> {
        let known = self.some_subscription(dial).filter(|_| !self.dice.chance(10));
        let (sid, subject) = known.map_or((77, "a".to_owned()), |(sid, subject, _)| (sid, subject));
        let subject = if self.dice.chance(50) { subject.replace(['*', '>'], "made.up") } else { "else".to_owned() };
        let is_status = self.dice.chance(30);
        let len = if is_status { 0 } else { *self.dice.pick(&[0, 1, 40, 5_000, 9_000]) };
        let headers = if is_status { b"NATS/1.0 503\r\n\r\n".to_vec() } else { Vec::new() };
        let mut bytes = Vec::new();
        Message { subject, reply: String::new(), headers, payload: vec![b'!'; len] }.write(sid, &mut bytes);
        bytes
    }

    fn some_subscription(&mut self, dial: u32) -> Option<(u64, String, Option<String>)> {
        let table = &self.connections.get(&dial)?.table;
        let index = self.dice.below(table.iter().count() as u64) as usize;
        table.iter().nth(index).map(|(sid, one)| (sid, one.subject.clone(), one.queue.clone()))
    }
}

const OPERATIONS: [&[u8]; 5] = [b"PING\r\n", b"PONG\r\n", b"+OK\r\n", b"ping\n", b"pOnG \r\n"];

const INFOS: [&[u8]; 6] = [
    b"INFO {\"server_id\":\"S\",\"proto\":1,\"headers\":true,\"max_payload\":100}\r\n",
    b"INFO {\"proto\":1,\"headers\":true,\"connect_urls\":[\"c:4\",\"[::2]:5\",\"not one\"]}\r\n",
    b"INFO {\"proto\":1,\"connect_urls\":[],\"ldm\":true}\r\n",
    b"INFO {\"ldm\":true}\r\n",
    b"INFO {\"proto\":-1}\r\n",
    b"INFO {\"proto\":1,\"nonce\":\"abc\",\"auth_required\":true}\r\n",
];

const ERRORS: [&[u8]; 6] = [
    b"-ERR 'Authorization Violation'\r\n",
    b"-ERR 'User Authentication Expired'\r\n",
    b"-ERR 'Stale Connection'\r\n",
    b"-ERR 'Permissions Violation for Publish to \"a\"'\r\n",
    b"-ERR 'Permissions Violation for Subscription to \"a.*\"'\r\n",
    b"-ERR\r\n",
];
