//! The session class: one method for each export, over the core's.

use crate::boundary::codes::{self, MisuseCode};
use crate::boundary::events::{self, Fields};
use crate::boundary::exports::exports;
use crate::boundary::settings;
use crate::boundary::words::{HAS_EVENT, HAS_TRANSMIT, INPUT_CAPACITY, Status, WANTS_TRANSMIT};
use crate::flows::Flows;
use nats_web_core::{
    self as core, Config, Credentials, DialId, Hole, Inbox, Misuse, Outgoing, RequestId, SubscribeOptions,
    SubscriptionId, Timestamp, Transmit, Until,
};

/// Room for subject and reply as JavaScript encodes them: up to three bytes for each character.
const TEXTS: usize = 3 * 2 * core::subject::MAX_LENGTH;

/// One connection of the user's, over however many sockets. Codes below zero are refusals ([`MisuseCode`]).
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) core: core::Session,
    pub(crate) flows: Flows,
    pub(crate) status: Box<Status>,
    pub(crate) input: Box<[u8]>,
    /// Subject, reply, headers, one after the other; or other texts.
    pub(crate) scratch: Vec<u8>,
    pub(crate) fields: Fields,
    /// Address and length of each text of `fields`; no address is no text.
    texts: Vec<[u32; 2]>,
    /// Those that have been given so far.
    credentials: Credentials,
}

impl Session {
    /// Makes a session that waits for its configuration and for [`start`](Self::start).
    pub(crate) fn new(seed: u64) -> Self {
        let mut session = Self {
            core: core::Session::new(Config { seed, ..Config::default() }),
            flows: Flows::default(),
            status: Box::default(),
            input: vec![0; INPUT_CAPACITY].into(),
            scratch: Vec::new(),
            fields: Fields::default(),
            texts: Vec::new(),
            credentials: Credentials::default(),
        };
        session.status.input = address(session.input.as_ptr());
        session.reserve_scratch(4096);
        session
    }

    pub(crate) fn status(&self) -> u32 {
        address(&raw const *self.status)
    }

    pub(crate) fn configure(&mut self, key: u32, value: f64) {
        settings::set_number(self.core.config_mut(), key, value);
    }

    /// # Safety
    ///
    /// The first `len` bytes of `scratch` are UTF-8.
    #[allow(unsafe_code, reason = "texts are not checked")]
    pub(crate) unsafe fn configure_text(&mut self, key: u32, len: u32) -> u32 {
        // SAFETY: the caller says so.
        let text = unsafe { text(&self.scratch[..len as usize]) };
        settings::set_text(self.core.config_mut(), key, text)
    }

    pub(crate) fn reserve_scratch(&mut self, len: u32) -> bool {
        let most = TEXTS as u64 + self.core.largest_message();
        let wanted = len.next_power_of_two() as usize;
        let more = wanted.saturating_sub(self.scratch.len());
        if u64::from(len) > most || self.scratch.try_reserve_exact(more).is_err() {
            return false;
        }
        self.scratch.resize(wanted, 0);
        self.status.scratch = address(self.scratch.as_ptr());
        self.status.scratch_capacity = wanted as u32;
        true
    }

    pub(crate) fn start(&mut self, now: f64) {
        self.core.start(timestamp(now));
        self.update();
    }

    pub(crate) fn handle_opened(&mut self, now: f64, dial: u32) {
        self.core.handle_opened(timestamp(now), DialId::from_u32(dial));
        self.update();
    }

    /// # Safety
    ///
    /// The first `why` bytes of `scratch` are UTF-8.
    #[allow(unsafe_code, reason = "texts are not checked")]
    pub(crate) unsafe fn handle_closed(&mut self, now: f64, dial: u32, why: u32) {
        // SAFETY: the caller says so.
        let why = unsafe { text(&self.scratch[..why as usize]) };
        self.core.handle_closed(timestamp(now), DialId::from_u32(dial), why.into());
        self.update();
    }

    pub(crate) fn handle_payload(&mut self, dial: u32, available: u32) -> u32 {
        let taken = self.core.handle_payload(DialId::from_u32(dial), available as usize);
        self.status.missing = self.core.payload_missing() as u32;
        taken as u32
    }

    pub(crate) fn handle_bytes(&mut self, now: f64, dial: u32, len: u32) -> u32 {
        let Some(frame) = self.input.get(..len as usize) else { return 0 };
        self.core.handle_bytes(timestamp(now), DialId::from_u32(dial), frame);
        if self.core.has_flow_delivery() {
            self.flows.handle_deliveries(&mut self.core, frame);
        }
        let deliveries = self.core.deliveries();
        self.status.records = address(deliveries.as_ptr());
        let count = deliveries.len() as u32;
        self.status.carry = address(self.core.carry().as_ptr());
        let assembly = self.core.assembly();
        self.status.assembly_len = assembly.map_or(0, |assembly| assembly.len as u32);
        self.status.assembly_carried = assembly.map_or(0, |assembly| assembly.carried as u32);
        self.status.assembly_start = assembly.map_or(0, |assembly| assembly.start as u32);
        self.status.missing = self.core.payload_missing() as u32;
        self.update();
        count
    }

    pub(crate) fn handle_no_room(&mut self, now: f64, dial: u32) {
        self.core.handle_no_room(timestamp(now), DialId::from_u32(dial));
        self.status.missing = self.core.payload_missing() as u32;
        self.update();
    }

    pub(crate) fn handle_timer(&mut self, now: f64, due: f64) {
        self.core.handle_timer(timestamp(now), timestamp(due));
        self.update();
    }

    /// # Safety
    ///
    /// The first `len` bytes of `scratch` are UTF-8.
    #[allow(unsafe_code, reason = "texts are not checked")]
    pub(crate) unsafe fn credential(&mut self, key: u32, len: u32) {
        // SAFETY: the caller says so.
        let text = unsafe { text(&self.scratch[..len as usize]) };
        if let Some(credential) = settings::credential(&mut self.credentials, key) {
            *credential = Some(text.into());
        }
        self.scratch.fill(0);
    }

    pub(crate) fn handle_credentials(&mut self, now: f64, dial: u32, ok: bool) {
        let credentials = ::core::mem::take(&mut self.credentials);
        self.core.handle_credentials(timestamp(now), DialId::from_u32(dial), ok.then_some(&credentials));
        self.update();
    }

    pub(crate) fn handle_reconnect_delay(&mut self, now: f64, wait: f64) {
        self.core.handle_reconnect_delay(timestamp(now), (wait >= 0.0).then_some(wait as u64));
        self.update();
    }

    pub(crate) fn publish(&mut self, subject: u32, reply: u32, headers: u32, payload: u32) -> i32 {
        let message = outgoing(&self.scratch, subject, reply, headers, payload);
        match self.core.publish(&message) {
            Ok(hole) => {
                let address = self.hole(hole);
                self.update_flags();
                address
            }
            Err(error) => self.refuse(error),
        }
    }

    #[allow(clippy::too_many_arguments, reason = "numbers only cross this boundary")]
    pub(crate) fn request(
        &mut self,
        now: f64,
        subject: u32,
        reply: u32,
        headers: u32,
        payload: u32,
        inbox: u32,
        timeout: f64,
        until: u32,
        amount: f64,
    ) -> i32 {
        let message = outgoing(&self.scratch, subject, reply, headers, payload);
        let inbox = match codes::Inbox::of(inbox) {
            codes::Inbox::Shared => Inbox::Shared,
            codes::Inbox::Own => Inbox::Own,
            codes::Inbox::At => Inbox::At(message.reply),
        };
        let until = match codes::Until::of(until) {
            codes::Until::First => Until::First,
            codes::Until::Timeout => Until::Timeout,
            codes::Until::Count => Until::Count(amount as u64),
            codes::Until::Silence => Until::Silence(amount as u64),
            codes::Until::Sentinel => Until::Sentinel,
        };
        let timeout = (timeout > 0.0).then_some(timeout as u64);
        match self.core.request_until(timestamp(now), &message, inbox, timeout, until) {
            Ok((id, hole)) => {
                self.status.hole = self.hole(hole) as u32;
                self.status.generation = id.generation;
                self.update();
                id.slot as i32
            }
            Err(error) => self.refuse(error),
        }
    }

    pub(crate) fn cancel_request(&mut self, slot: u32, generation: u32) -> bool {
        let was_in_flight = self.core.cancel_request(RequestId { slot, generation });
        self.update();
        was_in_flight
    }

    pub(crate) fn subscribe(&mut self, now: f64, subject: u32, queue: u32, max: f64, timeout: f64) -> i32 {
        let (subject, rest) = self.scratch.split_at(subject as usize);
        let options = SubscribeOptions {
            queue: (queue > 0).then_some(&rest[..queue as usize]),
            max: (max > 0.0).then_some(max as u64),
            timeout: (timeout > 0.0).then_some(timeout as u64),
        };
        match self.core.subscribe(timestamp(now), subject, &options) {
            Ok(id) => {
                self.status.generation = id.generation;
                self.update();
                id.slot as i32
            }
            Err(error) => self.refuse(error),
        }
    }

    pub(crate) fn unsubscribe(&mut self, slot: u32, generation: u32, max: f64, handed: f64) -> bool {
        let id = SubscriptionId { slot, generation };
        let max = (max > 0.0).then_some(max as u64);
        // Of one that has ended nothing is left to be said.
        let _ = self.core.unsubscribe_within(id, max, handed as u64);
        self.update();
        !self.core.is_subscribed(id)
    }

    pub(crate) fn drain_subscription(&mut self, slot: u32, generation: u32) -> i32 {
        let result = self.core.drain_subscription(SubscriptionId { slot, generation });
        self.done(result.map(|()| 0))
    }

    pub(crate) fn flush(&mut self) -> i32 {
        let result = self.core.flush();
        self.done(result.map(|flush| flush.as_u32()))
    }

    pub(crate) fn drain(&mut self, now: f64) -> i32 {
        let result = self.core.drain(timestamp(now));
        self.done(result.map(|()| 0))
    }

    pub(crate) fn reconnect(&mut self, now: f64) -> i32 {
        let result = self.core.reconnect(timestamp(now));
        self.done(result.map(|()| 0))
    }

    pub(crate) fn probe(&mut self, now: f64, buffered: f64) {
        self.core.probe(timestamp(now), buffered as u64);
        self.update();
    }

    pub(crate) fn close(&mut self) {
        self.core.close();
        self.update();
    }

    pub(crate) fn has_room(&self, buffered: f64) -> bool {
        self.core.has_room(buffered as u64)
    }

    pub(crate) fn transmit(&mut self) -> u32 {
        let (kind, start, len) = match self.core.poll_transmit() {
            None => (codes::Transmit::Nothing, 0, 0),
            Some(Transmit::Bytes(bytes)) => (codes::Transmit::Bytes, address(bytes.as_ptr()), bytes.len()),
            Some(Transmit::Payload(len)) => (codes::Transmit::Payload, 0, len),
            Some(Transmit::Discard) => (codes::Transmit::Discard, 0, 0),
        };
        self.status.transmit = start;
        self.status.transmit_len = len as u32;
        if kind == codes::Transmit::Nothing {
            self.update();
        }
        kind as u32
    }

    pub(crate) fn poll_event(&mut self) -> u32 {
        let kind = self.next_event();
        if kind == 0 {
            self.update();
        } else {
            self.status.numbers = self.fields.numbers;
            self.show_texts();
        }
        kind
    }

    /// Puts the next event that is for the face into the fields, and returns its kind.
    fn next_event(&mut self) -> u32 {
        let Self { core, flows, fields, .. } = self;
        loop {
            if let Some(kind) = flows.poll_event(fields) {
                return kind;
            }
            let Some(event) = core.poll_event() else { return 0 };
            if !flows.handle_event(core, &event) {
                return events::lay_out(event, fields);
            }
        }
    }

    pub(crate) fn stat(&self, which: u32) -> f64 {
        let stats = self.core.stats();
        let number = match codes::Stat::of(which) {
            codes::Stat::InMessages => stats.in_messages,
            codes::Stat::InBytes => stats.in_bytes,
            codes::Stat::OutMessages => stats.out_messages,
            codes::Stat::OutBytes => stats.out_bytes,
            codes::Stat::Unsent => self.core.unsent(),
        };
        number as f64
    }

    pub(crate) fn show_texts(&mut self) {
        self.texts.clear();
        let places = self
            .fields
            .texts
            .iter()
            .map(|text| text.as_ref().map_or([0, 0], |text| [address(text.as_ptr()), text.len() as u32]));
        self.texts.extend(places);
        self.status.texts = address(self.texts.as_ptr());
        self.status.text_count = self.texts.len() as u32;
    }

    /// Returns the number of a refusal.
    fn refuse(&mut self, misuse: Misuse) -> i32 {
        self.status.detail = codes::detail(&misuse);
        -(MisuseCode::from(&misuse).number() as i32)
    }

    pub(crate) fn done(&mut self, result: Result<u32, Misuse>) -> i32 {
        self.update();
        result.map_or_else(|misuse| self.refuse(misuse), |number| number as i32)
    }

    #[inline]
    fn hole(&mut self, hole: Hole) -> i32 {
        match hole {
            Hole::Inline(range) => address(self.core.outbound_mut(range).as_ptr()) as i32,
            Hole::Large => 0,
        }
    }

    #[inline]
    pub(crate) fn update(&mut self) {
        self.status.timeout = self.core.poll_timeout().map_or(f64::INFINITY, |at| at.as_millis() as f64);
        self.update_flags();
    }

    #[inline]
    fn update_flags(&mut self) {
        let has_event = self.core.has_event() || self.flows.has_event();
        let flag = |on: bool, bit: u32| if on { bit } else { 0 };
        self.status.flags = flag(has_event, HAS_EVENT)
            | flag(self.core.has_transmit(), HAS_TRANSMIT)
            | flag(self.core.wants_transmit(), WANTS_TRANSMIT);
    }
}

/// Makes a session with all settings at their defaults and no server, and returns its address. The seed's halves are for
/// shuffles, jitter and inbox names.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[allow(unsafe_code, reason = "an exported name")]
pub extern "C" fn session(seed_high: u32, seed_low: u32) -> u32 {
    Box::into_raw(Box::new(Session::new(u64::from(seed_high) << 32 | u64::from(seed_low)))) as usize as u32
}

/// Frees all that a session holds.
///
/// # Safety
///
/// `session` is an address that [`session()`] returned, and is not used any more.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[allow(unsafe_code, reason = "an exported name")]
pub unsafe extern "C" fn release(session: u32) {
    // SAFETY: the face gives the address of a session, and forgets it.
    drop(unsafe { Box::from_raw(session as usize as *mut Session) });
}

exports! {
    /// Returns the address of the status words.
    status() -> u32;
    /// Sets a number of the configuration, before `start`.
    configure(key: u32, value: f64);
    /// Sets a text of the configuration, which stands in scratch. Returns 0, or what is wrong with it.
    configure_text(key: u32, len: u32) -> u32;
    /// Makes room for `len` bytes in scratch; what is there stays. Returns whether it could.
    reserve_scratch(len: u32) -> bool;
    /// Begins to dial.
    start(now: f64);
    /// The socket of `dial` is open.
    handle_opened(now: f64, dial: u32);
    /// The socket of `dial` is closed; why stands in scratch.
    handle_closed(now: f64, dial: u32, why: u32);
    /// Returns how many of a frame's first `available` bytes belong to the payload under assembly.
    handle_payload(dial: u32, available: u32) -> u32;
    /// Reads the `len` bytes of a frame that were written to the input buffer. Returns the number of records.
    handle_bytes(now: f64, dial: u32, len: u32) -> u32;
    /// There is no memory for the message that was to be assembled.
    handle_no_room(now: f64, dial: u32);
    /// The timer has fired that was to fire at `due`.
    handle_timer(now: f64, due: f64);
    /// Keeps one of the credentials asked for, which stands in scratch.
    credential(key: u32, len: u32);
    /// The credentials asked for are complete; `ok` is false if there are none to be had.
    handle_credentials(now: f64, dial: u32, ok: bool);
    /// Answers with a reconnect delay in milliseconds; a negative one is the configuration's.
    handle_reconnect_delay(now: f64, wait: f64);
    /// Publishes what stands in scratch. Returns the address for the payload, or 0 for one that stays with the face.
    publish(subject: u32, reply: u32, headers: u32, payload: u32) -> i32;
    /// Requests what stands in scratch. Returns the slot; the generation and the hole are in the status.
    request(
        now: f64, subject: u32, reply: u32, headers: u32, payload: u32, inbox: u32, timeout: f64, until: u32, amount: f64
    ) -> i32;
    /// Gives a request up. Returns whether it was in flight.
    cancel_request(slot: u32, generation: u32) -> bool;
    /// Subscribes to the subject and queue in scratch; no limit and no timeout are 0. Returns the slot; the sid is the
    /// generation in the status.
    subscribe(now: f64, subject: u32, queue: u32, max: f64, timeout: f64) -> i32;
    /// Ends a subscription that has been handed `handed` messages, after `max` of them if that is not 0. Returns whether it
    /// has ended.
    unsubscribe(slot: u32, generation: u32, max: f64, handed: f64) -> bool;
    /// Drains a subscription.
    drain_subscription(slot: u32, generation: u32) -> i32;
    /// Flushes. Returns the flush's number.
    flush() -> i32;
    /// Drains everything, and closes.
    drain(now: f64) -> i32;
    /// Gives the link up for a new one.
    reconnect(now: f64) -> i32;
    /// Looks after the link, whose socket holds so many bytes.
    probe(now: f64, buffered: f64);
    /// Closes.
    close();
    /// Returns whether publishers need not wait while the socket holds so many bytes.
    has_room(buffered: f64) -> bool;
    /// Returns what to send next.
    transmit() -> u32;
    /// Returns the kind of the next event, 0 for none; its fields are in the status.
    poll_event() -> u32;
    /// Returns a figure of the session.
    stat(which: u32) -> f64;
}

/// A message whose texts stand in `scratch` one after the other; lengths beyond it are a bug of the face and give an
/// empty subject, which the core refuses.
#[inline]
fn outgoing(scratch: &[u8], subject: u32, reply: u32, headers: u32, payload: u32) -> Outgoing<'_> {
    let parts = scratch.split_at_checked(subject as usize).and_then(|(subject, rest)| {
        let (reply, rest) = rest.split_at_checked(reply as usize)?;
        Some((subject, reply, rest.get(..headers as usize)?))
    });
    let (subject, reply, headers) = parts.unwrap_or_default();
    Outgoing { subject, reply, headers, payload: payload as usize }
}

pub(crate) fn timestamp(ms: f64) -> Timestamp {
    Timestamp::from_millis(ms as u64)
}

#[inline]
fn address<T>(pointer: *const T) -> u32 {
    pointer as usize as u32
}

/// Text that JavaScript has encoded.
///
/// # Safety
///
/// The bytes are UTF-8. What `TextEncoder` writes is, and the face says how long each text is.
#[allow(unsafe_code, reason = "the library's check is as large as the parser of messages")]
pub(crate) unsafe fn text(bytes: &[u8]) -> &str {
    // SAFETY: the caller says so.
    unsafe { std::str::from_utf8_unchecked(bytes) }
}
