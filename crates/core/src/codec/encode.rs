//! The outbound half of the wire protocol: operation lines without their payloads.
//!
//! Nothing here checks its arguments: subjects, queues and headers were checked where the caller handed them in.
//!
//! Source: the NATS client protocol; ADR-4 for `HPUB`.

use super::number::{write_last, write_u64};
use alloc::vec::Vec;

/// `PING`.
pub const PING: &[u8] = b"PING\r\n";
/// `PONG`.
pub const PONG: &[u8] = b"PONG\r\n";
/// Ends every line and every payload.
pub const CRLF: &[u8] = b"\r\n";

/// `HPUB subject [reply] `, for [`publish`]. An empty `reply` is none.
pub fn publish_line(out: &mut Vec<u8>, subject: &[u8], reply: &[u8]) {
    out.extend_from_slice(b"HPUB ");
    out.extend_from_slice(subject);
    out.push(b' ');
    if !reply.is_empty() {
        out.extend_from_slice(reply);
        out.push(b' ');
    }
}

/// `PUB subject [reply] size` or, with a header block of `header_size` bytes, `HPUB subject [reply] header_size size`;
/// `line` is what [`publish_line`] wrote, and `size` counts headers and payload.
#[inline]
pub fn publish(out: &mut Vec<u8>, line: &[u8], header_size: usize, size: usize) {
    if header_size == 0 {
        out.extend_from_slice(line.get(1..).unwrap_or_default());
    } else {
        out.extend_from_slice(line);
        write_u64(out, header_size as u64);
        out.push(b' ');
    }
    write_last(out, size as u64);
}

/// `SUB subject [queue] sid`.
pub fn subscribe(out: &mut Vec<u8>, subject: &[u8], queue: Option<&[u8]>, sid: u32) {
    out.extend_from_slice(b"SUB ");
    out.extend_from_slice(subject);
    out.push(b' ');
    if let Some(queue) = queue {
        out.extend_from_slice(queue);
        out.push(b' ');
    }
    write_last(out, u64::from(sid));
}

/// `UNSUB sid [max]`: at once, or after `max` messages since the `SUB` on this connection.
pub fn unsubscribe(out: &mut Vec<u8>, sid: u32, max: Option<u64>) {
    out.extend_from_slice(b"UNSUB ");
    if let Some(max) = max {
        write_u64(out, u64::from(sid));
        out.push(b' ');
        write_last(out, max);
    } else {
        write_last(out, u64::from(sid));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out);
        out
    }

    #[test]
    fn lines_have_the_documented_shapes() {
        let plain = written(|o| publish_line(o, b"a.b", b""));
        let with_reply = written(|o| publish_line(o, b"a.b", b"r"));
        assert_eq!(written(|o| publish(o, &plain, 0, 0)), b"PUB a.b 0\r\n");
        assert_eq!(written(|o| publish(o, &with_reply, 0, 12)), b"PUB a.b r 12\r\n");
        assert_eq!(written(|o| publish(o, &plain, 14, 20)), b"HPUB a.b 14 20\r\n");
        assert_eq!(written(|o| publish(o, &with_reply, 14, 20)), b"HPUB a.b r 14 20\r\n");
        assert_eq!(written(|o| publish(o, &plain, 0, usize::MAX)), format!("PUB a.b {}\r\n", usize::MAX).as_bytes());
        assert_eq!(written(|o| subscribe(o, b"a.>", None, 7)), b"SUB a.> 7\r\n");
        assert_eq!(written(|o| subscribe(o, b"a.>", Some(b"q"), 7)), b"SUB a.> q 7\r\n");
        assert_eq!(written(|o| unsubscribe(o, 7, None)), b"UNSUB 7\r\n");
        assert_eq!(written(|o| unsubscribe(o, 7, Some(3))), b"UNSUB 7 3\r\n");
    }
}
