//! The link of one dial: two pipes that delay, split, join, and break at any byte.

use std::collections::VecDeque;

use crate::dice::Dice;

/// How a link treats what passes through it.
#[derive(Debug, Clone, Copy)]
pub struct LinkProfile {
    /// Least delay of a piece, in milliseconds.
    pub latency: u64,
    /// At most this much is added at random.
    pub jitter: u64,
    /// What is sent at once is cut into pieces of at most about this many bytes; 0 for no cuts.
    pub piece: u64,
    /// Whether pieces that have arrived by the same moment are handed over as one.
    pub joins: bool,
    /// How many links in a hundred break by themselves, at a random byte of either direction.
    pub breaks: u64,
}

impl LinkProfile {
    /// A millisecond away, in one piece, never broken.
    #[must_use]
    pub const fn calm() -> Self {
        Self { latency: 1, jitter: 0, piece: 0, joins: true, breaks: 0 }
    }

    /// One of those that a seed may meet.
    pub fn random(dice: &mut Dice) -> Self {
        Self {
            latency: *dice.pick(&[0, 1, 5, 30, 150]),
            jitter: *dice.pick(&[0, 0, 3, 40, 400]),
            piece: *dice.pick(&[0, 0, 7, 100, 4096, 70_000]),
            joins: dice.chance(60),
            breaks: *dice.pick(&[0, 20, 60]),
        }
    }
}

/// What a pipe hands over.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The bytes that have arrived; may be empty.
    pub bytes: Vec<u8>,
    /// Whether the sender has closed, after these bytes.
    pub ended: bool,
    /// Whether the link broke at the last of these bytes.
    pub broke: bool,
}

/// One direction of a link.
#[derive(Debug)]
pub struct Pipe {
    profile: LinkProfile,
    in_flight: VecDeque<Piece>,
    last_arrival: u64,
    passed: u64,
    breaks_at: Option<u64>,
    silent: bool,
}

#[derive(Debug)]
struct Piece {
    at: u64,
    bytes: Vec<u8>,
    end: bool,
}

impl Pipe {
    /// An empty pipe; whether and where it breaks is decided here.
    pub fn new(profile: LinkProfile, dice: &mut Dice) -> Self {
        let bound = *dice.pick(&[200, 3_000, 50_000, 400_000]);
        let breaks_at = dice.chance(profile.breaks).then(|| dice.below(bound));
        Self { profile, in_flight: VecDeque::new(), last_arrival: 0, passed: 0, breaks_at, silent: false }
    }

    /// Puts `bytes` in; gives the moments at which something arrives.
    pub fn send(&mut self, now: u64, bytes: &[u8], dice: &mut Dice) -> Vec<u64> {
        let mut moments = Vec::new();
        let mut rest = bytes;
        // Bounds the pieces of one send, or a large payload would be the whole run.
        let least = bytes.len() as u64 / MOST_PIECES;
        while !rest.is_empty() {
            let piece = 1 + dice.below(self.profile.piece * 2) + dice.below(least * 2 + 1);
            let most = if self.profile.piece == 0 { rest.len() as u64 } else { piece };
            let (piece, left) = rest.split_at(rest.len().min(most as usize));
            rest = left;
            moments.push(self.push(now, piece.to_vec(), false, dice));
        }
        moments
    }

    /// The sender closes; gives the moment at which the other end learns of it.
    pub fn end(&mut self, now: u64, dice: &mut Dice) -> u64 {
        self.push(now, Vec::new(), true, dice)
    }

    /// Nothing passes any more and neither end learns of it.
    pub fn silence(&mut self) {
        self.silent = true;
        self.in_flight.clear();
    }

    /// From now on it is calm.
    pub fn remove_faults(&mut self) {
        self.breaks_at = None;
        self.profile = LinkProfile::calm();
    }

    /// What has arrived by `now`: one piece, or all of them if the link joins.
    pub fn arrive(&mut self, now: u64) -> Arrival {
        let mut arrival = Arrival::default();
        while self.in_flight.front().is_some_and(|piece| piece.at <= now) {
            let Some(piece) = self.in_flight.pop_front() else { break };
            arrival.ended |= piece.end;
            arrival.bytes.extend_from_slice(&piece.bytes);
            if !self.profile.joins || arrival.ended {
                break;
            }
        }
        self.passed += arrival.bytes.len() as u64;
        if let Some(limit) = self.breaks_at.filter(|&limit| limit < self.passed) {
            let beyond = (self.passed - limit) as usize;
            arrival.bytes.truncate(arrival.bytes.len().saturating_sub(beyond));
            arrival.broke = true;
            self.breaks_at = None;
            self.silence();
        }
        arrival
    }

    fn push(&mut self, now: u64, bytes: Vec<u8>, end: bool, dice: &mut Dice) -> u64 {
        let delay = self.profile.latency + dice.below(self.profile.jitter + 1);
        self.last_arrival = self.last_arrival.max(now + delay);
        if !self.silent {
            self.in_flight.push_back(Piece { at: self.last_arrival, bytes, end });
        }
        self.last_arrival
    }
}

/// The link of one dial.
#[derive(Debug)]
pub struct Link {
    /// The server it leads to.
    pub server: usize,
    /// What the server says.
    pub down: Pipe,
    /// What the client says.
    pub up: Pipe,
    /// Whether the client's end is open, or still being opened.
    pub client_open: bool,
    /// Whether bytes were lost on it, or may have been.
    pub damaged: bool,
}

impl Link {
    /// A link to the server with index `server`.
    pub fn new(server: usize, profile: LinkProfile, dice: &mut Dice) -> Self {
        let (down, up) = (Pipe::new(profile, dice), Pipe::new(profile, dice));
        Self { server, down, up, client_open: true, damaged: false }
    }

    /// Nothing passes any more in either direction and neither end learns of it.
    pub fn silence(&mut self) {
        self.damaged = true;
        self.down.silence();
        self.up.silence();
    }

    /// From now on it is calm.
    pub fn remove_faults(&mut self) {
        self.down.remove_faults();
        self.up.remove_faults();
    }
}

/// About as many pieces one send is cut into at most.
const MOST_PIECES: u64 = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn through(profile: LinkProfile, seed: u64) -> (Vec<u8>, bool) {
        let mut dice = Dice::new(seed);
        let mut pipe = Pipe::new(profile, &mut dice);
        let sent: Vec<u8> = (0..=255).collect();
        let mut moments = pipe.send(10, &sent, &mut dice);
        moments.push(pipe.end(10, &mut dice));
        let mut got = Vec::new();
        let mut ended = false;
        for moment in moments {
            let arrival = pipe.arrive(moment);
            got.extend_from_slice(&arrival.bytes);
            ended |= arrival.ended || arrival.broke;
        }
        (got, ended)
    }

    #[test]
    fn nothing_is_lost_reordered_or_made_up_unless_the_link_breaks() {
        let sent: Vec<u8> = (0..=255).collect();
        for seed in 0..300 {
            let profile = LinkProfile { breaks: 0, ..LinkProfile::random(&mut Dice::new(seed)) };
            assert_eq!(through(profile, seed), (sent.clone(), true), "seed {seed}");
            let (got, ended) = through(LinkProfile { breaks: 100, ..profile }, seed);
            assert!(sent.starts_with(&got) && ended, "seed {seed}");
        }
    }
}
