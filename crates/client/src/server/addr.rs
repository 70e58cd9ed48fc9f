//! The address of a server.

use crate::error::ServersError;
use nats_web_core::session::server_address::ServerAddress;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::io;
use std::str::FromStr;

/// The address of a server: `[scheme://][user[:password]@]host[:port][/path][?query]`.
///
/// Schemes are `nats` (the default) and `tls`, by default on port 4222, `ws` on port 80 and `wss` on port 443. User and
/// password, or a user alone for a token, are shown to this server where the options name none, and to the servers of its
/// cluster that it tells of. [`Debug`](fmt::Debug) shows no password, path or query.
///
/// ```
/// use nats_web::ServerAddr;
///
/// let addr: ServerAddr = "wss://ann:secret@nats.example/chat".parse().unwrap();
/// assert_eq!((addr.scheme(), addr.host(), addr.port()), ("wss", "nats.example", 443));
/// assert_eq!((addr.username(), addr.password()), (Some("ann"), Some("secret")));
/// assert_eq!("nats.example".parse::<ServerAddr>().unwrap().port(), 4222);
/// ```
#[derive(Clone)]
pub struct ServerAddr {
    /// What the core dials.
    address: ServerAddress,
    scheme: &'static str,
    username: String,
    password: Option<String>,
    /// All of it, in one form.
    url: String,
}

impl ServerAddr {
    /// Returns whether the scheme is `tls`.
    #[must_use]
    pub fn tls_required(&self) -> bool {
        self.scheme == "tls"
    }

    /// Returns whether it names a user.
    #[must_use]
    pub fn has_user_pass(&self) -> bool {
        !self.username.is_empty()
    }

    /// Returns the scheme: `nats`, `tls`, `ws` or `wss`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.scheme
    }

    /// Returns the host in lower case, an IPv6 address without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.address.host()
    }

    /// Returns whether the scheme is `ws` or `wss`.
    #[must_use]
    pub fn is_websocket(&self) -> bool {
        self.scheme.starts_with("ws")
    }

    /// Returns the port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns all of it, user and password included.
    #[must_use]
    pub fn as_url_str(&self) -> &str {
        &self.url
    }

    /// Returns the name of the user, if it names one.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        Some(self.username.as_str()).filter(|name| !name.is_empty())
    }

    /// Returns the password, if it names one.
    #[must_use]
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// Returns the addresses that the host's name resolves to, with the port. Not in browsers.
    ///
    /// # Errors
    /// The name does not resolve.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn socket_addrs(&self) -> io::Result<impl Iterator<Item = std::net::SocketAddr> + '_> {
        crate::transport::resolve(self.host(), self.port()).await
    }

    pub(crate) fn address(&self) -> &ServerAddress {
        &self.address
    }
}

impl FromStr for ServerAddr {
    type Err = io::Error;

    fn from_str(text: &str) -> Result<Self, io::Error> {
        parse(text.trim_ascii()).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
    }
}

fn parse(text: &str) -> Result<ServerAddr, ServersError> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("nats", text));
    let known = SCHEMES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(scheme));
    let (scheme, default_port) = known.ok_or(ServersError::Scheme)?;
    let (authority, target) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (credentials, endpoint) = authority.rsplit_once('@').unwrap_or(("", authority));
    let endpoint = if has_port(endpoint) { endpoint.to_owned() } else { with_port(endpoint, default_port) };
    let address =
        ServerAddress::parse_native(&format!("{scheme}://{endpoint}{target}")).map_err(ServersError::Address)?;
    let (username, password) = match credentials.split_once(':') {
        Some((username, password)) => (decode(username), Some(decode(password))),
        None => (decode(credentials), None),
    };
    let at = if credentials.is_empty() { "" } else { "@" };
    let port = if default_port == address.port() && default_port != NATS_PORT {
        String::new()
    } else {
        format!(":{}", address.port())
    };
    let host = if address.host().contains(':') { format!("[{}]", address.host()) } else { address.host().to_owned() };
    let url = format!("{scheme}://{credentials}{at}{host}{port}{target}");
    Ok(ServerAddr { address, scheme, username, password, url })
}

/// Returns whether a port follows the host, which may be an IPv6 address with or without brackets.
fn has_port(endpoint: &str) -> bool {
    match endpoint.rsplit_once(']') {
        Some((_, after)) => after.starts_with(':'),
        None => endpoint.matches(':').count() == 1,
    }
}

fn with_port(endpoint: &str, port: u16) -> String {
    if endpoint.contains(':') && !endpoint.starts_with('[') {
        format!("[{endpoint}]:{port}")
    } else {
        format!("{endpoint}:{port}")
    }
}

/// Returns a text with its `%xx` as the bytes they stand for.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => char::from(*high).to_digit(16).zip(char::from(*low).to_digit(16)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &rest[3..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

impl PartialEq for ServerAddr {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url
    }
}

impl Eq for ServerAddr {}

impl Hash for ServerAddr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.url.hash(state);
    }
}

impl fmt::Debug for ServerAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.address.listen())
    }
}

const NATS_PORT: u16 = 4222;
/// The schemes with their ports.
const SCHEMES: [(&str, u16); 4] = [("nats", NATS_PORT), ("tls", NATS_PORT), ("ws", 80), ("wss", 443)];

#[cfg(test)]
mod tests {
    use super::*;

    fn addr(text: &str) -> ServerAddr {
        text.parse().unwrap()
    }

    #[test]
    fn ports_are_those_of_the_schemes() {
        for (text, host, port) in [
            ("127.0.0.1", "127.0.0.1", 4222),
            ("nats://[::]", "::", 4222),
            ("tls://a.example", "a.example", 4222),
            ("ws://127.0.0.1", "127.0.0.1", 80),
            ("wss://[::1]", "::1", 443),
            ("WSS://A.example:8443/x", "a.example", 8443),
            ("nats://fe80::1", "fe80::1", 4222),
        ] {
            let addr = addr(text);
            assert_eq!((addr.host(), addr.port()), (host, port), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "ftp://a", "nats://", "nats://a b", "a:0", "a:port", "http://a"] {
            assert_eq!(text.parse::<ServerAddr>().unwrap_err().kind(), io::ErrorKind::InvalidInput, "{text}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[tokio::test]
    async fn names_resolve() {
        for (text, ip) in [("nats://127.0.0.1:4333", "127.0.0.1:4333"), ("wss://[::1]", "[::1]:443")] {
            let addr = addr(text);
            let found: Vec<_> = addr.socket_addrs().await.unwrap().collect();
            assert_eq!(found, [ip.parse().unwrap()]);
        }
    }

    #[test]
    fn users_are_read_and_not_shown() {
        let addr = addr("ws://ann%40home:s%C3%BC@ret@a.example:9222/path?query");
        assert_eq!((addr.username(), addr.password()), (Some("ann@home"), Some("sü@ret")));
        assert_eq!(format!("{addr:?}"), "ws://a.example:9222");
        assert_eq!(addr.as_url_str(), "ws://ann%40home:s%C3%BC@ret@a.example:9222/path?query");
        assert!(!super::tests::addr("a.example").has_user_pass());
    }
}
