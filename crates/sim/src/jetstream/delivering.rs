//! How consumers deliver: to those who ask, and to those to whom they push.

use super::{Consumer, Interest, JetStream, Stored, Stream, Waiting};
use crate::wire::Message;

/// Messages after which a pushing consumer asks whether they are taken; at twice as many it stops.
const WINDOW: u64 = 4;

impl JetStream {
    /// Delivers what can be delivered, and says what is to be said by now.
    pub fn serve(&mut self, interest: Interest<'_>) {
        for name in self.streams.keys().cloned().collect::<Vec<_>>() {
            let Some(mut stream) = self.streams.remove(&name) else { continue };
            let mut consumers = std::mem::take(&mut stream.consumers);
            for (consumer_name, consumer) in &mut consumers {
                self.push((&name, consumer_name), &stream, consumer, interest);
                self.pull((&name, consumer_name), &stream, consumer, interest);
                let is_used = !consumer.waiting.is_empty() || interest(&consumer.deliver);
                consumer.used = if is_used { self.now } else { consumer.used };
            }
            let now = self.now;
            consumers.retain(|_, one| one.inactive_threshold == 0 || one.used + one.inactive_threshold > now);
            stream.consumers = consumers;
            self.streams.insert(name, stream);
        }
    }

    /// When something is next to be said.
    #[must_use]
    pub fn next_event(&self, interest: Interest<'_>) -> Option<u64> {
        let consumers = self.streams.values().flat_map(|stream| stream.consumers.values());
        consumers.filter_map(|consumer| consumer.next_event(interest(&consumer.deliver))).min()
    }

    fn pull(&mut self, names: Names<'_>, stream: &Stream, consumer: &mut Consumer, interest: Interest<'_>) {
        consumer.waiting.retain(|waiting| interest(&waiting.reply));
        self.expire(consumer);
        while let Some(sequence) = consumer.overdue(stream, self.now).or_else(|| consumer.peek(stream)) {
            let Some(waiting) = consumer.waiting.pop_front() else { break };
            self.deliver_to(names, stream, consumer, waiting, sequence);
        }
        for _ in 0..consumer.waiting.len() {
            let Some(waiting) = consumer.waiting.pop_front() else { break };
            if waiting.no_wait {
                self.status(&waiting.reply, "404 No Messages", "");
            } else {
                consumer.waiting.push_back(waiting);
            }
        }
    }

    /// Says which requests are over, and that it is there to the others.
    fn expire(&mut self, consumer: &mut Consumer) {
        for _ in 0..consumer.waiting.len() {
            let Some(mut waiting) = consumer.waiting.pop_front() else { break };
            if waiting.expires <= self.now && !waiting.no_wait {
                self.status(&waiting.reply, "408 Request Timeout", &waiting.left());
                continue;
            }
            if waiting.heartbeat > 0 && waiting.next_heartbeat <= self.now {
                waiting.next_heartbeat = self.now + waiting.heartbeat;
                if !self.dice.chance(self.faults.late_heartbeat) {
                    let last = format!("Nats-Last-Consumer: {}\r\n", consumer.sequence);
                    self.status(&waiting.reply, "100 Idle Heartbeat", &last);
                }
            }
            consumer.waiting.push_back(waiting);
        }
    }

    /// Serves a request with a message; it waits on if it has room for more.
    fn deliver_to(
        &mut self,
        names: Names<'_>,
        stream: &Stream,
        consumer: &mut Consumer,
        mut waiting: Waiting,
        sequence: u64,
    ) {
        let Some(stored) = stream.message(sequence) else { return };
        let is_new = !consumer.unacked.contains_key(&sequence);
        let left = consumer.pending(stream) - u64::from(is_new);
        let next = consumer.sequence + 1;
        let times = consumer.unacked.get(&sequence).map_or(1, |&(_, times)| times + 1);
        let ack = ack_subject(names, times, (sequence, stored.time), next, left);
        let size = size(stored, &ack);
        if size > waiting.bytes {
            return self.status(&waiting.reply, "409 Message Size Exceeds MaxBytes", &waiting.left());
        }
        consumer.delivered(sequence, self.now);
        self.deliver(&waiting.reply, stored, ack);
        waiting.messages -= 1;
        waiting.next_heartbeat = self.now + waiting.heartbeat;
        if waiting.bytes != u64::MAX {
            waiting.bytes -= size;
        }
        if waiting.messages > 0 && waiting.bytes == 0 {
            self.status(&waiting.reply, "409 Batch Completed", &waiting.left());
        } else if waiting.messages > 0 {
            consumer.waiting.push_back(waiting);
        }
    }

    fn push(&mut self, names: Names<'_>, stream: &Stream, consumer: &mut Consumer, interest: Interest<'_>) {
        if consumer.deliver.is_empty() || !interest(&consumer.deliver) {
            return;
        }
        let deliver = consumer.deliver.clone();
        while consumer.window < 2 * WINDOW
            && let Some(sequence) = consumer.peek(stream)
            && let Some(stored) = stream.message(sequence)
        {
            let left = consumer.pending(stream) - 1;
            self.deliver(&deliver, stored, ack_subject(names, 1, (sequence, stored.time), consumer.sequence + 1, left));
            consumer.delivered(sequence, self.now);
            consumer.window += 1;
            consumer.next_heartbeat = self.now + consumer.heartbeat;
            if consumer.window >= WINDOW && consumer.question.is_empty() {
                consumer.question = format!("$JS.FC.{}.{}.{}", names.0, names.1, consumer.sequence);
                let (subject, reply) = (deliver.clone(), consumer.question.clone());
                let headers = b"NATS/1.0 100 FlowControl Request\r\n\r\n".to_vec();
                self.say(&deliver, Message { subject, reply, headers, payload: Vec::new() });
            }
        }
        if consumer.heartbeat > 0 && consumer.next_heartbeat <= self.now {
            consumer.next_heartbeat = self.now + consumer.heartbeat;
            if !self.dice.chance(self.faults.late_heartbeat) {
                self.push_heartbeat(&deliver, consumer);
            }
        }
    }

    fn push_heartbeat(&mut self, deliver: &str, consumer: &Consumer) {
        let is_stalled = !consumer.question.is_empty() && consumer.window >= 2 * WINDOW;
        let stalled =
            if is_stalled { format!("Nats-Consumer-Stalled: {}\r\n", consumer.question) } else { String::new() };
        let headers = format!("Nats-Last-Consumer: {}\r\n{stalled}", consumer.sequence);
        self.status(deliver, "100 Idle Heartbeat", &headers);
    }

    fn deliver(&mut self, to: &str, stored: &Stored, ack: String) {
        if self.dice.chance(self.faults.lost_message) {
            return;
        }
        let Stored { subject, headers, payload, .. } = stored.clone();
        self.say(to, Message { subject, reply: ack, headers, payload });
    }
}

/// The names of stream and consumer.
type Names<'a> = (&'a str, &'a str);

fn ack_subject(
    (stream, consumer): Names<'_>,
    times: u64,
    (sequence, time): (u64, u64),
    next: u64,
    left: u64,
) -> String {
    format!("$JS.ACK.{stream}.{consumer}.{times}.{sequence}.{next}.{time}.{left}")
}

/// The size of a message as a pull request counts it.
fn size(stored: &Stored, ack: &str) -> u64 {
    (stored.subject.len() + ack.len() + stored.headers.len() + stored.payload.len()) as u64
}
