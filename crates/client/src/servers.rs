//! The servers to connect to, as callers may write them.

use crate::error::ServersError;
use nats_web_core::session::server_address::ServerAddress;

/// A list of servers: a text with one address or several, divided by commas, or a list of such texts.
///
/// An address is `[scheme://]host[:port][/path][?query]`. `ws`, `http` and `nats` stand for an unencrypted WebSocket,
/// by default on port 80; `wss`, `https` and `tls`, and no scheme at all, for an encrypted one, by default on port 443.
/// Credentials in an address are ignored: they go to [`ConnectOptions`](crate::ConnectOptions).
///
/// ```
/// use nats_web::IntoServers;
///
/// assert_eq!("ws://a.example:8080, ws://b.example".into_servers()?.len(), 2);
/// assert_eq!(["a.example", "b.example"].into_servers()?.len(), 2);
/// assert!("gopher://a.example".into_servers().is_err());
/// # Ok::<(), nats_web::ServersError>(())
/// ```
pub trait IntoServers {
    /// Returns the addresses.
    ///
    /// # Errors
    /// The first text that is no address, or that there is none at all.
    fn into_servers(self) -> Result<Vec<ServerAddress>, ServersError>;
}

impl IntoServers for &str {
    fn into_servers(self) -> Result<Vec<ServerAddress>, ServersError> {
        parse([self])
    }
}

impl IntoServers for String {
    fn into_servers(self) -> Result<Vec<ServerAddress>, ServersError> {
        parse([self])
    }
}

impl IntoServers for &String {
    fn into_servers(self) -> Result<Vec<ServerAddress>, ServersError> {
        parse([self])
    }
}

impl<S: AsRef<str>> IntoServers for &[S] {
    fn into_servers(self) -> Result<Vec<ServerAddress>, ServersError> {
        parse(self)
    }
}

impl<S: AsRef<str>> IntoServers for Vec<S> {
    fn into_servers(self) -> Result<Vec<ServerAddress>, ServersError> {
        parse(self)
    }
}

impl<S: AsRef<str>> IntoServers for &Vec<S> {
    fn into_servers(self) -> Result<Vec<ServerAddress>, ServersError> {
        parse(self)
    }
}

impl<S: AsRef<str>, const N: usize> IntoServers for [S; N] {
    fn into_servers(self) -> Result<Vec<ServerAddress>, ServersError> {
        parse(self)
    }
}

fn parse<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Result<Vec<ServerAddress>, ServersError> {
    let mut servers = Vec::new();
    for text in texts {
        for address in text.as_ref().split(',') {
            let index = servers.len();
            let parsed = ServerAddress::parse(address, None);
            servers.push(parsed.map_err(|source| ServersError::Address { index, source })?);
        }
    }
    if servers.is_empty() { Err(ServersError::None) } else { Ok(servers) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nats_web_core::session::server_address::AddressError;

    #[test]
    fn the_one_at_fault_is_named_and_not_shown() {
        let error = "ws://a, ws://user:secret@:1".into_servers().unwrap_err();
        assert_eq!(error, ServersError::Address { index: 1, source: AddressError::EmptyHost });
        assert_eq!(error.to_string(), "server 2: server address has no host");
        assert_eq!(Vec::<String>::new().into_servers(), Err(ServersError::None));
    }
}
