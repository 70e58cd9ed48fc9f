//! Operations of our own, read back from where they were written.

use crate::codec::encode::CRLF;

/// An operation that [`encode`](crate::codec::encode) wrote.
pub(super) struct Operation {
    /// Whether it has a payload, if only an empty one.
    pub(super) is_publish: bool,
    /// Bytes of line and headers.
    pub(super) head: usize,
    /// Bytes of the payload, which a [large](super::LARGE_PAYLOAD) one is not in the buffer with.
    pub(super) payload: usize,
}

impl Operation {
    /// The operation at the start of `bytes`.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let end = bytes.iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| at + 1);
        let line = bytes.get(..end).unwrap_or_default();
        // No token has a blank in it, and the sizes come last: they are read from their last digits.
        let mut rest = line.iter().rev().skip(CRLF.len());
        let mut size = || {
            let (mut size, mut weight) = (0_usize, 1_usize);
            for &digit in rest.by_ref().take_while(|&&byte| byte != b' ') {
                size += usize::from(digit & 0x0f) * weight;
                weight = weight.wrapping_mul(10);
            }
            size
        };
        match line {
            [b'P', b'U', ..] => Self { is_publish: true, head: line.len(), payload: size() },
            [b'H', ..] => {
                let total = size();
                let headers = size();
                Self { is_publish: true, head: line.len() + headers, payload: total - headers }
            }
            _ => Self { is_publish: false, head: line.len(), payload: 0 },
        }
    }

    /// Its bytes in the buffer.
    pub(super) fn len(&self) -> usize {
        let payload = if self.payload > super::LARGE_PAYLOAD { 0 } else { self.payload };
        self.head + if self.is_publish { payload + CRLF.len() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::LARGE_PAYLOAD;
    use super::*;
    use crate::codec::encode;
    use alloc::vec::Vec;

    fn publish(headers: &[u8], payload: usize) -> Vec<u8> {
        let (mut line, mut bytes) = (encode::PublishLine::default(), Vec::new());
        line.set(b"a.1", b"r.22");
        encode::publish(&mut bytes, &line, headers.len(), headers.len() + payload);
        bytes.extend_from_slice(headers);
        if payload <= LARGE_PAYLOAD {
            bytes.resize(bytes.len() + payload, b'\n');
        }
        bytes.extend_from_slice(CRLF);
        bytes
    }

    #[test]
    fn every_operation_that_is_written_is_read_back() {
        let headers = b"NATS/1.0\r\nA: 7 8\r\n\r\n";
        for headers in [&b""[..], headers] {
            for payload in [0, 1, 9, 12_345, LARGE_PAYLOAD, LARGE_PAYLOAD + 1] {
                let mut bytes = publish(headers, payload);
                let length = bytes.len();
                bytes.extend_from_slice(encode::PING);
                let operation = Operation::read(&bytes);
                assert!(operation.is_publish);
                assert_eq!((operation.payload, operation.len()), (payload, length));
                let within = if payload > LARGE_PAYLOAD { 0 } else { payload };
                assert_eq!(operation.head + within + CRLF.len(), length);
            }
        }
    }

    #[test]
    fn lines_without_payload_are_told_apart() {
        let mut lines = encode::PING.to_vec();
        encode::subscribe(&mut lines, b"PUB", Some(b"HPUB"), 12);
        encode::unsubscribe(&mut lines, 12, Some(5));
        let mut rest = &lines[..];
        for line in ["PING\r\n", "SUB PUB HPUB 12\r\n", "UNSUB 12 5\r\n"] {
            let operation = Operation::read(rest);
            assert!(!operation.is_publish);
            assert_eq!(&rest[..operation.len()], line.as_bytes());
            rest = &rest[operation.len()..];
        }
        assert!(rest.is_empty());
    }
}
