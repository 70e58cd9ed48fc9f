//! Errors in words, and what is behind them.

use super::{ConnectionError, CredentialsError, DialError, ServersError};
use std::error::Error;
use std::fmt;

impl fmt::Display for ServersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("there is no server to connect to"),
            Self::Scheme => f.write_str("invalid scheme for NATS server URL: it is nats, tls, ws or wss"),
            Self::Address(error) => error.fmt(f),
            Self::TcpUnavailable => f.write_str(NO_TCP),
        }
    }
}

impl Error for ServersError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::None | Self::Scheme | Self::TcpUnavailable => None,
            Self::Address(error) => Some(error),
        }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => write!(f, "the seed is none: {error}"),
            Self::NotAUser => f.write_str("the seed is not that of a user"),
            Self::Creds(error) => error.fmt(f),
            Self::File { path, source } => write!(f, "{} cannot be read: {source}", path.display()),
            Self::Signature => f.write_str("the signature does not have 64 bytes"),
        }
    }
}

impl Error for CredentialsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Key(error) => Some(error),
            Self::Creds(error) => Some(error),
            Self::File { source, .. } => Some(&**source),
            Self::NotAUser | Self::Signature => None,
        }
    }
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dial { server, source } => write!(f, "could not connect to {server}: {source}"),
            Self::Refused { server, reason } if reason.is_empty() => {
                write!(f, "{server} closed the socket before the handshake was over")
            }
            Self::Refused { server, reason } => {
                write!(f, "{server} closed the socket before the handshake was over: {reason}")
            }
            Self::Timeout { server } => write!(f, "{server} did not finish the handshake in time"),
            Self::Lost { server, reason } if reason.is_empty() => write!(f, "the connection to {server} was lost"),
            Self::Lost { server, reason } => write!(f, "the connection to {server} was lost: {reason}"),
            Self::Stale { server } => write!(f, "{server} no longer answers pings"),
            Self::Server { server, source } => write!(f, "{server}: {source}"),
            Self::Protocol { server, source } => write!(f, "{server} does not speak NATS: {source}"),
            Self::Info { server, source } => write!(f, "{server} sent a malformed {source}"),
            Self::Greeting { server, source } => write!(f, "could not connect to {server}: {source}"),
            Self::OptionUnavailable { option } => write!(f, "the server lacks what the option {option} asks for"),
            Self::Credentials(error) => write!(f, "no credentials: {error}"),
            Self::NoServers => f.write_str("no server is left to dial"),
            Self::DrainTimeout => f.write_str("no server came back while draining, and what was published is lost"),
            Self::TaskGone => f.write_str("the task that carried the connection was stopped"),
        }
    }
}

impl Error for ConnectionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Dial { source, .. } => Some(source),
            Self::Server { source, .. } => Some(source),
            Self::Protocol { source, .. } => Some(source),
            Self::Info { source, .. } => Some(source),
            Self::Greeting { source, .. } => Some(source),
            Self::Credentials(source) => Some(&**source),
            _ => None,
        }
    }
}

impl fmt::Display for DialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(error) => write!(f, "the host's name does not resolve: {error}"),
            Self::Io(error) => error.fmt(f),
            Self::Tls(error) => write!(f, "TLS: {error}"),
            Self::TlsUnavailable => f.write_str("the address asks for TLS, which this build of nats-web lacks"),
            Self::TcpUnavailable => f.write_str(NO_TCP),
            Self::NotUpgraded { status } => {
                write!(f, "the port answers with HTTP status {status} instead of opening a WebSocket")
            }
            Self::PlainNats => {
                f.write_str("the port speaks NATS without WebSocket; use the port of the server's websocket block")
            }
            Self::NotWebSocket(error) => write!(f, "the port does not speak WebSocket: {error}"),
        }
    }
}

impl Error for DialError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Dns(error) | Self::Io(error) => Some(&**error),
            Self::Tls(error) => Some(error),
            Self::NotWebSocket(error) => Some(&**error),
            Self::TlsUnavailable | Self::TcpUnavailable | Self::NotUpgraded { .. } | Self::PlainNats => None,
        }
    }
}

const NO_TCP: &str = "browsers open WebSockets alone: use an address that begins with ws:// or wss://";
