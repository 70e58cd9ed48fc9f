//! Options on their way in.

use nats_web_core::session::server_address::{AddressError, ServerAddress};
use nats_web_core::{self as core, CredentialsSource};
use wasm_bindgen::prelude::wasm_bindgen;

/// The options of a session, set one by one before it is made. Times are milliseconds, sizes bytes.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Config(pub(crate) core::Config);

#[wasm_bindgen]
impl Config {
    /// All defaults, and no server yet. The seed's two halves are for shuffles, jitter and inbox names.
    #[wasm_bindgen(constructor)]
    pub fn new(seed_high: u32, seed_low: u32) -> Self {
        let seed = u64::from(seed_high) << 32 | u64::from(seed_low);
        Self(core::Config { seed, ..core::Config::default() })
    }

    /// Adds a server to dial. 0, or the number of what is wrong with the address.
    pub fn server(&mut self, address: &str) -> u32 {
        match ServerAddress::parse(address, None) {
            Ok(address) => {
                self.0.servers.push(address);
                0
            }
            Err(error) => address_error(error),
        }
    }

    /// Who we are.
    pub fn identity(&mut self, name: Option<String>, lang: String, version: String) {
        self.0.name = name;
        self.0.lang = lang;
        self.0.version = version;
    }

    /// What inboxes begin with. False if no subject may begin with it.
    pub fn inbox_prefix(&mut self, prefix: String) -> bool {
        let valid = core::subject::check_inbox_prefix(prefix.as_bytes()).is_ok();
        self.0.inbox_prefix = prefix;
        valid
    }

    /// Times in milliseconds: handshake, pings, dials of one server and the most that is added to that.
    pub fn times(&mut self, connect: f64, ping: f64, wait: f64, jitter: f64) {
        self.0.connect_timeout = connect as u64;
        self.0.ping_interval = ping as u64;
        self.0.reconnect_wait = wait as u64;
        self.0.reconnect_jitter = jitter as u64;
    }

    /// Unanswered pings, failed dials in a row (negative for no limit) and bytes kept while the link is away.
    pub fn limits(&mut self, ping_out: u32, attempts: i32, pending: f64) {
        self.0.max_ping_out = ping_out;
        self.0.max_reconnect_attempts = u32::try_from(attempts).ok();
        self.0.max_pending = pending as u64;
    }

    /// Switches, by bit: 0 randomize, 1 verbose, 2 pedantic, 3 echo, 4 ask for credentials, 5 reconnect, 6 ask for the
    /// reconnect delay, 7 wait on first connect, 8 ignore cluster updates, 9 ignore repeated authentication errors.
    pub fn switches(&mut self, bits: u32) {
        let on = |bit: u32| bits >> bit & 1 == 1;
        self.0.randomize = on(0);
        self.0.verbose = on(1);
        self.0.pedantic = on(2);
        self.0.echo = on(3);
        self.0.credentials = if on(4) { CredentialsSource::Ask } else { CredentialsSource::None };
        self.0.reconnect = on(5);
        self.0.ask_reconnect_delay = on(6);
        self.0.wait_on_first_connect = on(7);
        self.0.ignore_cluster_updates = on(8);
        self.0.ignore_auth_error_abort = on(9);
    }
}

fn address_error(error: AddressError) -> u32 {
    error as u32 + 1
}
