//! What a run has to say: its trace, and the first invariant it found broken.

use std::fmt;

/// The words of one run.
#[derive(Debug)]
pub struct Report {
    input: Vec<u8>,
    is_of_flows: bool,
    tracing: bool,
    /// The present moment, for the trace.
    pub now: u64,
    lines: Vec<String>,
    fault: Option<String>,
    counts: Counts,
}

/// How much a run has seen: a run that sees nothing proves nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages handed out to the caller.
    pub delivered: u64,
    /// Publishes and requests accepted.
    pub accepted: u64,
    /// Publishes and requests that a server has read.
    pub published: u64,
    /// Answers that requests got.
    pub answered: u64,
    /// Requests for several answers that had them.
    pub over: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Flushes that the server has confirmed.
    pub flushed: u64,
    /// Dials.
    pub dials: u64,
    /// Handshakes.
    pub connected: u64,
    /// Payloads that the client assembled, or sent, in pieces.
    pub large: u64,
    /// Flows that were begun.
    pub flows: u64,
    /// Messages that flows have handed over.
    pub handed_over: u64,
    /// Consumers that flows have made anew.
    pub resets: u64,
    /// Objects that were put.
    pub put: u64,
    /// Requests of flows.
    pub asked: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.accepted += other.accepted;
        self.published += other.published;
        self.answered += other.answered;
        self.over += other.over;
        self.failed += other.failed;
        self.flushed += other.flushed;
        self.dials += other.dials;
        self.connected += other.connected;
        self.large += other.large;
        self.flows += other.flows;
        self.handed_over += other.handed_over;
        self.resets += other.resets;
        self.put += other.put;
        self.asked += other.asked;
    }
}

impl Report {
    /// An empty report of the run in which `input` decides; `tracing` to keep its every step.
    #[must_use]
    pub fn new(input: &[u8], tracing: bool) -> Self {
        Self {
            input: input.to_vec(),
            is_of_flows: false,
            tracing,
            now: 0,
            lines: Vec::new(),
            fault: None,
            counts: Counts::default(),
        }
    }

    /// The same of a run with flows.
    #[must_use]
    pub fn of_flows(input: &[u8], tracing: bool) -> Self {
        Self { is_of_flows: true, ..Self::new(input, tracing) }
    }

    /// Adds a step to the trace, if one is kept.
    pub fn note(&mut self, line: impl FnOnce() -> String) {
        if self.tracing {
            let (now, line) = (self.now, line());
            self.lines.push(format!("{:>6}.{:03} {line}", now / 1000, now % 1000));
        }
    }

    /// Takes note of an invariant found broken; the first one counts.
    pub fn fault(&mut self, what: impl fmt::Display) {
        self.note(|| format!("FAULT {what}"));
        self.fault.get_or_insert_with(|| what.to_string());
    }

    /// Takes note of an invariant: broken unless `holds`.
    pub fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.fault(what());
        }
    }

    /// Whether an invariant was found broken.
    #[must_use]
    pub fn is_faulty(&self) -> bool {
        self.fault.is_some()
    }

    /// How much the run has seen so far.
    pub fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }

    /// The steps, one a line.
    #[must_use]
    pub fn trace(&self) -> &[String] {
        &self.lines
    }

    /// The end of the run.
    ///
    /// # Errors
    /// The invariant found broken.
    pub fn verdict(self) -> Result<Counts, Failure> {
        match self.fault {
            None => Ok(self.counts),
            Some(what) => {
                let Self { input, is_of_flows, now: at, lines: trace, .. } = self;
                Err(Failure { input, is_of_flows, at, what, trace })
            }
        }
    }
}

/// An invariant found broken.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What decided: a seed of eight bytes, or that and more.
    pub input: Vec<u8>,
    /// Whether it is a run with flows.
    pub is_of_flows: bool,
    /// When, in virtual milliseconds.
    pub at: u64,
    /// Which invariant, and how.
    pub what: String,
    /// The steps up to there, if they were kept.
    pub trace: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = self.input.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let option = match <[u8; 8]>::try_from(self.input.as_slice()) {
            Ok(seed) => format!("--seed {}", u64::from_le_bytes(seed)),
            Err(_) => format!("--hex '{hex}'"),
        };
        let flows = if self.is_of_flows { " --flows" } else { "" };
        writeln!(f, "at {} ms: {}", self.at, self.what)?;
        write!(f, "replay: cargo run -p nats-web-sim --{flows} {option} --trace")
    }
}

impl std::error::Error for Failure {}
