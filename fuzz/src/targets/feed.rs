//! Feeding the core's parser as a face does.

use nats_web_core::codec::{MessageSpans, Operation, ParseError, Parser, Span, Step};

use crate::oracle::server::{Message, ServerOp};

/// What the parser finds in `pieces` that arrive one after the other, and how it ends.
///
/// Keeps what is not consumed, and assembles large messages, as the parser's documentation asks of a face.
pub(super) fn feed<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    large_from: usize,
) -> (Vec<ServerOp>, Result<Parser, ParseError>) {
    let mut parser = Parser::new(large_from);
    let mut kept: Vec<u8> = Vec::new();
    let mut assembly: Option<(MessageSpans, Vec<u8>)> = None;
    let mut found = Vec::new();
    for piece in pieces {
        let taken = parser.take_payload(piece.len());
        assert!(taken <= piece.len());
        if let Some((_, bytes)) = &mut assembly {
            bytes.extend_from_slice(&piece[..taken]);
        }
        kept.extend_from_slice(&piece[taken..]);
        let mut at = 0;
        loop {
            match parser.step(&kept, at) {
                Err(error) => return (found, Err(error)),
                Ok(Step::Incomplete) => break,
                Ok(Step::Operation { operation, next }) => {
                    assert!(next > at && next <= kept.len());
                    found.push(copy(operation, &kept));
                    at = next;
                }
                Ok(Step::Large { message, start }) => {
                    assert_eq!(start, at);
                    assembly = Some((message.back(start as u32), kept[start..].to_vec()));
                    at = kept.len();
                }
                Ok(Step::LargeDone { next }) => {
                    let (message, bytes) = assembly.take().expect("only what was begun can be done");
                    assert_eq!(bytes.len(), message.payload.end as usize);
                    found.push(copy(Operation::Message(message), &bytes));
                    at = next;
                }
            }
        }
        kept.drain(..at);
    }
    (found, Ok(parser))
}

fn copy(operation: Operation, buf: &[u8]) -> ServerOp {
    match operation {
        Operation::Message(message) => ServerOp::Message(message_of(&message, buf)),
        Operation::Info(span) => ServerOp::Info(bytes_of(span, buf)),
        Operation::Err(span) => ServerOp::Err(bytes_of(span, buf)),
        Operation::Ping => ServerOp::Ping,
        Operation::Pong => ServerOp::Pong,
        Operation::Ok => ServerOp::Ok,
    }
}

/// The message whose parts lie in `buf`.
fn message_of(message: &MessageSpans, buf: &[u8]) -> Message {
    Message {
        sid: message.sid,
        subject: bytes_of(message.subject, buf),
        reply: bytes_of(message.reply, buf),
        headers: bytes_of(message.headers, buf),
        payload: bytes_of(message.payload, buf),
    }
}

/// As `Span::of`, but a span that lies outside is a violation.
fn bytes_of(span: Span, buf: &[u8]) -> Vec<u8> {
    buf.get(span.start as usize..span.end as usize).expect("spans lie within the buffer").to_vec()
}
