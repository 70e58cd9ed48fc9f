//! How to connect.

use crate::client::Client;
use crate::driver::Hooks;
use crate::error::ConnectError;
use crate::queue::Limits;
use crate::servers::IntoServers;
#[cfg(feature = "tls")]
use crate::transport::tls::TlsOptions;
use nats_web_core::{Config, subject};
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
    pub(crate) request_timeout: Duration,
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
    /// The defaults.
    pub fn new() -> Self {
        Self {
            config: Config { lang: String::from("rust"), ..Config::default() },
            hooks: Hooks::default(),
            request_timeout: Duration::from_secs(10),
            subscription_limits: Limits { items: 64 * 1024, weight: None },
            #[cfg(feature = "tls")]
            tls: TlsOptions::default(),
        }
    }

    /// Connects. The future resolves once a server has accepted this client.
    ///
    /// # Errors
    /// See [`ConnectError`]. Without [`wait_on_first_connect`](Self::wait_on_first_connect) each server is tried once.
    ///
    /// # Panics
    /// In a runtime without timers: one of your own needs tokio's `enable_all`.
    pub async fn connect(self, servers: impl IntoServers) -> Result<Client, ConnectError> {
        let servers = servers.into_servers()?;
        subject::check_inbox_prefix(self.config.inbox_prefix.as_bytes()).map_err(ConnectError::InboxPrefix)?;
        Client::connect(self, servers).await
    }

    /// The client's name in the server's monitoring. By default none.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.config.name = Some(name.into());
        self
    }

    /// Whether to shuffle the servers first. By default they are.
    pub fn randomize(mut self, randomize: bool) -> Self {
        self.config.randomize = randomize;
        self
    }

    /// From the dial to the end of the handshake. By default 20 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.config.connect_timeout = millis(timeout);
        self
    }

    /// Whether to go on, without limit, until some server accepts this client for the first time.
    ///
    /// By default [`connect`](Self::connect) fails once each server was tried.
    pub fn wait_on_first_connect(mut self, wait: bool) -> Self {
        self.config.wait_on_first_connect = wait;
        self
    }

    /// Whether a lost connection is dialled again. By default it is.
    pub fn reconnect(mut self, reconnect: bool) -> Self {
        self.config.reconnect = reconnect;
        self
    }

    /// Failed dials in a row after which a server is given up; `None` for no limit. By default 10.
    pub fn max_reconnect_attempts(mut self, attempts: impl Into<Option<u32>>) -> Self {
        self.config.max_reconnect_attempts = attempts.into();
        self
    }

    /// Between two dials of the same server. By default 2 s.
    pub fn reconnect_wait(mut self, wait: Duration) -> Self {
        self.config.reconnect_wait = millis(wait);
        self
    }

    /// At most this much, at random, is added to [`reconnect_wait`](Self::reconnect_wait). By default 100 ms.
    pub fn reconnect_jitter(mut self, jitter: Duration) -> Self {
        self.config.reconnect_jitter = millis(jitter);
        self
    }

    /// Asks `delay` for the time between two dials of the same server, in place of the above. It is told how many
    /// times it has been asked since the last connection, from 1, and called from the client's own task.
    pub fn reconnect_delay(mut self, delay: impl Fn(u32) -> Duration + Send + Sync + 'static) -> Self {
        self.hooks.delay = Some(Arc::new(delay));
        self.config.ask_reconnect_delay = true;
        self
    }

    /// Whether to leave alone what servers tell of other servers in their cluster. By default they join the pool.
    pub fn ignore_cluster_updates(mut self, ignore: bool) -> Self {
        self.config.ignore_cluster_updates = ignore;
        self
    }

    /// Between keep-alive pings; zero for none. By default 2 min.
    pub fn ping_interval(mut self, interval: Duration) -> Self {
        self.config.ping_interval = millis(interval);
        self
    }

    /// Pings that may be unanswered when the next is due; then the link is given up. By default 2.
    pub fn max_pings_out(mut self, pings: u32) -> Self {
        self.config.max_ping_out = pings;
        self
    }

    /// How long the link may be silent after [`Client::probe`]. By default 5 s.
    pub fn probe_timeout(mut self, timeout: Duration) -> Self {
        self.config.probe_timeout = millis(timeout);
        self
    }

    /// Bytes that may wait while there is no connection. By default 8 MiB.
    ///
    /// What is published meanwhile is sent once subscriptions are made again. Beyond this, publishing fails with
    /// [`Misuse::BufferFull`](crate::Misuse::BufferFull); nothing is dropped in silence.
    pub fn max_pending(mut self, bytes: u64) -> Self {
        self.config.max_pending = bytes;
        self
    }

    /// Whether what this client publishes comes back to its own subscriptions. By default it does.
    pub fn echo(mut self, echo: bool) -> Self {
        self.config.echo = echo;
        self
    }

    /// What inboxes begin with. By default `_INBOX`. It may hold no wildcard.
    pub fn inbox_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.config.inbox_prefix = prefix.into();
        self
    }

    /// How long requests wait for their reply unless they say otherwise. By default 10 s.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// How many messages wait for a subscriber unless it says otherwise. By default 65,536.
    ///
    /// Beyond, new ones for it are dropped, and [`StatusEvent::SlowConsumer`](crate::StatusEvent::SlowConsumer) says
    /// so: a subscriber that sleeps costs memory up to here, and never holds up the others.
    pub fn subscription_capacity(mut self, messages: usize) -> Self {
        self.subscription_limits.items = messages;
        self
    }

    /// How many bytes of subjects, headers and payloads wait for a subscriber unless it says otherwise; a single message
    /// may have more. By default there is no limit besides [`subscription_capacity`](Self::subscription_capacity), and
    /// beyond it is as there.
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
            .field("request_timeout", &self.request_timeout)
            .field("subscription_limits", &self.subscription_limits)
            .finish_non_exhaustive()
    }
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wildcard_in_the_inbox_prefix_is_refused() {
        let error = ConnectOptions::new().inbox_prefix("a.*").connect("ws://127.0.0.1:1").await.unwrap_err();
        assert!(matches!(error, ConnectError::InboxPrefix(_)), "{error}");
    }
}
