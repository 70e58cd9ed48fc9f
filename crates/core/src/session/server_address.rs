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
    scheme: Scheme,
    /// `host:port`, in lower case; IPv6 addresses in brackets.
    listen: String,
    /// Path and query: begins with `/`.
    target: String,
    /// The name by which a server proves itself that is known by its IP address alone.
    #[cfg(feature = "tcp")]
    tls_name: Option<String>,
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
    /// A scheme that means nothing here.
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
        let default = if default_encrypted == Some(false) { Scheme::Ws } else { Scheme::Wss };
        Self::read(text, &WEB_SCHEMES, default)
    }

    /// Reads an address as [`parse`](Self::parse) does, for a face that has TCP sockets beside WebSockets.
    ///
    /// nats stands for TCP and tls for TCP with TLS, both by default on port 4222; an address without a scheme is one of
    /// nats. ws and wss are WebSockets, by default on the ports 80 and 443. http and https are unknown here. Path and query
    /// are dropped where the link is over TCP.
    ///
    /// ```
    /// use nats_web_core::session::server_address::ServerAddress;
    ///
    /// assert_eq!(ServerAddress::parse_native("nats.example")?.url(), "nats://nats.example:4222");
    /// assert_eq!(ServerAddress::parse_native("wss://nats.example/nats")?.url(), "wss://nats.example:443/nats");
    /// # Ok::<(), nats_web_core::session::server_address::AddressError>(())
    /// ```
    ///
    /// # Errors
    /// The first fault found, without the text.
    #[cfg(feature = "tcp")]
    pub fn parse_native(text: &str) -> Result<Self, AddressError> {
        Self::read(text, &NATIVE_SCHEMES, Scheme::Nats)
    }

    fn read(text: &str, schemes: &[(&str, Scheme)], default: Scheme) -> Result<Self, AddressError> {
        let text = text.trim_ascii();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if find(text, host::is_blank).is_some() {
            return Err(AddressError::Whitespace);
        }
        let (scheme, rest) = match split_scheme(text) {
            None => (default, text),
            Some((named, rest)) => {
                let known = schemes.iter().find(|(name, _)| name.eq_ignore_ascii_case(named));
                (known.ok_or(AddressError::UnknownScheme)?.1, rest)
            }
        };
        let authority_length = find(rest, ends_authority).unwrap_or(rest.len());
        let (mut endpoint, target) = rest.split_at_checked(authority_length).unwrap_or((rest, ""));
        while let Some((_credentials, after)) = split_once(endpoint, "@") {
            endpoint = after;
        }
        let target = if scheme.is_web_socket() { clean_target(target) } else { String::new() };
        let listen = host::canonical(endpoint, scheme.default_port())?;
        Ok(Self {
            scheme,
            listen,
            target,
            #[cfg(feature = "tcp")]
            tls_name: None,
        })
    }

    /// Reads the `host:port` of a server that another one, dialled at `from`, named in INFO.
    ///
    /// Scheme, path and query are those of `from`: what a proxy in front of the cluster needs for one server, it needs
    /// for all. The same goes for the name that a certificate is to be for, where the server named has none but an IP
    /// address.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn gossiped(host_port: &str, from: &Self) -> Result<Self, AddressError> {
        let listen = host::canonical(host_port, from.scheme.default_port())?;
        let gossiped = Self {
            scheme: from.scheme,
            listen,
            target: from.target.clone(),
            #[cfg(feature = "tcp")]
            tls_name: None,
        };
        #[cfg(feature = "tcp")]
        let gossiped = gossiped.named_by(from);
        Ok(gossiped)
    }

    #[cfg(feature = "tcp")]
    fn named_by(mut self, from: &Self) -> Self {
        let named = host::is_ip(self.host()) && !host::is_ip(from.tls_name());
        self.tls_name = named.then(|| from.tls_name().to_owned());
        self
    }

    /// Returns the name or IP address that the server's certificate is to be for: the host, unless that is an IP address
    /// which a server with a name has told of.
    ///
    /// ```
    /// use nats_web_core::session::server_address::ServerAddress;
    ///
    /// let first = ServerAddress::parse_native("tls://nats.example")?;
    /// assert_eq!(ServerAddress::gossiped("10.0.0.2:4222", &first)?.tls_name(), "nats.example");
    /// assert_eq!(ServerAddress::gossiped("b.example:4222", &first)?.tls_name(), "b.example");
    /// # Ok::<(), nats_web_core::session::server_address::AddressError>(())
    /// ```
    #[cfg(feature = "tcp")]
    #[must_use]
    pub fn tls_name(&self) -> &str {
        self.tls_name.as_deref().unwrap_or_else(|| self.host())
    }

    /// Returns the URL: scheme ws or wss, or of an address over TCP nats or tls; the port always there, path and query
    /// kept.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_as(self.scheme)
    }

    fn url_as(&self, scheme: Scheme) -> String {
        let mut url = String::from(scheme.prefix());
        url.push_str(&self.listen);
        url.push_str(&self.target);
        url
    }

    /// Returns the URL for a face to dial: of an address over TCP, tls only if TLS is to come before all else.
    #[cfg(feature = "tcp")]
    pub(crate) fn dial_url(&self, tls_first: bool) -> String {
        match (self.is_tcp(), tls_first) {
            (false, _) => self.url(),
            (true, false) => self.url_as(Scheme::Nats),
            (true, true) => self.url_as(Scheme::Tls),
        }
    }

    #[cfg(not(feature = "tcp"))]
    pub(crate) fn dial_url(&self, _: bool) -> String {
        self.url()
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
        self.scheme.is_encrypted()
    }

    /// Returns whether the link is over TCP, without a WebSocket.
    #[cfg(feature = "tcp")]
    #[must_use]
    pub const fn is_tcp(&self) -> bool {
        !self.scheme.is_web_socket()
    }

    /// Returns whether the [URL](Self::url) is that of `other`. What was read from a URL does not know the name by which its
    /// server proves itself.
    #[must_use]
    pub fn same_url(&self, other: &Self) -> bool {
        (self.scheme, &self.listen, &self.target) == (other.scheme, &other.listen, &other.target)
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
        f.write_str(self.scheme.prefix())?;
        f.write_str(&self.listen)
    }
}

/// Returns the address dialled when the user names none: `wss://127.0.0.1:4222/`.
#[must_use]
pub fn default_address() -> ServerAddress {
    ServerAddress {
        scheme: Scheme::Wss,
        listen: "127.0.0.1:4222".to_owned(),
        target: "/".to_owned(),
        #[cfg(feature = "tcp")]
        tls_name: None,
    }
}

/// Returns the scheme and the text after `://`. A `://` within path or query ends no scheme.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    split_once(text, "://").filter(|(scheme, _)| find(scheme, ends_authority).is_none())
}

/// What a link to a server is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Ws,
    Wss,
    #[cfg(feature = "tcp")]
    Nats,
    #[cfg(feature = "tcp")]
    Tls,
}

impl Scheme {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Ws => "ws://",
            Self::Wss => "wss://",
            #[cfg(feature = "tcp")]
            Self::Nats => "nats://",
            #[cfg(feature = "tcp")]
            Self::Tls => "tls://",
        }
    }

    const fn default_port(self) -> &'static str {
        match self {
            Self::Ws => "80",
            Self::Wss => "443",
            #[cfg(feature = "tcp")]
            Self::Nats | Self::Tls => "4222",
        }
    }

    const fn is_encrypted(self) -> bool {
        match self {
            Self::Ws => false,
            Self::Wss => true,
            #[cfg(feature = "tcp")]
            Self::Nats => false,
            #[cfg(feature = "tcp")]
            Self::Tls => true,
        }
    }

    const fn is_web_socket(self) -> bool {
        match self {
            Self::Ws | Self::Wss => true,
            #[cfg(feature = "tcp")]
            Self::Nats | Self::Tls => false,
        }
    }
}

const WEB_SCHEMES: [(&str, Scheme); 6] = [
    ("ws", Scheme::Ws),
    ("http", Scheme::Ws),
    ("nats", Scheme::Ws),
    ("wss", Scheme::Wss),
    ("https", Scheme::Wss),
    ("tls", Scheme::Wss),
];

#[cfg(feature = "tcp")]
const NATIVE_SCHEMES: [(&str, Scheme); 4] =
    [("nats", Scheme::Nats), ("tls", Scheme::Tls), ("ws", Scheme::Ws), ("wss", Scheme::Wss)];

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
