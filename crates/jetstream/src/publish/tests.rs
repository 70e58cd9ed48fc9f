use super::{AckError, Attempts, Expect, PubAck};
use alloc::{string::String, vec::Vec};
use nats_web_core::HeaderMap;
use nats_web_core::codec::headers::{HeaderError, validate};

const ALL: Expect<'_> = Expect {
    message_id: "m",
    last_message_id: "l",
    stream: "S",
    last_sequence: Some(u64::MAX),
    last_subject_sequence: Some(0),
    last_subject_sequence_subject: "a.*",
    ttl: "1m",
};

#[test]
fn expectations_are_header_lines() {
    let mut lines = Vec::new();
    ALL.write_lines(&mut lines).unwrap();
    let wanted = "Nats-Msg-Id: m\r\nNats-Expected-Last-Msg-Id: l\r\nNats-Expected-Stream: S\r\n\
        Nats-Expected-Last-Sequence: 18446744073709551615\r\nNats-Expected-Last-Subject-Sequence: 0\r\n\
        Nats-Expected-Last-Subject-Sequence-Subject: a.*\r\nNats-TTL: 1m\r\n";
    assert_eq!(core::str::from_utf8(&lines), Ok(wanted));
    let mut block = b"NATS/1.0\r\n".to_vec();
    block.extend_from_slice(&lines);
    block.extend_from_slice(b"\r\n");
    assert_eq!(validate(&block), Ok(()));

    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", "earlier").unwrap();
    ALL.insert_into(&mut headers).unwrap();
    let mut encoded = Vec::new();
    headers.encode(&mut encoded);
    assert_eq!(String::from_utf8(encoded), String::from_utf8(block));
}

#[test]
fn nothing_expected_is_no_line() {
    let mut lines = Vec::new();
    Expect::default().write_lines(&mut lines).unwrap();
    assert!(lines.is_empty());
}

#[test]
fn line_breaks_are_refused_wherever_they_are() {
    for bad in ["a\r\nb: c", "\n", "a\r"] {
        for expect in [
            Expect { message_id: bad, ..ALL },
            Expect { last_message_id: bad, ..ALL },
            Expect { stream: bad, ..ALL },
            Expect { last_subject_sequence_subject: bad, ..ALL },
            Expect { ttl: bad, ..ALL },
        ] {
            let mut lines = b"A: b\r\n".to_vec();
            assert_eq!(expect.write_lines(&mut lines), Err(HeaderError::LineBreak));
            assert_eq!(lines, b"A: b\r\n");
            assert_eq!(expect.insert_into(&mut HeaderMap::new()), Err(HeaderError::LineBreak));
        }
    }
}

#[test]
fn acknowledgements() {
    let ack =
        PubAck::read(br#"{"stream":"S","seq":9,"domain":"hub","val":"12","batch":"b","count":3,"new":{}}"#).unwrap();
    assert_eq!((ack.sequence, ack.domain.as_str(), ack.duplicate), (9, "hub", false));
    assert_eq!((ack.value.as_str(), ack.batch.as_str(), ack.count), ("12", "b", 3));
}

#[test]
fn what_is_no_acknowledgement() {
    for payload in
        ["", " ", "{}", "null", "[]", "ok", r#"{"stream":"","seq":1}"#, r#"{"stream":7}"#, r#"{"stream":"S""#]
    {
        assert_eq!(PubAck::read(payload.as_bytes()), Err(AckError::Invalid), "{payload}");
    }
}

#[test]
fn the_error_comes_before_the_stream() {
    let refused = PubAck::read(br#"{"stream":"S","seq":1,"error":{"code":429,"err_code":10167}}"#);
    let Err(AckError::Refused(error)) = refused else { panic!("{refused:?}") };
    assert!(error.is_transient());
    assert!(PubAck::read(br#"{"stream":"S","seq":1,"error":null}"#).is_ok());
}

#[test]
fn attempts_are_bounded_and_only_for_503() {
    for total in 0..5 {
        let mut attempts = Attempts::new(total, 0);
        for left in (1..total.max(1)).rev() {
            assert_eq!(attempts.failed(503), Some(250), "{left} of {total}");
        }
        for _ in 0..3 {
            assert_eq!(attempts.failed(503), None, "{total}");
        }
    }
    for status in [0, 400, 404, 408, 429, 500, 504] {
        assert_eq!(Attempts::new(9, 1).failed(status), None);
    }
    assert_eq!(Attempts::default().failed(503), None);
}
