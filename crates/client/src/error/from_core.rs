//! Errors of the core, with the causes that the driver knows.

use super::{ConnectionError, DialError};
use nats_web_core::ConnectionError as Core;
use std::error::Error;
use std::sync::Arc;

/// The driver's typed causes of the last failure, of which the session only has words.
#[derive(Debug, Default)]
pub(crate) struct Causes {
    pub(crate) dial: Option<DialError>,
    pub(crate) credentials: Option<Arc<dyn Error + Send + Sync>>,
}

impl ConnectionError {
    /// Returns why a dial of `server` failed.
    pub(crate) fn of_dial(error: Core, server: &str, causes: &Causes) -> Self {
        let mut causes = Causes { dial: causes.dial.clone(), credentials: causes.credentials.clone() };
        Self::from_core(error, server, &mut causes)
    }

    /// Returns the error of a session that last dialled `server`.
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
            Core::Greeting(source) => Self::Greeting { server, source },
            Core::OptionUnavailable(option) => Self::OptionUnavailable { option },
            Core::Credentials => match causes.credentials.take() {
                Some(source) => Self::Credentials(source),
                None => Self::TaskGone,
            },
            Core::NoServers => Self::NoServers,
            Core::DrainTimeout => Self::DrainTimeout,
        }
    }
}
