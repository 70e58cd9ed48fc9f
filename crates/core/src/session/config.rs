//! What a session is told at its start.

use crate::Timestamp;
use crate::auth::Credentials;
use crate::nuid::DEFAULT_INBOX_PREFIX;
use crate::session::server_address::ServerAddress;
use alloc::string::String;
use alloc::vec::Vec;

/// The options of a session. Times are milliseconds, sizes bytes. [`Default`] has the defaults of the nats.ws README.
///
/// ```
/// use nats_web_core::session::server_address::ServerAddress;
/// use nats_web_core::{Config, Session};
///
/// let servers = vec![ServerAddress::parse("wss://nats.example", None)?];
/// let seed = 7; // of the platform's best randomness, not this
/// let session = Session::new(Config { servers, seed, ping_interval: 20_000, ..Config::default() });
/// assert!(!session.is_connected());
/// # Ok::<(), nats_web_core::session::server_address::AddressError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    /// Whom to dial, in order; must not be empty.
    pub servers: Vec<ServerAddress>,
    /// Whether to shuffle `servers` first.
    pub randomize: bool,
    /// The client's name, for the server's monitoring.
    pub name: Option<String>,
    /// The client library's language, for the same.
    pub lang: String,
    /// The client library's version, for the same.
    pub version: String,
    /// Whether the server answers every operation with `+OK`.
    pub verbose: bool,
    /// Whether the server checks more than it must.
    pub pedantic: bool,
    /// Whether our own publishes come back to our own subscriptions.
    pub echo: bool,
    /// When links over TCP turn to TLS.
    #[cfg(feature = "tcp")]
    pub tls: TlsPolicy,
    /// Where credentials come from.
    pub credentials: CredentialsSource,
    /// How long before a JWT runs out the face is asked for another, if it is asked at all; 0 for never. Where it has
    /// one, the link is left in order for a new one.
    pub renewal_lead: u64,
    /// Unix time, in milliseconds, when the face's clock shows 0. For JWTs, which say when they run out.
    pub unix_origin: u64,
    /// From the dial to the end of the handshake.
    pub connect_timeout: u64,
    /// Between our pings; 0 for none.
    pub ping_interval: u64,
    /// Pings that may be unanswered when the next is due.
    pub max_ping_out: u32,
    /// With more bytes than this in the socket, a [`probe`](crate::Session::probe) does nothing.
    pub probe_buffered: u64,
    /// How long a link may be silent after a [`probe`](crate::Session::probe), at most `ping_interval` if there is one.
    pub probe_timeout: u64,
    /// How long a socket that is to be closed may take to send what it holds.
    pub close_timeout: u64,
    /// How long a request waits for its replies if it does not say so itself.
    pub request_timeout: u64,
    /// How long a drain waits in all, while it has no link, for one that brings out what was published.
    pub drain_timeout: u64,
    /// Whether a lost connection is dialled again.
    pub reconnect: bool,
    /// Failed dials in a row after which a server leaves the pool; `None` for no limit.
    pub max_reconnect_attempts: Option<u32>,
    /// Between two dials of the same server.
    pub reconnect_wait: u64,
    /// At most this much, at random, is added to `reconnect_wait`.
    pub reconnect_jitter: u64,
    /// Whether the face is asked for the wait instead.
    pub ask_reconnect_delay: bool,
    /// Whether the face is asked which server to dial next: [`Event::ServerNeeded`](crate::Event::ServerNeeded). Only with
    /// the feature `tcp`.
    pub ask_server: bool,
    /// Whether the face is told of each dial that fails: [`Event::DialFailed`](crate::Event::DialFailed). Only with the
    /// feature `tcp`.
    pub tell_failed_dials: bool,
    /// Whether subjects to publish to may have empty tokens. What would break the protocol is refused in any case.
    pub loose_subjects: bool,
    /// Whether failures before the first connection are retried, without limit unless `max_first_attempts` is one.
    pub wait_on_first_connect: bool,
    /// Failed dials in a row, before the first connection, after which a server leaves the pool; `None` for no limit.
    pub max_first_attempts: Option<u32>,
    /// Whether servers learned from `INFO` are left alone.
    pub ignore_cluster_updates: bool,
    /// Whether to go on after the same authentication error twice in a row, and when there are no credentials for another
    /// link.
    pub ignore_auth_error_abort: bool,
    /// What inboxes begin with.
    pub inbox_prefix: String,
    /// What may wait while the link is away.
    pub max_pending: u64,
    /// What may wait, in the session and in the socket, before publishers are asked to wait:
    /// [`Session::has_room`](crate::Session::has_room).
    pub high_water_mark: u64,
    /// For shuffles, jitter and inbox names: 64 bits of the platform's best randomness.
    pub seed: u64,
}

/// When links are encrypted whose address does not say so.
///
/// ```
/// use nats_web_core::session::TlsPolicy;
/// use nats_web_core::{Config, Session};
///
/// let session = Session::new(Config { tls: TlsPolicy::Required, ..Config::default() });
/// # drop(session);
/// ```
#[cfg(feature = "tcp")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TlsPolicy {
    /// When the server demands it.
    #[default]
    AsDemanded,
    /// Always: a server that offers no TLS is not spoken to, nor one at a `ws` address.
    Required,
    /// Always, and over TCP before the server has said anything.
    First,
}

/// Where credentials come from.
///
/// ```
/// use nats_web_core::{Config, Credentials, CredentialsSource};
///
/// let credentials = Credentials { token: Some("secret".to_owned()), ..Credentials::default() };
/// let config = Config { credentials: CredentialsSource::Fixed(credentials), ..Config::default() };
/// # drop(config);
/// ```
#[derive(Debug, Clone, Default)]
pub enum CredentialsSource {
    /// None are sent.
    #[default]
    None,
    /// The same at every attempt.
    Fixed(Credentials),
    /// The face is asked at every attempt: [`Event::CredentialsNeeded`](crate::Event::CredentialsNeeded).
    Ask,
}

impl Config {
    /// Whether links over TCP are dialled with TLS.
    #[cfg(not(feature = "tcp"))]
    pub(super) const fn is_tls_first(&self) -> bool {
        false
    }

    /// Milliseconds from the face's `now` until `expiry`, in seconds since 1970.
    pub(super) fn left_until(&self, expiry: u64, now: Timestamp) -> u64 {
        let now = self.unix_origin.saturating_add(now.as_millis());
        (expiry.min(FAR) * 1000).saturating_sub(now)
    }
}

/// Seconds since 1970 that are as good as never, and do not overflow.
const FAR: u64 = 1 << 40;

impl Default for Config {
    fn default() -> Self {
        Self {
            servers: Vec::new(),
            randomize: true,
            name: None,
            lang: String::from("nats-web"),
            version: String::from(env!("CARGO_PKG_VERSION")),
            verbose: false,
            pedantic: false,
            echo: true,
            #[cfg(feature = "tcp")]
            tls: TlsPolicy::default(),
            credentials: CredentialsSource::None,
            renewal_lead: 30_000,
            unix_origin: 0,
            connect_timeout: 20_000,
            ping_interval: 120_000,
            max_ping_out: 2,
            probe_buffered: PROBE_BUFFERED,
            probe_timeout: PROBE_TIMEOUT,
            close_timeout: CLOSE_TIMEOUT,
            request_timeout: 1_000,
            drain_timeout: DRAIN_TIMEOUT,
            reconnect: true,
            max_reconnect_attempts: Some(10),
            reconnect_wait: 2_000,
            reconnect_jitter: 100,
            ask_reconnect_delay: false,
            wait_on_first_connect: false,
            max_first_attempts: None,
            ask_server: false,
            tell_failed_dials: false,
            loose_subjects: false,
            ignore_cluster_updates: false,
            ignore_auth_error_abort: false,
            inbox_prefix: String::from(DEFAULT_INBOX_PREFIX),
            max_pending: 8 * 1024 * 1024,
            high_water_mark: 1024 * 1024,
            seed: 0,
        }
    }
}

/// Bytes: about a second of a slow link.
const PROBE_BUFFERED: u64 = 64 * 1024;
/// Milliseconds: time for the last bytes on a bad network, and no longer than programs wait for that.
const CLOSE_TIMEOUT: u64 = 2_000;
/// Milliseconds: longer than the round trips of bad networks, and what somebody who is back at a page may be left waiting.
const PROBE_TIMEOUT: u64 = 5_000;
/// Milliseconds: enough for a server that is started anew, and less than what programs that are to end are given.
const DRAIN_TIMEOUT: u64 = 5_000;
