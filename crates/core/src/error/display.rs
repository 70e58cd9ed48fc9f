//! Errors in words.

use super::{ConnectionError, GreetingError, Misuse, ServerError};
use core::fmt;

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the connection is closed"),
            Self::Draining => f.write_str("the connection is draining"),
            Self::SubscriptionClosed => f.write_str("the subscription has ended"),
            Self::Subject(error) => write!(f, "the subject {error}"),
            Self::Reply(error) => write!(f, "the reply subject {error}"),
            Self::Queue(error) => write!(f, "the queue group {error}"),
            Self::Headers(error) => error.fmt(f),
            Self::HeadersUnsupported => f.write_str("the server does not support headers"),
            Self::PayloadTooLarge { size, max } => {
                write!(f, "a message of {size} bytes is larger than the {max} that the server takes")
            }
            Self::BufferFull { limit } => {
                write!(f, "there is no connection, and {limit} bytes wait for one already")
            }
        }
    }
}

impl core::error::Error for Misuse {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Subject(error) | Self::Reply(error) | Self::Queue(error) => Some(error),
            Self::Headers(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server says {}", self.text)
    }
}

impl core::error::Error for ServerError {}

impl fmt::Display for GreetingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TlsUnavailable => "TLS is asked for, and the server offers none",
            Self::BytesBeforeTls => "the server sent more than INFO before TLS began",
            Self::Silent => {
                "the server sent no INFO in time; the port may be for WebSockets, or for TLS from the first byte"
            }
        })
    }
}

impl core::error::Error for GreetingError {}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) if why.is_empty() => f.write_str("could not connect"),
            Self::Refused(why) => write!(f, "could not connect: {why}"),
            Self::Timeout => f.write_str("the server did not finish the handshake in time"),
            Self::Lost(why) if why.is_empty() => f.write_str("the connection was lost"),
            Self::Lost(why) => write!(f, "the connection was lost: {why}"),
            Self::Stale => f.write_str("the server no longer answers pings"),
            Self::Server(error) => error.fmt(f),
            Self::Protocol(error) => write!(f, "what listens there does not speak NATS: {error}"),
            Self::Info(error) => error.fmt(f),
            Self::Greeting(error) => error.fmt(f),
            Self::OptionUnavailable(option) => write!(f, "the server lacks what the option {option} asks for"),
            Self::Credentials => f.write_str("no credentials could be had"),
            Self::NoServers => f.write_str("no server is left to dial"),
            Self::DrainTimeout => f.write_str("no server came back while draining, and what was published is lost"),
        }
    }
}

impl core::error::Error for ConnectionError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Server(error) => Some(error),
            Self::Protocol(error) => Some(error),
            Self::Info(error) => Some(error),
            Self::Greeting(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::SubjectError;
    use alloc::string::ToString;

    #[test]
    fn messages_name_what_is_wrong() {
        assert_eq!(Misuse::Subject(SubjectError::Empty).to_string(), "the subject is empty");
        assert_eq!(
            Misuse::PayloadTooLarge { size: 12, max: 10 }.to_string(),
            "a message of 12 bytes is larger than the 10 that the server takes"
        );
        assert_eq!(ConnectionError::Refused("no route".into()).to_string(), "could not connect: no route");
        assert_eq!(
            ConnectionError::Protocol(crate::codec::ParseError::Http).to_string(),
            "what listens there does not speak NATS: it answers in HTTP"
        );
    }
}
