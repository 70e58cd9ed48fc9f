//! The queue between a flow in the run loop and whoever holds the flow.

use crate::message::RawMessage;
use crate::queue::{Queue, Weigh};
use nats_web_jetstream::flows::{FlowEnd, NoticeKind};
use std::sync::Arc;

/// Where the messages and notices of a flow wait.
pub(crate) type FlowQueue = Queue<FlowItem, FlowOver>;

/// What a flow has for whoever holds it, in order.
#[derive(Debug)]
pub(crate) enum FlowItem {
    Message(RawMessage),
    Notice(Box<Notice>),
}

/// Something that happened to a flow, and that it copes with.
#[derive(Debug)]
#[cfg_attr(not(any(feature = "kv", feature = "object-store")), allow(dead_code, reason = "only readers look closer"))]
pub(crate) struct Notice {
    pub(crate) kind: NoticeKind,
    /// The first number; see the kind.
    pub(crate) a: u64,
    /// The second number; see the kind.
    pub(crate) b: u64,
    /// The text; see the kind.
    pub(crate) text: String,
}

/// How a flow ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FlowOver {
    pub(crate) end: FlowEnd,
    /// The error code of the API or of the status; 0 if there is none.
    pub(crate) code: u32,
    /// The server's words, if it said any.
    pub(crate) text: Arc<str>,
}

impl Weigh for FlowItem {
    fn weight(&self) -> usize {
        match self {
            Self::Message(message) => message.weight(),
            Self::Notice(_) => 0,
        }
    }
}

impl FlowItem {
    pub(super) fn is_notice(&self) -> bool {
        matches!(self, Self::Notice(_))
    }

    pub(super) fn is_notice_of(&self, kind: NoticeKind) -> bool {
        matches!(self, Self::Notice(notice) if notice.kind == kind)
    }
}
