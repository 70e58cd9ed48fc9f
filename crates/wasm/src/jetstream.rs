//! The rules of JetStream, which JavaScript asks for.
//!
//! Texts stand in the session's `scratch` one after the other, and their lengths are parameters; what there is to say
//! comes as the texts and numbers of the status. Verbs, bodies, features and answers are numbered as their crate has them.

#![allow(unsafe_code, reason = "texts are not checked")]

use crate::answers::Texts;
use crate::boundary::exports::exports;
use crate::session::{Session, timestamp};
use nats_web_core::codec::encode::write_u64;
use nats_web_core::subject::SubjectError;
use nats_web_core::{FlowId, Misuse};
use nats_web_jetstream::ack::{Ack, Answer};
use nats_web_jetstream::api::{NameError, NameFault, Part, Prefix, Verb, check_name, subject};
use nats_web_jetstream::body::Body;
use nats_web_jetstream::errors::ErrorCode;
use nats_web_jetstream::feature::Feature;
use nats_web_jetstream::flows::{Amount, FlowError, Ordered, OrderedFeed, Pull, PullKind, Push};
use nats_web_jetstream::publish::Attempts;

/// The answers to messages, as they are numbered.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) const ANSWERS: &[&str] = &["Ack", "Nak", "Working", "Term", "Next"];

/// How the messages of an ordered flow come, as they are numbered.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) const ORDERED_FEEDS: &[&str] = &["Push", "Consume", "Fetches"];

impl Session {
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn js_prefix(&mut self, prefix: u32, domain: u32) -> bool {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (prefix, domain) = unsafe { (texts.take(prefix), texts.take(domain)) };
        let prefix = if domain.is_empty() { Prefix::new(prefix) } else { Prefix::from_domain(domain) };
        self.show_option(prefix.ok().map(|prefix| prefix.as_str().into()))
    }

    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn js_subject(&mut self, verb: u32, prefix: u32, first: u32, second: u32, third: u32) -> bool {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (prefix, parts) =
            unsafe { (texts.take(prefix), [texts.take(first), texts.take(second), texts.take(third)]) };
        let subject = Prefix::new(prefix).and_then(|prefix| subject(&prefix, Verb::ALL[verb as usize], &parts));
        self.show_option(subject.ok().map(String::into_bytes))
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn js_unfit(&mut self, name: u32) -> i32 {
        // SAFETY: the caller says so.
        match check_name(Part::Stream, unsafe { Texts(&self.scratch).take(name) }) {
            Ok(()) => -2,
            Err(NameError { fault: NameFault::Character { character, .. }, .. }) => character as i32,
            Err(_) => -1,
        }
    }

    pub(crate) fn js_known(&mut self, body: u32, json: u32) -> bool {
        let known = Body::ALL[body as usize].known(&self.scratch[..json as usize]);
        self.show_option(known.ok())
    }

    pub(crate) fn js_same_error(&self, code: u32) -> u32 {
        ErrorCode::from_code(code).code()
    }

    pub(crate) fn js_publish_again(&self, status: u32, tries: u32, most: u32) -> bool {
        Attempts::new((most + 1).saturating_sub(tries), 0).failed(status as u16).is_some()
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn js_missing(&mut self, feature: u32, version: u32) -> bool {
        // SAFETY: the caller says so.
        let version = unsafe { Texts(&self.scratch).take(version) };
        let missing = Feature::ALL[feature as usize].missing(version);
        self.show_option(missing.map(Into::into))
    }

    pub(crate) fn js_delivery(&mut self, reply: u32, names: bool) -> bool {
        let Some(ack) = Ack::parse(&self.scratch[..reply as usize]) else { return false };
        let numbers = [ack.delivered, ack.stream_sequence, ack.consumer_sequence, ack.pending, ack.timestamp];
        let texts = names.then(|| {
            let [domain, account, stream, consumer] =
                [ack.domain.unwrap_or_default(), ack.account, ack.stream, ack.consumer].map(<[u8]>::to_vec);
            // All digits, as a number in JavaScript has fewer.
            let mut timestamp = Vec::new();
            write_u64(&mut timestamp, ack.timestamp);
            [domain, account, stream, consumer, timestamp]
        });
        self.show_numbers(&numbers.map(|number| number as f64));
        if let Some(texts) = texts {
            let fields = self.fields.begin();
            texts.into_iter().for_each(|text| fields.text(Some(text)));
            self.show_texts();
        }
        true
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn js_answer(&mut self, answer: u32, delay: f64, text: u32) {
        // SAFETY: the caller says so.
        let text = unsafe { Texts(&self.scratch).take(text) };
        let answer = match answer {
            0 => Answer::Ack,
            1 => Answer::Nak { delay: delay as u64 },
            2 => Answer::Working,
            3 => Answer::Term { reason: text },
            _ => Answer::Next { request: text.as_bytes() },
        };
        let mut payload = Vec::new();
        answer.write(&mut payload);
        self.show(payload, None);
    }

    /// Begins to read a consumer. The numbers are the flow's, and slot and generation of its subscription.
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    #[allow(clippy::too_many_arguments, reason = "numbers only cross this boundary")]
    pub(crate) unsafe fn js_pull(
        &mut self,
        now: f64,
        prefix: u32,
        stream: u32,
        consumer: u32,
        is_endless: bool,
        is_bound: bool,
        aborts: bool,
        no_wait: bool,
        max_messages: f64,
        max_bytes: f64,
        expires: f64,
        idle_heartbeat: f64,
        threshold_messages: f64,
        threshold_bytes: f64,
    ) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (prefix, stream, consumer) = unsafe { (texts.take(prefix), texts.take(stream), texts.take(consumer)) };
        let pull = Pull {
            prefix,
            stream,
            consumer,
            kind: if is_endless { PullKind::Consume } else { PullKind::Fetch },
            threshold: amount(threshold_messages, threshold_bytes),
            no_wait,
            is_bound,
            aborts_on_missing: aborts,
            ..pull_of(amount(max_messages, max_bytes), expires, idle_heartbeat)
        };
        let readings = self.flows.readings.get_or_insert_default();
        let result = readings.pull(&mut self.core, timestamp(now), &pull);
        self.begun(result)
    }

    /// Begins to read a stream in order; `feed` is an [`ORDERED_FEEDS`].
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    #[allow(clippy::too_many_arguments, reason = "numbers only cross this boundary")]
    pub(crate) unsafe fn js_ordered(
        &mut self,
        now: f64,
        prefix: u32,
        stream: u32,
        name_prefix: u32,
        config: u32,
        feed: u32,
        inactive_threshold: f64,
        first_within: f64,
        max_messages: f64,
        max_bytes: f64,
        expires: f64,
        idle_heartbeat: f64,
        threshold_messages: f64,
        threshold_bytes: f64,
    ) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (prefix, stream) = unsafe { (texts.take(prefix), texts.take(stream)) };
        // SAFETY: the caller says so.
        let (name_prefix, config) = unsafe { (texts.take(name_prefix), texts.take(config)) };
        let feed = match feed {
            0 => OrderedFeed::Push { idle_heartbeat: idle_heartbeat as u64 },
            1 => OrderedFeed::Pull(Pull {
                prefix,
                stream,
                kind: PullKind::Consume,
                threshold: amount(threshold_messages, threshold_bytes),
                ..pull_of(amount(max_messages, max_bytes), expires, idle_heartbeat)
            }),
            _ => OrderedFeed::Fetches,
        };
        let inactive_threshold = inactive_threshold as u64;
        // A bucket that is gone is not waited for.
        let aborts_on_missing = matches!(feed, OrderedFeed::Push { .. });
        let ordered = Ordered {
            prefix,
            stream,
            name_prefix,
            config,
            inactive_threshold,
            feed,
            aborts_on_missing,
            first_within: first_within as u64,
            ..Ordered::default()
        };
        let readings = self.flows.readings.get_or_insert_default();
        let result = readings.ordered(&mut self.core, timestamp(now), &ordered);
        self.begun(result)
    }

    /// Begins to receive what a consumer delivers to a subject.
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn js_push(&mut self, now: f64, deliver_subject: u32, queue: u32, idle_heartbeat: f64) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (deliver_subject, queue) = unsafe { (texts.take(deliver_subject), texts.take(queue)) };
        let push = Push { deliver_subject, queue, idle_heartbeat: idle_heartbeat as u64 };
        let readings = self.flows.readings.get_or_insert_default();
        let result = readings.push(&mut self.core, timestamp(now), &push);
        self.begun(result)
    }

    /// Fetches messages of an ordered flow. Returns whether it could.
    pub(crate) fn flow_fetch(
        &mut self,
        now: f64,
        flow: u32,
        max_messages: f64,
        max_bytes: f64,
        expires: f64,
        idle_heartbeat: f64,
    ) -> bool {
        let pull = pull_of(amount(max_messages, max_bytes), expires, idle_heartbeat);
        let Some(readings) = &mut self.flows.readings else { return false };
        let result = readings.fetch(&mut self.core, timestamp(now), FlowId::from_u32(flow), &pull);
        self.update();
        result.is_ok()
    }

    pub(crate) fn flow_stop_fetch(&mut self, now: f64, flow: u32) {
        if let Some(readings) = &mut self.flows.readings {
            readings.stop_fetch(&mut self.core, timestamp(now), FlowId::from_u32(flow));
            self.update();
        }
    }

    /// Shows a flow that was begun: its number, and slot and generation of its subscription. Returns 0, or a refusal.
    fn begun(&mut self, result: Result<FlowId, FlowError>) -> i32 {
        match result {
            Ok(flow) => {
                let subscription = self.flows.readings.as_ref().and_then(|readings| readings.subscription(flow));
                if let Some(id) = subscription {
                    self.show_numbers(&[flow.as_u32().into(), id.slot.into(), id.generation.into()]);
                }
                self.done(Ok(0))
            }
            Err(FlowError::Misuse(misuse)) => self.done(Err(misuse)),
            // What faces check before.
            Err(_) => self.done(Err(Misuse::Subject(SubjectError::Empty))),
        }
    }

    pub(crate) fn flow_took(&mut self, now: f64, flow: u32, messages: f64, bytes: f64) -> f64 {
        let Some(readings) = &mut self.flows.readings else { return f64::INFINITY };
        let flow = FlowId::from_u32(flow);
        readings.took(&mut self.core, timestamp(now), flow, messages as u64, bytes as u64);
        let due_after = readings.due_after(flow);
        self.update();
        due_after as f64
    }

    pub(crate) fn flow_stop(&mut self, now: f64, flow: u32) {
        if let Some(readings) = &mut self.flows.readings {
            readings.release(&mut self.core, timestamp(now), FlowId::from_u32(flow));
            self.update();
        }
    }
}

/// How to ask for so much, in requests that expire after so many milliseconds; the rest is as by default.
fn pull_of(max: Amount, expires: f64, idle_heartbeat: f64) -> Pull<'static> {
    Pull { max, expires: expires as u64, idle_heartbeat: idle_heartbeat as u64, ..Pull::default() }
}

fn amount(messages: f64, bytes: f64) -> Amount {
    Amount { messages: messages as u64, bytes: bytes as u64 }
}

exports! {
    /// Finds what the subjects of JetStream's requests begin with. Returns whether there is something.
    js_prefix(prefix: u32, domain: u32) -> bool;
    /// Finds the subject of a request, an {@link ApiVerb}, about up to three names. Returns whether they are fit.
    js_subject(verb: u32, prefix: u32, first: u32, second: u32, third: u32) -> bool;
    /// Returns what is wrong with the name of a stream or consumer: -2 for nothing, -1 for being empty, or a character.
    js_unfit(name: u32) -> i32;
    /// Finds a JSON object without the members that a {@link Body} does not have. Returns whether it is JSON.
    js_known(body: u32, json: u32) -> bool;
    /// Returns the error of the API that a code is another one for, or the code.
    js_same_error(code: u32) -> u32;
    /// Returns whether to publish once more after so many tries, of which the last had this status.
    js_publish_again(status: u32, tries: u32, most: u32) -> bool;
    /// Finds the version that has a {@link Feature} if a server of this version has not. Returns whether that is so.
    js_missing(feature: u32, version: u32) -> bool;
    /// Finds what the reply subject of a delivered message says, as numbers and, if `names`, as texts. Returns whether it
    /// is one.
    js_delivery(reply: u32, names: bool) -> bool;
    /// Finds the payload of an {@link Answer} to a message; a delay is in nanoseconds, the text a reason, or the JSON of a
    /// request for more messages.
    js_answer(answer: u32, delay: f64, text: u32);
    /// Begins to read a consumer: flow, slot and sid are the numbers.
    js_pull(
        now: f64,
        prefix: u32,
        stream: u32,
        consumer: u32,
        is_endless: bool,
        is_bound: bool,
        aborts: bool,
        no_wait: bool,
        max_messages: f64,
        max_bytes: f64,
        expires: f64,
        idle_heartbeat: f64,
        threshold_messages: f64,
        threshold_bytes: f64
    ) -> i32;
    /// Begins to read a stream in order, by an {@link OrderedFeed}: flow, slot and sid are the numbers.
    js_ordered(
        now: f64,
        prefix: u32,
        stream: u32,
        name_prefix: u32,
        config: u32,
        feed: u32,
        inactive_threshold: f64,
        first_within: f64,
        max_messages: f64,
        max_bytes: f64,
        expires: f64,
        idle_heartbeat: f64,
        threshold_messages: f64,
        threshold_bytes: f64
    ) -> i32;
    /// Begins to receive what a consumer delivers to a subject: flow, slot and sid are the numbers.
    js_push(now: f64, deliver_subject: u32, queue: u32, idle_heartbeat: f64) -> i32;
    /// Fetches messages of an ordered flow. Returns whether it could.
    flow_fetch(
        now: f64, flow: u32, max_messages: f64, max_bytes: f64, expires: f64, idle_heartbeat: f64
    ) -> bool;
    /// Ends the fetch of an ordered flow.
    flow_stop_fetch(now: f64, flow: u32);
    /// The user has consumed messages of a flow, of so many bytes. Returns how many more may be consumed before that has to
    /// be told.
    flow_took(now: f64, flow: u32, messages: f64, bytes: f64) -> f64;
    /// Ends a flow.
    flow_stop(now: f64, flow: u32);
}
