//! The configuration, set number by number and text by text. Numbers have the names and the meaning of the options of
//! `nats.ws`; true is 1 and false is 0.

use super::codes::{TextKey, address_error, subject_error};
use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::subject::{MAX_LENGTH, SubjectError, check_inbox_prefix};
use nats_web_core::{Config, Credentials, CredentialsSource};

type Set = fn(&mut Config, f64);

macro_rules! numbers {
    ($($(#[doc = $doc:literal])* $name:ident: $kind:literal = |$config:ident, $value:ident| $set:expr;)*) => {
        static NUMBERS: &[Set] = &[$(|$config, $value| $set),*];

        /// Name, documentation and type in TypeScript, by the number of the setting.
        #[cfg(not(target_arch = "wasm32"))]
        pub(super) const SETTINGS: &[(&str, &str, &str)] = &[$((stringify!($name), concat!($($doc),*), $kind)),*];
    };
}

numbers! {
    /// Milliseconds from the dial to the end of the handshake.
    timeout: "number" = |config, value| config.connect_timeout = value as u64;
    /// Milliseconds between two pings.
    pingInterval: "number" = |config, value| config.ping_interval = value as u64;
    /// Pings that may be unanswered.
    maxPingOut: "number" = |config, value| config.max_ping_out = value as u32;
    /// Milliseconds between two dials of one server.
    reconnectTimeWait: "number" = |config, value| config.reconnect_wait = value as u64;
    /// The most milliseconds that are added to that.
    reconnectJitter: "number" = |config, value| config.reconnect_jitter = value as u64;
    /// Failed dials in a row; negative for no limit.
    maxReconnectAttempts: "number" =
        |config, value| config.max_reconnect_attempts = (value >= 0.0).then_some(value as u32);
    /// Bytes that are kept while the link is away.
    maxPendingBytes: "number" = |config, value| config.max_pending = value as u64;
    /// Bytes that may wait before publishers are asked to wait.
    highWaterMark: "number" = |config, value| config.high_water_mark = value as u64;
    /// Milliseconds before a JWT runs out at which it is renewed.
    jwtRenewalLead: "number" = |config, value| config.renewal_lead = value as u64;
    /// Whether the servers are dialled in the order given.
    noRandomize: "boolean" = |config, value| config.randomize = value == 0.0;
    /// Whether the server confirms every operation.
    verbose: "boolean" = |config, value| config.verbose = value != 0.0;
    /// Whether the server checks more than it must.
    pedantic: "boolean" = |config, value| config.pedantic = value != 0.0;
    /// Whether our own publishes stay away from our own subscriptions.
    noEcho: "boolean" = |config, value| config.echo = value == 0.0;
    /// Whether a lost connection is dialled again.
    reconnect: "boolean" = |config, value| config.reconnect = value != 0.0;
    /// Whether failures before the first connection are retried without limit.
    waitOnFirstConnect: "boolean" = |config, value| config.wait_on_first_connect = value != 0.0;
    /// Whether servers learned from `INFO` are left alone.
    ignoreClusterUpdates: "boolean" = |config, value| config.ignore_cluster_updates = value != 0.0;
    /// Whether to go on after the same authentication error twice in a row.
    ignoreAuthErrorAbort: "boolean" = |config, value| config.ignore_auth_error_abort = value != 0.0;
    /// Whether the face is asked for credentials.
    asksForCredentials: "boolean" = |config, value| {
        config.credentials = if value == 0.0 { CredentialsSource::None } else { CredentialsSource::Ask };
    };
    /// Whether the face is asked for the wait between two dials.
    asksForDelay: "boolean" = |config, value| config.ask_reconnect_delay = value != 0.0;
}

/// Sets the number with this key; one that there is not is a bug of the face.
pub(crate) fn set_number(config: &mut Config, key: u32, value: f64) {
    NUMBERS[key as usize](config, value);
}

/// Sets a [`TextKey`]. Returns what is wrong with it, an [`address_error`] or a [`subject_error`], or 0.
pub(crate) fn set_text(config: &mut Config, key: u32, text: &str) -> u32 {
    match TextKey::of(key) {
        TextKey::Server => match ServerAddress::parse(text, None) {
            Ok(address) => config.servers.push(address),
            Err(error) => return address_error(error),
        },
        TextKey::Name if text.len() > MAX_LENGTH => return subject_error(SubjectError::TooLong),
        TextKey::Name => config.name = Some(text.into()),
        TextKey::InboxPrefix => match check_inbox_prefix(text.as_bytes()) {
            Ok(()) => config.inbox_prefix = text.into(),
            Err(error) => return subject_error(error),
        },
    }
    0
}

macro_rules! credentials {
    ($($field:ident: $name:literal,)*) => {
        /// Returns the credential with this key.
        pub(crate) fn credential(credentials: &mut Credentials, key: u32) -> Option<&mut Option<String>> {
            [$(&mut credentials.$field),*].into_iter().nth(key as usize)
        }

        /// What `nats.ws` calls the credentials, by the keys of [`credential`].
        #[cfg(not(target_arch = "wasm32"))]
        pub(super) const CREDENTIALS: &[&str] = &[$($name),*];
    };
}

credentials! {
    user: "user",
    pass: "pass",
    token: "auth_token",
    jwt: "jwt",
    nkey: "nkey",
    sig: "sig",
}
