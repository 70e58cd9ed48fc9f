use super::*;
use crate::Rng;
use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;

/// All that can be transmitted, with the large payloads of `held` put in.
fn drain(outbound: &mut Outbound, held: &mut VecDeque<Vec<u8>>) -> Vec<u8> {
    let mut wire = Vec::new();
    loop {
        match outbound.poll() {
            None => return wire,
            Some(Transmit::Bytes(bytes)) => {
                assert!(!bytes.is_empty());
                wire.extend_from_slice(bytes);
            }
            Some(Transmit::Payload(len)) => {
                let payload = held.pop_front().unwrap();
                assert_eq!(payload.len(), len);
                wire.extend(payload);
            }
            Some(Transmit::Discard) => drop(held.pop_front().unwrap()),
        }
    }
}

fn publish(outbound: &mut Outbound, held: &mut VecDeque<Vec<u8>>, payload: &[u8]) {
    let mut line = PublishLine::default();
    line.set(b"s", b"");
    assert!(outbound.reserve(line.len(), 0, payload.len()));
    match outbound.publish(&line, b"", payload.len()) {
        Hole::Inline(range) => outbound.hole_mut(range).copy_from_slice(payload),
        Hole::Large => held.push_back(payload.to_vec()),
    }
}

#[test]
fn nothing_but_the_urgent_lane_flows_before_the_handshake_is_over() {
    let mut outbound = Outbound::default();
    publish(&mut outbound, &mut VecDeque::new(), b"x");
    assert!(outbound.poll().is_none());
    outbound.urgent().extend_from_slice(b"CONNECT {}\r\n");
    assert_eq!(outbound.poll(), Some(Transmit::Bytes(b"CONNECT {}\r\n")));
    assert!(outbound.poll().is_none());
    outbound.urgent().extend_from_slice(b"SUB a 1\r\n");
    outbound.open();
    assert_eq!(drain(&mut outbound, &mut VecDeque::new()), b"SUB a 1\r\nPUB s 1\r\nx\r\n");
    assert!(!outbound.has_transmit());
    assert_eq!(outbound.pending(), 0);
}

#[test]
fn the_urgent_lane_waits_for_the_end_of_a_large_publish() {
    let mut outbound = Outbound::default();
    let mut held = VecDeque::new();
    outbound.open();
    publish(&mut outbound, &mut held, &[b'L'; LARGE_PAYLOAD + 1]);
    assert_eq!(outbound.poll(), Some(Transmit::Bytes(b"PUB s 65537\r\n")));
    outbound.urgent().extend_from_slice(b"PONG\r\n");
    assert_eq!(outbound.poll(), Some(Transmit::Payload(LARGE_PAYLOAD + 1)));
    assert_eq!(outbound.poll(), Some(Transmit::Bytes(b"\r\n")));
    assert_eq!(outbound.poll(), Some(Transmit::Bytes(b"PONG\r\n")));
    assert_eq!(outbound.poll(), None);
}

#[test]
fn a_lost_link_keeps_publishes_and_forgets_the_rest() {
    let mut outbound = Outbound::default();
    let mut held = VecDeque::new();
    outbound.open();
    publish(&mut outbound, &mut held, b"gone");
    drain(&mut outbound, &mut held);
    outbound.ephemeral(b"SUB a 1\r\n");
    publish(&mut outbound, &mut held, b"one");
    outbound.ephemeral(b"PING\r\n");
    publish(&mut outbound, &mut held, &[b'L'; LARGE_PAYLOAD + 1]);
    outbound.ephemeral(b"UNSUB 1\r\n");
    outbound.link_lost();
    publish(&mut outbound, &mut held, b"two");
    assert!(outbound.poll().is_none());
    outbound.open();
    let wire = drain(&mut outbound, &mut held);
    let large = String::from_utf8(alloc::vec![b'L'; LARGE_PAYLOAD + 1]).unwrap();
    let want = format!("PUB s 3\r\none\r\nPUB s {}\r\n{large}\r\nPUB s 3\r\ntwo\r\n", LARGE_PAYLOAD + 1);
    assert_eq!(String::from_utf8(wire).unwrap(), want);
}

/// Whatever is polled, lost and published, what arrives on each link is whole messages in order, none twice, and what
/// never was handed out arrives at last.
#[test]
fn links_lost_anywhere_never_tear_a_message() {
    for seed in 0..300 {
        let mut rng = Rng::new(seed);
        let mut outbound = Outbound::default();
        let mut held: VecDeque<Vec<u8>> = VecDeque::new();
        let mut links: Vec<Vec<u8>> = alloc::vec![Vec::new()];
        outbound.open();
        for number in 0..60u32 {
            let size = if rng.below(4) == 0 {
                LARGE_PAYLOAD + 1 + rng.below(9) as usize
            } else {
                8 + rng.below(30_000) as usize
            };
            let mut payload = format!("{number:08}").into_bytes();
            payload.resize(size, b'.');
            publish(&mut outbound, &mut held, &payload);
            if rng.below(3) == 0 {
                outbound.ephemeral(encode::PING);
            }
            for _ in 0..rng.below(4) {
                match outbound.poll() {
                    None => break,
                    Some(Transmit::Bytes(bytes)) => links.last_mut().unwrap().extend_from_slice(bytes),
                    Some(Transmit::Payload(_)) => links.last_mut().unwrap().extend(held.pop_front().unwrap()),
                    Some(Transmit::Discard) => drop(held.pop_front().unwrap()),
                }
            }
            if rng.below(6) == 0 {
                outbound.link_lost();
                links.push(Vec::new());
                outbound.open();
            }
        }
        publish(&mut outbound, &mut held, b"00000060");
        let rest = drain(&mut outbound, &mut held);
        links.last_mut().unwrap().extend(rest);
        assert!(held.is_empty(), "seed {seed}");
        assert_eq!(outbound.pending(), 0, "seed {seed}");
        let mut last = None;
        let count = links.len();
        for (index, wire) in links.iter().enumerate() {
            for number in numbers(wire, index + 1 == count, seed) {
                assert!(last < Some(number), "seed {seed}: {number} after {last:?}");
                last = Some(number);
            }
        }
        assert_eq!(last, Some(60), "seed {seed}");
    }
}

#[test]
fn a_buffer_that_never_runs_empty_stays_small() {
    let mut outbound = Outbound::default();
    let mut held = VecDeque::new();
    let mut wire = 0;
    outbound.open();
    let payload = [b'.'; 1_000];
    let each = "PUB s 1000\r\n".len() + payload.len() + 2;
    for _ in 0..200 {
        publish(&mut outbound, &mut held, &payload);
    }
    for _ in 0..10_000 {
        for _ in 0..CHUNK.div_ceil(each) {
            publish(&mut outbound, &mut held, &payload);
        }
        outbound.ephemeral(encode::PING);
        match outbound.poll() {
            Some(Transmit::Bytes(bytes)) => wire += bytes.len(),
            other => panic!("{other:?}"),
        }
        assert!(outbound.pending() > 0);
    }
    assert!(wire > 10_000 * CHUNK);
    let bound = 4 * KEEP;
    assert!(outbound.buffer.len() < bound, "{} bytes held", outbound.buffer.len());
}

#[test]
fn a_backlog_goes_out_in_chunks_that_end_with_an_operation() {
    let mut outbound = Outbound::default();
    let mut held = VecDeque::new();
    let payload = [b'.'; 999];
    for _ in 0..200 {
        publish(&mut outbound, &mut held, &payload);
        outbound.ephemeral(encode::PING);
    }
    outbound.open();
    let each = "PUB s 999\r\n".len() + payload.len() + 2;
    let mut wire = 0;
    while let Some(Transmit::Bytes(chunk)) = outbound.poll() {
        assert!(chunk.ends_with(b".\r\n") || chunk.ends_with(encode::PING));
        let length = chunk.len();
        wire += length;
        assert!(length < CHUNK + each);
        assert!(length >= CHUNK || !outbound.has_transmit(), "{length} bytes, and more waits");
    }
    assert_eq!(wire, 200 * (each + encode::PING.len()));
}

/// The numbers of the whole messages on one link; only a link that was lost may end in the middle of one.
fn numbers(mut wire: &[u8], must_be_whole: bool, seed: u64) -> Vec<u32> {
    let mut found = Vec::new();
    while !wire.is_empty() {
        if let Some(rest) = wire.strip_prefix(encode::PING) {
            wire = rest;
            continue;
        }
        let feed = wire.iter().position(|&b| b == b'\n').unwrap();
        let line = core::str::from_utf8(&wire[..feed - 1]).unwrap();
        let size: usize = line.strip_prefix("PUB s ").unwrap_or_else(|| panic!("seed {seed}: {line}")).parse().unwrap();
        let body = &wire[feed + 1..];
        if body.len() < size + 2 {
            assert!(!must_be_whole, "seed {seed}: torn on the last link");
            break;
        }
        assert_eq!(&body[size..size + 2], b"\r\n", "seed {seed}");
        found.push(core::str::from_utf8(&body[..8]).unwrap().parse().unwrap());
        wire = &body[size + 2..];
    }
    found
}

#[test]
fn what_there_is_no_memory_for_is_not_accepted() {
    let mut outbound = Outbound::default();
    assert!(!outbound.reserve(usize::MAX, 0, 0));
    assert!(!outbound.reserve(1 << 20, usize::MAX / 2, 0));
    assert!(outbound.reserve(1 << 20, 0, usize::MAX), "the face keeps a large payload");
    assert_eq!(outbound.pending(), 0);
}
