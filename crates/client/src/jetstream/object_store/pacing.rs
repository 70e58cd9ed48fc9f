//! What the refusal of a message means for those that put objects.

use crate::jetstream::context::{PublishError, PublishErrorKind};
use crate::jetstream::errors::Error as ApiError;
use crate::runtime;
use nats_web_jetstream::object::pace::may_repeat;
use std::error::Error as _;
use std::time::Duration;

/// Returns the status and the code of a refusal; zeros where there was no answer.
pub(super) fn status_and_code(error: &PublishError) -> (u16, u32) {
    if error.kind() == PublishErrorKind::StreamNotFound {
        return (NO_RESPONDERS, 0);
    }
    let Some(refused) = error.source().and_then(|source| source.downcast_ref::<ApiError>()) else { return (0, 0) };
    let status = u16::try_from(refused.code()).unwrap_or_default();
    (status, u32::try_from(refused.error_code().0).unwrap_or_default())
}

/// Returns whether a message that the stream knows by its id may be published again.
fn is_open(error: &PublishError) -> bool {
    let (status, code) = status_and_code(error);
    error.kind() == PublishErrorKind::TimedOut || may_repeat(status, code)
}

/// Publishes what has no other effect when it is published twice, until the stream has said whether it is stored.
pub(super) async fn repeat<F>(mut publish: impl FnMut() -> F) -> Result<(), PublishError>
where
    F: Future<Output = Result<(), PublishError>>,
{
    let mut pause = FIRST_PAUSE;
    for _ in 1..ATTEMPTS {
        match publish().await {
            Err(error) if is_open(&error) => {}
            published => return published,
        }
        wait(pause).await;
        pause *= 2;
    }
    publish().await
}

/// Waits.
pub(super) async fn wait(pause: Duration) {
    runtime::within(pause, std::future::pending::<()>()).await;
}

const NO_RESPONDERS: u16 = 503;
const ATTEMPTS: u32 = 6;
/// Doubled each time: 8 seconds in all, beside what answers take.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
