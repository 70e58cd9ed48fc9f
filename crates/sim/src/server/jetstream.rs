//! The way to the streams behind the servers, and back.

use super::{Connection, Stage, System, Task};
use crate::jetstream::{Interest, JetStream, Said};
use crate::wire::Message;

impl System {
    /// Has JetStream do something, and routes what it says.
    pub fn with_jetstream<T>(&mut self, act: impl FnOnce(&mut JetStream, Interest<'_>) -> T) -> Option<T> {
        let mut jetstream = self.jetstream.take()?;
        jetstream.set_time(self.now);
        let result = act(&mut jetstream, &|subject| self.listens(subject));
        let said = jetstream.said();
        let due = jetstream.next_event(&|subject| self.listens(subject));
        self.jetstream = Some(jetstream);
        for Said { to, message, after } in said {
            if after == 0 { self.say(&to, &message) } else { self.later(after, Task::Say(to, message)) }
        }
        if let Some(due) = due.filter(|&due| due < self.jetstream_due) {
            self.jetstream_due = due.max(self.now);
            self.later(self.jetstream_due - self.now, Task::JetStream);
        }
        Some(result)
    }

    /// Lets JetStream deliver, and say, what is due.
    pub fn serve_jetstream(&mut self) {
        self.with_jetstream(|jetstream, interest| jetstream.serve(interest));
    }

    pub(super) fn publish_to_jetstream(&mut self, dial: u32, message: &Message) {
        let is_served = self.with_jetstream(|jetstream, interest| jetstream.receive(message, interest));
        if let Some(jetstream) = &mut self.jetstream {
            self.faults.append(&mut jetstream.misuse);
        }
        if is_served != Some(true) && !message.reply.is_empty() {
            self.no_responders(dial, &message.reply);
        }
    }

    /// Delivers to whoever listens to a subject, which need not be the message's.
    pub(super) fn say(&mut self, to: &str, message: &Message) {
        let ready = self.connections.iter().filter(|(_, connection)| connection.stage == Stage::Ready);
        let receivers: Vec<(u32, u64)> = ready
            .flat_map(|(&dial, connection)| connection.table.matching(to).map(move |(sid, _)| (dial, sid)))
            .collect();
        for (dial, sid) in receivers {
            self.deliver(dial, sid, message);
        }
    }

    fn listens(&self, subject: &str) -> bool {
        let is_ready = |connection: &&Connection| connection.stage == Stage::Ready;
        let mut connections = self.connections.values().filter(is_ready);
        !subject.is_empty() && connections.any(|connection| connection.table.matching(subject).next().is_some())
    }
}
