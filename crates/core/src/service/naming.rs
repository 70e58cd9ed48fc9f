//! Names of services, groups and endpoints, the subjects they listen on, and how queue groups are inherited.

use super::{Part, Unfit};
use alloc::string::String;

/// What a monitoring request asks for.
///
/// ```
/// use nats_web_core::service::{PREFIX, Verb};
///
/// assert_eq!(Verb::Ping.subject(PREFIX, ("shop", ""))?, "$SRV.PING.shop");
/// # Ok::<(), nats_web_core::service::Unfit>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Which instances there are.
    Ping,
    /// The statistics of an instance.
    Stats,
    /// The description and endpoints of an instance.
    Info,
}

impl Verb {
    /// All verbs.
    pub const ALL: [Self; 3] = [Self::Ping, Self::Stats, Self::Info];

    /// Returns the word that stands for it in subjects.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ping => "PING",
            Self::Stats => "STATS",
            Self::Info => "INFO",
        }
    }

    /// Returns the `type` of the answer to such a request.
    #[must_use]
    pub const fn response_type(self) -> &'static str {
        match self {
            Self::Ping => "io.nats.micro.v1.ping_response",
            Self::Stats => "io.nats.micro.v1.stats_response",
            Self::Info => "io.nats.micro.v1.info_response",
        }
    }

    /// Returns the subject on which all services are asked, or those of a `name`, or the one with this `id`; an empty
    /// text is neither. `prefix` is [`PREFIX`] unless the services are those of another account.
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

/// Returns the three pairs of name and id, as [`Verb::subject`] takes them, under which an instance answers monitoring
/// requests: those to all services, to all of its name, and to it alone.
#[must_use]
pub const fn scopes<'a>(name: &'a str, id: &'a str) -> [(&'a str, &'a str); 3] {
    [("", ""), (name, ""), (name, id)]
}

/// Which queue group an endpoint's subscription joins, so that each request goes to one of its members.
///
/// ```
/// use nats_web_core::service::{Group, Queue};
///
/// let root = Group::root(Queue::Inherited);
/// assert_eq!(root.queue, nats_web_core::service::DEFAULT_QUEUE);
/// assert_eq!(root.endpoint("price", "", Queue::Named("clerks"))?.queue, "clerks");
/// assert_eq!(root.endpoint("news", "", Queue::None)?.queue, "");
/// # Ok::<(), nats_web_core::service::Unfit>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Queue<'a> {
    /// The one of the group or service that the endpoint belongs to; if none names one, [`DEFAULT_QUEUE`].
    #[default]
    Inherited,
    /// This one.
    Named(&'a str),
    /// None: each request goes to every instance.
    None,
}

impl<'a> Queue<'a> {
    /// Returns the name of this queue group under a parent that has the queue group `parent`; empty for none.
    const fn under(self, parent: &'a str) -> &'a str {
        match self {
            Self::Inherited => parent,
            Self::Named(name) => name,
            Self::None => "",
        }
    }
}

/// A subject, or the prefix that subjects have in common, and the queue group that goes with it.
///
/// ```
/// use nats_web_core::service::{Group, Queue};
///
/// let fruit = Group::root(Queue::Inherited).group("v1", Queue::Inherited)?.group("fruit", Queue::Inherited)?;
/// assert_eq!(fruit.endpoint("price", "", Queue::Inherited)?.subject, "v1.fruit.price");
/// # Ok::<(), nats_web_core::service::Unfit>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// The subject; empty for no prefix.
    pub subject: String,
    /// The queue group; empty for none.
    pub queue: String,
}

impl Group {
    /// Returns the group that has all endpoints of a service with this queue group.
    #[must_use]
    pub fn root(queue: Queue<'_>) -> Self {
        Self { subject: String::new(), queue: queue.under(DEFAULT_QUEUE).into() }
    }

    /// Returns a group within this one. An empty `name` adds nothing to the subject.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn group(&self, name: &str, queue: Queue<'_>) -> Result<Self, Unfit> {
        check_subject(Part::Group, name)?;
        Ok(self.within(name, queue))
    }

    /// Returns subject and queue group for an endpoint of this group that listens on `subject` or, if that is empty, on
    /// its `name`.
    ///
    /// # Errors
    /// [`Unfit`]. Whether the subject can be subscribed to at all, the session checks.
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

/// Checks name, queue group and version of a service.
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

/// Checks a name, which becomes a token of subjects: ASCII letters, digits, `-` and `_`.
fn check_name(part: Part, name: &str) -> Result<(), Unfit> {
    for (at, byte) in name.bytes().enumerate() {
        if !byte.is_ascii_alphanumeric() && byte != b'-' && byte != b'_' {
            return Err(Unfit::Name(part, at));
        }
    }
    if name.is_empty() { Err(Unfit::Empty(part)) } else { Ok(()) }
}

/// Checks for the form `1.2.3`, whatever stands before and after it. Semantic Versioning asks for more, but this is
/// what clients in JavaScript have always asked for.
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

/// Checks that a version is one of Semantic Versioning 2.0.0: `1.2.3`, then perhaps `-rc.1`, then perhaps `+build.7`.
///
/// Services in Rust have always asked for that; [`check`] asks for less.
///
/// # Errors
/// [`Unfit::Version`].
pub fn check_semver(version: &str) -> Result<(), Unfit> {
    let (version, build) = version.split_once('+').map_or((version, None), |(version, build)| (version, Some(build)));
    let (core, release) = version.split_once('-').map_or((version, None), |(core, release)| (core, Some(release)));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = |part: &str| is_number(part) && !part.is_empty() && (part == "0" || !part.starts_with('0'));
    let is_identifier =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_core = core.split('.').count() == 3 && core.split('.').all(is_plain);
    let is_release = release
        .is_none_or(|text| text.split('.').all(|part| is_identifier(part) && (!is_number(part) || is_plain(part))));
    let is_build = build.is_none_or(|text| text.split('.').all(is_identifier));
    if is_core && is_release && is_build { Ok(()) } else { Err(Unfit::Version) }
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

/// Appends `rest` to a subject, after a dot; an empty `rest` adds nothing.
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
