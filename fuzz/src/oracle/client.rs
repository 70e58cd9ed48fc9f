//! What a client says, read by a naive and strict server.
//!
//! Source: the NATS client protocol; ADR-4. Stricter than a real server: one space between fields, upper-case names.

use serde_json::Value;

use super::{decimal, find};

/// One operation, everything copied.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientOp {
    /// `CONNECT` with its JSON.
    Connect(Value),
    /// `PUB` or `HPUB`.
    Publish(Published),
    /// `SUB`.
    Subscribe {
        /// The subject or pattern.
        subject: Vec<u8>,
        /// The queue group.
        queue: Option<Vec<u8>>,
        /// The client's number for it.
        sid: u64,
    },
    /// `UNSUB`.
    Unsubscribe {
        /// The client's number for it.
        sid: u64,
        /// After how many messages.
        max: Option<u64>,
    },
    /// `PING`.
    Ping,
    /// `PONG`.
    Pong,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// The subject.
    pub subject: Vec<u8>,
    /// The reply subject; empty for none.
    pub reply: Vec<u8>,
    /// The header block; empty for none.
    pub headers: Vec<u8>,
    /// The payload.
    pub payload: Vec<u8>,
}

/// Reads the operation at the start of `bytes` and says how long it is; `None` if it is not all there.
///
/// # Errors
/// What a server would complain of.
pub fn read(bytes: &[u8]) -> Result<Option<(ClientOp, usize)>, String> {
    let Some(end) = find(bytes, b"\r\n") else { return Ok(None) };
    let line = &bytes[..end];
    let complaint = || format!("not an operation: {}", line.escape_ascii());
    if line.contains(&b'\n') || line.contains(&b'\r') {
        return Err(complaint());
    }
    if let Some(json) = line.strip_prefix(b"CONNECT ") {
        let json = serde_json::from_slice(json).map_err(|error| format!("{}: {error}", complaint()))?;
        return Ok(Some((ClientOp::Connect(json), end + 2)));
    }
    let fields: Vec<&[u8]> = line.split(|&byte| byte == b' ').collect();
    if fields.iter().any(|field| field.is_empty() || field.contains(&b'\t')) {
        return Err(complaint());
    }
    let number = |field| decimal(field).ok_or_else(complaint);
    let (subject, reply, header_size, size) = match fields.as_slice() {
        [b"PING"] => return Ok(Some((ClientOp::Ping, end + 2))),
        [b"PONG"] => return Ok(Some((ClientOp::Pong, end + 2))),
        [b"SUB", subject, queue @ .., sid] if queue.len() < 2 => {
            let queue = queue.first().map(|queue| queue.to_vec());
            return Ok(Some((ClientOp::Subscribe { subject: subject.to_vec(), queue, sid: number(sid)? }, end + 2)));
        }
        [b"UNSUB", sid, max @ ..] if max.len() < 2 => {
            let max = max.first().map(|max| number(max)).transpose()?;
            return Ok(Some((ClientOp::Unsubscribe { sid: number(sid)?, max }, end + 2)));
        }
        [b"PUB", subject, size] => (subject, &b""[..], 0, number(size)?),
        [b"PUB", subject, reply, size] => (subject, *reply, 0, number(size)?),
        [b"HPUB", subject, header_size, size] => (subject, &b""[..], number(header_size)?, number(size)?),
        [b"HPUB", subject, reply, header_size, size] => (subject, *reply, number(header_size)?, number(size)?),
        _ => return Err(complaint()),
    };
    if header_size > size || (fields[0] == b"HPUB" && header_size == 0) {
        return Err(complaint());
    }
    let after = &bytes[end + 2..];
    let size = size as usize;
    let Some(content) = after.get(..size + 2) else { return Ok(None) };
    let Some(content) = content.strip_suffix(b"\r\n") else {
        return Err(format!("a payload without its end: {}", complaint()));
    };
    let (headers, payload) = content.split_at(header_size as usize);
    let [subject, reply, headers, payload] = [subject, reply, headers, payload].map(<[u8]>::to_vec);
    Ok(Some((ClientOp::Publish(Published { subject, reply, headers, payload }), end + 2 + size + 2)))
}

/// Reads all of `bytes`, which must be whole operations.
///
/// # Panics
/// When they are not.
#[must_use]
pub fn read_all(bytes: &[u8]) -> Vec<ClientOp> {
    let mut ops = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (op, length) = read(&bytes[at..]).expect("a valid operation").expect("a whole operation");
        ops.push(op);
        at += length;
    }
    ops
}
