//! Objects that are being put: the loop of a face over the rules of uploads.

use std::collections::BTreeMap;

use nats_web_core::session::Outgoing;
use nats_web_core::{Event, FlowId, Hole, Inbox, RequestFailure, Until};
use nats_web_jetstream::object::upload::{Step, Upload};
use serde_json::{Value, json};

use super::Client;
use crate::report::Report;

/// An object that is being put.
#[derive(Debug)]
pub struct Put {
    /// Where its chunks go.
    pub subject: String,
    /// Its chunks.
    pub chunks: Vec<Vec<u8>>,
    /// Whether it is stored, once it is over.
    pub is_stored: Option<bool>,
    upload: Upload,
    /// Whether an answer is waited for that is not one to a chunk.
    is_asking: bool,
    /// The time until which nothing is done.
    until: u64,
}

/// What was asked for a put.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Chunk(u64),
    Last,
    Delete,
}

/// All puts, and what was asked for them, by the owners of the requests.
#[derive(Debug, Default)]
pub(super) struct Puts {
    pub(super) all: Vec<Put>,
    asked: BTreeMap<FlowId, (usize, Asked)>,
}

/// What has become of a request: an answer of the API, or a status.
type Outcome = Result<Value, u16>;

impl Client {
    /// Begins to put an object.
    pub fn begin_put(&mut self, subject: String, chunks: Vec<Vec<u8>>, report: &mut Report) {
        report.note(|| format!("put {} chunks at {subject}", chunks.len()));
        let mut upload = Upload::new(CHUNK);
        chunks.iter().for_each(|_| upload.add());
        self.puts.all.push(Put { subject, chunks, is_stored: None, upload, is_asking: false, until: 0 });
        self.model.asked.begun();
        self.advance_puts(report);
    }

    /// Objects that are being put, and that were.
    #[must_use]
    pub fn puts(&self) -> &[Put] {
        &self.puts.all
    }

    /// Gives up all that is being put.
    pub fn abandon_puts(&mut self) {
        self.puts = Puts::default();
    }

    /// Does for puts what is due.
    pub fn advance_puts(&mut self, report: &mut Report) {
        self.begin_command(None);
        (0..self.puts.all.len()).for_each(|at| self.advance_put(at, report));
        self.pump_command(report);
    }

    fn advance_put(&mut self, at: usize, report: &mut Report) {
        while let Some(put) = self.puts.all.get_mut(at)
            && put.is_stored.is_none()
            && !put.is_asking
            && put.until <= report.now
        {
            let step = put.upload.step();
            let (subject, body, asked) = match step {
                Step::Wait => return,
                Step::Idle | Step::Fail(_) => {
                    report.note(|| format!("  the put of {} is over: {step:?}", put.subject));
                    put.is_stored = Some(step == Step::Idle);
                    return;
                }
                Step::Pause(pause) => {
                    put.until = report.now + u64::from(pause);
                    return;
                }
                Step::Send(chunk) => (put.subject.clone(), put.chunks[chunk as usize].clone(), Asked::Chunk(chunk)),
                Step::Ask => (request("GET"), json!({ "last_by_subj": put.subject }).to_string().into(), Asked::Last),
                Step::Delete(sequence) => {
                    (request("DELETE"), json!({ "seq": sequence }).to_string().into(), Asked::Delete)
                }
            };
            put.is_asking = !matches!(asked, Asked::Chunk(_));
            let message = Outgoing { subject: subject.as_bytes(), reply: b"", headers: b"", payload: body.len() };
            let (owner, now) = (self.session.new_flow(), self.session.face_now());
            let sent = self.session.request_for(owner, now, &message, Inbox::Shared, Some(TIMEOUT), Until::First);
            if let Ok((_, Hole::Inline(range))) = sent {
                self.session.outbound_mut(range).copy_from_slice(&body);
                self.puts.asked.insert(owner, (at, asked));
            } else {
                put.is_stored = Some(false);
            }
        }
    }

    /// A delivery is the answer to a request of a put. Returns whether it is.
    pub(super) fn answer_put(&mut self, owner: FlowId, payload: &[u8], report: &mut Report) -> bool {
        let Some(of) = self.puts.asked.remove(&owner) else { return false };
        let answer: Value = serde_json::from_slice(payload).unwrap_or_default();
        self.learn(of, Ok(answer), report);
        true
    }

    /// A request has failed.
    pub(super) fn fail_put(&mut self, event: &Event, report: &mut Report) {
        let Event::RequestFailed { flow: Some(owner), failure, .. } = event else { return };
        let Some(of) = self.puts.asked.remove(owner) else { return };
        let status = match failure {
            RequestFailure::Timeout => 408,
            RequestFailure::NoResponders => 503,
            _ => 0,
        };
        self.learn(of, Err(status), report);
    }

    fn learn(&mut self, (at, asked): (usize, Asked), outcome: Outcome, report: &mut Report) {
        let Some(put) = self.puts.all.get_mut(at).filter(|put| put.is_stored.is_none()) else { return };
        let number = |value: &Value| value.as_u64().unwrap_or(0);
        let error = match &outcome {
            Ok(answer) if answer["error"].is_object() => {
                Some((number(&answer["error"]["code"]) as u16, number(&answer["error"]["err_code"]) as u32))
            }
            Ok(_) => None,
            Err(status) => Some((*status, 0)),
        };
        match (asked, error) {
            (Asked::Chunk(chunk), Some((status, code))) => put.upload.failed(chunk, status, code),
            (Asked::Chunk(chunk), None) => {
                put.upload.stored(chunk, outcome.map_or(0, |answer| number(&answer["seq"])));
            }
            (Asked::Last, None) => put.upload.found(outcome.map_or(0, |answer| number(&answer["message"]["seq"]))),
            (Asked::Last, Some((404, _))) => put.upload.found(0),
            (Asked::Last, Some((0, _))) => put.is_stored = Some(false),
            // It is asked again.
            (Asked::Last, Some(_)) => put.until = report.now + AGAIN,
            (Asked::Delete, Some(_)) => put.upload.not_deleted(),
            (Asked::Delete, None) => {}
        }
        put.is_asking &= matches!(asked, Asked::Chunk(_));
        self.advance_put(at, report);
    }
}

fn request(verb: &str) -> String {
    format!("$JS.API.STREAM.MSG.{verb}.OBJ_b")
}

/// What rules take for the bytes of a chunk: with so many there are four on their way.
const CHUNK: u64 = 512 * 1024;
/// How long an answer may take, in milliseconds.
const TIMEOUT: u64 = 5_000;
/// After how many milliseconds is asked again.
const AGAIN: u64 = 500;
