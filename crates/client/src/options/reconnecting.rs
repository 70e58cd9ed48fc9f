//! The options for staying connected.

use super::{ConnectOptions, millis};
use crate::callback::Callback;
use crate::runtime::{MaybeSend, MaybeSync};
use crate::server::{ReconnectToServer, Server};
use crate::server_info::ServerInfo;
use std::sync::Arc;
use std::time::Duration;

/// # Staying connected
impl ConnectOptions {
    /// Returns a client at once, and goes on until some server accepts it for the first time.
    ///
    /// By default [`connect`](Self::connect) fails once each server was tried.
    pub fn retry_on_initial_connect(mut self) -> Self {
        self.config.wait_on_first_connect = true;
        self
    }

    /// Sets after how many failed dials in a row a server is given up; `None` or 0 for no limit, which is the default.
    pub fn max_reconnects<T: Into<Option<usize>>>(mut self, max_reconnects: T) -> Self {
        let limit = max_reconnects.into().filter(|limit| *limit > 0);
        self.config.max_reconnect_attempts = limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
        self
    }

    /// Sets whether a lost connection is dialled again. By default it is.
    pub fn reconnect(mut self, reconnect: bool) -> Self {
        self.config.reconnect = reconnect;
        self
    }

    /// Asks `cb` for the time between two dials of the same server. Its argument is how many times it has been asked
    /// since the last connection, from 1. It is called from the client's own task and must not block.
    ///
    /// By default there is no wait before the first dial, and then twice as long each time: 2 ms, 4 ms, up to 4 s; and as
    /// much as a quarter more, at random.
    pub fn reconnect_delay_callback<F>(mut self, cb: F) -> Self
    where
        F: Fn(usize) -> Duration + MaybeSend + MaybeSync + 'static,
    {
        self.hooks.delay = Some(Arc::new(move |attempt| cb(attempt as usize)));
        self
    }

    /// Asks `cb` which server to dial next, each time that one is to be dialled. Its arguments are the pool and what the
    /// last server said of itself. If it returns `None`, or a server that is not in the pool, the next in turn is dialled.
    pub fn reconnect_to_server_callback<F, Fut>(mut self, cb: F) -> Self
    where
        F: Fn(Vec<Server>, ServerInfo) -> Fut + MaybeSend + MaybeSync + 'static,
        Fut: Future<Output = Option<ReconnectToServer>> + MaybeSend + 'static,
    {
        self.hooks.choose_server = Some(Callback::new(move |(servers, info)| cb(servers, info)));
        self
    }

    /// Leaves other servers of a cluster alone that a server names. By default they join the pool.
    pub fn ignore_discovered_servers(mut self) -> Self {
        self.config.ignore_cluster_updates = true;
        self
    }

    /// Dials the servers in the order in which they are named. By default they are shuffled first.
    pub fn retain_servers_order(mut self) -> Self {
        self.config.randomize = false;
        self
    }

    /// Sets the time between keep-alive pings; zero for none. By default 60 s.
    pub fn ping_interval(mut self, ping_interval: Duration) -> Self {
        self.config.ping_interval = millis(ping_interval);
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
}
