//! What a server says, read by a naive client.
//!
//! Source: the NATS client protocol (names in any case, fields separated by spaces and tabs, CR LF after every line and
//! payload); ADR-4. Lines without payload may end with a bare LF, as `nats.ws` takes it.

use nats_web_core::codec::parser::{MAX_LINE, MAX_MESSAGE};

use super::{decimal, find};

/// One operation, everything copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerOp {
    /// `MSG` or `HMSG`.
    Message(Message),
    /// `INFO` with its JSON.
    Info(Vec<u8>),
    /// `-ERR` with its text.
    Err(Vec<u8>),
    /// `PING`.
    Ping,
    /// `PONG`.
    Pong,
    /// `+OK`.
    Ok,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// The subscription it is for.
    pub sid: u32,
    /// The subject.
    pub subject: Vec<u8>,
    /// The reply subject; empty for none.
    pub reply: Vec<u8>,
    /// The header block; empty for none.
    pub headers: Vec<u8>,
    /// The payload.
    pub payload: Vec<u8>,
}

/// What the bytes at hand are.
#[derive(Debug, PartialEq, Eq)]
pub enum Read {
    /// An operation, and how many bytes it is long.
    Whole(ServerOp, usize),
    /// Not all of an operation.
    More,
    /// None, whatever may follow.
    Bad,
}

/// Reads the operation at the start of `bytes`.
#[must_use]
pub fn read(bytes: &[u8]) -> Read {
    let Some(feed) = find(bytes, b"\n") else {
        return if bytes.len() > MAX_LINE || !is_start(bytes) { Read::Bad } else { Read::More };
    };
    if feed > MAX_LINE {
        return Read::Bad;
    }
    let line = &bytes[..feed];
    let name_length = line.iter().position(|&byte| byte <= b' ').unwrap_or(line.len());
    let (name, rest) = line.split_at(name_length);
    match (name.to_ascii_uppercase().as_slice(), rest) {
        (b"MSG" | b"HMSG", [b' ' | b'\t', fields @ .., b'\r']) => message(name.len() == 4, fields, &bytes[feed + 1..])
            .map_or(Read::Bad, |read| match read {
                Some((message, size)) => Read::Whole(ServerOp::Message(message), feed + 1 + size),
                None => Read::More,
            }),
        // Any blank or control character ends a name, but INFO's has to be a proper one.
        (b"INFO", _) if !is_info(bytes) => Read::Bad,
        _ => control(name, rest.trim_ascii()).map_or(Read::Bad, |op| Read::Whole(op, feed + 1)),
    }
}

/// Whether `bytes`, which end within a line and are refused by a parser, could still have become an operation.
#[must_use]
pub fn had_a_chance(bytes: &[u8]) -> bool {
    const ENDS: [&[u8]; 9] = [
        b"\n",
        b"\r\n",
        b"0\r\n",
        b" 0\r\n",
        b" 0 0\r\n",
        b" 1 0 0\r\n",
        b"a 1 0\r\n",
        b"a 1 0 0\r\n",
        b" a 1 0 0\r\n",
    ];
    let names = ["INFO {}", "PING", "PONG", "+OK", "-ERR", "MSG a 1 0\r", "HMSG a 1 0 0\r"];
    let rests = names.iter().filter_map(|name| {
        let starts = name.len() > bytes.len() && name.as_bytes()[..bytes.len()].eq_ignore_ascii_case(bytes);
        starts.then(|| format!("{}\n", &name[bytes.len()..]).into_bytes())
    });
    ENDS.iter().map(|end| end.to_vec()).chain(rests).any(|end| read(&[bytes, &end].concat()) != Read::Bad)
}

fn is_info(bytes: &[u8]) -> bool {
    bytes.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"INFO")) && matches!(bytes.get(4), Some(b' ' | b'\t'))
}

/// Whether an operation's name begins or stands here.
fn is_start(bytes: &[u8]) -> bool {
    let names = ["INFO", "PING", "PONG", "+OK", "-ERR", "MSG", "HMSG"];
    names.iter().any(|name| {
        let shared = name.len().min(bytes.len());
        bytes[..shared].eq_ignore_ascii_case(&name.as_bytes()[..shared])
    })
}

fn control(name: &[u8], argument: &[u8]) -> Option<ServerOp> {
    match (name.to_ascii_uppercase().as_slice(), argument.is_empty()) {
        (b"PING", true) => Some(ServerOp::Ping),
        (b"PONG", true) => Some(ServerOp::Pong),
        (b"+OK", true) => Some(ServerOp::Ok),
        (b"-ERR", _) => Some(ServerOp::Err(argument.to_vec())),
        (b"INFO", false) => Some(ServerOp::Info(argument.to_vec())),
        _ => None,
    }
}

/// The message whose line has `fields`, and whose content is at the start of `after`, with the content's length.
fn message(with_headers: bool, fields: &[u8], after: &[u8]) -> Option<Option<(Message, usize)>> {
    let fields: Vec<&[u8]> =
        fields.split(|byte| matches!(byte, b' ' | b'\t')).filter(|field| !field.is_empty()).collect();
    if fields.iter().any(|field| field.iter().any(|&byte| byte <= b' ')) {
        return None;
    }
    let (subject, sid, reply, header_size, size) = match (with_headers, fields.as_slice()) {
        (false, [subject, sid, size]) => (subject, sid, &b""[..], &b"0"[..], size),
        (false, [subject, sid, reply, size]) => (subject, sid, *reply, &b"0"[..], size),
        (true, [subject, sid, header_size, size]) => (subject, sid, &b""[..], *header_size, size),
        (true, [subject, sid, reply, header_size, size]) => (subject, sid, *reply, *header_size, size),
        _ => return None,
    };
    let sid = u32::try_from(decimal(sid)?).ok()?;
    let (header_size, size) = (decimal(header_size)?, decimal(size)?);
    if header_size > size || size > MAX_MESSAGE {
        return None;
    }
    let (header_size, size) = (header_size as usize, size as usize);
    let content = after.get(..size);
    match (content, after.get(size..).unwrap_or_default()) {
        (Some(content), [b'\r', b'\n', ..]) => {
            let (headers, payload) = content.split_at(header_size);
            let [subject, reply, headers, payload] = [subject, reply, headers, payload].map(<[u8]>::to_vec);
            Some(Some((Message { sid, subject, reply, headers, payload }, size + 2)))
        }
        (Some(_), [] | [b'\r']) | (None, _) => Some(None),
        (Some(_), _) => None,
    }
}
