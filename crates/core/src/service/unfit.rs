//! Why something may not be called what it was to be called.

use core::fmt;

/// What is to be called something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A service.
    Service,
    /// The queue group of a service.
    Queue,
    /// An endpoint.
    Endpoint,
    /// The service that a monitoring request is for.
    Kind,
    /// The instance that a monitoring request is for.
    Instance,
    /// An endpoint's subject.
    Subject,
    /// A group.
    Group,
}

/// Why it may not be called that: the caller's mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// A name is empty.
    Empty(Part),
    /// A name has, first at this byte, what is no ASCII letter, digit, `-` or `_`.
    Name(Part, usize),
    /// A version has no three numbers with dots between them.
    Version,
    /// A subject has a blank.
    Blank(Part),
    /// A subject has the wildcard `>` where it may not: in an endpoint's it may only be last.
    Tail(Part),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(part) => write!(f, "the name of {part} is empty"),
            Self::Name(part, at) => {
                write!(f, "the name of {part} has at byte {at} something else than letters, digits, '-' and '_'")
            }
            Self::Version => f.write_str("the version is not of the form 1.2.3"),
            Self::Blank(part) => write!(f, "the subject of {part} has a blank"),
            Self::Tail(part) => write!(f, "the subject of {part} has a '>' where it must not"),
        }
    }
}

impl core::error::Error for Unfit {}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Service | Self::Kind => "a service",
            Self::Queue => "a queue group",
            Self::Endpoint | Self::Subject => "an endpoint",
            Self::Instance => "an instance",
            Self::Group => "a group",
        })
    }
}
