//! Where a server listens, as users write it and as faces dial it.

mod host;

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use crate::text::{find, split_once};

/// The address of one server.
///
/// Two addresses may differ in scheme, path or query and still name the same server: see
/// [`same_server`](Self::same_server). Source: nats.ws README and 1.30.3 as observed.
///
/// ```
/// use nats_web_core::session::server_address::ServerAddress;
///
/// let address = ServerAddress::parse("nats.example/nats", None)?;
/// assert_eq!(address.url(), "wss://nats.example:443/nats");
/// assert_eq!((address.host(), address.port()), ("nats.example", 443));
/// # Ok::<(), nats_web_core::session::server_address::AddressError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress {
    encrypted: bool,
    /// `host:port`, in lower case; IPv6 addresses in brackets.
    listen: String,
    /// Path and query: begins with `/`.
    target: String,
}

/// Why an address was refused. The caller's mistake; holds nothing of the text, which may contain a password.
///
/// ```
/// use nats_web_core::session::server_address::{AddressError, ServerAddress};
///
/// assert_eq!(ServerAddress::parse("ftp://a.example", None), Err(AddressError::UnknownScheme));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum AddressError {
    /// Nothing, or nothing but whitespace.
    Empty,
    /// Whitespace or a control character within the address.
    Whitespace,
    /// A scheme other than ws, wss, http, https, nats and tls.
    UnknownScheme,
    /// No host.
    EmptyHost,
    /// Neither a host name nor an IP address.
    BadHost,
    /// Not a number in 1..=65535.
    BadPort,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "server address is empty",
            Self::Whitespace => "server address contains whitespace",
            Self::UnknownScheme => "server address has an unknown scheme",
            Self::EmptyHost => "server address has no host",
            Self::BadHost => "server address has an invalid host",
            Self::BadPort => "server address has an invalid port",
        })
    }
}

impl core::error::Error for AddressError {}

impl ServerAddress {
    /// Reads `[scheme://][user:pass@]host[:port][/path][?query][#fragment]`; whitespace around it is ignored.
    ///
    /// ws, http and nats stand for an unencrypted WebSocket, by default on port 80; wss, https and tls for an encrypted
    /// one, by default on port 443. Without a scheme `default_encrypted` decides, and by default the address is
    /// encrypted. The host may be a name, an IPv4 address, or an IPv6 address, whose brackets may be left out where no
    /// port follows; `::ffff:1.2.3.4` becomes the IPv4 address in it. Credentials and fragment are dropped.
    ///
    /// # Errors
    /// The first fault found, without the text.
    pub fn parse(text: &str, default_encrypted: Option<bool>) -> Result<Self, AddressError> {
        let text = text.trim_ascii();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if find(text, host::is_blank).is_some() {
            return Err(AddressError::Whitespace);
        }
        let (encrypted, rest) = match split_scheme(text) {
            None => (default_encrypted.unwrap_or(true), text),
            Some((scheme, rest)) => (encryption(scheme).ok_or(AddressError::UnknownScheme)?, rest),
        };
        let authority_length = find(rest, ends_authority).unwrap_or(rest.len());
        let (mut endpoint, target) = rest.split_at_checked(authority_length).unwrap_or((rest, ""));
        while let Some((_credentials, after)) = split_once(endpoint, "@") {
            endpoint = after;
        }
        Ok(Self { encrypted, listen: host::canonical(endpoint, encrypted)?, target: clean_target(target) })
    }

    /// Reads the `host:port` of a server that another one, dialled at `from`, named in INFO.
    ///
    /// Scheme, path and query are those of `from`: what a proxy in front of the cluster needs for one server, it needs
    /// for all.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn gossiped(host_port: &str, from: &Self) -> Result<Self, AddressError> {
        let listen = host::canonical(host_port, from.encrypted)?;
        Ok(Self { encrypted: from.encrypted, listen, target: from.target.clone() })
    }

    /// Returns the URL to dial: scheme ws or wss, the port always there, path and query kept.
    #[must_use]
    pub fn url(&self) -> String {
        let mut url = String::from(if self.encrypted { "wss://" } else { "ws://" });
        url.push_str(&self.listen);
        url.push_str(&self.target);
        url
    }

    /// Returns `host:port`, an IPv6 host in brackets.
    #[must_use]
    pub fn listen(&self) -> String {
        self.listen.clone()
    }

    /// Returns the host in lower case, an IPv6 address without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        let host = self.listen.rsplit_once(':').map_or("", |(host, _)| host);
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
    }

    /// Returns the port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.listen.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or_default()
    }

    /// Returns whether the connection is to use TLS.
    #[must_use]
    pub const fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Returns whether host and port are those of `other`. IPv6 addresses are compared as they are written.
    #[must_use]
    pub fn same_server(&self, other: &Self) -> bool {
        self.listen == other.listen
    }
}

/// Shows no path and no query: either may hold a secret.
impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.encrypted { "wss://" } else { "ws://" })?;
        f.write_str(&self.listen)
    }
}

/// Returns the address dialled when the user names none: `wss://127.0.0.1:4222/`.
#[must_use]
pub fn default_address() -> ServerAddress {
    ServerAddress { encrypted: true, listen: "127.0.0.1:4222".to_owned(), target: "/".to_owned() }
}

/// Returns the scheme and the text after `://`. A `://` within path or query ends no scheme.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    split_once(text, "://").filter(|(scheme, _)| find(scheme, ends_authority).is_none())
}

fn encryption(scheme: &str) -> Option<bool> {
    SCHEMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(scheme)).map(|&(_, encrypted)| encrypted)
}

const SCHEMES: [(&str, bool); 6] =
    [("ws", false), ("http", false), ("nats", false), ("wss", true), ("https", true), ("tls", true)];

const fn ends_authority(byte: u8) -> bool {
    matches!(byte, b'/' | b'?' | b'#')
}

/// Returns path and query with a leading `/`, without the fragment, escaped where a request line needs it.
fn clean_target(target: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let hex = |digit: u8| char::from(HEX.get(usize::from(digit)).copied().unwrap_or(b'0'));
    let mut clean = String::new();
    if !target.starts_with("/") {
        clean.push('/');
    }
    for byte in target.bytes().take_while(|&byte| byte != b'#') {
        if byte.is_ascii() && !matches!(byte, b'"' | b'<' | b'>') {
            clean.push(char::from(byte));
        } else {
            clean.push('%');
            clean.push(hex(byte >> 4));
            clean.push(hex(byte & 0x0f));
        }
    }
    clean
}

#[cfg(test)]
mod tests;
