//! The kinds of flows.

/// What kind a flow is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It pulls without end, bounded by messages.
    Pull,
    /// It pulls without end, bounded by bytes.
    PullBytes,
    /// It fetches once.
    Fetch,
    /// It reads in order what is pushed.
    OrderedPush,
    /// It reads in order what it pulls.
    OrderedPull,
    /// It reads in order, fetch by fetch.
    OrderedFetches,
    /// It watches a bucket.
    Watch,
    /// It downloads an object.
    Download,
    /// It receives what a consumer pushes.
    Push,
}

pub(super) const KINDS: [Kind; 12] = [
    Kind::Pull,
    Kind::Pull,
    Kind::PullBytes,
    Kind::Fetch,
    Kind::OrderedPush,
    Kind::OrderedPush,
    Kind::OrderedPull,
    Kind::OrderedPull,
    Kind::OrderedFetches,
    Kind::Watch,
    Kind::Download,
    Kind::Push,
];

/// The heartbeat of consumers that push, in milliseconds.
pub(super) const PUSH_HEARTBEAT: u64 = 3_000;
