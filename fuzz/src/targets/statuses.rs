//! Control messages against a plain reading of their header blocks.

use nats_web_jetstream::status::{Control, Status};

use crate::oracle::headers as oracle;

/// All of it is a header block as received.
pub fn target(data: &[u8]) {
    let found = Control::read(data);
    let Some((code, words)) = oracle::status(data) else {
        assert!(found.is_none());
        return;
    };
    let found = found.expect("it has a status");
    assert_eq!((found.code, found.words), (code, words.as_slice()));
    assert_eq!(found.status, meaning(code, &String::from_utf8_lossy(&words).to_ascii_lowercase()));
    let entries = oracle::entries(data);
    let last = |name: &str| {
        let is_it = |(found, _): &&(Vec<u8>, Vec<u8>)| found.eq_ignore_ascii_case(name.as_bytes());
        entries.iter().rev().find(is_it).map(|(_, value)| value.as_slice())
    };
    let number = |name: &str| -> Option<u64> {
        let text = std::str::from_utf8(last(name)?).ok()?;
        let is_plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        if is_plain { text.parse().ok() } else { None }
    };
    assert_eq!(found.pending_messages, number("nats-pending-messages"));
    assert_eq!(found.pending_bytes, number("nats-pending-bytes"));
    assert_eq!(found.last_consumer, number("nats-last-consumer"));
    assert_eq!(found.last_stream, number("nats-last-stream"));
    assert_eq!(found.stalled, last("nats-consumer-stalled").filter(|subject| !subject.is_empty()));
}

/// What a code and its words, in small letters, mean. Source: the wordings of nats-server.
fn meaning(code: u16, words: &str) -> Status {
    let row = WORDINGS.iter().find(|(of, begins, _)| *of == code && words.starts_with(begins));
    row.map_or(Status::Other, |&(_, _, status)| status)
}

/// In the order in which they are looked for: those without words are for all that has others.
const WORDINGS: [(u16, &str, Status); 24] = [
    (100, "idle heartbeat", Status::IdleHeartbeat),
    (100, "flowcontrol request", Status::FlowControl),
    (204, "", Status::EndOfBatch),
    (400, "", Status::BadRequest),
    (404, "", Status::NoMessages),
    (408, "requests pending", Status::RequestsPending),
    (408, "interest expired", Status::InterestExpired),
    (408, "bad request", Status::BadRequest),
    (408, "empty request", Status::BadRequest),
    (408, "malformed request", Status::BadRequest),
    (408, "", Status::RequestTimeout),
    (409, "batch completed", Status::BatchCompleted),
    (409, "message size exceeds", Status::MessageTooLarge),
    (409, "exceeded maxwaiting", Status::MaxWaiting),
    (409, "exceeded maxrequest", Status::LimitExceeded),
    (409, "consumer deleted", Status::ConsumerDeleted),
    (409, "consumer is push based", Status::PushBased),
    (409, "leadership change", Status::LeadershipChange),
    (409, "server shutdown", Status::ServerShutdown),
    (412, "", Status::RequiredApiLevel),
    (423, "", Status::PinMismatch),
    (503, "", Status::NoResponders),
    (100, "", Status::Other),
    (409, "", Status::Other),
];
