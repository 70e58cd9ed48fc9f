//! Why a flow ended, in words.

use crate::driver::FlowOver;
use nats_web_jetstream::flows::FlowEnd;
use std::fmt;

impl FlowOver {
    /// Returns whether the flow has had what it was to have, or was ended from this side.
    pub(crate) fn is_error(&self) -> bool {
        self.end.is_error()
    }
}

impl fmt::Display for FlowOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.text.is_empty() {
            return f.write_str(&self.text);
        }
        f.write_str(match self.end {
            FlowEnd::Stopped => "stopped",
            FlowEnd::Complete => "complete",
            FlowEnd::Expired => "expired",
            FlowEnd::Drained => "the client was drained",
            FlowEnd::Closed => "the client is closed",
            FlowEnd::Denied => "permissions violation",
            FlowEnd::BadRequest => "bad request",
            FlowEnd::LimitExceeded => "a limit of the consumer was exceeded",
            FlowEnd::TooLarge => "the next message is larger than the bytes asked for",
            FlowEnd::PushBased => "the consumer is push based",
            FlowEnd::ConsumerDeleted => "consumer deleted",
            FlowEnd::ConsumerNotFound => "consumer not found",
            FlowEnd::StreamNotFound => "stream not found",
            FlowEnd::NoResponders => "no responders",
            FlowEnd::Refused => "the consumer was refused",
            FlowEnd::GivenUp => "the consumer could not be created",
        })
    }
}

impl std::error::Error for FlowOver {}
