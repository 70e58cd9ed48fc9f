//! Messages in order, from a consumer that was created for it and those that follow it.

use super::{Pulling, begin};
use crate::datetime::to_rfc3339;
use crate::delay::millis;
use crate::driver::{FlowHandle, FlowItem, FlowOver};
use crate::jetstream::consumer::{Config, Info};
use crate::jetstream::{Context, Message};
use nats_web_jetstream::flows::{Adopted, FlowError, Ordered, OrderedFeed};
use std::task::{Context as Task, Poll, ready};

/// A reader. It begins when it is first polled.
#[derive(Debug)]
pub(crate) struct Reading {
    context: Context,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    Resting(Box<Plan>),
    Live(FlowHandle),
    Over,
}

/// What a reader begins with.
#[derive(Debug)]
pub(crate) struct Plan {
    stream: String,
    consumer: String,
    /// The stream sequence that the server named as the last one delivered.
    delivered: u64,
    /// When it was created, as RFC 3339 has it.
    created: String,
    /// The configuration of the consumers: the JSON text of an object.
    config: String,
    feed: Feed,
}

/// How the messages come.
#[derive(Debug)]
pub(crate) enum Feed {
    Pull(Pulling),
    Push {
        deliver_subject: String,
        /// Milliseconds.
        idle_heartbeat: u64,
    },
}

/// Why a reader is over.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not begin.
    Unfit(FlowError),
    Over(FlowOver),
}

impl Plan {
    /// Returns a plan for the consumer that `info` tells of, and for those that follow it, which are as `config` says.
    pub(crate) fn new(info: &Info, config: &Config, feed: Feed) -> Result<Self, serde_json::Error> {
        Ok(Self {
            stream: info.stream_name.clone(),
            consumer: info.name.clone(),
            delivered: info.delivered.stream_sequence,
            created: to_rfc3339(info.created),
            config: serde_json::to_string(config)?,
            feed,
        })
    }

    fn begin(&self, context: &Context) -> Result<FlowHandle, FlowError> {
        let (feed, deliver_subject) = match &self.feed {
            Feed::Pull(pulling) => (OrderedFeed::Pull(pulling.pull("")), ""),
            Feed::Push { deliver_subject, idle_heartbeat } => {
                (OrderedFeed::Push { idle_heartbeat: *idle_heartbeat }, deliver_subject.as_str())
            }
        };
        let ordered = Ordered {
            prefix: context.prefix()?.as_str(),
            stream: &self.stream,
            config: &self.config,
            inactive_threshold: super::INACTIVE,
            feed,
            timeout: millis(context.answer_timeout()),
            ..Ordered::default()
        };
        let adopted =
            Adopted { consumer: &self.consumer, deliver_subject, delivered: self.delivered, created: &self.created };
        begin(context, |flows, session, now| flows.adopt(session, now, &ordered, &adopted))
    }
}

impl Reading {
    pub(crate) fn new(context: Context, plan: Plan) -> Self {
        Self { context, phase: Phase::Resting(plan.into()) }
    }

    /// Begins now.
    pub(crate) fn begin(&mut self) -> Result<(), FlowError> {
        if let Phase::Resting(plan) = &self.phase {
            self.phase = Phase::Live(plan.begin(&self.context)?);
        }
        Ok(())
    }

    /// Returns the next message. What a flow mends by itself is not told.
    pub(crate) fn poll_next(&mut self, cx: &mut Task<'_>) -> Poll<Option<Result<Message, Failure>>> {
        if let Err(error) = self.begin() {
            self.phase = Phase::Over;
            return Poll::Ready(Some(Err(Failure::Unfit(error))));
        }
        while let Phase::Live(flow) = &mut self.phase {
            match ready!(flow.poll_next(cx)) {
                Some(FlowItem::Message(message)) => {
                    return Poll::Ready(Some(Ok(Message { message: message.into(), context: self.context.clone() })));
                }
                Some(FlowItem::Notice(_)) => {}
                None => {
                    let failure = flow.over().filter(FlowOver::is_error);
                    self.phase = Phase::Over;
                    return Poll::Ready(failure.map(|over| Err(Failure::Over(over))));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl Feed {
    pub(crate) fn push(config: &Config) -> Self {
        Self::Push {
            deliver_subject: config.deliver_subject.clone().unwrap_or_default(),
            idle_heartbeat: if config.idle_heartbeat.is_zero() { HEARTBEAT } else { millis(config.idle_heartbeat) },
        }
    }
}

/// Milliseconds between two heartbeats, of all consumers but a first one that has none.
const HEARTBEAT: u64 = 5_000;
