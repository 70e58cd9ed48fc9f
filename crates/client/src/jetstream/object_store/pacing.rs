//! What a failure means for those that change objects, and what is done again after it.

use super::errors::{InfoError, InfoErrorKind};
use crate::jetstream::context::{PublishError, PublishErrorKind, RequestError, RequestErrorKind};
use crate::jetstream::errors::Error as ApiError;
use crate::jetstream::stream::{LastRawMessageError, LastRawMessageErrorKind, PurgeError, PurgeErrorKind, Stream};
use crate::runtime;
use nats_web_jetstream::object::pace::{NO_ANSWER, NO_RESPONDERS, TOO_MANY_REQUESTS, may_repeat};
use std::error::Error;
use std::iter::successors;
use std::time::Duration;

/// Returns the status and the code of a failure, as the rules have them: zeros where they say nothing of it.
pub(super) fn status_and_code(error: &(dyn Error + 'static)) -> (u16, u32) {
    if is_silence(error) { (NO_ANSWER, 0) } else { causes(error).find_map(refusal).unwrap_or_default() }
}

/// Returns whether there was no answer in time.
pub(super) fn is_silence(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|error| {
        let is = |kind: Option<bool>| kind.unwrap_or_default();
        is(error.downcast_ref().map(|error: &PublishError| error.kind() == PublishErrorKind::TimedOut))
            || is(error.downcast_ref().map(|error: &RequestError| error.kind() == RequestErrorKind::TimedOut))
            || is(error.downcast_ref().map(|error: &PurgeError| matches!(error.kind, PurgeErrorKind::TimedOut)))
            || is(error.downcast_ref().map(|error: &InfoError| error.kind() == InfoErrorKind::TimedOut))
    })
}

/// Does what has no other effect when it is done twice, until the server has said whether it is done.
pub(super) async fn repeat<T, E, F>(mut work: impl FnMut() -> F) -> Result<T, E>
where
    E: Error + 'static,
    F: IntoFuture<Output = Result<T, E>>,
{
    let mut pause = FIRST_PAUSE;
    for _ in 1..ATTEMPTS {
        match work().await {
            Err(error) if may_be_repeated(&error) => {}
            done => return done,
        }
        wait(pause).await;
        pause *= 2;
    }
    work().await
}

/// Removes the messages of a subject, until that is known to be done.
pub(super) async fn remove<I>(stream: &Stream<I>, subject: &str) -> Result<(), PurgeError> {
    repeat(|| stream.purge().filter(subject)).await.map(drop)
}

/// Waits.
pub(super) async fn wait(pause: Duration) {
    runtime::within(pause, std::future::pending::<()>()).await;
}

/// Returns whether what failed so may be done all the same, or may be if it is done again.
fn may_be_repeated(error: &(dyn Error + 'static)) -> bool {
    let (status, code) = status_and_code(error);
    may_repeat(status, code)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&error: &&'a (dyn Error + 'static)| error.source())
}

/// Returns the status and the code, if this says them.
fn refusal(error: &(dyn Error + 'static)) -> Option<(u16, u32)> {
    let told = |error: &ApiError| {
        let status = u16::try_from(error.code()).unwrap_or_default();
        (status, u32::try_from(error.error_code().0).unwrap_or_default())
    };
    if let Some(error) = error.downcast_ref::<PublishError>() {
        return match error.kind() {
            PublishErrorKind::StreamNotFound => Some((NO_RESPONDERS, 0)),
            // The context has no room for one more acknowledgement.
            PublishErrorKind::MaxAckPending => Some((TOO_MANY_REQUESTS, 0)),
            _ => None,
        };
    }
    if let Some(error) = error.downcast_ref::<RequestError>() {
        return (error.kind() == RequestErrorKind::NoResponders).then_some((NO_RESPONDERS, 0));
    }
    match (error.downcast_ref::<PurgeError>(), error.downcast_ref::<LastRawMessageError>()) {
        (Some(PurgeError { kind: PurgeErrorKind::JetStream(error), .. }), _)
        | (_, Some(LastRawMessageError { kind: LastRawMessageErrorKind::JetStream(error), .. })) => Some(told(error)),
        _ => error.downcast_ref().map(told),
    }
}

const ATTEMPTS: u32 = 6;
/// Doubled each time: 8 seconds in all, beside what answers take.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
