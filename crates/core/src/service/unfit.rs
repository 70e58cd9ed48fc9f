//! Why a name, version or subject of a service was refused.

use core::fmt;

/// What a refused name or subject was for.
///
/// ```
/// use nats_web_core::service::{Group, Part, Queue, Unfit};
///
/// let refused = Group::root(Queue::None).endpoint("price", "two words", Queue::None);
/// assert_eq!(refused, Err(Unfit::Blank(Part::Subject)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
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

/// Why a name, version or subject of a service was refused: the caller's mistake.
///
/// ```
/// use nats_web_core::service::{Group, Part, Queue, Unfit};
///
/// let refused = Group::root(Queue::None).endpoint("", "", Queue::None);
/// assert_eq!(refused, Err(Unfit::Empty(Part::Endpoint)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum Unfit {
    /// A name is empty.
    Empty(Part),
    /// A name has a byte that is no ASCII letter, digit, `-` or `_`; the first one stands at this position.
    Name(Part, usize),
    /// A version does not contain three numbers with dots between them.
    Version,
    /// A subject has a blank.
    Blank(Part),
    /// A subject has the wildcard `>` where it may not: it may only end the subject of an endpoint.
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
