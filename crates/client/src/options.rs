//! The options of a connection.

use crate::driver::Hooks;
use crate::queue::Limits;
#[cfg(feature = "tls")]
use crate::transport::tls::TlsOptions;
use nats_web_core::Config;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How to connect, and how to stay connected. Made with the defaults; each method changes one.
///
/// ```no_run
/// # async fn run() -> Result<(), nats_web::ConnectError> {
/// use std::time::Duration;
///
/// let client = nats_web::ConnectOptions::new()
///     .name("weather station")
///     .user_and_password("station", "secret")
///     .reconnect_wait(Duration::from_millis(500))
///     .connect(["wss://a.example/nats", "wss://b.example/nats"])
///     .await?;
/// # drop(client); Ok(()) }
/// ```
#[derive(Clone)]
#[must_use = "nothing happens until connect"]
pub struct ConnectOptions {
    pub(crate) config: Config,
    pub(crate) hooks: Hooks,
    pub(crate) subscription_limits: Limits,
    #[cfg(feature = "tls")]
    pub(crate) tls: TlsOptions,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl ConnectOptions {
    /// Returns the defaults.
    pub fn new() -> Self {
        Self {
            config: Config { lang: String::from("rust"), request_timeout: 10_000, ..Config::default() },
            hooks: Hooks::default(),
            subscription_limits: Limits { items: 64 * 1024, weight: None },
            #[cfg(feature = "tls")]
            tls: TlsOptions::default(),
        }
    }

    /// Sets the client's name in the server's monitoring. By default there is none.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.config.name = Some(name.into());
        self
    }

    /// Sets whether to shuffle the servers first. By default they are.
    pub fn randomize(mut self, randomize: bool) -> Self {
        self.config.randomize = randomize;
        self
    }

    /// Sets the time limit from the dial to the end of the handshake. By default 20 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.config.connect_timeout = millis(timeout);
        self
    }

    /// Sets whether to go on, without limit, until some server accepts this client for the first time.
    ///
    /// By default [`connect`](Self::connect) fails once each server was tried.
    pub fn wait_on_first_connect(mut self, wait: bool) -> Self {
        self.config.wait_on_first_connect = wait;
        self
    }

    /// Sets whether a lost connection is dialled again. By default it is.
    pub fn reconnect(mut self, reconnect: bool) -> Self {
        self.config.reconnect = reconnect;
        self
    }

    /// Sets after how many failed dials in a row a server is given up; `None` for no limit. By default 10.
    pub fn max_reconnect_attempts(mut self, attempts: impl Into<Option<u32>>) -> Self {
        self.config.max_reconnect_attempts = attempts.into();
        self
    }

    /// Sets the time between two dials of the same server. By default 2 s.
    pub fn reconnect_wait(mut self, wait: Duration) -> Self {
        self.config.reconnect_wait = millis(wait);
        self
    }

    /// Sets the most that is added, at random, to [`reconnect_wait`](Self::reconnect_wait). By default 100 ms.
    pub fn reconnect_jitter(mut self, jitter: Duration) -> Self {
        self.config.reconnect_jitter = millis(jitter);
        self
    }

    /// Asks `delay` for the time between two dials of the same server, in place of the above. Its argument is
    /// how many times it has been asked since the last connection, from 1. It is called from the client's own task.
    pub fn reconnect_delay(mut self, delay: impl Fn(u32) -> Duration + Send + Sync + 'static) -> Self {
        self.hooks.delay = Some(Arc::new(delay));
        self.config.ask_reconnect_delay = true;
        self
    }

    /// Sets whether to ignore other servers of a cluster that a server names. By default they join the pool.
    pub fn ignore_cluster_updates(mut self, ignore: bool) -> Self {
        self.config.ignore_cluster_updates = ignore;
        self
    }

    /// Sets the time between keep-alive pings; zero for none. By default 2 min.
    pub fn ping_interval(mut self, interval: Duration) -> Self {
        self.config.ping_interval = millis(interval);
        self
    }

    /// Sets how many pings may be unanswered when the next is due; with more the link is given up. By default 2.
    pub fn max_pings_out(mut self, pings: u32) -> Self {
        self.config.max_ping_out = pings;
        self
    }

    /// Sets how long the link may be silent after [`Client::probe`](crate::Client::probe). By default 5 s.
    pub fn probe_timeout(mut self, timeout: Duration) -> Self {
        self.config.probe_timeout = millis(timeout);
        self
    }

    /// Sets how many bytes may wait while there is no connection. By default 8 MiB.
    ///
    /// What is published meanwhile is sent once subscriptions are made again. Beyond this, publishing fails with
    /// [`Misuse::BufferFull`](crate::Misuse::BufferFull); nothing is dropped in silence.
    pub fn max_pending(mut self, bytes: u64) -> Self {
        self.config.max_pending = bytes;
        self
    }

    /// Sets whether what this client publishes comes back to its own subscriptions. By default it does.
    pub fn echo(mut self, echo: bool) -> Self {
        self.config.echo = echo;
        self
    }

    /// Sets the prefix of inboxes. By default `_INBOX`. It may hold no wildcard.
    pub fn inbox_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.config.inbox_prefix = prefix.into();
        self
    }

    /// Sets how long requests wait for their reply by default. By default 10 s.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.config.request_timeout = millis(timeout);
        self
    }

    /// Sets how many messages wait for a subscriber that has no limit of its own. By default 65,536.
    ///
    /// Beyond, new ones for it are dropped, and [`StatusEvent::SlowConsumer`](crate::StatusEvent::SlowConsumer) reports
    /// it: a subscriber that sleeps costs memory up to here, and never holds up the others.
    pub fn subscription_capacity(mut self, messages: usize) -> Self {
        self.subscription_limits.items = messages;
        self
    }

    /// Sets how many bytes of subjects, headers and payloads wait for a subscriber that has no limit of its own; a
    /// single message may have more. By default there is no limit besides
    /// [`subscription_capacity`](Self::subscription_capacity), and beyond it is as there.
    pub fn subscription_capacity_bytes(mut self, bytes: usize) -> Self {
        self.subscription_limits.weight = Some(bytes);
        self
    }

    /// Trusts the certificates in a PEM text, beside the platform's. May be called several times.
    #[cfg(feature = "tls")]
    pub fn add_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.roots.push(pem.into());
        self
    }

    /// Uses this TLS configuration as it is, for instance for client certificates.
    #[cfg(feature = "tls")]
    pub fn tls_config(mut self, config: Arc<rustls::ClientConfig>) -> Self {
        self.tls.config = Some(config);
        self
    }
}

/// Shows no secret.
impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("config", &self.config)
            .field("hooks", &self.hooks)
            .field("subscription_limits", &self.subscription_limits)
            .finish_non_exhaustive()
    }
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
