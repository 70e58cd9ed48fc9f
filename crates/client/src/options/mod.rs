//! The options of a connection.

mod link;
mod reconnecting;

pub(crate) use crate::delay::millis;

use crate::callback::Callback;
use crate::driver::Hooks;
use crate::events::Event;
use crate::queue::Limits;
use crate::runtime::{MaybeSend, MaybeSync};
use crate::transport::TransportOptions;
use nats_web_core::Config;
use std::fmt;
use std::time::Duration;

/// How to connect, and how to stay connected. Made with the defaults; each method changes one.
///
/// ```no_run
/// # async fn run() -> Result<(), nats_web::ConnectError> {
/// use std::time::Duration;
///
/// let client = nats_web::ConnectOptions::with_user_and_password("station".into(), "secret".into())
///     .name("weather station")
///     .ping_interval(Duration::from_secs(20))
///     .connect(["wss://a.example/nats", "wss://b.example/nats"])
///     .await?;
/// # drop(client); Ok(()) }
/// ```
#[derive(Clone)]
#[must_use = "nothing happens until connect"]
pub struct ConnectOptions {
    pub(crate) config: Config,
    pub(crate) hooks: Hooks,
    pub(crate) limits: Limits,
    pub(crate) request_timeout: Option<Duration>,
    pub(crate) event_callback: Option<Callback<Event, ()>>,
    pub(crate) transport: TransportOptions,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        let config = Config {
            lang: String::from("rust"),
            connect_timeout: 5_000,
            ping_interval: 60_000,
            max_reconnect_attempts: None,
            ask_reconnect_delay: true,
            high_water_mark: HIGH_WATER_MARK,
            ignore_auth_error_abort: true,
            ..Config::default()
        };
        Self {
            config,
            hooks: Hooks::default(),
            limits: Limits { items: 64 * 1024, weight: None },
            request_timeout: Some(Duration::from_secs(10)),
            event_callback: None,
            transport: TransportOptions::default(),
        }
    }
}

impl ConnectOptions {
    /// Returns the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the client's name in the server's monitoring. By default there is none.
    pub fn name<T: ToString>(mut self, name: T) -> Self {
        self.config.name = Some(name.to_string());
        self
    }

    /// Sets the prefix of inboxes. By default `_INBOX`. It may hold no wildcard.
    pub fn custom_inbox_prefix<T: ToString>(mut self, prefix: T) -> Self {
        self.config.inbox_prefix = prefix.to_string();
        self
    }

    /// Has the server not send back what this client publishes to its own subscriptions. By default it does.
    pub fn no_echo(mut self) -> Self {
        self.config.echo = false;
        self
    }

    /// Sets how long requests wait for their reply by default; `None` for without limit. By default 10 s.
    pub fn request_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Sets how many messages wait for a subscriber that has no limit of its own. By default 65,536.
    ///
    /// Beyond, new ones for it are dropped, and [`Event::SlowConsumer`] reports it: a subscriber that sleeps costs memory
    /// up to here, and never holds up the others.
    pub fn subscription_capacity(mut self, capacity: usize) -> Self {
        self.limits.items = capacity;
        self
    }

    /// Sets how many bytes of subjects, headers and payloads wait for a subscriber that has no limit of its own; a
    /// single message may have more. By default there is no limit besides
    /// [`subscription_capacity`](Self::subscription_capacity), and beyond it is as there.
    pub fn subscription_capacity_bytes(mut self, bytes: usize) -> Self {
        self.limits.weight = Some(bytes);
        self
    }

    /// Does nothing: what waits to be sent is bounded in bytes, of which publishers wait for some to be sent.
    pub fn client_capacity(self, _capacity: usize) -> Self {
        self
    }

    /// Sets whether subjects to publish to may have empty tokens, as `a..b`. By default they may not. What would break the
    /// protocol, as whitespace, is refused in any case.
    pub fn skip_subject_validation(mut self, skip: bool) -> Self {
        self.config.loose_subjects = skip;
        self
    }

    /// Sets how many bytes may wait while there is no connection. By default 8 MiB.
    ///
    /// What is published meanwhile is sent once subscriptions are made again. Beyond this, publishing fails with
    /// [`Misuse::BufferFull`](crate::error::Misuse::BufferFull) as the source; nothing is dropped in silence.
    pub fn max_pending(mut self, bytes: u64) -> Self {
        self.config.max_pending = bytes;
        self
    }

    /// Calls a function with each event of the connection. It is called again once its future is done.
    ///
    /// ```
    /// use nats_web::ConnectOptions;
    ///
    /// let options = ConnectOptions::new().event_callback(|event| async move { println!("{event}") });
    /// ```
    pub fn event_callback<F, Fut>(mut self, cb: F) -> Self
    where
        F: Fn(Event) -> Fut + MaybeSend + MaybeSync + 'static,
        Fut: Future<Output = ()> + MaybeSend + 'static,
    {
        self.event_callback = Some(Callback::new(cb));
        self
    }
}

/// Shows no secret.
impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("config", &self.config)
            .field("hooks", &self.hooks)
            .field("limits", &self.limits)
            .field("request_timeout", &self.request_timeout)
            .finish_non_exhaustive()
    }
}

/// What may wait to be sent before publishers wait, in bytes: some writes of a socket. More would only be further away from
/// the processor.
const HIGH_WATER_MARK: u64 = 512 * 1024;
