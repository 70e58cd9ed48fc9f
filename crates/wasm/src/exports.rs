//! What the module exports. Each function is one call of [`Session`] or of the configuration in the making; their names
//! and parameters are typed for TypeScript in `npm/src/core/exports.ts`.

#![allow(unsafe_code, reason = "exported names, and sessions that JavaScript knows by their addresses")]

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
    fn text(&self, len: u32) -> &str {
        crate::session::text(&self.text[..len as usize])
    }
}

/// What this module made and leaked: a [`Draft`] or a [`Session`].
///
/// The address is the face's only name for it; a face that uses one after it was given back has a bug that nothing here
/// could mend.
fn at<'a, T>(address: u32) -> &'a mut T {
    let thing = address as usize as *mut T;
    // SAFETY: a box was leaked at this address and not taken back; there is one thread, no call into the module is made
    // from within another, and the borrow ends with the call.
    unsafe { &mut *thing }
}

fn leak<T>(thing: T) -> u32 {
    Box::into_raw(Box::new(thing)) as usize as u32
}

fn take_back<T>(address: u32) -> Box<T> {
    // SAFETY: the face calls this once for what was leaked, and never uses the address again.
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
pub extern "C" fn draft_text(draft: u32, len: u32) -> u32 {
    let Draft { text, .. } = at(draft);
    if len as usize > MAX_LENGTH {
        return 0;
    }
    text.resize(len as usize, 0);
    text.as_ptr() as usize as u32
}

/// The text is a server to dial. 0, or the number of what is wrong with the address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn draft_server(draft: u32, len: u32) -> u32 {
    let draft: &mut Draft = at(draft);
    match ServerAddress::parse(draft.text(len), None) {
        Ok(address) => {
            draft.config.servers.push(address);
            0
        }
        Err(error) => error as u32 + 1,
    }
}

/// The text is the client's name.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn draft_name(draft: u32, len: u32) {
    let draft: &mut Draft = at(draft);
    draft.config.name = Some(String::from(draft.text(len)));
}

/// The text is what inboxes begin with. False if no subject may begin so.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn draft_inbox(draft: u32, len: u32) -> bool {
    let draft: &mut Draft = at(draft);
    draft.config.inbox_prefix = String::from(draft.text(len));
    check_inbox_prefix(draft.config.inbox_prefix.as_bytes()).is_ok()
}

/// Times in milliseconds: handshake, pings, dials of one server and the most that is added to that, and how long before a
/// JWT runs out it is renewed.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn draft_times(draft: u32, connect: f64, ping: f64, wait: f64, jitter: f64, renewal: f64) {
    let Draft { config, .. } = at(draft);
    config.connect_timeout = connect as u64;
    config.ping_interval = ping as u64;
    config.reconnect_wait = wait as u64;
    config.reconnect_jitter = jitter as u64;
    config.renewal_lead = renewal as u64;
}

/// Unanswered pings, failed dials in a row (negative for no limit) and bytes kept while the link is away; all may be
/// infinite.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn draft_limits(draft: u32, ping_out: f64, attempts: f64, pending: f64) {
    let Draft { config, .. } = at(draft);
    config.max_ping_out = ping_out as u32;
    config.max_reconnect_attempts = (attempts >= 0.0).then_some(attempts as u32);
    config.max_pending = pending as u64;
}

/// Switches, by bit: 0 randomize, 1 verbose, 2 pedantic, 3 echo, 4 ask for credentials, 5 reconnect, 6 ask for the
/// reconnect delay, 7 wait on first connect, 8 ignore cluster updates, 9 ignore repeated authentication errors.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn draft_switches(draft: u32, bits: u32) {
    let on = |bit: u32| bits >> bit & 1 == 1;
    let Draft { config, .. } = at(draft);
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
pub extern "C" fn draft_release(draft: u32) {
    drop(take_back::<Draft>(draft));
}

/// Makes a session of the draft, which is used up; gives its address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn session(draft: u32) -> u32 {
    leak(Session::new(take_back::<Draft>(draft).config))
}

/// Gives up all that a session holds.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn release(session: u32) {
    drop(take_back::<Session>(session));
}

/// Exports methods of [`Session`] under their names.
macro_rules! exports {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*) $(-> $result:ty)?;)*) => {$(
        $(#[$doc])*
        #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
        pub extern "C" fn $name(session: u32 $(, $arg: $kind)*) $(-> $result)? {
            at::<Session>(session).$name($($arg),*)
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
