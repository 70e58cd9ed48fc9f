//! The core's enums as numbers. Every match is exhaustive: a new variant does not compile until it has a code here and
//! a meaning in `npm/src/core/codes.ts`.

use nats_web_core::codec::ParseError;
use nats_web_core::error::{DeniedOperation, ServerErrorKind};
use nats_web_core::service::{Part, Unfit};
use nats_web_core::{ConnectionError, FlushFailure, Misuse, RequestFailure, SubscriptionEnd, Until};

/// A refused command, as a negative number.
#[inline]
pub(crate) fn misuse(misuse: Misuse) -> i32 {
    match misuse {
        Misuse::Closed => -1,
        Misuse::Draining => -2,
        Misuse::SubscriptionClosed => -3,
        Misuse::Subject(_) => -4,
        Misuse::Reply(_) => -5,
        Misuse::Queue(_) => -6,
        Misuse::Headers(_) => -7,
        Misuse::HeadersUnsupported => -8,
        Misuse::PayloadTooLarge { .. } => -9,
        Misuse::BufferFull { .. } => -10,
    }
}

pub(crate) fn server_error(kind: ServerErrorKind) -> u32 {
    match kind {
        ServerErrorKind::Permissions => 1,
        ServerErrorKind::Authorization => 2,
        ServerErrorKind::AuthenticationExpired => 3,
        ServerErrorKind::AccountExpired => 4,
        ServerErrorKind::AuthenticationTimeout => 5,
        ServerErrorKind::Protocol => 6,
    }
}

pub(crate) fn denied(operation: DeniedOperation) -> u32 {
    match operation {
        DeniedOperation::Publish => 1,
        DeniedOperation::Subscription => 2,
    }
}

pub(crate) fn subscription_end(end: &SubscriptionEnd) -> u32 {
    match end {
        SubscriptionEnd::Unsubscribed => 1,
        SubscriptionEnd::MaxReached => 2,
        SubscriptionEnd::Drained => 3,
        SubscriptionEnd::Denied(_) => 4,
        SubscriptionEnd::TimedOut => 5,
        SubscriptionEnd::Closed => 6,
    }
}

pub(crate) fn request_failure(failure: &RequestFailure) -> u32 {
    match failure {
        RequestFailure::Timeout => 1,
        RequestFailure::NoResponders => 2,
        RequestFailure::Denied(_) => 3,
        RequestFailure::Closed => 4,
    }
}

/// What a service may not be called, as a negative number: in its bits, from the lowest, 3 what, 3 why, where.
pub(crate) fn unfit(unfit: Unfit) -> i32 {
    let (part, why, at) = match unfit {
        Unfit::Empty(part) => (part, 1, 0),
        Unfit::Name(part, at) => (part, 1, at),
        Unfit::Version => (Part::Service, 2, 0),
        Unfit::Blank(part) => (part, 3, 0),
        Unfit::Tail(part) => (part, 4, 0),
    };
    -((part as usize | why << 3 | at << 6) as i32)
}

/// When a request has had its replies, from the face's numbers.
pub(crate) fn until(kind: u32, amount: f64) -> Until {
    match kind {
        0 => Until::First,
        2 => Until::Count(amount as u64),
        3 => Until::Silence(amount as u64),
        4 => Until::Sentinel,
        _ => Until::Timeout,
    }
}

pub(crate) fn flush_result(result: Result<(), FlushFailure>) -> u32 {
    match result {
        Ok(()) => 0,
        Err(FlushFailure::Disconnected) => 1,
        Err(FlushFailure::Closed) => 2,
    }
}

pub(crate) fn connection_error(error: &ConnectionError) -> u32 {
    match error {
        ConnectionError::Refused(_) => 1,
        ConnectionError::Timeout => 2,
        ConnectionError::Lost(_) => 3,
        ConnectionError::Stale => 4,
        ConnectionError::Server(_) => 5,
        ConnectionError::Protocol(_) => 6,
        ConnectionError::Info(_) => 7,
        ConnectionError::OptionUnavailable(_) => 8,
        ConnectionError::Credentials => 9,
        ConnectionError::NoServers => 10,
        ConnectionError::Trapped => 11,
        ConnectionError::DrainTimeout => 12,
    }
}

pub(crate) fn parse_error(error: ParseError) -> u32 {
    match error {
        ParseError::UnknownOperation => 1,
        ParseError::Http => 2,
        ParseError::LineTooLong => 3,
        ParseError::BadArguments => 4,
        ParseError::BadHeaderSize => 5,
        ParseError::TooLarge => 6,
        ParseError::MissingTerminator => 7,
    }
}
