//! What the session says, with what the driver knows besides.

use super::{ConnectionError, DialError};
use nats_web_core::ConnectionError as Core;
use std::error::Error;
use std::sync::Arc;

/// What the driver knows of the last failure that the session only has words for.
#[derive(Debug, Default)]
pub(crate) struct Causes {
    pub(crate) dial: Option<DialError>,
    pub(crate) credentials: Option<Arc<dyn Error + Send + Sync>>,
}

impl ConnectionError {
    /// The error of a session that last dialled `server`.
    pub(crate) fn from_core(error: Core, server: &str, causes: &mut Causes) -> Self {
        let server = server.to_owned();
        match error {
            Core::Refused(reason) => match causes.dial.take() {
                Some(source) => Self::Dial { server, source },
                None => Self::Refused { server, reason },
            },
            Core::Timeout => Self::Timeout { server },
            Core::Lost(reason) => Self::Lost { server, reason },
            Core::Stale => Self::Stale { server },
            Core::Server(source) => Self::Server { server, source },
            Core::Protocol(source) => Self::Protocol { server, source },
            Core::Info(source) => Self::Info { server, source },
            Core::OptionUnavailable(option) => Self::OptionUnavailable { option },
            Core::Credentials => match causes.credentials.take() {
                Some(source) => Self::Credentials(source),
                None => Self::TaskGone,
            },
            Core::NoServers => Self::NoServers,
            Core::DrainTimeout => Self::DrainTimeout,
            Core::Trapped => Self::TaskGone,
        }
    }
}
