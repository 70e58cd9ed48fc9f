//! What services, their groups and endpoints may be called, where they listen, and who inherits which queue group.

use super::{Part, Unfit};
use alloc::string::String;

/// What a monitoring request wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Who is there.
    Ping,
    /// How it does.
    Stats,
    /// What it offers.
    Info,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ping, Self::Stats, Self::Info];

    /// As it stands in subjects.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ping => "PING",
            Self::Stats => "STATS",
            Self::Info => "INFO",
        }
    }

    /// The `type` of what is said to such a request.
    #[must_use]
    pub const fn response_type(self) -> &'static str {
        match self {
            Self::Ping => "io.nats.micro.v1.ping_response",
            Self::Stats => "io.nats.micro.v1.stats_response",
            Self::Info => "io.nats.micro.v1.info_response",
        }
    }

    /// The subject on which all services are asked, or those of a `name`, or the one with this `id`; empty for not said.
    /// `prefix` is [`PREFIX`] unless the services are those of another account.
    ///
    /// # Errors
    /// A name or id that no service can have.
    pub fn subject(self, prefix: &str, (name, id): (&str, &str)) -> Result<String, Unfit> {
        let mut subject = String::from(prefix);
        join(&mut subject, self.name());
        if !name.is_empty() || !id.is_empty() {
            check_name(Part::Kind, name)?;
            join(&mut subject, name);
        }
        if !id.is_empty() {
            check_name(Part::Instance, id)?;
            join(&mut subject, id);
        }
        Ok(subject)
    }
}

/// Whom a service answers monitoring requests with, by name and id as [`Verb::subject`] takes them: all services, all of
/// its name, and it alone.
#[must_use]
pub const fn scopes<'a>(name: &'a str, id: &'a str) -> [(&'a str, &'a str); 3] {
    [("", ""), (name, ""), (name, id)]
}

/// Which queue group an endpoint's subscription joins, so that each request goes to one of its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Queue<'a> {
    /// That of the group or service it belongs to; in the end [`DEFAULT_QUEUE`].
    #[default]
    Inherited,
    /// This one.
    Named(&'a str),
    /// None: each request goes to every instance.
    None,
}

impl<'a> Queue<'a> {
    /// The queue group under a parent with this one; empty for none.
    const fn under(self, parent: &'a str) -> &'a str {
        match self {
            Self::Inherited => parent,
            Self::Named(name) => name,
            Self::None => "",
        }
    }
}

/// A subject, or the beginning that subjects have in common, and the queue group that goes with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// The subject; empty for no beginning.
    pub subject: String,
    /// The queue group; empty for none.
    pub queue: String,
}

impl Group {
    /// The group that has all endpoints of a service with this queue group.
    #[must_use]
    pub fn root(queue: Queue<'_>) -> Self {
        Self { subject: String::new(), queue: queue.under(DEFAULT_QUEUE).into() }
    }

    /// A group within this one. An empty `name` adds nothing to the subject.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn group(&self, name: &str, queue: Queue<'_>) -> Result<Self, Unfit> {
        check_subject(Part::Group, name)?;
        Ok(self.within(name, queue))
    }

    /// Where an endpoint of this group is to be subscribed to that listens on `subject`, or, if that is empty, on its
    /// `name`.
    ///
    /// # Errors
    /// [`Unfit`]. Whether the subject can be subscribed to at all, the session knows.
    pub fn endpoint(&self, name: &str, subject: &str, queue: Queue<'_>) -> Result<Self, Unfit> {
        check_name(Part::Endpoint, name)?;
        check_subject(Part::Subject, subject)?;
        Ok(self.within(if subject.is_empty() { name } else { subject }, queue))
    }

    fn within(&self, rest: &str, queue: Queue<'_>) -> Self {
        let mut subject = self.subject.clone();
        join(&mut subject, rest);
        Self { subject, queue: queue.under(&self.queue).into() }
    }
}

/// Whether a service may be called that.
///
/// # Errors
/// [`Unfit`].
pub fn check(name: &str, queue: Queue<'_>, version: &str) -> Result<(), Unfit> {
    check_name(Part::Service, name)?;
    if let Queue::Named(queue) = queue {
        check_name(Part::Queue, queue)?;
    }
    check_version(version)
}

/// Names go into subjects, and are to be read by people: ASCII letters, digits, `-` and `_`.
fn check_name(part: Part, name: &str) -> Result<(), Unfit> {
    for (at, byte) in name.bytes().enumerate() {
        if !byte.is_ascii_alphanumeric() && byte != b'-' && byte != b'_' {
            return Err(Unfit::Name(part, at));
        }
    }
    if name.is_empty() { Err(Unfit::Empty(part)) } else { Ok(()) }
}

/// The form `1.2.3`, whatever stands before and after it. Semantic Versioning asks for more, but this is what clients in
/// JavaScript have always asked for.
fn check_version(version: &str) -> Result<(), Unfit> {
    let (mut dots, mut in_number) = (0, false);
    for byte in version.bytes() {
        let is_digit = byte.is_ascii_digit();
        if is_digit && dots == 2 {
            return Ok(());
        }
        dots = if is_digit || (in_number && byte == b'.') { dots + u32::from(!is_digit) } else { 0 };
        in_number = is_digit;
    }
    Err(Unfit::Version)
}

fn check_subject(part: Part, subject: &str) -> Result<(), Unfit> {
    // A token so far: empty, the wildcard, or something else.
    let (mut is_empty, mut is_tail, mut has_tail) = (true, false, false);
    for byte in subject.bytes() {
        match byte {
            b' ' => return Err(Unfit::Blank(part)),
            b'.' => {
                has_tail |= is_tail;
                (is_empty, is_tail) = (true, false);
            }
            _ => {
                is_tail = is_empty && byte == b'>';
                is_empty = false;
            }
        }
    }
    if has_tail || (is_tail && part == Part::Group) { Err(Unfit::Tail(part)) } else { Ok(()) }
}

/// Goes on with a subject; an empty `rest` adds nothing.
fn join(subject: &mut String, rest: &str) {
    if !subject.is_empty() && !rest.is_empty() {
        subject.push('.');
    }
    subject.push_str(rest);
}

/// How the subjects of monitoring requests begin.
pub const PREFIX: &str = "$SRV";
/// The queue group of services that name none.
pub const DEFAULT_QUEUE: &str = "q";
