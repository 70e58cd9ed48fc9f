//! What the links to the servers are made of.

/// What the links to the servers are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wire {
    /// WebSockets.
    #[default]
    WebSocket,
    /// TCP without TLS.
    Tcp,
    /// TCP that turns to TLS after `INFO`, as the server demands.
    Tls,
    /// TLS over TCP from the first byte.
    TlsFirst,
}

impl Wire {
    /// Whether a server speaks first, and in `INFO`.
    #[must_use]
    pub const fn is_tcp(self) -> bool {
        !matches!(self, Self::WebSocket)
    }

    /// Whether `INFO` says that TLS is required.
    #[must_use]
    pub const fn requires_tls(self) -> bool {
        matches!(self, Self::Tls | Self::TlsFirst)
    }
}
