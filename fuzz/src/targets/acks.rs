//! Ack subjects against a plain reading of them, and what is answered there.

use nats_web_jetstream::ack::{Ack, Answer};

use crate::input::Input;

/// The first byte chooses: a subject, or choices that make an answer.
pub fn target(data: &[u8]) {
    match data.split_first() {
        Some((choice, choices)) if choice % 4 == 0 => check_answer(&mut Input::new(choices)),
        Some((_, subject)) => check_subject(subject),
        None => check_subject(data),
    }
}

fn check_subject(subject: &[u8]) {
    let found = Ack::parse(subject);
    let wanted = plain(subject);
    assert_eq!(found.is_some(), wanted.is_some());
    let (Some(found), Some((names, numbers))) = (found, wanted) else { return };
    let [domain, account, stream, consumer] = names;
    assert_eq!((found.domain.unwrap_or_default(), found.account), (domain, account));
    assert_eq!((found.stream, found.consumer), (stream, consumer));
    let sequences = [found.delivered, found.stream_sequence, found.consumer_sequence];
    assert_eq!([&sequences[..], &[found.timestamp, found.pending]].concat(), numbers);
}

/// Domain, account, stream and consumer, and the five numbers after them. Source: ADR-15.
fn plain(subject: &[u8]) -> Option<([&[u8]; 4], Vec<u64>)> {
    let tokens: Vec<&[u8]> = subject.split(|&byte| byte == b'.').collect();
    let (names, first): ([&[u8]; 4], usize) = match tokens.len() {
        9 => ([b"", b"", tokens[2], tokens[3]], 4),
        11.. => ([if tokens[2] == b"_" { b"" } else { tokens[2] }, tokens[3], tokens[4], tokens[5]], 6),
        _ => return None,
    };
    if tokens[0] != b"$JS" || tokens[1] != b"ACK" {
        return None;
    }
    let numbers = tokens[first..first + 5].iter().map(|token| {
        let text = std::str::from_utf8(token).ok()?;
        let is_plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        if is_plain { text.parse().ok() } else { None }
    });
    Some((names, numbers.collect::<Option<_>>()?))
}

fn check_answer(input: &mut Input<'_>) {
    let (delay, text) = (input.number(), input.text());
    let cases = [
        (Answer::Ack, "+ACK".to_owned(), true),
        (Answer::Working, "+WPI".to_owned(), false),
        (Answer::Nak { delay: 0 }, "-NAK".to_owned(), true),
        (Answer::Nak { delay: delay.max(1) }, format!("-NAK {{\"delay\":{}}}", delay.max(1)), true),
        (Answer::Term { reason: &text }, format!("+TERM {text}").trim_end_matches(' ').to_owned(), true),
        (Answer::Next { request: b"" }, "+NXT".to_owned(), true),
    ];
    for (answer, wanted, is_final) in cases {
        let mut out = Vec::new();
        answer.write(&mut out);
        assert_eq!(String::from_utf8_lossy(&out).trim_end_matches(' '), wanted);
        assert_eq!(answer.is_final(), is_final);
    }
}
