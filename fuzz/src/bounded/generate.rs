//! Inputs with structure: what servers, headers, JSON, subjects and addresses look like, more or less.

use nats_web_core::Rng;

/// Makes an input.
pub type Generate = fn(&mut Rng) -> Vec<u8>;

/// Bytes without any structure.
pub fn noise(rng: &mut Rng) -> Vec<u8> {
    let length = rng.below(64);
    (0..length).map(|_| rng.next_u64() as u8).collect()
}

/// Choices for the targets that are all choices.
pub fn choices(rng: &mut Rng) -> Vec<u8> {
    let length = rng.below(300);
    (0..length).map(|_| rng.next_u64() as u8).collect()
}

/// Two bytes of choices and what a server says.
pub fn parser(rng: &mut Rng) -> Vec<u8> {
    let mut out = vec![rng.next_u64() as u8, rng.next_u64() as u8];
    for _ in 0..rng.below(8) {
        match rng.below(12) {
            0 => out.extend_from_slice(b"PING\r\n"),
            1 => out.extend_from_slice(one_of(rng, &[b"PONG\r\n", b"pong\r\n", b"+OK\r\n", b"+OK\n", b"PING \t\r\n"])),
            2 => {
                out.extend_from_slice(one_of(rng, &[b"-ERR ", b"-ERR\t", b"-err"]));
                out.extend_from_slice(one_of(rng, &[b"'Authorization Violation'\r\n", b"\r\n", b" x \n"]));
            }
            3 => {
                out.extend_from_slice(one_of(rng, &[b"INFO ", b"info ", b"INFO\t", b"INFO  "]));
                json_value(rng, &mut out, 2);
                out.extend_from_slice(b"\r\n");
            }
            4 if rng.below(200) == 0 => {
                // Lines about as long as they may be.
                let line = 65_500 + rng.below(60) as usize;
                out.extend_from_slice(one_of(rng, &[b"MSG ", b"-ERR "]));
                out.resize(out.len() + line, b'x');
                out.extend_from_slice(b" 1 0\r\n\r\n");
            }
            _ => message(rng, &mut out),
        }
    }
    out
}

fn message(rng: &mut Rng, out: &mut Vec<u8>) {
    let block: &[u8] = match rng.below(3) {
        0 => one_of(rng, &[b"NATS/1.0\r\n\r\n", b"NATS/1.0 503\r\n\r\n", b"NATS/1.0\r\nA: b\r\n\r\n", b"xy"]),
        _ => b"",
    };
    let size = rng.below(40) as usize * one_of(rng, &[1, 1, 1, 1, 1, 150]);
    let blank: &[u8] = one_of(rng, &[b" ", b" ", b" ", b"\t", b"  "]);
    out.extend_from_slice(match (block.is_empty(), rng.below(12)) {
        (true, 0) => b"msg",
        (true, _) => b"MSG",
        (false, 0) => b"hMsG",
        (false, _) => b"HMSG",
    });
    out.extend_from_slice(blank);
    subject(rng, out);
    out.extend_from_slice(blank);
    out.extend_from_slice(rng.below(30).to_string().as_bytes());
    out.extend_from_slice(blank);
    if rng.below(2) == 0 {
        subject(rng, out);
        out.extend_from_slice(blank);
    }
    if !block.is_empty() {
        out.extend_from_slice(block.len().to_string().as_bytes());
        out.extend_from_slice(blank);
    }
    out.extend_from_slice((block.len() + size).to_string().as_bytes());
    out.extend_from_slice(one_of(rng, &[b"\r\n", b"\r\n", b"\r\n", b" \r\n"]));
    out.extend_from_slice(block);
    let filler = one_of(rng, b"x\r\n M\0\xff");
    out.resize(out.len() + size, filler);
    out.extend_from_slice(b"\r\n");
}

/// A choice, then a header block or more choices.
pub fn headers(rng: &mut Rng) -> Vec<u8> {
    if rng.below(2) == 0 {
        let mut data = choices(rng);
        data.insert(0, 1);
        return data;
    }
    let mut out = b"\0NATS/1.0".to_vec();
    if rng.below(2) == 0 {
        out.extend_from_slice(one_of(
            rng,
            &[b" 503", b" 503 No Responders", b"  100  ", b"503", b" 0007 x", b" 65536", b" x"],
        ));
    }
    out.extend_from_slice(b"\r\n");
    for _ in 0..rng.below(6) {
        out.extend_from_slice(one_of(rng, &[b"Name", b"a-b_c", b"x", b"", b"n m", b"\xc3\xbc"]));
        out.extend_from_slice(one_of(rng, &[b":", b": ", b":\t ", b""]));
        out.extend_from_slice(one_of(
            rng,
            &[b"value", b"", b" padded ", b"a:b", b"gr\xc3\xb6\xc3\x9fe", b"long enough for words"],
        ));
        out.extend_from_slice(one_of(rng, &[b"\r\n", b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r"]));
    }
    out.extend_from_slice(b"\r\n");
    out
}

/// A JSON text.
pub fn json(rng: &mut Rng) -> Vec<u8> {
    let mut out = Vec::new();
    if rng.below(40) == 0 {
        let depth = 28 + rng.below(10) as usize;
        let (open, close) = one_of(rng, &[("[", "]"), ("{\"a\":", "}")]);
        return [open.repeat(depth), "1".to_owned(), close.repeat(depth)].concat().into_bytes();
    }
    json_value(rng, &mut out, 4);
    out
}

fn json_value(rng: &mut Rng, out: &mut Vec<u8>, depth: u64) {
    let space: &[u8] = one_of(rng, &[b"", b"", b"", b" ", b"\r\n\t "]);
    out.extend_from_slice(space);
    match rng.below(if depth == 0 { 5 } else { 8 }) {
        0 => out.extend_from_slice(one_of(rng, &[b"true", b"false", b"null"])),
        1 | 2 => json_number(rng, out),
        3 | 4 => json_string(rng, out),
        5 => {
            out.push(b'[');
            for index in 0..rng.below(4) {
                out.extend_from_slice(if index > 0 { b"," } else { b"" });
                json_value(rng, out, depth - 1);
            }
            out.push(b']');
        }
        _ => {
            out.push(b'{');
            for index in 0..rng.below(4) {
                out.extend_from_slice(if index > 0 { b"," } else { b"" });
                json_string(rng, out);
                out.push(b':');
                json_value(rng, out, depth - 1);
            }
            out.push(b'}');
        }
    }
    out.extend_from_slice(space);
}

fn json_number(rng: &mut Rng, out: &mut Vec<u8>) {
    let shift = rng.below(64);
    let number = (rng.next_u64() >> shift).to_string();
    out.extend_from_slice(one_of(rng, &[b"", b"", b"-"]));
    out.extend_from_slice(number.as_bytes());
    out.extend_from_slice(one_of(rng, &[b"", b"", b"", b".5", b"e3", b"E-2", b".0e+10", b"e999"]));
}

fn json_string(rng: &mut Rng, out: &mut Vec<u8>) {
    out.push(b'"');
    for _ in 0..rng.below(6) {
        out.extend_from_slice(one_of(
            rng,
            &[
                b"a",
                b"key",
                b" ",
                b"\\n",
                b"\\\"",
                b"\\\\",
                b"\\/",
                b"\\u00fc",
                b"\\ud83d\\ude00",
                b"\\ud800",
                b"\xc3\xbc",
                b"\x7f",
                b"\\udc00",
            ],
        ));
    }
    out.push(b'"');
}

/// The JSON of an INFO.
pub fn info(rng: &mut Rng) -> Vec<u8> {
    let mut out = b"{".to_vec();
    for index in 0..rng.below(7) {
        let field = one_of(rng, &FIELDS);
        out.extend_from_slice(if index > 0 { b"," } else { b"" });
        out.extend_from_slice(format!("\"{field}\":").as_bytes());
        match rng.below(6) {
            0 => json_value(rng, &mut out, 1),
            1 => json_number(rng, &mut out),
            2 => out.extend_from_slice(one_of(rng, &[b"true", b"false", b"null"])),
            3 => out.extend_from_slice(one_of(rng, &[b"[]", b"[\"a:1\",null,\"[::1]:2\"]", b"[1]"])),
            4 => json_string(rng, &mut out),
            _ => out.extend_from_slice(one_of(rng, &[b"1", b"0", b"-1", b"-0", b"1048576", b"4294967296"])),
        }
    }
    out.push(b'}');
    out
}

/// A length, a pattern of that length, and a subject that may match it.
pub fn subjects(rng: &mut Rng) -> Vec<u8> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    subject(rng, &mut first);
    if rng.below(2) == 0 {
        subject(rng, &mut second);
    } else {
        // Like the pattern, with words in place of wildcards.
        for &byte in &first {
            second.extend_from_slice(if byte == b'*' || byte == b'>' { b"some" } else { std::slice::from_ref(&byte) });
        }
    }
    let mut out = vec![first.len().min(255) as u8];
    out.extend_from_slice(&first);
    out.extend_from_slice(&second);
    out
}

fn subject(rng: &mut Rng, out: &mut Vec<u8>) {
    for index in 0..1 + rng.below(5) {
        out.extend_from_slice(if index > 0 { b"." } else { b"" });
        out.extend_from_slice(one_of(
            rng,
            &[b"a", b"b", b"some", b"longer-token", b"*", b">", b"a*", b"\xc3\xbc", b"12345678"],
        ));
    }
}

/// A choice and a server's address.
pub fn address(rng: &mut Rng) -> Vec<u8> {
    let mut out = vec![rng.below(3) as u8];
    out.extend_from_slice(one_of(
        rng,
        &[b"", b"ws://", b"wss://", b"nats://", b"TLS://", b"http://", b"ftp://", b"://", b" "],
    ));
    out.extend_from_slice(one_of(rng, &[b"", b"", b"", b"user@", b"user:pa@ss@", b":@"]));
    let host: &[u8] = one_of(
        rng,
        &[
            b"localhost",
            b"127.0.0.1",
            b"[::1]",
            b"::1",
            b"[1:2:3:4:5:6:7:8]",
            b"::ffff:1.2.3.4",
            b"[fe80::1%eth0]",
            b"1.2.3",
            b"EXAMPLE.com.",
            b"gr\xc3\xb6\xc3\x9fe.de",
            b"a_b",
            b"",
            b"[0:0:0:1:0:0:0:0]",
            b"x@y",
            b"0x7f.1",
        ],
    );
    out.extend_from_slice(host);
    out.extend_from_slice(one_of(rng, &[b"", b":80", b":4222", b":", b":0", b":65535", b":65536", b":007", b":8a"]));
    out.extend_from_slice(one_of(
        rng,
        &[b"", b"/", b"/a/b?x=y", b"?q=\"<>\"", b"#frag", b"/%20/\xc3\xbc#x", b"/p@th://x", b"/\\"],
    ));
    out
}

/// One of `choices`.
pub(super) fn one_of<T: Copy>(rng: &mut Rng, choices: &[T]) -> T {
    choices[rng.below(choices.len() as u64) as usize]
}

const FIELDS: [&str; 16] = [
    "server_id",
    "server_name",
    "version",
    "proto",
    "headers",
    "max_payload",
    "client_id",
    "nonce",
    "connect_urls",
    "ldm",
    "auth_required",
    "tls_required",
    "tls_available",
    "jetstream",
    "cluster",
    "",
];
