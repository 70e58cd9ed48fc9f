//! The core's enums as numbers, counted from 1 in the order of their lines; 0 is none.

use nats_web_core::codec::ParseError;
use nats_web_core::codec::headers::HeaderError;
use nats_web_core::error::{DeniedOperation, ServerErrorKind};
use nats_web_core::service::{AddError, Part, Unfit};
use nats_web_core::session::server_address::AddressError;
use nats_web_core::subject::SubjectError;
use nats_web_core::{ConnectionError, FlushFailure, Misuse, RequestFailure, SubscriptionEnd};
use nats_web_jetstream::flows::{FlowEnd, NoticeKind};

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $code:ident of $kind:ty { $($name:ident = $pattern:pat,)* })*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            #[repr(u32)]
            pub(crate) enum $code {
                $($name),*
            }

            impl $code {
                /// Returns the number that crosses.
                #[inline]
                pub(crate) const fn number(self) -> u32 {
                    self as u32 + 1
                }
            }

            impl From<&$kind> for $code {
                // Every variant has a line in the table, or this does not compile.
                #[inline]
                fn from(value: &$kind) -> Self {
                    match value {
                        $($pattern => Self::$name,)*
                    }
                }
            }
        )*

        /// Name, documentation, and the names of the numbers from 1 on.
        #[cfg(not(target_arch = "wasm32"))]
        pub(super) const CODES: &[(&str, &str, &[&str])] =
            &[$((stringify!($code), concat!($($doc),*), &[$(stringify!($name)),*]),)*];
    };
}

codes! {
    /// Why a command was refused. It crosses as a negative number, and what is wrong with a text or header block as the
    /// status word `Detail`.
    MisuseCode of Misuse {
        Closed = Misuse::Closed,
        Draining = Misuse::Draining,
        SubscriptionClosed = Misuse::SubscriptionClosed,
        Subject = Misuse::Subject(_),
        Reply = Misuse::Reply(_),
        Queue = Misuse::Queue(_),
        Headers = Misuse::Headers(_),
        HeadersUnsupported = Misuse::HeadersUnsupported,
        PayloadTooLarge = Misuse::PayloadTooLarge { .. },
        BufferFull = Misuse::BufferFull { .. },
    }
    /// What the server's `-ERR` means.
    ServerErrorCode of ServerErrorKind {
        Permissions = ServerErrorKind::Permissions,
        Authorization = ServerErrorKind::Authorization,
        AuthenticationExpired = ServerErrorKind::AuthenticationExpired,
        AccountExpired = ServerErrorKind::AccountExpired,
        AuthenticationTimeout = ServerErrorKind::AuthenticationTimeout,
        Protocol = ServerErrorKind::Protocol,
    }
    /// What the server has denied.
    DeniedCode of DeniedOperation {
        Publish = DeniedOperation::Publish,
        Subscription = DeniedOperation::Subscription,
    }
    /// Why a subscription has ended.
    SubscriptionEndCode of SubscriptionEnd {
        Unsubscribed = SubscriptionEnd::Unsubscribed,
        MaxReached = SubscriptionEnd::MaxReached,
        Drained = SubscriptionEnd::Drained,
        Denied = SubscriptionEnd::Denied(_),
        TimedOut = SubscriptionEnd::TimedOut,
        Closed = SubscriptionEnd::Closed,
    }
    /// Why a request has failed.
    RequestFailureCode of RequestFailure {
        Timeout = RequestFailure::Timeout,
        NoResponders = RequestFailure::NoResponders,
        Denied = RequestFailure::Denied(_),
        Closed = RequestFailure::Closed,
    }
    /// Why a flush has failed.
    FlushFailureCode of FlushFailure {
        Disconnected = FlushFailure::Disconnected,
        Closed = FlushFailure::Closed,
    }
    /// Why a connection could not be made, was lost or has closed.
    ConnectionErrorCode of ConnectionError {
        // No link of JavaScript's is over TCP.
        Refused = ConnectionError::Refused(_) | ConnectionError::Greeting(_),
        Timeout = ConnectionError::Timeout,
        Lost = ConnectionError::Lost(_),
        Stale = ConnectionError::Stale,
        Server = ConnectionError::Server(_),
        Protocol = ConnectionError::Protocol(_),
        Info = ConnectionError::Info(_),
        OptionUnavailable = ConnectionError::OptionUnavailable(_),
        Credentials = ConnectionError::Credentials,
        NoServers = ConnectionError::NoServers,
        DrainTimeout = ConnectionError::DrainTimeout,
    }
    /// What a flow of JetStream copes with.
    NoticeCode of NoticeKind {
        HeartbeatsMissed = NoticeKind::HeartbeatsMissed,
        ConsumerNotFound = NoticeKind::ConsumerNotFound,
        StreamNotFound = NoticeKind::StreamNotFound,
        ConsumerDeleted = NoticeKind::ConsumerDeleted,
        Created = NoticeKind::Created,
        Recreated = NoticeKind::Recreated,
        NoResponders = NoticeKind::NoResponders,
        Debug = NoticeKind::Debug,
        Discard = NoticeKind::Discard,
        Reset = NoticeKind::Reset,
        Next = NoticeKind::Next,
        TooLarge = NoticeKind::TooLarge,
        Idle = NoticeKind::Idle,
    }
    /// Why a flow of JetStream has ended.
    FlowEndCode of FlowEnd {
        Stopped = FlowEnd::Stopped,
        Complete = FlowEnd::Complete,
        Expired = FlowEnd::Expired,
        Drained = FlowEnd::Drained,
        Closed = FlowEnd::Closed,
        Denied = FlowEnd::Denied,
        BadRequest = FlowEnd::BadRequest,
        LimitExceeded = FlowEnd::LimitExceeded,
        TooLarge = FlowEnd::TooLarge,
        PushBased = FlowEnd::PushBased,
        ConsumerDeleted = FlowEnd::ConsumerDeleted,
        ConsumerNotFound = FlowEnd::ConsumerNotFound,
        StreamNotFound = FlowEnd::StreamNotFound,
        NoResponders = FlowEnd::NoResponders,
        Refused = FlowEnd::Refused,
        GivenUp = FlowEnd::GivenUp,
    }
    /// Why a service or an endpoint was refused. It crosses as a negative number, and what there is to say of it as numbers.
    AddErrorCode of AddError {
        Unfit = AddError::Unfit(_),
        Misuse = AddError::Misuse(_),
        Stopped = AddError::Stopped,
    }
    /// Why something may not be called what it was to be called.
    UnfitCode of Unfit {
        Empty = Unfit::Empty(_),
        Name = Unfit::Name(..),
        Version = Unfit::Version,
        Blank = Unfit::Blank(_),
        Tail = Unfit::Tail(_),
    }
    /// What may not be called that.
    PartCode of Part {
        Service = Part::Service,
        Queue = Part::Queue,
        Endpoint = Part::Endpoint,
        Kind = Part::Kind,
        Instance = Part::Instance,
        Subject = Part::Subject,
        Group = Part::Group,
    }
}

macro_rules! worded {
    ($($(#[doc = $doc:literal])* $function:ident of $kind:ident { $($name:ident,)* })*) => {
        $(
            $(#[doc = $doc])*
            pub(crate) const fn $function(value: $kind) -> u32 {
                enum Place {
                    $($name),*
                }
                // Every variant has a line in the table, or this does not compile.
                let place = match value {
                    $($kind::$name => Place::$name,)*
                };
                place as u32 + 1
            }
        )*

        /// Name, documentation, and for the numbers from 1 on their names, and in words what they mean, which stand where
        /// the core has its errors.
        #[cfg(not(target_arch = "wasm32"))]
        pub(super) fn words() -> Vec<(&'static str, &'static str, &'static [&'static str], Vec<String>)> {
            vec![$((
                stringify!($kind),
                concat!($($doc),*),
                &[$(stringify!($name)),*],
                vec![$($kind::$name.to_string()),*],
            ),)*]
        }
    };
}

worded! {
    /// What is wrong with a subject, a reply subject or a queue group.
    subject_error of SubjectError {
        Empty,
        TooLong,
        EmptyToken,
        Whitespace,
        Control,
        MisplacedWildcard,
    }
    /// What is wrong with a header block.
    header_error of HeaderError {
        NoVersion,
        BadStatus,
        BadName,
        NoColon,
        LineBreak,
        BlankLine,
        Unterminated,
    }
    /// How a server breaks the protocol.
    parse_error of ParseError {
        UnknownOperation,
        Http,
        LineTooLong,
        BadArguments,
        BadHeaderSize,
        TooLarge,
        MissingTerminator,
    }
    /// What is wrong with a server's address.
    address_error of AddressError {
        Empty,
        Whitespace,
        UnknownScheme,
        EmptyHost,
        BadHost,
        BadPort,
    }
}

/// Returns what is wrong with the text or header block of a refused command, or 0.
pub(crate) const fn detail(misuse: &Misuse) -> u32 {
    match misuse {
        Misuse::Subject(error) | Misuse::Reply(error) | Misuse::Queue(error) => subject_error(*error),
        Misuse::Headers(error) => header_error(*error),
        _ => 0,
    }
}

macro_rules! choices {
    ($($(#[doc = $doc:literal])* $choice:ident { $($name:ident,)* })*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            #[repr(u32)]
            pub(crate) enum $choice {
                $($name),*
            }

            impl $choice {
                /// Returns the one with this number; one that there is not is a bug of the face.
                #[inline]
                #[allow(dead_code, reason = "what Rust alone chooses is not read here")]
                pub(crate) fn of(number: u32) -> Self {
                    [$(Self::$name),*][number as usize]
                }
            }
        )*

        /// Name, documentation, and the names of the numbers from 0 on.
        #[cfg(not(target_arch = "wasm32"))]
        pub(super) const CHOICES: &[(&str, &str, &[&str])] =
            &[$((stringify!($choice), concat!($($doc),*), &[$(stringify!($name)),*]),)*];
    };
}

// Enums of the boundary alone, counted from 0.
choices! {
    /// The keys of texts for `configure_text`.
    TextKey { Server, Name, InboxPrefix, }
    /// What `transmit` has found.
    Transmit { Nothing, Bytes, Payload, Discard, }
    /// Where the replies of a request go: `At` is the reply it was given.
    Inbox { Shared, Own, At, }
    /// When a request has had its replies.
    Until { First, Timeout, Count, Silence, Sentinel, }
    /// A figure of the session; `Unsent` is what was pending at its end.
    Stat { InMessages, InBytes, OutMessages, OutBytes, Unsent, }
    /// What is wrong with what a key-value bucket is asked.
    KvFault { Nothing, Bucket, Key, Filter, History, Source, Options, }
    /// What an entry does to its key; `None` if there is no entry.
    KvOperation { Put, Delete, Purge, None, }
    /// What a watch begins with; `From` is a revision.
    KvInclude { LastValues, History, Updates, From, }
    /// What is wrong with what an object store is asked.
    ObjectFault { Nothing, Bucket, Name, Options, }
    /// What is wrong with the text of a digest: it is none that is known, or has no value.
    DigestFault { Nothing, Kind, Value, }
    /// Why there can be no link: its source was deleted or is a link, or there is an object of its name.
    LinkFault { Nothing, Deleted, Link, Taken, }
    /// How far the reading of an object is.
    ObjectReading { Unfinished, Complete, Missing, TooMany, }
    /// What is next to be done for an object that is being stored.
    UploadStep { Idle, Send, Wait, Ask, Delete, Pause, Fail, }
}
