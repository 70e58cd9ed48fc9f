//! Messages of a stream in order, from a consumer that comes and goes with its reader: what watches, lists and reads
//! buckets and objects.

use crate::delay::millis;
use crate::driver::{FlowHandle, FlowItem, FlowOver};
use crate::jetstream::{Context, Message};
use nats_web_jetstream::flows::{FlowEnd, FlowError, NoticeKind, Ordered, OrderedFeed};
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::task::{Context as Task, Poll};

/// What is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) stream: &'a str,
    /// The configuration of the consumer: the JSON text of an object.
    pub(crate) config: &'a str,
}

/// A reader.
#[derive(Debug)]
pub(crate) struct Following {
    context: Context,
    flow: FlowHandle,
    /// What came before the consumer was known to be there.
    early: VecDeque<Followed>,
}

/// What a reader has next.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "most are messages")]
pub(crate) enum Followed {
    Message(Message),
    /// A consumer is there, which had this many messages to deliver and had delivered that many.
    Created {
        pending: u64,
        delivered: u64,
    },
    /// The consumer is lost, and will be followed by another one that goes on where it ended.
    Reset,
    /// The consumer has nothing to deliver, and all that it has delivered has come.
    Idle,
}

/// Why a reader could not begin.
#[derive(Debug)]
pub(crate) enum FollowError {
    TimedOut,
    /// The caller's mistake.
    Unfit(FlowError),
    /// The server's refusal.
    Refused(FlowOver),
}

impl fmt::Display for FollowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("timed out"),
            Self::Unfit(error) => error.fmt(f),
            Self::Refused(over) => over.fmt(f),
        }
    }
}

impl std::error::Error for FollowError {}

impl From<FlowOver> for FollowError {
    fn from(over: FlowOver) -> Self {
        // Without a code nobody has said anything.
        if over.end == FlowEnd::GivenUp && over.code == 0 { Self::TimedOut } else { Self::Refused(over) }
    }
}

impl Following {
    /// Begins to read. Resolves once the consumer is there.
    pub(crate) async fn open(context: &Context, source: Source<'_>) -> Result<Self, FollowError> {
        let mut following = Self::begin(context, source).map_err(FollowError::Unfit)?;
        following.created().await?;
        Ok(following)
    }

    /// Begins to read.
    pub(crate) fn begin(context: &Context, source: Source<'_>) -> Result<Self, FlowError> {
        let Source { stream, config } = source;
        let timeout = millis(context.answer_timeout());
        let ordered = Ordered {
            prefix: context.prefix()?.as_str(),
            stream,
            config,
            inactive_threshold: super::INACTIVE,
            feed: OrderedFeed::Push { idle_heartbeat: HEARTBEAT },
            // A bucket that is gone is not waited for.
            aborts_on_missing: true,
            first_within: timeout,
            timeout,
            ..Ordered::default()
        };
        let flow = super::begin(context, |flows, session, now| flows.ordered(session, now, &ordered))?;
        Ok(Self { context: context.clone(), flow, early: VecDeque::new() })
    }

    /// Waits for the consumer.
    async fn created(&mut self) -> Result<(), FollowError> {
        loop {
            let Some(item) = poll_fn(|cx| self.flow.poll_next(cx)).await else {
                return Err(self.how_it_ended().into());
            };
            let item = self.followed(item);
            if let Some(created @ Followed::Created { .. }) = item {
                // How many there are is known before the first of them, which may have come in the same frame.
                self.early.push_front(created);
                return Ok(());
            }
            self.early.extend(item);
        }
    }

    /// Returns what comes next; `None` once it is over.
    pub(crate) fn poll_next(&mut self, cx: &mut Task<'_>) -> Poll<Option<Followed>> {
        if let Some(item) = self.early.pop_front() {
            return Poll::Ready(Some(item));
        }
        loop {
            match std::task::ready!(self.flow.poll_next(cx)) {
                Some(item) => {
                    if let Some(item) = self.followed(item) {
                        return Poll::Ready(Some(item));
                    }
                }
                None => return Poll::Ready(None),
            }
        }
    }

    /// Returns why it is over, if something went wrong.
    pub(crate) fn failure(&self) -> Option<FlowOver> {
        self.flow.over().filter(FlowOver::is_error)
    }

    fn how_it_ended(&self) -> FlowOver {
        self.flow.over().unwrap_or(FlowOver { end: FlowEnd::Closed, code: 0, text: "".into() })
    }

    fn followed(&self, item: FlowItem) -> Option<Followed> {
        match item {
            FlowItem::Message(message) => {
                Some(Followed::Message(Message { message: message.into(), context: self.context.clone() }))
            }
            FlowItem::Notice(notice) => match notice.kind {
                NoticeKind::Created | NoticeKind::Recreated => {
                    Some(Followed::Created { pending: notice.a, delivered: notice.b })
                }
                NoticeKind::Reset => Some(Followed::Reset),
                NoticeKind::Idle => Some(Followed::Idle),
                _ => None,
            },
        }
    }
}

/// Milliseconds between two heartbeats of the consumer.
const HEARTBEAT: u64 = 5_000;
