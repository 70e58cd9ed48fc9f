//! Where a message stands.

use crate::Error;
use crate::datetime::{self, DateTime};
use crate::subject::Subject;
use nats_web_jetstream::ack::Ack;
use std::io;
use std::str;

/// Where a message stands: in its stream, and in what its consumer has delivered.
///
/// ```no_run
/// # fn run(message: nats_web::jetstream::Message) -> Result<(), nats_web::Error> {
/// let info = message.info()?;
/// if info.pending == 0 {
///     println!("{} has nothing more", info.consumer);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Info<'a> {
    /// The domain, if the server names one.
    pub domain: Option<&'a str>,
    /// The hash of the stream's account, if the server names it.
    pub acc_hash: Option<&'a str>,
    /// The stream.
    pub stream: &'a str,
    /// The consumer.
    pub consumer: &'a str,
    /// Where in the stream the message stands, from 1 on.
    pub stream_sequence: u64,
    /// Where in what the consumer has delivered it stands, from 1 on.
    pub consumer_sequence: u64,
    /// How often it has been delivered, this time included.
    pub delivered: i64,
    /// How many messages of the consumer follow.
    pub pending: u64,
    /// When it was stored.
    pub published: DateTime,
    /// What a server may add, at random.
    pub token: Option<&'a str>,
}

impl<'a> Info<'a> {
    /// Reads the reply subject of a message.
    pub(crate) fn of(reply: Option<&'a Subject>) -> Result<Self, Error> {
        let reply =
            reply.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the message has no reply subject"))?.as_str();
        let ack = Ack::parse(reply.as_bytes())
            .ok_or_else(|| io::Error::other(format!("{reply:?} is not the reply subject of a consumer's message")))?;
        let text = |bytes: &'a [u8]| str::from_utf8(bytes).unwrap_or_default();
        Ok(Self {
            domain: ack.domain.map(text),
            acc_hash: Some(text(ack.account)).filter(|account| !account.is_empty()),
            stream: text(ack.stream),
            consumer: text(ack.consumer),
            stream_sequence: ack.stream_sequence,
            consumer_sequence: ack.consumer_sequence,
            delivered: i64::try_from(ack.delivered).unwrap_or(i64::MAX),
            pending: ack.pending,
            published: datetime::from_nanos(ack.timestamp.into())?,
            token: reply.split('.').nth(TOKEN),
        })
    }
}

/// The place of the random token, which follows all that is counted.
const TOKEN: usize = 11;

#[cfg(test)]
mod tests {
    use super::*;

    const STORED: &str = "1700000000000000007";

    fn reply(head: &str, tail: &str) -> Subject {
        format!("$JS.ACK.{head}.3.100.7.{STORED}.42{tail}").into()
    }

    #[test]
    fn all_forms() {
        for (head, tail, domain, account, token) in [
            ("S.c", "", None, None, None),
            ("_.hash.S.c", "", None, Some("hash"), None),
            ("hub.hash.S.c", "", Some("hub"), Some("hash"), None),
            ("hub.hash.S.c", ".rnd", Some("hub"), Some("hash"), Some("rnd")),
            ("hub.hash.S.c", ".rnd.x.y", Some("hub"), Some("hash"), Some("rnd")),
        ] {
            let reply = reply(head, tail);
            let info = Info::of(Some(&reply)).unwrap();
            assert_eq!((info.domain, info.acc_hash, info.token), (domain, account, token), "{reply}");
            assert_eq!((info.stream, info.consumer), ("S", "c"));
            assert_eq!((info.delivered, info.stream_sequence, info.consumer_sequence, info.pending), (3, 100, 7, 42));
            assert_eq!(info.published, datetime::from_nanos(STORED.parse().unwrap()).unwrap());
        }
    }

    #[test]
    fn what_is_no_ack_subject() {
        assert!(Info::of(None).is_err());
        for subject in ["_INBOX.a", "$JS.ACK.S.c.1.2.3.4", "$JS.ACK.S.c.a.2.3.4.5", "$JS.FC.S.c.1.2.3.4.5"] {
            assert!(Info::of(Some(&subject.into())).is_err(), "{subject}");
        }
    }
}
