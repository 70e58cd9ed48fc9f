//! The state of a connection.

use std::fmt;

/// Whether a client is connected.
///
/// ```no_run
/// # fn run(client: nats_web::Client) {
/// use nats_web::connection::State;
///
/// if client.connection_state() != State::Connected {
///     println!("what is published now waits");
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// No server has accepted this client yet.
    Pending,
    /// There is a connection.
    Connected,
    /// The connection is lost or closed.
    Disconnected,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
        })
    }
}
