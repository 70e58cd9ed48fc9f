#![allow(clippy::indexing_slicing, reason = "a panic is how a test fails")]

use super::SubjectError::{Control, Empty, EmptyToken, MisplacedWildcard, Whitespace};
use super::{
    check_inbox_prefix, check_publish, check_publish_pedantic, check_queue, check_subscribe, first_fault, matches,
};
use crate::Rng;
use alloc::{vec, vec::Vec};

#[test]
fn accepts_ordinary_subjects() {
    for subject in [
        "a",
        "a.b",
        "orders.eu.1",
        "_INBOX.ABCDEFGHIJKLMNOPQRSTUV.42",
        "$JS.API.STREAM.NAMES",
        "größe.ß",
        "emoji.🦀",
        "a-b_c~!@#%^&()",
        "exactly8",
        "exactly8.exactly8",
    ] {
        for check in [check_publish, check_publish_pedantic, check_subscribe, check_inbox_prefix] {
            assert_eq!(check(subject.as_bytes()), Ok(()), "{subject}");
        }
    }
}

#[test]
fn names_the_first_fault() {
    for (subject, error) in [
        ("", Empty),
        (".", EmptyToken),
        ("..", EmptyToken),
        (".a", EmptyToken),
        ("a.", EmptyToken),
        ("a..b", EmptyToken),
        ("seven77.", EmptyToken),
        ("seven77..x", EmptyToken),
        ("exactly8.", EmptyToken),
        (" ", Whitespace),
        ("a b", Whitespace),
        ("a\tb", Whitespace),
        ("a\r\nPUB b 0", Whitespace),
        ("a.\u{b}", Whitespace),
        ("a\0", Control),
        ("a\u{1b}", Control),
        ("a\u{7f}", Control),
        ("a. .", Whitespace),
        ("a.. ", EmptyToken),
    ] {
        for check in [check_publish, check_publish_pedantic, check_subscribe, check_inbox_prefix] {
            assert_eq!(check(subject.as_bytes()), Err(error), "{subject:?}");
        }
    }
}

#[test]
fn publishing_lets_wildcards_through_unless_pedantic() {
    for subject in ["*", ">", "a.*", "a.*.b", "a.>", "a.>.b"] {
        assert_eq!(check_publish(subject.as_bytes()), Ok(()), "{subject}");
        for check in [check_publish_pedantic, check_inbox_prefix] {
            assert_eq!(check(subject.as_bytes()), Err(MisplacedWildcard), "{subject}");
        }
    }
    for subject in ["a*", "*a.b", "a>", "a.>b", "**", ">>"] {
        assert_eq!(check_publish_pedantic(subject.as_bytes()), Ok(()), "{subject}");
    }
}

#[test]
fn subscribing_takes_the_tail_wildcard_only_last() {
    for subject in ["*", ">", "a.*", "*.*", "a.*.b", "a.>", "*.>", "foo*", "foo>.bar", ">a.b"] {
        assert_eq!(check_subscribe(subject.as_bytes()), Ok(()), "{subject}");
    }
    for subject in [">.a", "a.>.b", "a.>.>", ">.*"] {
        assert_eq!(check_subscribe(subject.as_bytes()), Err(MisplacedWildcard), "{subject}");
    }
}

#[test]
fn queue_groups_may_hold_anything_visible() {
    for queue in ["q", "workers.eu", ".", "a..b", "*", "größe"] {
        assert_eq!(check_queue(queue.as_bytes()), Ok(()), "{queue}");
    }
    for (queue, error) in [("", Empty), ("a b", Whitespace), ("a\n", Whitespace), ("\0", Control), ("a\u{7f}", Control)]
    {
        assert_eq!(check_queue(queue.as_bytes()), Err(error), "{queue:?}");
    }
}

#[test]
fn every_byte_at_every_position_is_judged_like_the_plain_scan() {
    for length in 1..=26 {
        for position in 0..length {
            for byte in 0..=u8::MAX {
                let mut subject = vec![b'a'; length];
                subject[position] = byte;
                assert_eq!(check_publish(&subject), first_fault(&subject), "{subject:?}");
            }
        }
    }
}

#[test]
fn random_subjects_are_judged_like_the_plain_scan() {
    let seed = 0x5375_626a;
    let mut rng = Rng::new(seed);
    let mut sound = 0;
    for round in 0..200_000 {
        let subject = random_bytes(&mut rng);
        let verdict = check_publish(&subject);
        assert_eq!(verdict, first_fault(&subject), "seed {seed}, round {round}: {subject:?}");
        sound += u32::from(verdict.is_ok());
    }
    // Both outcomes were really exercised.
    assert!((20_000..180_000).contains(&sound), "{sound} of 200000 sound");
}

/// Mostly letters and dots, with an edge of the forbidden ranges now and then.
fn random_bytes(rng: &mut Rng) -> Vec<u8> {
    let length = rng.below(40);
    let mut byte = || match rng.below(100) {
        0..=7 => b'.',
        8 => [0x00, 0x1f, 0x20, 0x7f][rng.below(4) as usize],
        9..=20 => [0x21, 0x2d, 0x2f, 0x7e, 0x80, 0x9f, 0xa0, 0xae, 0xff, b'*', b'>'][rng.below(11) as usize],
        _ => b'a' + rng.below(26) as u8,
    };
    (0..length).map(|_| byte()).collect()
}

#[test]
fn matches_by_token() {
    for (pattern, subject, expected) in [
        ("a", "a", true),
        ("a", "b", false),
        ("a", "a.b", false),
        ("a.b", "a", false),
        ("a.b", "a.b", true),
        ("*", "a", true),
        ("*", "a.b", false),
        ("a.*", "a.b", true),
        ("a.*", "a", false),
        ("a.*", "a.b.c", false),
        ("*.b", "a.b", true),
        ("a.*.c", "a.b.c", true),
        ("a.*.c", "a.b.d", false),
        (">", "a", true),
        (">", "a.b.c", true),
        ("a.>", "a", false),
        ("a.>", "a.b", true),
        ("a.>", "a.b.c", true),
        ("b.>", "a.b", false),
        ("*.>", "a", false),
        ("*.>", "a.b", true),
        ("a*", "ab", false),
        ("a*", "a*", true),
        ("a>", "a>", true),
        ("a>", "ab", false),
        ("a", "*", false),
        ("a.b", "a.*", false),
        ("*", "*", true),
    ] {
        assert_eq!(matches(pattern.as_bytes(), subject.as_bytes()), expected, "{pattern} {subject}");
    }
}

#[test]
fn matching_agrees_with_a_recursive_definition() {
    let seed = 0x6d61_7463;
    let mut rng = Rng::new(seed);
    let mut hits = 0;
    for round in 0..50_000 {
        let pattern = random_tokens(&mut rng, &[b"a", b"b", b"*", b">", b"a*"]);
        let subject = random_tokens(&mut rng, &[b"a", b"b", b"a*"]);
        if check_subscribe(&pattern.join(&b'.')).is_err() {
            continue;
        }
        let expected = matches_plainly(&pattern, &subject);
        let found = matches(&pattern.join(&b'.'), &subject.join(&b'.'));
        assert_eq!(found, expected, "seed {seed}, round {round}: {pattern:?} {subject:?}");
        hits += u32::from(found);
    }
    assert!(hits > 1_000, "{hits} hits");
}

fn random_tokens(rng: &mut Rng, alphabet: &[&'static [u8]]) -> Vec<&'static [u8]> {
    (0..=rng.below(4)).map(|_| alphabet[rng.below(alphabet.len() as u64) as usize]).collect()
}

fn matches_plainly(pattern: &[&[u8]], subject: &[&[u8]]) -> bool {
    match (pattern, subject) {
        ([], []) => true,
        ([b">"], [_, ..]) => true,
        ([wanted, pattern @ ..], [found, subject @ ..]) => {
            (*wanted == b"*" || wanted == found) && matches_plainly(pattern, subject)
        }
        _ => false,
    }
}
