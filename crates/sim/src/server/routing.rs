//! Who gets a message: subscriptions, one member of each queue group, services, or nobody.

use std::collections::BTreeMap;

use super::{Behaviour, Stage, System, Task};
use crate::numbered::{Origin, number, payload};
use crate::wire::Message;

impl System {
    /// Routes a client's publish, and what the services make of it.
    pub(super) fn serve(&mut self, dial: u32, message: &Message) {
        let is_served = self.answer(message);
        let interested = self.route(Some(dial), message);
        if !is_served && interested == 0 && !message.reply.is_empty() {
            self.no_responders(dial, &message.reply);
        }
    }

    /// Routes a message to whoever is interested, and says how many that are. `from` is the publisher's dial.
    pub(super) fn route(&mut self, from: Option<u32>, message: &Message) -> usize {
        let mut receivers = Vec::new();
        let mut groups: BTreeMap<(String, String), Vec<(u32, u64)>> = BTreeMap::new();
        for (&dial, connection) in &self.connections {
            let is_muted = from == Some(dial) && !connection.options.echo;
            if connection.stage != Stage::Ready || is_muted {
                continue;
            }
            for (sid, subscription) in connection.table.matching(&message.subject) {
                match &subscription.queue {
                    None => receivers.push((dial, sid)),
                    Some(queue) => {
                        groups.entry((subscription.subject.clone(), queue.clone())).or_default().push((dial, sid));
                    }
                }
            }
        }
        let mut interested = receivers.len();
        for (_, members) in groups {
            interested += 1;
            let rival = u64::from(self.rivals);
            if let Some(&member) = members.get(self.dice.below(members.len() as u64 + rival) as usize) {
                receivers.push(member);
            }
        }
        for (dial, sid) in receivers {
            self.deliver(dial, sid, message);
        }
        interested
    }

    pub(super) fn deliver(&mut self, dial: u32, sid: u64, message: &Message) {
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        connection.delivered += 1;
        connection.table.count(sid);
        let (behaviour, delivered) = (connection.behaviour, connection.delivered);
        let mut bytes = Vec::new();
        message.write(sid, &mut bytes);
        match behaviour {
            Behaviour::WrongLength(after, by) if delivered == after + 1 => {
                let size = message.size();
                let stated = size.saturating_add_signed(by as isize).max(message.headers.len());
                let line = bytes.windows(2).position(|pair| pair == b"\r\n").unwrap_or(0);
                let digits = size.to_string().len();
                bytes.splice(line - digits..line, stated.to_string().into_bytes());
            }
            Behaviour::CutsMessage(after) if delivered == after + 1 => {
                let cut = self.dice.below(bytes.len() as u64) as usize;
                bytes.truncate(cut);
                self.send(dial, bytes);
                return self.hang_up(dial);
            }
            _ => {}
        }
        self.send(dial, bytes);
    }

    /// What a service on the message's subject says to it, later; whether there is one.
    fn answer(&mut self, message: &Message) -> bool {
        let Some((_, service)) = message.subject.split_once("svc.") else { return false };
        let Some(number) = number(Origin::Client, message) else { return true };
        if service == "many" {
            self.answer_often(number, &message.reply);
            return true;
        }
        let (delay, len, times) = match service {
            "mute" => return true,
            "slow" => (self.dice.range(0, 4_000), 20, 1),
            "twice" => (self.dice.range(0, 20), 20, 2),
            "big" => (self.dice.range(0, 20), self.dice.range(60_000, 150_000) as usize, 1),
            "now" => (0, 20, 1),
            _ => (self.dice.range(0, 50), self.dice.range(0, 200) as usize, 1),
        };
        if !message.reply.is_empty() {
            let answer = Message {
                subject: message.reply.clone(),
                payload: payload(Origin::Answer, number, len),
                ..Message::default()
            };
            for _ in 0..times {
                self.later(delay, Task::Answer(answer.clone()));
            }
        }
        true
    }

    /// A service that has much to say, with pauses, and now and then nothing.
    fn answer_often(&mut self, number: u64, reply: &str) {
        let mut delay = 0;
        for _ in 0..self.dice.range(1, 7) {
            delay += if self.dice.chance(50) { 0 } else { self.dice.range(0, 400) };
            let is_empty = self.dice.chance(20);
            let len = self.dice.range(0, 300) as usize;
            let payload = if is_empty { Vec::new() } else { payload(Origin::Answer, number, len) };
            self.later(delay, Task::Answer(Message { subject: reply.to_owned(), payload, ..Message::default() }));
        }
    }

    /// Tells the requester that nobody serves its request, on whatever it has subscribed to the reply.
    pub(super) fn no_responders(&mut self, dial: u32, reply: &str) {
        let Some(connection) = self.connections.get(&dial).filter(|one| one.options.no_responders) else { return };
        let sids: Vec<u64> = connection.table.matching(reply).map(|(sid, _)| sid).collect();
        let status =
            Message { subject: reply.to_owned(), headers: b"NATS/1.0 503\r\n\r\n".to_vec(), ..Message::default() };
        for sid in sids {
            self.deliver(dial, sid, &status);
        }
    }
}
