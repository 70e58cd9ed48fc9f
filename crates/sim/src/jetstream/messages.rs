//! Messages one by one: chunks that are published, and what is asked of those that are stored.

use serde_json::{Value, json};

use super::requests::{error, stream_not_found};
use super::{JetStream, Stored};
use crate::wire::Message;

impl JetStream {
    /// A chunk of an object is published, which the stream of objects stores.
    pub(super) fn chunk(&mut self, request: &Message) -> bool {
        if self.dice.chance(self.faults.lost_request) {
            return true;
        }
        if self.dice.chance(self.faults.refused) {
            return self.answer(&request.reply, &error(429, 10_167, "too many requests"));
        }
        let (subject, payload) = (request.subject.clone(), request.payload.clone());
        self.store(OBJECTS, Stored { subject, payload, ..Stored::default() });
        let sequence = self.streams.get(OBJECTS).map_or(0, super::Stream::last);
        self.answer(&request.reply, &json!({ "stream": OBJECTS, "seq": sequence }))
    }

    pub(super) fn last_message(&mut self, stream: &str, request: &Message) -> bool {
        let body: Value = serde_json::from_slice(&request.payload).unwrap_or_default();
        let subject = vec![body["last_by_subj"].as_str().unwrap_or_default().to_owned()];
        let answer = match self.present(stream).map(|stream| stream.matching(&subject, 0).last()) {
            None => stream_not_found(),
            Some(None) => error(404, 10_037, "no message found"),
            Some(Some(sequence)) => json!({ "message": { "seq": sequence } }),
        };
        self.answer(&request.reply, &answer)
    }

    pub(super) fn delete_message(&mut self, stream: &str, request: &Message) -> bool {
        let body: Value = serde_json::from_slice(&request.payload).unwrap_or_default();
        let sequence = body["seq"].as_u64().unwrap_or(0);
        let answer = match self.present(stream).map(|stream| stream.live.remove(&sequence)) {
            None => stream_not_found(),
            Some(false) => error(400, 10_043, "sequence not found"),
            Some(true) => json!({ "success": true }),
        };
        self.answer(&request.reply, &answer)
    }
}

/// How the subjects of chunks begin that are put by a client of the run.
pub(crate) const CHUNKS: &str = "$JS.CHUNKS.";
const OBJECTS: &str = "OBJ_b";
