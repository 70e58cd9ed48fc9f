//! The configuration of an ordered flow's consumers: the user's members, and those that an ordered flow imposes.

use crate::json::{Members, MergeError, each_member, merge, string};
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;
use nats_web_core::codec::json;

/// The user's part.
#[derive(Debug)]
pub(super) struct ConsumerConfig {
    text: String,
    /// The subject that alone is wanted; empty if none is, or several are.
    pub(super) filter: String,
    /// Whether the first consumer begins with what is stored after it was created.
    pub(super) is_new: bool,
}

/// Where a consumer is to begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start<'a> {
    /// Where the user said.
    AsSaid,
    /// At a sequence of the stream.
    At(u64),
    /// With what was stored at a time, as RFC 3339 has it, or later.
    Since(&'a str),
}

/// What a consumer is to be besides.
pub(super) struct Imposed<'a> {
    pub(super) stream: &'a str,
    pub(super) name: &'a str,
    pub(super) start: Start<'a>,
    /// Nanoseconds.
    pub(super) inactive_threshold: u64,
    /// Where it is to deliver by itself, and its heartbeat in nanoseconds.
    pub(super) deliver: Option<(&'a str, u64)>,
}

impl ConsumerConfig {
    /// Reads the JSON text of a consumer's configuration; an empty text is an empty one.
    pub(super) fn read(text: &str) -> Result<Self, MergeError> {
        let mut config = Self { text: text.into(), filter: String::new(), is_new: false };
        each_member(text.as_bytes(), |key, value| match key.as_str() {
            "filter_subject" => config.filter = string(value).unwrap_or_default(),
            "deliver_policy" => config.is_new = value == b"\"new\"",
            _ => {}
        })?;
        Ok(config)
    }

    /// Returns the body of the request that creates a consumer.
    pub(super) fn body(&self, imposed: &Imposed<'_>) -> Vec<u8> {
        let mut out = Vec::from(*b"{\"stream_name\":");
        json::write_string(&mut out, imposed.stream);
        out.extend_from_slice(b",\"config\":");
        // The text was read before, and is an object.
        let _is_object = merge(self.text.as_bytes(), &imposed.members(), &mut out);
        out.push(b'}');
        out
    }
}

impl Imposed<'_> {
    fn members(&self) -> Members<'static> {
        let digits = |number| {
            let mut digits = Vec::new();
            write_u64(&mut digits, number);
            digits
        };
        let mut members = Members::default();
        members.string("name", self.name).string("ack_policy", "none");
        members.integer("max_deliver", 1).boolean("mem_storage", true).integer("num_replicas", 1);
        members.raw("inactive_threshold", &digits(self.inactive_threshold));
        for key in ["durable_name", "deliver_group", "ack_wait", "backoff", "max_ack_pending"] {
            members.omit(key);
        }
        match self.deliver {
            Some((subject, heartbeat)) => {
                members.string("deliver_subject", subject).boolean("flow_control", true);
                members.raw("idle_heartbeat", &digits(heartbeat));
            }
            None => {
                members.omit("deliver_subject").omit("flow_control").omit("idle_heartbeat");
            }
        }
        match self.start {
            Start::AsSaid => {}
            Start::At(sequence) => {
                members.string("deliver_policy", "by_start_sequence").raw("opt_start_seq", &digits(sequence));
                members.omit("opt_start_time");
            }
            Start::Since(time) => {
                members.string("deliver_policy", "by_start_time").string("opt_start_time", time);
                members.omit("opt_start_seq");
            }
        }
        members
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(config: &str, start: Start<'_>, deliver: Option<(&str, u64)>) -> String {
        let imposed = Imposed { stream: "S", name: "n_1", start, inactive_threshold: 7, deliver };
        String::from_utf8(ConsumerConfig::read(config).unwrap().body(&imposed)).unwrap()
    }

    const ALWAYS: &str = concat!(
        r#""name":"n_1","ack_policy":"none","max_deliver":1,"mem_storage":true,"num_replicas":1,"#,
        r#""inactive_threshold":7"#
    );

    #[test]
    fn imposed_members_stand_for_the_users() {
        let config = r#"{"name":"mine","headers_only":true,"ack_policy":"all","idle_heartbeat":1}"#;
        let expected = alloc::format!(r#"{{"stream_name":"S","config":{{"headers_only":true,{ALWAYS}}}}}"#);
        assert_eq!(body(config, Start::AsSaid, None), expected);
        let push = r#","deliver_subject":"in","flow_control":true,"idle_heartbeat":5"#;
        let expected = alloc::format!(r#"{{"stream_name":"S","config":{{{ALWAYS}{push}}}}}"#);
        assert_eq!(body("", Start::AsSaid, Some(("in", 5))), expected);
    }

    #[test]
    fn where_to_begin_is_the_users_word_only_once() {
        let config = r#"{"deliver_policy":"new","opt_start_time":"x","filter_subject":"a.>"}"#;
        assert!(
            body(config, Start::AsSaid, None)
                .contains(r#"{"deliver_policy":"new","opt_start_time":"x","filter_subject"#)
        );
        let next = body(config, Start::At(u64::MAX), None);
        assert!(
            next.contains(r#""deliver_policy":"by_start_sequence","opt_start_seq":18446744073709551615"#),
            "{next}"
        );
        assert!(!next.contains("opt_start_time") && !next.contains(r#""new""#), "{next}");
        let since = body(r#"{"deliver_policy":"by_start_sequence","opt_start_seq":5}"#, Start::Since("then"), None);
        assert!(since.contains(r#""deliver_policy":"by_start_time","opt_start_time":"then""#), "{since}");
        assert!(!since.contains("opt_start_seq"), "{since}");
        let read = ConsumerConfig::read(config).unwrap();
        assert_eq!((read.filter.as_str(), read.is_new), ("a.>", true));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["[]", "{", "1", "{\"a\"}", "{} {}", "null", "{\"a\":1,}"] {
            assert!(ConsumerConfig::read(text).is_err(), "{text}");
        }
    }
}
