use super::*;
use alloc::string::String;
use nats_web_core::Rng;

const SHORT: &str = "$JS.ACK.S.C.2.18446744073709551614.4.1700000000123456789.6";

#[test]
fn all_forms_say_the_same() {
    let short = Ack::parse(SHORT.as_bytes()).unwrap();
    assert_eq!((short.stream, short.consumer), (&b"S"[..], &b"C"[..]));
    assert_eq!((short.delivered, short.stream_sequence, short.consumer_sequence), (2, u64::MAX - 1, 4));
    assert_eq!((short.timestamp, short.pending), (1_700_000_000_123_456_789, 6));
    for (prefix, suffix, domain) in
        [("hub.ACC", "", Some(&b"hub"[..])), ("_.ACC", ".rnd", None), ("_.ACC", ".rnd.more.and.more", None)]
    {
        let long = SHORT.replace("$JS.ACK", &alloc::format!("$JS.ACK.{prefix}")) + suffix;
        let long = Ack::parse(long.as_bytes()).unwrap();
        assert_eq!(long, Ack { domain, account: b"ACC", ..short });
    }
}

#[test]
fn other_subjects_are_none() {
    let ten = SHORT.replace("$JS.ACK", "$JS.ACK.domain");
    let bad = SHORT.replace(".4.", ".x.");
    let empty = SHORT.replace(".4.", "..");
    for not in ["", "$JS.ACK", "$JS.ACK.", "$JS.ACK.S.C.1.2.3.4", "$JS.FC.S.C.1", ten.as_str(), &bad, &empty] {
        assert_eq!(Ack::parse(not.as_bytes()), None, "{not}");
    }
}

#[test]
fn chance_does_not_break_it() {
    let mut rng = Rng::new(1);
    for _ in 0..20_000 {
        let mut bytes = SHORT.as_bytes().to_vec();
        for _ in 0..=rng.below(3) {
            let at = rng.below(bytes.len() as u64) as usize;
            match rng.below(3) {
                0 => bytes[at] = rng.next_u64() as u8,
                1 => bytes.insert(at, b'.'),
                _ => drop(bytes.remove(at)),
            }
        }
        let _ = Ack::parse(&bytes);
    }
}

#[test]
fn answers_are_what_servers_read() {
    let written = |answer: Answer<'_>| {
        let mut out = Vec::new();
        answer.write(&mut out);
        String::from_utf8(out).unwrap()
    };
    assert_eq!(written(Answer::Ack), "+ACK");
    assert_eq!(written(Answer::Nak { delay: 0 }), "-NAK");
    assert_eq!(written(Answer::Nak { delay: u64::MAX }), r#"-NAK {"delay":18446744073709551615}"#);
    assert_eq!(written(Answer::Working), "+WPI");
    assert_eq!(written(Answer::Term { reason: "" }), "+TERM");
    assert_eq!(written(Answer::Term { reason: "no such order" }), "+TERM no such order");
    assert_eq!(written(Answer::Next { request: b"" }), "+NXT");
    assert_eq!(written(Answer::Next { request: br#"{"batch":1}"# }), r#"+NXT {"batch":1}"#);
    assert!(Answer::Ack.is_final() && !Answer::Working.is_final());
}
