//! Where a server listens, as users write it and as faces dial it.

mod host;

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

/// The address of one server.
///
/// Two addresses may differ in scheme, path or query and still name the same server: see
/// [`same_server`](Self::same_server). Source: nats.ws README and 1.30.3 as observed; IPv6 text as in RFC 5952.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress {
    encrypted: bool,
    /// IPv6 addresses without brackets.
    host: String,
    port: u16,
    /// Path and query: begins with `/`.
    target: String,
}

/// Why an address was refused. The caller's mistake; holds nothing of the text, which may contain a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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
    /// one, by default on port 443. Without a scheme the address is encrypted unless `default_encrypted` says
    /// otherwise. The host may be a name, an IPv4 address, or an IPv6 address, whose brackets may be left out where no
    /// port follows; IPv4-mapped IPv6 becomes IPv4. Credentials and fragment are dropped.
    ///
    /// # Errors
    /// The first fault found, without the text.
    pub fn parse(text: &str, default_encrypted: Option<bool>) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(AddressError::Whitespace);
        }
        let (scheme, rest) = split_scheme(text);
        let encrypted = match scheme {
            None => default_encrypted.unwrap_or(true),
            Some(scheme) => encryption(scheme).ok_or(AddressError::UnknownScheme)?,
        };
        let authority_length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at_checked(authority_length).unwrap_or((rest, ""));
        let endpoint = authority.rsplit_once('@').map_or(authority, |(_, endpoint)| endpoint);
        let (host, port) = host::parse_endpoint(endpoint)?;
        let port = port.unwrap_or(default_port(encrypted));
        Ok(Self { encrypted, host, port, target: clean_target(target) })
    }

    /// Reads the `host:port` of a server that another one, dialled at `from`, told of in INFO.
    ///
    /// Scheme, path and query are those of `from`: what a proxy in front of the cluster needs for one server, it needs
    /// for all.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn gossiped(host_port: &str, from: &Self) -> Result<Self, AddressError> {
        let (host, port) = host::parse_endpoint(host_port.trim())?;
        let port = port.unwrap_or(default_port(from.encrypted));
        Ok(Self { encrypted: from.encrypted, host, port, target: from.target.clone() })
    }

    /// An encrypted server on this machine, at `port`: what the option `port` alone means.
    #[must_use]
    pub fn local(port: u16) -> Self {
        Self { encrypted: true, host: "127.0.0.1".to_owned(), port, target: "/".to_owned() }
    }

    /// The URL to dial: scheme ws or wss, the port always there, path and query kept.
    #[must_use]
    pub fn url(&self) -> String {
        let mut url = String::from(if self.encrypted { "wss://" } else { "ws://" });
        self.push_listen(&mut url);
        url.push_str(&self.target);
        url
    }

    /// `host:port`, an IPv6 host in brackets.
    #[must_use]
    pub fn listen(&self) -> String {
        let mut listen = String::new();
        self.push_listen(&mut listen);
        listen
    }

    /// The host in lower case, an IPv6 address without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Whether the connection is to use TLS.
    #[must_use]
    pub const fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Whether host and port are those of `other`.
    #[must_use]
    pub fn same_server(&self, other: &Self) -> bool {
        self.port == other.port && self.host == other.host
    }

    fn push_listen(&self, out: &mut String) {
        if self.host.contains(':') {
            out.push('[');
            out.push_str(&self.host);
            out.push(']');
        } else {
            out.push_str(&self.host);
        }
        out.push(':');
        host::push_decimal(out, self.port);
    }
}

/// Shows no path and no query: either may hold a secret.
impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.encrypted { "wss://" } else { "ws://" })?;
        f.write_str(&self.listen())
    }
}

/// The address dialled when the user names none: `wss://127.0.0.1:4222/`.
#[must_use]
pub fn default_address() -> ServerAddress {
    ServerAddress::local(DEFAULT_PORT)
}

/// What stands before `://` and what after it. A `://` within path or query is no scheme's.
fn split_scheme(text: &str) -> (Option<&str>, &str) {
    match text.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '?', '#']) => (Some(scheme), rest),
        _ => (None, text),
    }
}

fn encryption(scheme: &str) -> Option<bool> {
    let is_any = |names: [&str; 3]| names.iter().any(|name| scheme.eq_ignore_ascii_case(name));
    if is_any(["wss", "https", "tls"]) {
        Some(true)
    } else if is_any(["ws", "http", "nats"]) {
        Some(false)
    } else {
        None
    }
}

const fn default_port(encrypted: bool) -> u16 {
    if encrypted { 443 } else { 80 }
}

/// Path and query with a leading `/`, without the fragment, escaped where a request line needs it.
fn clean_target(target: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let hex = |digit: u8| char::from(HEX.get(usize::from(digit)).copied().unwrap_or(b'0'));
    let mut clean = String::new();
    if !target.starts_with('/') {
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

const DEFAULT_PORT: u16 = 4222;

#[cfg(test)]
mod tests;
