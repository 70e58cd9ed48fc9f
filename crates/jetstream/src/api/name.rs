//! What names of streams, consumers and buckets may be, and why one is refused.

use core::fmt;
use nats_web_core::subject::SubjectError;

/// What a refused name or subject was for.
///
/// ```
/// use nats_web_jetstream::api::Part;
///
/// assert_eq!(Part::Durable.name(), "durable");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum Part {
    /// A stream.
    Stream,
    /// A consumer.
    Consumer,
    /// A durable consumer.
    Durable,
    /// The subjects of a consumer, with wildcards.
    Filter,
    /// The subject of a message.
    Subject,
    /// The prefix of all subjects of the API.
    Prefix,
    /// A domain, of which the prefix is made.
    Domain,
    /// A key-value or object bucket.
    Bucket,
    /// A key of a key-value bucket.
    Key,
    /// Keys of a key-value bucket, with wildcards.
    KeyFilter,
    /// An object.
    Object,
}

impl Part {
    /// Returns the word for it in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Consumer => "consumer",
            Self::Durable => "durable",
            Self::Filter => "filter",
            Self::Subject => "subject",
            Self::Prefix => "prefix",
            Self::Domain => "domain",
            Self::Bucket => "bucket",
            Self::Key => "key",
            Self::KeyFilter => "key filter",
            Self::Object => "object",
        }
    }
}

/// A name or subject that was refused: the caller's mistake; nothing was sent.
///
/// ```
/// use nats_web_jetstream::api::{NameError, NameFault, Part, check_name};
///
/// let refused = NameError { part: Part::Stream, fault: NameFault::Character { at: 3, character: '.' } };
/// assert_eq!(check_name(Part::Stream, "new.orders"), Err(refused));
/// assert_eq!(refused.to_string(), "invalid stream name - stream name cannot contain '.'");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameError {
    /// What it was for.
    pub part: Part,
    /// What is wrong with it.
    pub fault: NameFault,
}

/// What is wrong with a name.
///
/// ```
/// use nats_web_jetstream::api::{NameFault, Part, check_name};
///
/// assert_eq!(check_name(Part::Durable, "").map_err(|error| error.fault), Err(NameFault::Empty));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum NameFault {
    /// There are no characters at all.
    Empty,
    /// A character that may not stand there.
    Character {
        /// The character, the first of its kind.
        character: char,
        /// Its position in bytes.
        at: usize,
    },
    /// It is no subject.
    Subject(SubjectError),
}

/// Checks the name of a stream or consumer: not empty, no `.`, `*`, `>`, `/`, `\`, space or control character.
///
/// # Errors
/// The first fault from the left, of a name for `part`.
pub fn check_name(part: Part, name: &str) -> Result<(), NameError> {
    let is_free =
        |character: char| !character.is_ascii_control() && !matches!(character, ' ' | '.' | '*' | '>' | '/' | '\\');
    check_characters(part, name, is_free)
}

/// Checks that `name` is not empty and consists of characters that `is_free` takes.
pub(crate) fn check_characters(part: Part, name: &str, is_free: fn(char) -> bool) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError { part, fault: NameFault::Empty });
    }
    match name.char_indices().find(|&(_, character)| !is_free(character)) {
        Some((at, character)) => Err(NameError { part, fault: NameFault::Character { character, at } }),
        None => Ok(()),
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.part.name();
        match self.fault {
            NameFault::Empty => write!(f, "{name} name required"),
            NameFault::Character { character, .. } => {
                write!(f, "invalid {name} name - {name} name cannot contain '")?;
                // A quote and a backslash are shown as they are.
                if character.is_control() {
                    write!(f, "{}'", character.escape_default())
                } else {
                    write!(f, "{character}'")
                }
            }
            NameFault::Subject(error) => write!(f, "the {name} {error}"),
        }
    }
}

impl core::error::Error for NameError {}
