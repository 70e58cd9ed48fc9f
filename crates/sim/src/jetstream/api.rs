//! What clients publish: requests of the API, acknowledgements, answers to flow control.

use serde_json::{Value, json};

use super::dates::{text_of, time_of};
use super::messages::CHUNKS;
use super::requests::{CONSUMER_FIELDS, CREATE_FIELDS, consumer_not_found, error, millis, stream_not_found, unknown};
use super::{Consumer, Interest, JetStream};
use crate::wire::Message;

impl JetStream {
    /// A client has published this below `$JS.`. Returns whether anybody takes it.
    pub fn receive(&mut self, request: &Message, interest: Interest<'_>) -> bool {
        let is_served = self.take(request, interest);
        self.serve(interest);
        is_served
    }

    fn take(&mut self, request: &Message, interest: Interest<'_>) -> bool {
        let subject = request.subject.as_str();
        if subject.starts_with("$JS.FC.") {
            self.answer_flow_control(subject);
            return true;
        }
        if let Some(ack) = subject.strip_prefix("$JS.ACK.") {
            return self.acknowledge(ack, &request.payload);
        }
        if subject.starts_with(CHUNKS) {
            return self.chunk(request);
        }
        self.asked.push((self.now, subject.to_owned()));
        if self.script.front().is_some_and(|(part, _)| subject.contains(part.as_str())) {
            return self.answer_as_scripted(&request.reply);
        }
        if self.dice.chance(self.faults.lost_request) {
            return true;
        }
        let tokens: Vec<&str> = subject.split('.').collect();
        match tokens.as_slice() {
            ["$JS", "API", "CONSUMER", "MSG", "NEXT", stream, name] => self.next(stream, name, request, interest),
            ["$JS", "API", "CONSUMER", "CREATE", stream, name, ..] => self.create(stream, name, request),
            ["$JS", "API", "CONSUMER", "DELETE", stream, name] => self.delete(stream, name, &request.reply),
            ["$JS", "API", "STREAM", "MSG", "GET", stream] => self.last_message(stream, request),
            ["$JS", "API", "STREAM", "MSG", "DELETE", stream] => self.delete_message(stream, request),
            ["$JS", "API", "STREAM", "INFO", stream] => self.stream_info(stream, &request.reply),
            ["$JS", "API", "CONSUMER", "INFO", stream, name] => self.info(stream, name, &request.reply, interest),
            _ => false,
        }
    }

    fn answer_as_scripted(&mut self, reply: &str) -> bool {
        let Some((_, answer)) = self.script.pop_front() else { return true };
        match answer.as_str() {
            "" => {}
            json if json.starts_with('{') => {
                let payload = json.as_bytes().to_vec();
                self.say(reply, Message { subject: reply.to_owned(), payload, ..Message::default() });
            }
            line => self.status(reply, line, ""),
        }
        true
    }

    fn answer_flow_control(&mut self, subject: &str) {
        if self.lose_flow_control_answers > 0 || self.dice.chance(self.faults.lost_flow_control) {
            self.lose_flow_control_answers = self.lose_flow_control_answers.saturating_sub(1);
            return;
        }
        self.flow_control_answers.push(subject.to_owned());
        let consumers = self.streams.values_mut().flat_map(|stream| stream.consumers.values_mut());
        for consumer in consumers.filter(|consumer| consumer.question == subject) {
            consumer.window = 0;
            consumer.question.clear();
        }
    }

    fn acknowledge(&mut self, ack: &str, payload: &[u8]) -> bool {
        let tokens: Vec<&str> = ack.split('.').collect();
        let [stream, consumer, _, sequence, ..] = tokens.as_slice() else { return false };
        let Some(consumer) = self.present(stream).and_then(|stream| stream.consumers.get_mut(*consumer)) else {
            return false;
        };
        if payload == b"+ACK"
            && let Ok(sequence) = sequence.parse()
        {
            consumer.unacked.remove(&sequence);
        }
        true
    }

    fn create(&mut self, stream: &str, name: &str, request: &Message) -> bool {
        let Ok(body) = serde_json::from_slice::<Value>(&request.payload) else {
            self.misuse.push(format!("the body of {} is not JSON", request.subject));
            return true;
        };
        let wrong = unknown(&body, CREATE_FIELDS).or_else(|| unknown(&body["config"], CONSUMER_FIELDS));
        if let Some(field) = wrong {
            self.misuse.push(format!("{} has the field {field}, which strict servers refuse", request.subject));
            return true;
        }
        let (now, created) = (self.now, text_of(self.time()));
        let Some(found) = self.present(stream) else { return self.answer(&request.reply, &stream_not_found()) };
        if found.consumers.contains_key(name) {
            self.misuse.push(format!("the consumer {name} is created twice"));
            return self.answer(&request.reply, &error(400, 10_013, "consumer name already in use"));
        }
        let mut consumer = Consumer { used: now, ..Consumer::default() };
        consumer.configure(&body["config"], found);
        consumer.next_heartbeat = now + consumer.heartbeat;
        let info = json!({
            "name": name,
            "created": created,
            "num_pending": consumer.pending(found),
            "delivered": { "consumer_seq": 0, "stream_seq": consumer.next - 1 },
        });
        found.consumers.insert(name.to_owned(), consumer);
        self.created.push(String::from_utf8_lossy(&request.payload).into_owned());
        self.answer(&request.reply, &info)
    }

    fn delete(&mut self, stream: &str, name: &str, reply: &str) -> bool {
        let Some(stream) = self.present(stream) else { return self.answer(reply, &stream_not_found()) };
        let Some(consumer) = stream.consumers.remove(name) else { return self.answer(reply, &consumer_not_found()) };
        for waiting in consumer.waiting {
            self.status(&waiting.reply, "409 Consumer Deleted", "");
        }
        self.answer(reply, &json!({ "success": true }))
    }

    fn info(&mut self, stream: &str, name: &str, reply: &str, interest: Interest<'_>) -> bool {
        let answer = match self.present(stream) {
            None => stream_not_found(),
            Some(stream) => match stream.consumers.get(name) {
                None => consumer_not_found(),
                Some(consumer) => {
                    let waiting = consumer.waiting.iter().filter(|waiting| interest(&waiting.reply)).count();
                    json!({ "name": name, "num_pending": consumer.pending(stream), "num_waiting": waiting })
                }
            },
        };
        self.answer(reply, &answer)
    }

    fn stream_info(&mut self, stream: &str, reply: &str) -> bool {
        let answer = match self.present(stream) {
            None => stream_not_found(),
            Some(stream) => json!({ "created": text_of(stream.created), "state": { "last_seq": stream.last() } }),
        };
        self.answer(reply, &answer)
    }

    pub(super) fn answer(&mut self, reply: &str, json: &Value) -> bool {
        let payload = json.to_string().into_bytes();
        let message = Message { subject: reply.to_owned(), payload, ..Message::default() };
        if self.dice.chance(self.faults.lost_reply) {
            return true;
        }
        let is_late = self.dice.chance(self.faults.late_reply);
        let after = if is_late { self.dice.range(100, 12_000) } else { 0 };
        for _ in 0..1 + u64::from(self.dice.chance(self.faults.double_reply)) {
            self.out.push(super::Said { to: reply.to_owned(), message: message.clone(), after });
        }
        true
    }
}

impl Consumer {
    /// Takes over the configuration of a request, for a stream.
    fn configure(&mut self, config: &Value, stream: &super::Stream) {
        let text = |key: &str| config[key].as_str().unwrap_or_default().to_owned();
        let several = config["filter_subjects"].as_array().into_iter().flatten().filter_map(Value::as_str);
        self.filters = several.map(str::to_owned).collect();
        self.filters.extend(Some(text("filter_subject")).filter(|filter| !filter.is_empty()));
        self.deliver = text("deliver_subject");
        self.heartbeat = millis(&config["idle_heartbeat"]);
        self.inactive_threshold = millis(&config["inactive_threshold"]);
        self.next = match config["deliver_policy"].as_str() {
            Some("new") => stream.last() + 1,
            Some("by_start_time") => stream.first_since(config["opt_start_time"].as_str().map_or(0, time_of)),
            Some("by_start_sequence") => config["opt_start_seq"].as_u64().unwrap_or(1).max(1),
            Some("last_per_subject") => {
                self.first = stream.last_per_subject(&self.filters).into();
                stream.last() + 1
            }
            _ => 1,
        };
    }
}
