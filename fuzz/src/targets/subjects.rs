//! Subjects: checks and matching against naive ones, and no subject that passes can break a protocol line.

use nats_web_core::codec::encode;
use nats_web_core::subject::{
    SubjectError, check_inbox_prefix, check_publish, check_publish_pedantic, check_queue, check_subscribe, matches,
};

use crate::oracle::client::{ClientOp, Published, read_all};
use crate::oracle::subject as oracle;

/// A length, a subject of that length or a pattern, and another subject.
pub fn target(data: &[u8]) {
    let (&length, rest) = data.split_first().unwrap_or((&0, data));
    let (first, second) = rest.split_at(usize::from(length).min(rest.len()));
    for subject in [first, second] {
        check_checks(subject);
    }
    if check_subscribe(first).is_ok() && check_publish(second).is_ok() {
        assert_eq!(matches(first, second), oracle::matches(first, second));
    } else {
        // Only meant for well-formed ones, but harmless.
        let _ = matches(first, second);
    }
    check_lines(first, second);
}

fn check_checks(subject: &[u8]) {
    let plain = oracle::fault(subject);
    let or = |wrong: bool| plain.or(wrong.then_some(SubjectError::MisplacedWildcard));
    assert_eq!(check_publish(subject).err(), plain);
    assert_eq!(check_publish_pedantic(subject).err(), or(oracle::has_wildcard(subject)));
    assert_eq!(check_inbox_prefix(subject).err(), or(oracle::has_wildcard(subject)));
    assert_eq!(check_subscribe(subject).err(), or(oracle::has_early_tail(subject)));
    assert_eq!(check_queue(subject).err(), oracle::queue_fault(subject));
}

/// What the checks accept stays one field of one line.
fn check_lines(first: &[u8], second: &[u8]) {
    let mut wire = Vec::new();
    let mut wanted = Vec::new();
    for (subject, reply) in [(first, second), (second, first), (first, &[]), (second, &[])] {
        if check_publish(subject).is_ok() && (reply.is_empty() || check_publish(reply).is_ok()) {
            let mut line = encode::PublishLine::default();
            line.set(subject, reply);
            encode::publish(&mut wire, &line, 0, 0);
            wire.extend_from_slice(encode::CRLF);
            let (subject, reply) = (subject.to_vec(), reply.to_vec());
            wanted.push(ClientOp::Publish(Published { subject, reply, ..Published::default() }));
        }
        if check_subscribe(subject).is_ok() && (reply.is_empty() || check_queue(reply).is_ok()) {
            let queue = (!reply.is_empty()).then_some(reply);
            encode::subscribe(&mut wire, subject, queue, 7);
            wanted.push(ClientOp::Subscribe { subject: subject.to_vec(), queue: queue.map(<[u8]>::to_vec), sid: 7 });
        }
    }
    assert_eq!(read_all(&wire), wanted);
}
