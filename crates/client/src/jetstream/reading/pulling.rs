//! How to pull from a consumer.

use crate::delay::millis;
use crate::driver::FlowHandle;
use crate::jetstream::Context;
use crate::jetstream::consumer::Info;
use crate::jetstream::consumer::pull::BatchConfig;
use nats_web_jetstream::flows::{Amount, FlowError, Pull, PullKind};
use std::time::Duration;

/// How to pull from a consumer: what a flow is told, with texts of its own.
#[derive(Debug, Clone)]
pub(crate) struct Pulling {
    stream: String,
    consumer: String,
    kind: PullKind,
    config: BatchConfig,
    is_pinned: bool,
}

impl Pulling {
    /// Checks what a server would refuse or never answer.
    ///
    /// # Errors
    /// What is wrong with `config`.
    pub(crate) fn new(config: BatchConfig, kind: PullKind, info: &Info, is_pinned: bool) -> Result<Self, FlowError> {
        let (stream, consumer) = (info.stream_name.clone(), info.name.clone());
        let pulling = Self { stream, consumer, kind, config, is_pinned };
        pulling.pull("$JS.API").check()?;
        Ok(pulling)
    }

    pub(crate) fn begin(&self, context: &Context) -> Result<FlowHandle, FlowError> {
        let pull = self.pull(context.prefix()?.as_str());
        super::begin(context, |flows, session, now| flows.pull(session, now, &pull))
    }

    /// Returns the same for a flow. That of an ordered flow needs no prefix.
    pub(crate) fn pull<'a>(&'a self, prefix: &'a str) -> Pull<'a> {
        let Self { stream, consumer, kind, config, is_pinned } = self;
        let max = Amount { messages: config.batch as u64, bytes: config.max_bytes as u64 };
        Pull {
            prefix,
            stream,
            consumer,
            kind: *kind,
            max,
            threshold: Amount { messages: max.messages / 2, bytes: max.bytes / 2 },
            expires: millis(config.expires.unwrap_or_default()),
            idle_heartbeat: millis(config.idle_heartbeat),
            no_wait: config.no_wait,
            group: config.group.as_deref().unwrap_or_default(),
            min_pending: config.min_pending.unwrap_or_default() as u64,
            min_ack_pending: config.min_ack_pending.unwrap_or_default() as u64,
            priority: config.priority.map(|priority| u8::try_from(priority).unwrap_or(u8::MAX)),
            is_pinned: *is_pinned,
            ..Pull::default()
        }
    }
}

/// Returns no more messages than a consumer lets be asked for at a time.
pub(crate) fn clamp_batch(batch: usize, max_batch: i64) -> usize {
    match usize::try_from(max_batch) {
        Ok(most) if most > 0 && (batch == 0 || batch > most) => most,
        _ => batch,
    }
}

/// Returns no more time than a consumer lets a request wait.
pub(crate) fn clamp_expires(expires: Duration, max_expires: Duration) -> Duration {
    if max_expires.is_zero() { expires } else { expires.min(max_expires) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_keeps_to_the_limits_of_the_consumer() {
        assert_eq!([clamp_batch(200, 0), clamp_batch(200, -1), clamp_batch(200, 300)], [200; 3]);
        assert_eq!([clamp_batch(200, 100), clamp_batch(0, 100)], [100; 2], "any number is too many");
        let [short, long] = [5, 30].map(Duration::from_secs);
        assert_eq!([clamp_expires(long, short), clamp_expires(short, long)], [short; 2]);
        assert_eq!(clamp_expires(long, Duration::ZERO), long);
    }
}
