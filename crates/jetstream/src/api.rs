//! The subjects of requests to the JetStream API, and what the names in them may be.
//!
//! Source: ADR-1, ADR-31, and what nats-server subscribes to.

mod name;
mod prefix;

use alloc::string::String;
use nats_web_core::subject::{check_publish, check_subscribe};

pub use name::{NameError, NameFault, Part, check_name};
pub use prefix::Prefix;

/// What a request asks for.
///
/// ```
/// use nats_web_jetstream::api::{Part, Verb};
///
/// assert_eq!(Verb::ConsumerInfo.words(), "CONSUMER.INFO");
/// assert_eq!(Verb::ConsumerInfo.parts(), [Part::Stream, Part::Consumer]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Usage and limits of the account.
    AccountInfo,
    /// A new stream.
    StreamCreate,
    /// Another configuration of a stream.
    StreamUpdate,
    /// Configuration and state of a stream.
    StreamInfo,
    /// All streams, page by page.
    StreamList,
    /// The names of all streams, page by page.
    StreamNames,
    /// The end of a stream.
    StreamDelete,
    /// The end of the messages of a stream, or of some.
    StreamPurge,
    /// A message, by its sequence or as the last of a subject.
    MsgGet,
    /// The end of a message.
    MsgDelete,
    /// A new consumer or another configuration of one. With a stream alone, an ephemeral one that the server names; with
    /// a name, that one; with a filter after it, one that has just this filter. The filter `>` says nothing and is left
    /// out. A consumer of several filters has none in its subject.
    ConsumerCreate,
    /// A new durable consumer, as servers before 2.9 know it.
    DurableCreate,
    /// Configuration and state of a consumer.
    ConsumerInfo,
    /// All consumers of a stream, page by page.
    ConsumerList,
    /// The names of all consumers of a stream, page by page.
    ConsumerNames,
    /// The end of a consumer.
    ConsumerDelete,
    /// A pause of a consumer until a time, or its end.
    ConsumerPause,
    /// Another position of a consumer.
    ConsumerReset,
    /// The end of the pinning of a priority group to a client.
    ConsumerUnpin,
    /// The next messages of a pull consumer.
    MsgNext,
    /// A message from any replica or mirror. With a stream alone, the payload says which; with a subject after it, the
    /// last one of that subject.
    DirectGet,
}

impl Verb {
    /// All verbs.
    pub const ALL: [Self; 21] = [
        Self::AccountInfo,
        Self::StreamCreate,
        Self::StreamUpdate,
        Self::StreamInfo,
        Self::StreamList,
        Self::StreamNames,
        Self::StreamDelete,
        Self::StreamPurge,
        Self::MsgGet,
        Self::MsgDelete,
        Self::ConsumerCreate,
        Self::DurableCreate,
        Self::ConsumerInfo,
        Self::ConsumerList,
        Self::ConsumerNames,
        Self::ConsumerDelete,
        Self::ConsumerPause,
        Self::ConsumerReset,
        Self::ConsumerUnpin,
        Self::MsgNext,
        Self::DirectGet,
    ];

    /// Returns the words that stand for it in subjects.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AccountInfo => "INFO",
            Self::StreamCreate => "STREAM.CREATE",
            Self::StreamUpdate => "STREAM.UPDATE",
            Self::StreamInfo => "STREAM.INFO",
            Self::StreamList => "STREAM.LIST",
            Self::StreamNames => "STREAM.NAMES",
            Self::StreamDelete => "STREAM.DELETE",
            Self::StreamPurge => "STREAM.PURGE",
            Self::MsgGet => "STREAM.MSG.GET",
            Self::MsgDelete => "STREAM.MSG.DELETE",
            Self::ConsumerCreate => "CONSUMER.CREATE",
            Self::DurableCreate => "CONSUMER.DURABLE.CREATE",
            Self::ConsumerInfo => "CONSUMER.INFO",
            Self::ConsumerList => "CONSUMER.LIST",
            Self::ConsumerNames => "CONSUMER.NAMES",
            Self::ConsumerDelete => "CONSUMER.DELETE",
            Self::ConsumerPause => "CONSUMER.PAUSE",
            Self::ConsumerReset => "CONSUMER.RESET",
            Self::ConsumerUnpin => "CONSUMER.UNPIN",
            Self::MsgNext => "CONSUMER.MSG.NEXT",
            Self::DirectGet => "DIRECT.GET",
        }
    }

    /// Returns what follows the words.
    #[must_use]
    pub const fn parts(self) -> &'static [Part] {
        match self {
            Self::AccountInfo | Self::StreamList | Self::StreamNames => &[],
            Self::StreamCreate
            | Self::StreamUpdate
            | Self::StreamInfo
            | Self::StreamDelete
            | Self::StreamPurge
            | Self::MsgGet
            | Self::MsgDelete
            | Self::ConsumerList
            | Self::ConsumerNames => &[Part::Stream],
            Self::ConsumerCreate => &[Part::Stream, Part::Consumer, Part::Filter],
            Self::DurableCreate => &[Part::Stream, Part::Durable],
            Self::ConsumerInfo
            | Self::ConsumerDelete
            | Self::ConsumerPause
            | Self::ConsumerReset
            | Self::ConsumerUnpin
            | Self::MsgNext => &[Part::Stream, Part::Consumer],
            Self::DirectGet => &[Part::Stream, Part::Subject],
        }
    }

    /// Returns how many of the parts must be there.
    const fn required(self) -> usize {
        match self {
            Self::ConsumerCreate | Self::DirectGet => 1,
            _ => self.parts().len(),
        }
    }
}

/// Returns the subject of a request, of the [`parts`](Verb::parts) that its verb has, in their order.
///
/// The parts after the stream of [`Verb::ConsumerCreate`] and [`Verb::DirectGet`] may be missing or empty. Parts beyond
/// those of the verb are not read.
///
/// ```
/// use nats_web_jetstream::api::{Prefix, Verb, subject};
///
/// let prefix = Prefix::default();
/// assert_eq!(subject(&prefix, Verb::ConsumerCreate, &["S", "c", "a.*"])?, "$JS.API.CONSUMER.CREATE.S.c.a.*");
/// assert_eq!(subject(&prefix, Verb::ConsumerCreate, &["S", "c", ">"])?, "$JS.API.CONSUMER.CREATE.S.c");
/// assert_eq!(subject(&prefix, Verb::ConsumerCreate, &["S"])?, "$JS.API.CONSUMER.CREATE.S");
/// # Ok::<(), nats_web_jetstream::api::NameError>(())
/// ```
///
/// # Errors
/// [`NameError`]: the first part that cannot stand there, and why. A filter without a consumer's name is a name that is
/// empty.
pub fn subject(prefix: &Prefix, verb: Verb, parts: &[&str]) -> Result<String, NameError> {
    let length = parts.iter().fold(prefix.as_str().len() + verb.words().len() + 1, |sum, part| sum + part.len() + 1);
    let mut subject = String::with_capacity(length);
    subject.push_str(prefix.as_str());
    subject.push('.');
    subject.push_str(verb.words());
    let given = parts.iter().take(verb.parts().len()).rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
    for (at, &part) in verb.parts().iter().enumerate() {
        if at >= given.max(verb.required()) {
            break;
        }
        let text = parts.get(at).copied().unwrap_or_default();
        check_part(part, text)?;
        if (part, text) != (Part::Filter, ">") {
            subject.push('.');
            subject.push_str(text);
        }
    }
    Ok(subject)
}

fn check_part(part: Part, text: &str) -> Result<(), NameError> {
    let checked = match part {
        Part::Filter => check_subscribe(text.as_bytes()),
        Part::Subject => check_publish(text.as_bytes()),
        _ => return check_name(part, text),
    };
    checked.map_err(|error| NameError { part, fault: NameFault::Subject(error) })
}

#[cfg(test)]
mod tests;
