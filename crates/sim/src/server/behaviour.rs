//! How a server treats one connection: as it should, or as the worst peers do.

use crate::dice::Dice;

/// How a server treats one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// By the book.
    Honest,
    /// By the book, but its `INFO` takes this many milliseconds.
    Slow(u64),
    /// The socket cannot be opened.
    Refuses,
    /// The socket opens only after this many milliseconds: after the client has given up.
    OpensLate(u64),
    /// Accepts the socket and says nothing.
    Withholds,
    /// Answers as an HTTP server does.
    Http,
    /// Sends an `INFO` that is none.
    BadInfo,
    /// Sends something made up right after its `INFO`, as somebody in between could.
    Injects,
    /// Never answers a `PING`.
    NoPong,
    /// Answers the handshake's `PING` and none after that.
    StopsPong,
    /// Answers some `PING` twice.
    DoublePong,
    /// After this many operations, sends what is no operation, of several kinds by that number.
    Garbage(u64),
    /// After this many messages, states a size that is off by this much.
    WrongLength(u64, i64),
    /// After this many messages, closes in the middle of one.
    CutsMessage(u64),
    /// After this many operations, sends something made up with every second one.
    Invents(u64),
    /// After this many operations, flips a bit of every third thing it sends.
    Corrupts(u64),
    /// After this many operations, sends an `-ERR`, and closes if so said.
    Complains(u64, bool),
}

impl Behaviour {
    /// One of those a hostile world has.
    pub fn hostile(dice: &mut Dice) -> Self {
        match dice.below(19) {
            0 => Self::Slow(dice.range(50, 3_000)),
            1 | 2 => Self::Refuses,
            3 => Self::OpensLate(dice.range(1_000, 60_000)),
            4 => Self::Withholds,
            5 => Self::Http,
            6 => Self::BadInfo,
            7 => Self::NoPong,
            8 => Self::StopsPong,
            9 => Self::DoublePong,
            10 | 11 => Self::Garbage(dice.below(40)),
            12 => Self::WrongLength(dice.below(20), *dice.pick(&[-2, -1, 1, 2, 7])),
            18 => Self::Injects,
            17 => Self::CutsMessage(dice.below(20)),
            13 | 14 => Self::Invents(dice.below(20)),
            15 | 16 => Self::Corrupts(dice.below(20)),
            _ => Self::Complains(dice.below(20), dice.chance(50)),
        }
    }

    /// Each behaviour once or a few times, as [`parse`](Self::parse) reads it: what every face is to get over.
    pub const EXAMPLES: [&str; 25] = [
        "honest",
        "slow 50",
        "refuses",
        "opens-late 400",
        "withholds",
        "http",
        "bad-info",
        "no-pong",
        "stops-pong",
        "double-pong",
        "garbage 8",
        "garbage 9",
        "garbage 10",
        "garbage 11",
        "garbage 12",
        "garbage 13",
        "garbage 14",
        "garbage 15",
        "wrong-length 3 -1",
        "wrong-length 3 7",
        "cuts-message 3",
        "invents 3",
        "corrupts 3",
        "complains 3 0",
        "complains 3 1",
    ];

    /// The behaviour of a name and its numbers, as in `wrong-length 3 -1`; those that are not given are 0.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let name = words.next()?;
        let numbers: Vec<i64> = words.map(|word| word.parse().ok()).collect::<Option<_>>()?;
        let number = |at| numbers.get(at).copied().unwrap_or(0);
        let first = u64::try_from(number(0)).ok()?;
        Some(match name {
            "honest" => Self::Honest,
            "slow" => Self::Slow(first),
            "refuses" => Self::Refuses,
            "opens-late" => Self::OpensLate(first),
            "withholds" => Self::Withholds,
            "http" => Self::Http,
            "bad-info" => Self::BadInfo,
            "injects" => Self::Injects,
            "no-pong" => Self::NoPong,
            "stops-pong" => Self::StopsPong,
            "double-pong" => Self::DoublePong,
            "garbage" => Self::Garbage(first),
            "wrong-length" => Self::WrongLength(first, number(1)),
            "cuts-message" => Self::CutsMessage(first),
            "invents" => Self::Invents(first),
            "corrupts" => Self::Corrupts(first),
            "complains" => Self::Complains(first, number(1) != 0),
            _ => return None,
        })
    }

    /// Whether it may send what is well-formed and not so.
    #[must_use]
    pub const fn lies(self) -> bool {
        matches!(self, Self::Invents(_) | Self::Corrupts(_) | Self::Injects)
    }

    /// Whether all it says is true and in time.
    #[must_use]
    pub const fn is_honest(self) -> bool {
        matches!(self, Self::Honest | Self::Slow(_))
    }
}
