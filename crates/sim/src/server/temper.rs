//! How a server treats one connection: as it should, or as the worst peers do.

use crate::dice::Dice;

/// How a server treats one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// By the book.
    Honest,
    /// By the book, but its `INFO` takes this many milliseconds.
    Slow(u64),
    /// The socket cannot be opened.
    Refuses,
    /// The socket opens only after this many milliseconds: after the client has given up, a ghost.
    Ghost(u64),
    /// Accepts the socket and says nothing.
    Withholds,
    /// Answers as an HTTP server does.
    Http,
    /// Sends an `INFO` that is none.
    BadInfo,
    /// Never answers a `PING`.
    NoPong,
    /// Answers the handshake's `PING` and none after that.
    StopsPong,
    /// Answers some `PING` twice.
    DoublePong,
    /// After this many operations, says what is no operation.
    Garbage(u64),
    /// After this many messages, states a size that is off by this much.
    WrongLength(u64, i64),
    /// After this many messages, closes in the middle of one.
    CutsMessage(u64),
    /// After this many operations, sends an `-ERR`, and closes if so said.
    Complains(u64, bool),
}

impl Temper {
    /// One of those a hostile world has.
    pub fn hostile(dice: &mut Dice) -> Self {
        match dice.below(15) {
            0 => Self::Slow(dice.range(50, 3_000)),
            1 | 2 => Self::Refuses,
            3 => Self::Ghost(dice.range(1_000, 60_000)),
            4 => Self::Withholds,
            5 => Self::Http,
            6 => Self::BadInfo,
            7 => Self::NoPong,
            8 => Self::StopsPong,
            9 => Self::DoublePong,
            10 | 11 => Self::Garbage(dice.below(40)),
            12 => Self::WrongLength(dice.below(20), *dice.pick(&[-2, -1, 1, 2, 7])),
            13 => Self::CutsMessage(dice.below(20)),
            _ => Self::Complains(dice.below(20), dice.chance(50)),
        }
    }

    /// Whether all it says is true and in time.
    #[must_use]
    pub const fn is_honest(self) -> bool {
        matches!(self, Self::Honest | Self::Slow(_))
    }
}
