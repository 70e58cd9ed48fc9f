//! The names and values that NATS itself uses.

use super::HeaderName;

/// Declares a constant for each name.
macro_rules! names {
    ($($(#[$doc:meta])* $constant:ident = $name:literal;)+) => {
        $($(#[$doc])* pub const $constant: HeaderName = HeaderName::from_static($name);)+
    };
}

names! {
    /// The stream that a message was stored in.
    NATS_STREAM = "Nats-Stream";
    /// The message's number in its stream.
    NATS_SEQUENCE = "Nats-Sequence";
    /// When the message was stored.
    NATS_TIME_STAMP = "Nats-Time-Stamp";
    /// The subject that the message was stored under.
    NATS_SUBJECT = "Nats-Subject";
    /// The message's id, by which a stream knows it again.
    NATS_MESSAGE_ID = "Nats-Msg-Id";
    /// The stream, in a heartbeat.
    NATS_LAST_STREAM = "Nats-Last-Stream";
    /// The number, in its consumer, of the message delivered last.
    NATS_LAST_CONSUMER = "Nats-Last-Consumer";
    /// The number, in its stream, of the message delivered last; of a republished message, that of the one before it.
    NATS_LAST_SEQUENCE = "Nats-Last-Sequence";
    /// Store only if the last message of the subject has this number.
    NATS_EXPECTED_LAST_SUBJECT_SEQUENCE = "Nats-Expected-Last-Subject-Sequence";
    /// Store only if the stream's last message has this id.
    NATS_EXPECTED_LAST_MESSAGE_ID = "Nats-Expected-Last-Msg-Id";
    /// Store only if the stream's last message has this number.
    NATS_EXPECTED_LAST_SEQUENCE = "Nats-Expected-Last-Sequence";
    /// Store only if this stream has the subject.
    NATS_EXPECTED_STREAM = "Nats-Expected-Stream";
    /// How long the message is kept.
    NATS_MESSAGE_TTL = "Nats-TTL";
    /// Why a marker stands in a deleted message's place.
    NATS_MARKER_REASON = "Nats-Marker-Reason";
    /// Removes what the message replaces: `sub` the subject's messages, `all` the stream's.
    NATS_ROLLUP = "Nats-Rollup";
    /// When a scheduled message is published.
    NATS_SCHEDULE = "Nats-Schedule";
    /// The subject that a scheduled message is published to.
    NATS_SCHEDULE_TARGET = "Nats-Schedule-Target";
    /// How long a scheduled message is kept once it is published.
    NATS_SCHEDULE_TTL = "Nats-Schedule-TTL";
    /// The subject whose last message is published when it is time.
    NATS_SCHEDULE_SOURCE = "Nats-Schedule-Source";
    /// The time zone of a schedule.
    NATS_SCHEDULE_TIME_ZONE = "Nats-Schedule-Time-Zone";
    /// The rollup of a scheduled message.
    NATS_SCHEDULE_ROLLUP = "Nats-Schedule-Rollup";
    /// The schedule that a message was published by.
    NATS_SCHEDULER = "Nats-Scheduler";
    /// When the schedule publishes next, or `purge`.
    NATS_SCHEDULE_NEXT = "Nats-Schedule-Next";
    /// The batch that a message belongs to.
    NATS_BATCH_ID = "Nats-Batch-Id";
    /// The message's number in its batch, from 1.
    NATS_BATCH_SEQUENCE = "Nats-Batch-Sequence";
    /// Ends a batch, and stores it.
    NATS_BATCH_COMMIT = "Nats-Batch-Commit";
    /// The level of the API that a request needs.
    NATS_REQUIRED_API_LEVEL = "Nats-Required-Api-Level";
    /// The pin of the client that a consumer is pinned to.
    NATS_PIN_ID = "Nats-Pin-Id";
}

/// A value of [`NATS_BATCH_COMMIT`]: this message is the last one of the batch.
pub const NATS_BATCH_COMMIT_FINAL: &str = "1";
/// A value of [`NATS_BATCH_COMMIT`]: the batch ends before this message, which is not stored.
pub const NATS_BATCH_COMMIT_EOB: &str = "eob";
/// The value of [`NATS_SCHEDULE_ROLLUP`]: the published message replaces those of its subject.
pub const NATS_SCHEDULE_ROLLUP_SUB: &str = "sub";
/// A value of [`NATS_SCHEDULE`]: once a year.
pub const NATS_SCHEDULE_YEARLY: &str = "@yearly";
/// A value of [`NATS_SCHEDULE`]: once a month.
pub const NATS_SCHEDULE_MONTHLY: &str = "@monthly";
/// A value of [`NATS_SCHEDULE`]: once a week.
pub const NATS_SCHEDULE_WEEKLY: &str = "@weekly";
/// A value of [`NATS_SCHEDULE`]: once a day.
pub const NATS_SCHEDULE_DAILY: &str = "@daily";
/// A value of [`NATS_SCHEDULE`]: once an hour.
pub const NATS_SCHEDULE_HOURLY: &str = "@hourly";
