#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a panic is how a test fails"
)]

use super::HeaderError::{BadName, BadStatus, BlankLine, LineBreak, NoColon, NoVersion, Unterminated};
use super::{HeaderError, HeaderMap, line_break, validate};
use crate::Rng;
use alloc::{format, string::String, vec::Vec};

#[test]
fn finds_the_first_line_break_wherever_it_stands() {
    for length in 0..20 {
        assert_eq!(line_break(&alloc::vec![0x8d; length]), length);
        for position in 0..length {
            for first in [b'\r', b'\n'] {
                let mut bytes = alloc::vec![b'\x0b'; length];
                bytes[position..].fill(b'\x8a');
                *bytes.last_mut().unwrap() = b'\n';
                bytes[position] = first;
                assert_eq!(line_break(&bytes), position, "{bytes:?}");
            }
        }
    }
}

/// The definition of a sound block: split it into lines, and judge each by itself.
fn is_sound_plainly(block: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(block) else {
        return false;
    };
    let Some(body) = text.strip_suffix("\r\n\r\n") else {
        return false;
    };
    let mut lines = body.split("\r\n");
    let first = lines.next().unwrap_or_default();
    (first == "NATS/1.0" || first.starts_with("NATS/1.0 "))
        && !first.contains(['\r', '\n'])
        && lines.all(|line| {
            let name_is_sound = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic() && c != ':');
            !line.contains(['\r', '\n']) && line.split_once(':').is_some_and(|(name, _)| name_is_sound(name))
        })
}

#[test]
fn validation_agrees_with_the_plain_definition_on_damaged_blocks() {
    let seed = 0x6864_7273;
    let mut rng = Rng::new(seed);
    let mut sound = 0;
    for round in 0..100_000 {
        let mut block = random_block(&mut rng);
        for _ in 0..rng.below(3) {
            damage(&mut rng, &mut block);
        }
        let verdict = validate(&block);
        let text = String::from_utf8_lossy(&block);
        assert_eq!(verdict.is_ok(), is_sound_plainly(&block), "seed {seed}, round {round}: {text:?} {verdict:?}");
        sound += u32::from(verdict.is_ok());
    }
    assert!((20_000..90_000).contains(&sound), "{sound} of 100000 sound");
}

fn random_block(rng: &mut Rng) -> Vec<u8> {
    let mut map = HeaderMap::new();
    if rng.below(3) == 0 {
        map.set_status(1 + rng.below(999) as u16, ["", "No Messages"][rng.below(2) as usize]).unwrap();
    }
    for _ in 0..rng.below(4) {
        let length = rng.below(24) as usize;
        map.append(["a", "Nats-Msg-Id", "x_y"][rng.below(3) as usize], &"value ".repeat(4)[..length]).unwrap();
    }
    let mut block = Vec::new();
    map.encode(&mut block);
    block
}

fn damage(rng: &mut Rng, block: &mut Vec<u8>) {
    let at = rng.below(block.len() as u64 + 1) as usize;
    let pieces: [&[u8]; 9] = [b"\r", b"\n", b"\r\n", b"\r\n\r\n", b":", b" ", b"x", b"\0", b"a: b\r\n"];
    match rng.below(3) {
        0 => block.truncate(at),
        1 if at < block.len() => drop(block.remove(at)),
        _ => drop(block.splice(at..at, pieces[rng.below(9) as usize].iter().copied())),
    }
}

#[test]
fn a_map_keeps_order_and_case() {
    let mut map = HeaderMap::new();
    map.append("b", "1").unwrap();
    map.append("A", " 2 ").unwrap();
    map.append("b", "3").unwrap();
    map.append("a", "4").unwrap();
    let all: Vec<_> = map.iter().collect();
    assert_eq!(all, [("b", "1"), ("A", "2"), ("b", "3"), ("a", "4")]);
    assert_eq!((map.get("b"), map.last("b"), map.get("B")), (Some("1"), Some("3"), None));
    assert_eq!(map.values("b").collect::<Vec<_>>(), ["1", "3"]);
    map.insert("b", "5").unwrap();
    map.insert("c", "6").unwrap();
    let all: Vec<_> = map.iter().collect();
    assert_eq!(all, [("A", "2"), ("a", "4"), ("b", "5"), ("c", "6")]);
    assert!(map.contains("A") && map.remove("A") && !map.contains("A") && !map.remove("A"));
    assert_eq!(map.len(), 3);
}

#[test]
fn what_a_map_encodes_is_sound_and_reads_back_equal() {
    let seed = 0x726f_756e;
    let mut rng = Rng::new(seed);
    for round in 0..5_000 {
        let block = random_block(&mut rng);
        assert_eq!(validate(&block), Ok(()), "seed {seed}, round {round}");
        let map = HeaderMap::parse(&block);
        let mut again = Vec::new();
        map.encode(&mut again);
        assert_eq!(again, block, "seed {seed}, round {round}");
    }
}

#[test]
fn errors_say_what_is_wrong() {
    let all: [HeaderError; 7] = [NoVersion, BadStatus, BadName, NoColon, LineBreak, BlankLine, Unterminated];
    for error in all {
        assert!(format!("{error}").starts_with("header"), "{error:?}");
    }
}
