//! Encoding and parsing: what one side writes the other reads.

use nats_web_core::HeaderMap;
use nats_web_core::codec::encode;

use super::feed::feed;
use crate::input::Input;
use crate::oracle::client::{ClientOp, Published, read_all};
use crate::oracle::server::{Message, ServerOp};

/// Choices: operations of either side.
pub fn target(data: &[u8]) {
    let mut input = Input::new(data);
    if input.below(2) == 0 { what_the_client_writes(&mut input) } else { what_a_server_writes(&mut input) }
}

fn what_the_client_writes(input: &mut Input<'_>) {
    let (mut wire, mut written) = (Vec::new(), Vec::new());
    while !input.is_empty() {
        let sid = input.number() as u32;
        written.push(match input.below(5) {
            0 => {
                wire.extend_from_slice(encode::PING);
                ClientOp::Ping
            }
            1 => {
                wire.extend_from_slice(encode::PONG);
                ClientOp::Pong
            }
            2 => {
                let (subject, queue) = (input.subject(), (input.below(2) == 1).then(|| input.token()));
                encode::subscribe(&mut wire, &subject, queue.as_deref(), sid);
                ClientOp::Subscribe { subject, queue, sid: sid.into() }
            }
            3 => {
                let max = (input.below(2) == 1).then(|| input.number() >> 4);
                encode::unsubscribe(&mut wire, sid, max);
                ClientOp::Unsubscribe { sid: sid.into(), max }
            }
            _ => {
                let [subject, reply, headers, payload] = content(input);
                let mut line = encode::PublishLine::default();
                line.set(&subject, &reply);
                encode::publish(&mut wire, &line, headers.len(), headers.len() + payload.len());
                wire.extend_from_slice(&headers);
                wire.extend_from_slice(&payload);
                wire.extend_from_slice(encode::CRLF);
                ClientOp::Publish(Published { subject, reply, headers, payload })
            }
        });
    }
    assert_eq!(read_all(&wire), written);
}

fn what_a_server_writes(input: &mut Input<'_>) {
    let large_from = input.pick(&[0, 20, 4096, usize::MAX]);
    let cut = 1 + input.below(256);
    let (mut wire, mut written) = (Vec::new(), Vec::new());
    while !input.is_empty() {
        let blank = input.pick(&[" ", "\t", "  ", " \t "]);
        let (name, op) = match input.below(6) {
            0 => ("PING", ServerOp::Ping),
            1 => ("pong", ServerOp::Pong),
            2 => ("+OK", ServerOp::Ok),
            3 => ("-ERR", ServerOp::Err(input.token())),
            4 => ("INFO", ServerOp::Info(input.token())),
            _ => {
                let sid = input.number() as u32;
                let [subject, reply, headers, payload] = content(input);
                ("", ServerOp::Message(Message { sid, subject, reply, headers, payload }))
            }
        };
        wire.extend_from_slice(name.as_bytes());
        match &op {
            ServerOp::Err(argument) | ServerOp::Info(argument) => {
                wire.extend_from_slice(blank.as_bytes());
                wire.extend_from_slice(argument);
            }
            ServerOp::Message(message) => write_message(&mut wire, message, blank),
            ServerOp::Ping | ServerOp::Pong | ServerOp::Ok => {}
        }
        wire.extend_from_slice(b"\r\n");
        written.push(op);
    }
    let (found, result) = feed(wire.chunks(cut), large_from);
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(found, written);
}

fn write_message(wire: &mut Vec<u8>, message: &Message, blank: &str) {
    let Message { sid, subject, reply, headers, payload } = message;
    let (sid, header_size, size) =
        (sid.to_string(), headers.len().to_string(), (headers.len() + payload.len()).to_string());
    let mut fields: Vec<&[u8]> = vec![if headers.is_empty() { b"MSG" } else { b"HMSG" }, subject, sid.as_bytes()];
    fields.extend((!reply.is_empty()).then_some(reply.as_slice()));
    fields.extend((!headers.is_empty()).then_some(header_size.as_bytes()));
    fields.push(size.as_bytes());
    wire.extend_from_slice(&fields.join(blank.as_bytes()));
    for part in [b"\r\n", headers.as_slice(), payload.as_slice()] {
        wire.extend_from_slice(part);
    }
}

/// Subject, reply, headers and payload of some message.
fn content(input: &mut Input<'_>) -> [Vec<u8>; 4] {
    let subject = input.subject();
    let reply = if input.below(2) == 1 { input.subject() } else { Vec::new() };
    let mut headers = Vec::new();
    if input.below(3) == 0 {
        let mut map = HeaderMap::new();
        map.append("name", &String::from_utf8_lossy(&input.token())).expect("a token is a sound value");
        map.encode(&mut headers);
    }
    let length = input.pick(&[0_usize, 1, 2, 5, 30, 255]);
    let mut payload = input.bytes(length).to_vec();
    if input.below(8) == 0 {
        payload.extend_from_slice(b"\r\nMSG a 1 0\r\n\r\n");
    }
    [subject, reply, headers, payload]
}
