//! What the module exports. Each function is one call of [`Session`] or of the configuration in the making; their names
//! and parameters are typed for TypeScript in `npm/src/core/exports.ts`.
//!
//! # Safety
//!
//! What each function asks of its caller, the face:
//!
//! - `draft` is an address that [`draft`] gave, `session` one that [`session`] gave, and neither was given back since: a
//!   draft to [`draft_release`] or [`session`](session()), a session to [`release`].
//! - One call at a time is made, from one thread, and none from within another.
//! - A text is UTF-8 as `TextEncoder` writes it, and its length is that of the text.
//!
//! A face that breaks this has a bug that nothing here could mend.

#![allow(unsafe_code, reason = "exported names, and sessions that JavaScript knows by their addresses")]
#![allow(clippy::missing_safety_doc, reason = "the module's documentation has it, once for all")]

use crate::session::Session;
use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::subject::{MAX_LENGTH, check_inbox_prefix};
use nats_web_core::{Config, CredentialsSource};

/// A configuration in the making, and the text that is written for it.
#[derive(Default)]
pub(crate) struct Draft {
    config: Config,
    text: Vec<u8>,
}

impl Draft {
    /// # Safety
    ///
    /// The first `len` bytes that were written are UTF-8.
    unsafe fn text(&self, len: u32) -> &str {
        // SAFETY: the caller says so.
        unsafe { crate::session::text(&self.text[..len as usize]) }
    }
}

/// What this module made and leaked: a [`Draft`] or a [`Session`]. The address is the face's only name for it.
///
/// # Safety
///
/// [`leak`] gave the address for a `T`, it was not taken back, and nothing else borrows what is there while the result is
/// in use.
unsafe fn at<'a, T>(address: u32) -> &'a mut T {
    let thing = address as usize as *mut T;
    // SAFETY: the caller says that there is a `T`, and that nobody else has it.
    unsafe { &mut *thing }
}

fn leak<T>(thing: T) -> u32 {
    Box::into_raw(Box::new(thing)) as usize as u32
}

/// # Safety
///
/// [`leak`] gave the address for a `T`, it was not taken back, and it is not used again.
unsafe fn take_back<T>(address: u32) -> Box<T> {
    // SAFETY: the caller says that this is a leaked box, and that it is taken back once.
    unsafe { Box::from_raw(address as usize as *mut T) }
}

/// Begins a configuration: all defaults and no server; gives its address. The seed's halves are for shuffles, jitter and
/// inbox names.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn draft(seed_high: u32, seed_low: u32) -> u32 {
    let mut draft = Draft::default();
    draft.config.seed = u64::from(seed_high) << 32 | u64::from(seed_low);
    leak(draft)
}

/// Makes room for a text of `len` bytes for the draft; gives its address, or 0 if it is too long.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn draft_text(draft: u32, len: u32) -> u32 {
    // SAFETY: the face gives the address of a draft, which this call alone uses.
    let Draft { text, .. } = unsafe { at(draft) };
    if len as usize > MAX_LENGTH {
        return 0;
    }
    text.resize(len as usize, 0);
    text.as_ptr() as usize as u32
}

/// The text is a server to dial. 0, or the number of what is wrong with the address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn draft_server(draft: u32, len: u32) -> u32 {
    // SAFETY: the face gives the address of a draft, which this call alone uses.
    let draft: &mut Draft = unsafe { at(draft) };
    // SAFETY: the face says how long the UTF-8 is that it wrote.
    let text = unsafe { draft.text(len) };
    match ServerAddress::parse(text, None) {
        Ok(address) => {
            draft.config.servers.push(address);
            0
        }
        Err(error) => error as u32 + 1,
    }
}

/// The text is the client's name.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn draft_name(draft: u32, len: u32) {
    // SAFETY: the face gives the address of a draft, which this call alone uses.
    let draft: &mut Draft = unsafe { at(draft) };
    // SAFETY: the face says how long the UTF-8 is that it wrote.
    let text = unsafe { draft.text(len) };
    draft.config.name = Some(String::from(text));
}

/// The text is what inboxes begin with. False if no subject may begin so.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn draft_inbox(draft: u32, len: u32) -> bool {
    // SAFETY: the face gives the address of a draft, which this call alone uses.
    let draft: &mut Draft = unsafe { at(draft) };
    // SAFETY: the face says how long the UTF-8 is that it wrote.
    let text = unsafe { draft.text(len) };
    draft.config.inbox_prefix = String::from(text);
    check_inbox_prefix(draft.config.inbox_prefix.as_bytes()).is_ok()
}

/// Times in milliseconds: handshake, pings, dials of one server and the most that is added to that, and how long before a
/// JWT runs out it is renewed.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn draft_times(draft: u32, connect: f64, ping: f64, wait: f64, jitter: f64, renewal: f64) {
    // SAFETY: the face gives the address of a draft, which this call alone uses.
    let Draft { config, .. } = unsafe { at(draft) };
    config.connect_timeout = connect as u64;
    config.ping_interval = ping as u64;
    config.reconnect_wait = wait as u64;
    config.reconnect_jitter = jitter as u64;
    config.renewal_lead = renewal as u64;
}

/// Unanswered pings, failed dials in a row (negative for no limit) and bytes kept while the link is away; all may be
/// infinite.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn draft_limits(draft: u32, ping_out: f64, attempts: f64, pending: f64) {
    // SAFETY: the face gives the address of a draft, which this call alone uses.
    let Draft { config, .. } = unsafe { at(draft) };
    config.max_ping_out = ping_out as u32;
    config.max_reconnect_attempts = (attempts >= 0.0).then_some(attempts as u32);
    config.max_pending = pending as u64;
}

/// Switches, by bit: 0 randomize, 1 verbose, 2 pedantic, 3 echo, 4 ask for credentials, 5 reconnect, 6 ask for the
/// reconnect delay, 7 wait on first connect, 8 ignore cluster updates, 9 ignore repeated authentication errors.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn draft_switches(draft: u32, bits: u32) {
    let on = |bit: u32| bits >> bit & 1 == 1;
    // SAFETY: the face gives the address of a draft, which this call alone uses.
    let Draft { config, .. } = unsafe { at(draft) };
    config.randomize = on(0);
    config.verbose = on(1);
    config.pedantic = on(2);
    config.echo = on(3);
    config.credentials = if on(4) { CredentialsSource::Ask } else { CredentialsSource::None };
    config.reconnect = on(5);
    config.ask_reconnect_delay = on(6);
    config.wait_on_first_connect = on(7);
    config.ignore_cluster_updates = on(8);
    config.ignore_auth_error_abort = on(9);
}

/// Gives up a draft.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn draft_release(draft: u32) {
    // SAFETY: the face gives the address of a draft, and forgets it.
    drop(unsafe { take_back::<Draft>(draft) });
}

/// Makes a session of the draft, which is used up; gives its address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn session(draft: u32) -> u32 {
    // SAFETY: the face gives the address of a draft, and forgets it.
    let draft = unsafe { take_back::<Draft>(draft) };
    leak(Session::new(draft.config))
}

/// Gives up all that a session holds.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn release(session: u32) {
    // SAFETY: the face gives the address of a session, and forgets it.
    drop(unsafe { take_back::<Session>(session) });
}

/// Exports methods of [`Session`] under their names.
macro_rules! exports {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*) $(-> $result:ty)?;)*) => {$(
        $(#[$doc])*
        #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
        pub unsafe extern "C" fn $name(session: u32 $(, $arg: $kind)*) $(-> $result)? {
            // SAFETY: the face gives the address of a session, which this call alone uses. Some methods are unsafe
            // themselves: the lengths they are given are those of the UTF-8 that the face wrote.
            unsafe { at::<Session>(session).$name($($arg),*) }
        }
    )*};
}

exports! {
    /// See [`Session::status`].
    status() -> u32;
    /// See [`Session::reserve_scratch`].
    reserve_scratch(len: u32) -> bool;
    /// See [`Session::reserve_input`].
    reserve_input(len: u32);
    /// See [`Session::reset_input`].
    reset_input();
    /// See [`Session::start`].
    start(now: f64);
    /// See [`Session::opened`].
    opened(now: f64, dial: u32);
    /// See [`Session::closed`].
    closed(now: f64, dial: u32, why: u32);
    /// See [`Session::payload`].
    payload(dial: u32, available: u32) -> u32;
    /// See [`Session::bytes`].
    bytes(now: f64, dial: u32, len: u32) -> u32;
    /// See [`Session::no_room`].
    no_room(now: f64, dial: u32);
    /// See [`Session::keep`].
    keep(len: u32);
    /// See [`Session::timeout`].
    timeout(now: f64, due: f64);
    /// See [`Session::credential`].
    credential(which: u32, len: u32);
    /// See [`Session::credentials`].
    credentials(now: f64, dial: u32, ok: bool);
    /// See [`Session::reconnect_delay`].
    reconnect_delay(now: f64, wait: f64);
    /// See [`Session::publish`].
    publish(subject: u32, reply: u32, headers: u32, payload: u32) -> i32;
    /// See [`Session::publish_again`].
    publish_again(headers: u32, payload: u32) -> i32;
    /// See [`Session::request`].
    request(
        now: f64, subject: u32, reply: u32, headers: u32, payload: u32, inbox: u32, timeout: f64, until: u32, amount: f64
    ) -> i32;
    /// See [`Session::cancel_request`].
    cancel_request(slot: u32);
    /// See [`Session::subscribe`].
    subscribe(now: f64, subject: u32, queue: u32, max: f64, timeout: f64) -> i32;
    /// See [`Session::unsubscribe`].
    unsubscribe(slot: u32, max: f64) -> i32;
    /// See [`Session::drain_subscription`].
    drain_subscription(slot: u32) -> i32;
    /// See [`Session::flush`].
    flush() -> i32;
    /// See [`Session::drain`].
    drain(now: f64) -> i32;
    /// See [`Session::reconnect`].
    reconnect(now: f64) -> i32;
    /// See [`Session::probe`].
    probe(now: f64);
    /// See [`Session::close`].
    close();
    /// See [`Session::service_check`].
    service_check(name: u32, queue: u32, version: u32) -> i32;
    /// See [`Session::service_place`].
    service_place(group: u32, group_queue: u32, name: u32, subject: u32, queue: u32) -> i32;
    /// See [`Session::service_subject`].
    service_subject(verb: u32, scope: u32, prefix: u32, name: u32, id: u32) -> i32;
    /// See [`Session::transmit`].
    transmit() -> u32;
    /// See [`Session::event`].
    event() -> u32;
    /// See [`Session::text_of`].
    text_of(index: u32) -> bool;
    /// See [`Session::stat`].
    stat(which: u32) -> f64;
}
