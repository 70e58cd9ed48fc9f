//! The session class.

use crate::status::{HAS_EVENT, HAS_TRANSMIT, Status, WANTS_TRANSMIT};
use crate::{codes, events};
use nats_web_core::{
    self as core, Credentials, DialId, Hole, Inbox, Misuse, Outgoing, RequestId, SubscribeOptions, SubscriptionId,
    Timestamp, Transmit,
};

/// Room for subject and reply as JavaScript encodes them: up to three bytes for each character.
const TEXTS: usize = 3 * 2 * core::subject::MAX_LENGTH;
/// What [`Session::transmit`] found: nothing.
const NOTHING: u32 = 0;
/// Bytes, at `transmit` and `transmit_len` of the status.
const BYTES: u32 = 1;
/// The oldest large payload that JavaScript holds.
const PAYLOAD: u32 = 2;
/// JavaScript is to forget the oldest large payload it holds.
const DISCARD: u32 = 3;

/// One connection of the user's, over however many sockets. Codes below zero are refusals ([`codes::misuse`]).
#[derive(Debug)]
pub(crate) struct Session {
    core: core::Session,
    status: Box<Status>,
    /// What was not consumed, at the front; then room for a frame.
    input: Vec<u8>,
    held: usize,
    /// Subject, reply, headers, one after the other; or other texts.
    pub(crate) scratch: Vec<u8>,
    /// How much of `scratch` is the subject and the reply of a publish that was accepted.
    checked: (usize, usize),
    pub(crate) texts: Vec<String>,
    /// Those that have been given so far.
    credentials: Credentials,
}

impl Session {
    /// A session that waits for [`start`](Self::start).
    pub(crate) fn new(config: core::Config) -> Self {
        let mut session = Self {
            core: core::Session::new(config),
            status: Box::default(),
            input: Vec::new(),
            held: 0,
            scratch: Vec::new(),
            checked: (0, 0),
            texts: Vec::new(),
            credentials: Credentials::default(),
        };
        session.reserve_scratch(4096);
        session.reserve_input(16 * 1024);
        session
    }

    /// Address of the status words.
    pub(crate) fn status(&self) -> u32 {
        address(&raw const *self.status)
    }

    /// Makes room for `len` bytes of text; what is there stays. False for more than any call may need, and if there is no
    /// memory for it.
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

    /// Makes room for a frame of `len` bytes behind what is held.
    pub(crate) fn reserve_input(&mut self, len: u32) {
        let wanted = self.held + len as usize;
        if self.input.len() < wanted {
            self.input.resize(wanted.next_power_of_two(), 0);
        }
        self.status.input = address(self.input.as_ptr());
        self.status.input_capacity = self.input.len() as u32;
    }

    /// Forgets what is held: another socket's bytes come next.
    pub(crate) fn reset_input(&mut self) {
        self.held = 0;
        self.status.input_held = 0;
        self.status.missing = 0;
    }

    /// Begins to dial.
    pub(crate) fn start(&mut self, now: f64) {
        self.core.start(timestamp(now));
        self.update();
    }

    /// The socket of `dial` is open.
    pub(crate) fn opened(&mut self, now: f64, dial: u32) {
        self.core.handle_opened(timestamp(now), DialId::from_u32(dial));
        self.update();
    }

    /// The socket of `dial` is closed; why stands in `scratch`.
    ///
    /// # Safety
    ///
    /// The first `why` bytes of `scratch` are UTF-8.
    #[allow(unsafe_code, reason = "texts are not checked")]
    pub(crate) unsafe fn closed(&mut self, now: f64, dial: u32, why: u32) {
        // SAFETY: the caller says so.
        let why = unsafe { self.text_in_scratch(why) };
        self.core.handle_closed(timestamp(now), DialId::from_u32(dial), why);
        self.update();
    }

    /// How many of `available` bytes belong to the payload that JavaScript assembles.
    pub(crate) fn payload(&mut self, dial: u32, available: u32) -> u32 {
        let taken = self.core.handle_payload(DialId::from_u32(dial), available as usize);
        self.status.missing = self.core.payload_missing() as u32;
        taken as u32
    }

    /// Reads the frame of `len` bytes that was put behind what is held; gives the number of records.
    pub(crate) fn bytes(&mut self, now: f64, dial: u32, len: u32) -> u32 {
        let end = self.held + len as usize;
        let Some(input) = self.input.get(..end) else { return 0 };
        let consumed = self.core.handle_bytes(timestamp(now), DialId::from_u32(dial), input);
        let deliveries = self.core.deliveries();
        self.status.records = address(deliveries.as_ptr());
        self.status.record_count = deliveries.len() as u32;
        let assembly = self.core.assembly();
        self.status.assembly_start = assembly.map_or(0, |assembly| assembly.start as u32);
        self.status.assembly_len = assembly.map_or(0, |assembly| assembly.len as u32);
        self.status.missing = self.core.payload_missing() as u32;
        self.update();
        self.held = end - consumed;
        self.status.input_left = self.held as u32;
        if self.held == 0 {
            self.status.input_held = 0;
        }
        self.status.record_count
    }

    /// JavaScript has no memory for the message that it was to assemble.
    pub(crate) fn no_room(&mut self, now: f64, dial: u32) {
        self.core.handle_no_room(timestamp(now), DialId::from_u32(dial));
        self.status.missing = self.core.payload_missing() as u32;
        self.update();
    }

    /// Moves the `left` bytes that were not consumed to the front, once the records of the frame of `len` bytes have
    /// been walked.
    pub(crate) fn keep(&mut self, len: u32) {
        let end = self.status.input_held as usize + len as usize;
        // A line that came in many frames, none of which was consumed, stays where it is.
        if self.held < end && end <= self.input.len() {
            self.input.copy_within(end - self.held..end, 0);
        }
        self.status.input_held = self.held as u32;
    }

    /// The timer fired that was to fire at `due`.
    pub(crate) fn timeout(&mut self, now: f64, due: f64) {
        self.core.handle_timer(timestamp(now), timestamp(due));
        self.update();
    }

    /// One of the credentials asked for, in `scratch`: 0 user, 1 password, 2 token, 3 JWT, 4 nkey, 5 signature.
    ///
    /// # Safety
    ///
    /// The first `len` bytes of `scratch` are UTF-8.
    #[allow(unsafe_code, reason = "texts are not checked")]
    pub(crate) unsafe fn credential(&mut self, which: u32, len: u32) {
        // SAFETY: the caller says so.
        let text = unsafe { self.text_in_scratch(len) };
        self.scratch.fill(0);
        let Credentials { user, pass, token, jwt, nkey, sig } = &mut self.credentials;
        if let Some(field) = [user, pass, token, jwt, nkey, sig].get_mut(which as usize) {
            **field = Some(text);
        }
    }

    /// The credentials asked for are complete; `ok` is false if there are none to be had.
    pub(crate) fn credentials(&mut self, now: f64, dial: u32, ok: bool) {
        let credentials = ::core::mem::take(&mut self.credentials);
        self.core.handle_credentials(timestamp(now), DialId::from_u32(dial), ok.then_some(&credentials));
        self.update();
    }

    /// The reconnect delay asked for, in milliseconds.
    pub(crate) fn reconnect_delay(&mut self, now: f64, wait: f64) {
        self.core.handle_reconnect_delay(timestamp(now), wait as u64);
        self.update();
    }

    /// Publishes what `scratch` holds. Gives the address for the payload, or 0 for one that stays with JavaScript.
    pub(crate) fn publish(&mut self, subject: u32, reply: u32, headers: u32, payload: u32) -> i32 {
        let message = outgoing(&self.scratch, subject, reply, headers, payload);
        let result = self.core.publish(&message);
        self.checked = if result.is_ok() { (subject as usize, reply as usize) } else { (0, 0) };
        self.published(result)
    }

    /// Publishes once more to the subject and reply of the last [`publish`](Self::publish).
    pub(crate) fn publish_again(&mut self, headers: u32, payload: u32) -> i32 {
        let (subject, reply) = self.checked;
        let start = subject + reply;
        let headers = self.scratch.get(start..start + headers as usize).unwrap_or_default();
        let result = self.core.publish_again(headers, payload as usize);
        self.published(result)
    }

    /// Requests what `scratch` holds. `inbox` is 0 for the shared one, 1 for one of its own, 2 for one at the reply in
    /// `scratch`. `until` and `amount` say when the replies are enough ([`codes::until`]). Gives the slot.
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
        let inbox = match inbox {
            0 => Inbox::Shared,
            1 => Inbox::Own,
            _ => Inbox::At(message.reply),
        };
        let until = codes::until(until, amount);
        match self.core.request_until(timestamp(now), &message, inbox, timeout as u64, until) {
            Ok((id, hole)) => {
                self.status.hole = self.hole(hole) as u32;
                self.update();
                id.as_u32() as i32
            }
            Err(error) => codes::misuse(error),
        }
    }

    /// Gives a request up.
    pub(crate) fn cancel_request(&mut self, slot: u32) {
        self.core.cancel_request(RequestId::from_u32(slot));
        self.update();
    }

    /// Subscribes to the subject and queue in `scratch`; no limit and no timeout are 0. Gives the slot.
    pub(crate) fn subscribe(&mut self, now: f64, subject: u32, queue: u32, max: f64, timeout: f64) -> i32 {
        let (subject, rest) = self.scratch.split_at(subject as usize);
        let options = SubscribeOptions {
            queue: (queue > 0).then_some(&rest[..queue as usize]),
            max: (max > 0.0).then_some(max as u64),
            timeout: (timeout > 0.0).then_some(timeout as u64),
        };
        match self.core.subscribe(timestamp(now), subject, &options) {
            Ok(id) => {
                self.status.sid = self.core.subscription_sid(id).unwrap_or(0);
                self.checked = (0, 0);
                self.update();
                id.as_u32() as i32
            }
            Err(error) => codes::misuse(error),
        }
    }

    /// Ends a subscription, after `max` messages if that is not 0.
    pub(crate) fn unsubscribe(&mut self, slot: u32, max: f64) -> i32 {
        let max = (max > 0.0).then_some(max as u64);
        let result = self.core.unsubscribe(SubscriptionId::from_u32(slot), max);
        self.done(result)
    }

    /// Drains a subscription.
    pub(crate) fn drain_subscription(&mut self, slot: u32) -> i32 {
        let result = self.core.drain_subscription(SubscriptionId::from_u32(slot));
        self.done(result)
    }

    /// Flushes. Gives the flush's number.
    pub(crate) fn flush(&mut self) -> i32 {
        let result = self.core.flush();
        self.update();
        result.map_or_else(codes::misuse, |flush| flush.as_u32() as i32)
    }

    /// Drains everything, and closes.
    pub(crate) fn drain(&mut self, now: f64) -> i32 {
        let result = self.core.drain(timestamp(now));
        self.done(result)
    }

    /// Gives the link up for a new one.
    pub(crate) fn reconnect(&mut self, now: f64) -> i32 {
        let result = self.core.reconnect(timestamp(now));
        self.done(result)
    }

    /// Looks after the link at once.
    pub(crate) fn probe(&mut self, now: f64) {
        self.core.probe(timestamp(now));
        self.update();
    }

    /// Closes.
    pub(crate) fn close(&mut self) {
        self.core.close();
        self.update();
    }

    /// What to send next; see the constants of this file.
    pub(crate) fn transmit(&mut self) -> u32 {
        let (kind, start, len) = match self.core.poll_transmit() {
            None => (NOTHING, 0, 0),
            Some(Transmit::Bytes(bytes)) => (BYTES, address(bytes.as_ptr()), bytes.len()),
            Some(Transmit::Payload(len)) => (PAYLOAD, 0, len),
            Some(Transmit::Discard) => (DISCARD, 0, 0),
        };
        self.status.transmit = start;
        self.status.transmit_len = len as u32;
        if kind == NOTHING {
            self.update();
        }
        kind
    }

    /// The kind of the next event, 0 for none; its parts are in the status and in [`text_of`](Self::text_of).
    pub(crate) fn event(&mut self) -> u32 {
        match self.core.poll_event() {
            Some(event) => events::lay_out(event, &mut self.status, &mut self.texts),
            None => {
                self.update();
                0
            }
        }
    }

    /// Points the status at a text of the event polled last; false if there are no more.
    pub(crate) fn text_of(&mut self, index: u32) -> bool {
        let text = self.texts.get(index as usize);
        self.status.text = text.map_or(0, |text| address(text.as_ptr()));
        self.status.text_len = text.map_or(0, |text| text.len() as u32);
        text.is_some()
    }

    /// 0 messages in, 1 bytes in, 2 messages out, 3 bytes out, 4 bytes waiting, 5 bytes that were waiting at the end.
    pub(crate) fn stat(&self, which: u32) -> f64 {
        let stats = self.core.stats();
        let number = match which {
            0 => stats.in_messages,
            1 => stats.in_bytes,
            2 => stats.out_messages,
            3 => stats.out_bytes,
            4 => self.core.pending(),
            _ => self.core.unsent(),
        };
        number as f64
    }

    /// # Safety
    ///
    /// The first `len` bytes of `scratch` are UTF-8.
    #[allow(unsafe_code, reason = "texts are not checked")]
    unsafe fn text_in_scratch(&self, len: u32) -> String {
        // SAFETY: the caller says so.
        unsafe { text(&self.scratch[..len as usize]) }.into()
    }

    #[inline]
    fn published(&mut self, result: Result<Hole, Misuse>) -> i32 {
        match result {
            Ok(hole) => {
                let address = self.hole(hole);
                self.update_flags();
                address
            }
            Err(error) => codes::misuse(error),
        }
    }

    #[inline]
    fn hole(&mut self, hole: Hole) -> i32 {
        match hole {
            Hole::Inline(range) => address(self.core.outbound_mut(range).as_ptr()) as i32,
            Hole::Large => 0,
        }
    }

    fn done(&mut self, result: Result<(), Misuse>) -> i32 {
        self.update();
        result.map_or_else(codes::misuse, |()| 0)
    }

    #[inline]
    fn update(&mut self) {
        self.status.timeout = self.core.poll_timeout().map_or(f64::INFINITY, |at| at.as_millis() as f64);
        self.update_flags();
    }

    #[inline]
    fn update_flags(&mut self) {
        let flag = |on: bool, bit: u32| if on { bit } else { 0 };
        self.status.flags = flag(self.core.has_event(), HAS_EVENT)
            | flag(self.core.has_transmit(), HAS_TRANSMIT)
            | flag(self.core.wants_transmit(), WANTS_TRANSMIT);
    }
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

fn timestamp(ms: f64) -> Timestamp {
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
