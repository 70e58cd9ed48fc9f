//! Each case runs whole, byte by byte, and with trailing data.

use super::*;
use crate::Rng;
use alloc::vec::Vec;

/// Operations with their texts copied, so that they can be compared across different cuts.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    Message { sid: u32, subject: Vec<u8>, reply: Vec<u8>, headers: Vec<u8>, payload: Vec<u8> },
    Info(Vec<u8>),
    Err(Vec<u8>),
    Word(&'static str),
}

/// Feeds `pieces` as a face would: keeps what is not consumed, assembles large messages.
fn run(pieces: &[&[u8]], large_from: usize) -> Result<Vec<Seen>, ParseError> {
    let mut parser = Parser::new(large_from);
    let mut kept: Vec<u8> = Vec::new();
    let mut assembly: Option<(MessageSpans, Vec<u8>)> = None;
    let mut seen = Vec::new();
    for piece in pieces {
        let taken = parser.take_payload(piece.len());
        if let Some((_, bytes)) = &mut assembly {
            bytes.extend_from_slice(&piece[..taken]);
        }
        kept.extend_from_slice(&piece[taken..]);
        let mut at = 0;
        loop {
            match parser.step(&kept, at)? {
                Step::Incomplete => break,
                Step::Operation { operation, next } => {
                    seen.push(copy(operation, &kept));
                    at = next;
                }
                Step::Large { message, start } => {
                    assembly = Some((message.back(start as u32), kept[start..].to_vec()));
                    at = kept.len();
                }
                Step::LargeDone { next } => {
                    let (message, bytes) = assembly.take().unwrap();
                    assert_eq!(bytes.len(), message.payload.end as usize);
                    seen.push(copy(Operation::Message(message), &bytes));
                    at = next;
                }
            }
        }
        kept.drain(..at);
    }
    Ok(seen)
}

fn copy(operation: Operation, buf: &[u8]) -> Seen {
    match operation {
        Operation::Message(m) => Seen::Message {
            sid: m.sid,
            subject: m.subject.of(buf).to_vec(),
            reply: m.reply.of(buf).to_vec(),
            headers: m.headers.of(buf).to_vec(),
            payload: m.payload.of(buf).to_vec(),
        },
        Operation::Info(span) => Seen::Info(span.of(buf).to_vec()),
        Operation::Err(span) => Seen::Err(span.of(buf).to_vec()),
        Operation::Ping => Seen::Word("PING"),
        Operation::Pong => Seen::Word("PONG"),
        Operation::Ok => Seen::Word("+OK"),
    }
}

fn check(input: &[u8], want: &Result<Vec<Seen>, ParseError>) {
    for large_from in [0, 8, 1 << 20] {
        assert_eq!(&run(&[input], large_from), want, "whole, {large_from}");
        let bytes: Vec<&[u8]> = input.chunks(1).collect();
        assert_eq!(&run(&bytes, large_from), want, "byte by byte, {large_from}");
        if let Ok(seen) = want {
            let mut more = input.to_vec();
            more.extend_from_slice(b"PING\r\nMSG");
            let mut want = seen.clone();
            want.push(Seen::Word("PING"));
            assert_eq!(run(&[&more], large_from), Ok(want), "with trailing data, {large_from}");
        }
    }
}

fn message(sid: u32, subject: &str, reply: &str, headers: &str, payload: &str) -> Seen {
    let bytes = |text: &str| text.as_bytes().to_vec();
    Seen::Message {
        sid,
        subject: bytes(subject),
        reply: bytes(reply),
        headers: bytes(headers),
        payload: bytes(payload),
    }
}

#[test]
fn messages() {
    check(b"MSG a.b 1 2\r\nhi\r\n", &Ok(alloc::vec![message(1, "a.b", "", "", "hi")]));
    check(b"MSG a.b 1 re.ply 2\r\nhi\r\n", &Ok(alloc::vec![message(1, "a.b", "re.ply", "", "hi")]));
    check(b"MSG a 4294967295 0\r\n\r\n", &Ok(alloc::vec![message(u32::MAX, "a", "", "", "")]));
    check(b"MSG \t a  1\tr \t 2 \r\n\r\n\r\n", &Ok(alloc::vec![message(1, "a", "r", "", "\r\n")]));
    let headers = "NATS/1.0\r\nA: b\r\n\r\n";
    check(b"HMSG a 1 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n", &Ok(alloc::vec![message(1, "a", "", headers, "hi")]));
    check(b"HMSG a 1 r 18 18\r\nNATS/1.0\r\nA: b\r\n\r\n\r\n", &Ok(alloc::vec![message(1, "a", "r", headers, "")]));
    check("MSG grüße 1 1\r\nx\r\n".as_bytes(), &Ok(alloc::vec![message(1, "grüße", "", "", "x")]));
}

#[test]
fn control_lines() {
    check(b"INFO {\"a\": 1} \r\n", &Ok(alloc::vec![Seen::Info(b"{\"a\": 1}".to_vec())]));
    check(b"PING\r\nPONG\r\n+OK\r\n", &Ok(["PING", "PONG", "+OK"].map(Seen::Word).to_vec()));
    check(b"-ERR 'No, thanks'\r\n", &Ok(alloc::vec![Seen::Err(b"'No, thanks'".to_vec())]));
    check(
        b"ping\nPong\r\ninfo {}\r\n",
        &Ok([Seen::Word("PING"), Seen::Word("PONG"), Seen::Info(b"{}".to_vec())].to_vec()),
    );
    check(b"INFO\t{}\r\n", &Ok(alloc::vec![Seen::Info(b"{}".to_vec())]));
}

#[test]
fn names_may_be_in_any_case() {
    check(b"msg a 1 2\r\nhi\r\n", &Ok(alloc::vec![message(1, "a", "", "", "hi")]));
    let headers = "NATS/1.0\r\n\r\n";
    check(b"hMsg a 1 12 13\r\nNATS/1.0\r\n\r\nx\r\n", &Ok(alloc::vec![message(1, "a", "", headers, "x")]));
    check(b"Msg a\r\n", &Err(ParseError::BadArguments));
    check(b"MSGS a 1 0\r\n\r\n", &Err(ParseError::UnknownOperation));
}

#[test]
fn broken_lines() {
    use ParseError::*;
    check(b"HTTP/1.1 400 Bad Request\r\n", &Err(Http));
    check(b"\0", &Err(UnknownOperation));
    check(b"PINGS\r\n", &Err(UnknownOperation));
    check(b"INFO\r\n", &Err(UnknownOperation));
    check(b"MSG a 1\r\n", &Err(BadArguments));
    check(b"MSG a x 1\r\n", &Err(BadArguments));
    check(b"MSG a 1 -1\r\n", &Err(BadArguments));
    check(b"MSG a 1 1 1 1\r\n", &Err(BadArguments));
    check(b"MSG a 4294967296 1\r\n", &Err(BadArguments));
    check(b"MSG a\0b 1 1\r\n", &Err(BadArguments));
    check(b"MSG a 1 1\rx\r\n", &Err(BadArguments));
    check(b"HMSG a 1 5\r\n", &Err(BadArguments));
    check(b"HMSG a 1 5 4\r\n", &Err(BadHeaderSize));
    check(b"MSG a 1 67108865\r\n", &Err(TooLarge));
    check(b"MSG a 1 99999999999999999999\r\n", &Err(BadArguments));
    check(b"MSG a 1 2\r\nhi!\r\n", &Err(MissingTerminator));
    check(b"MSG a 1 2\r\nhi!", &Err(MissingTerminator));
}

#[test]
fn endless_lines_are_refused() {
    let endless = alloc::vec![b'x'; MAX_LINE];
    assert_eq!(run(&[b"MSG ", &endless, b"xxxx"], 0), Err(ParseError::LineTooLong));
    assert_eq!(run(&[b"-ERR ", &endless], 0), Err(ParseError::LineTooLong));
    assert_eq!(run(&[b"INFO ", &endless], 0), Err(ParseError::LineTooLong));
}

#[test]
fn a_message_line_is_too_long_whether_it_comes_whole_or_in_pieces() {
    for (longer, want) in [(0, Ok(1)), (1, Err(ParseError::LineTooLong))] {
        let mut wire = b"MSG ".to_vec();
        wire.resize(MAX_LINE - " 1 0\r".len() + longer, b'x');
        wire.extend_from_slice(b" 1 0\r\n\r\n");
        assert_eq!(run(&[&wire], 0).map(|seen| seen.len()), want);
        let pieces: Vec<&[u8]> = wire.chunks(100_000).collect();
        assert_eq!(run(&pieces, 0).map(|seen| seen.len()), want);
    }
}

#[test]
fn a_long_line_is_read_on_where_it_was_left() {
    let (subject, reply) = ("s".repeat(7_000), "r".repeat(5_000));
    let line = alloc::format!("HMSG {subject} \t 7 {reply}  12  14 \r\n");
    let wire = alloc::format!("PING\r\n{line}NATS/1.0\r\n\r\nhi\r\nPONG\r\n");
    let want =
        Ok(alloc::vec![Seen::Word("PING"), message(7, &subject, &reply, "NATS/1.0\r\n\r\n", "hi"), Seen::Word("PONG")]);
    for size in [1, 7, 4_096] {
        let pieces: Vec<&[u8]> = wire.as_bytes().chunks(size).collect();
        assert_eq!(run(&pieces, 4_096), want, "pieces of {size}");
        assert_eq!(run(&pieces, 1 << 20), want, "pieces of {size}");
    }
    for mistake in [" \0", " 1 2 3 4 5 6 ", "\rx"] {
        let wire = alloc::format!("MSG {subject} 7 {reply}{mistake}");
        let pieces: Vec<&[u8]> = wire.as_bytes().chunks(100).collect();
        assert_eq!(run(&pieces, 0), Err(ParseError::BadArguments), "{mistake:?}, as soon as it is there");
    }
}

/// Each byte of a line costs the same, however many came before it.
#[test]
fn a_line_in_a_million_pieces_is_read_once() {
    let mut parser = Parser::new(0);
    let mut wire = b"MSG ".to_vec();
    wire.resize(1 << 20, b'x');
    for end in 1..wire.len() {
        assert_eq!(parser.step(&wire[..end], 0), Ok(Step::Incomplete));
    }
}

#[test]
fn messages_are_as_large_as_the_server_allows() {
    let begin = |max_payload: Option<u64>, size: u64| {
        let mut parser = Parser::new(0);
        max_payload.into_iter().for_each(|max| parser.accept(max));
        parser.step(alloc::format!("MSG a 1 {size}\r\n").as_bytes(), 0).map(|_| parser.payload_missing() as u64)
    };
    let mib = 1024 * 1024;
    for (max_payload, most) in [
        (None, 64 * mib),
        (Some(mib), 64 * mib),
        (Some(100 * mib), 101 * mib),
        (Some(u64::MAX), MAX_PAYLOAD + mib),
        (Some(0), MAX_PAYLOAD + mib),
    ] {
        assert_eq!(begin(max_payload, most), Ok(most), "{max_payload:?}");
        assert_eq!(begin(max_payload, most + 1), Err(ParseError::TooLarge), "{max_payload:?}");
    }
}

#[test]
fn any_cut_gives_the_same_operations() {
    for seed in 0..2_000 {
        let mut rng = Rng::new(seed);
        let mut wire = Vec::new();
        for _ in 0..rng.below(8) {
            let size = rng.below(300) as usize;
            match rng.below(5) {
                0 => wire.extend_from_slice(b"PING\r\n"),
                1 => wire.extend_from_slice(b"-ERR 'x'\r\n"),
                2 => wire.extend(alloc::format!("MSG a.{size} 3 {size}\r\n{}\r\n", "\r".repeat(size)).bytes()),
                3 => wire.extend(alloc::format!("MSG a 3 r.{size} {size}\r\n{}\r\n", "\n".repeat(size)).bytes()),
                _ => wire.extend(
                    alloc::format!("HMSG a 3 12 {}\r\nNATS/1.0\r\n\r\n{}\r\n", size + 12, "z".repeat(size)).bytes(),
                ),
            }
        }
        let want = run(&[&wire], 1 << 20);
        let mut pieces: Vec<&[u8]> = Vec::new();
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            let (piece, tail) = rest.split_at(1 + rng.below(rest.len().min(40) as u64) as usize);
            pieces.push(piece);
            rest = tail;
        }
        for large_from in [0, 50, 1 << 20] {
            assert_eq!(run(&pieces, large_from), want, "seed {seed}, {large_from}");
        }
    }
}
