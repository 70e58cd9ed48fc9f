use super::{NameError, NameFault, Part, Prefix, Verb, check_name, subject};
use alloc::string::ToString;
use nats_web_core::subject::{SubjectError, check_publish};

fn default(verb: Verb, parts: &[&str]) -> Result<alloc::string::String, NameError> {
    subject(&Prefix::default(), verb, parts)
}

#[test]
fn subjects_of_all_verbs() {
    const WANTED: [&str; 21] = [
        "$JS.API.INFO",
        "$JS.API.STREAM.CREATE.S",
        "$JS.API.STREAM.UPDATE.S",
        "$JS.API.STREAM.INFO.S",
        "$JS.API.STREAM.LIST",
        "$JS.API.STREAM.NAMES",
        "$JS.API.STREAM.DELETE.S",
        "$JS.API.STREAM.PURGE.S",
        "$JS.API.STREAM.MSG.GET.S",
        "$JS.API.STREAM.MSG.DELETE.S",
        "$JS.API.CONSUMER.CREATE.S.c.x.*",
        "$JS.API.CONSUMER.DURABLE.CREATE.S.c",
        "$JS.API.CONSUMER.INFO.S.c",
        "$JS.API.CONSUMER.LIST.S",
        "$JS.API.CONSUMER.NAMES.S",
        "$JS.API.CONSUMER.DELETE.S.c",
        "$JS.API.CONSUMER.PAUSE.S.c",
        "$JS.API.CONSUMER.RESET.S.c",
        "$JS.API.CONSUMER.UNPIN.S.c",
        "$JS.API.CONSUMER.MSG.NEXT.S.c",
        "$JS.API.DIRECT.GET.S.c",
    ];
    for (verb, wanted) in Verb::ALL.into_iter().zip(WANTED) {
        assert_eq!(default(verb, &["S", "c", "x.*"]).as_deref(), Ok(wanted), "{verb:?}");
    }
}

#[test]
fn the_stream_alone_is_enough_where_the_rest_is_optional() {
    let wanted = "$JS.API.CONSUMER.CREATE.S";
    for parts in [&["S"][..], &["S", ""], &["S", "", ""]] {
        assert_eq!(default(Verb::ConsumerCreate, parts).as_deref(), Ok(wanted), "{parts:?}");
    }
    assert_eq!(default(Verb::ConsumerCreate, &["S", "c", ""]).as_deref(), Ok("$JS.API.CONSUMER.CREATE.S.c"));
    assert_eq!(default(Verb::DirectGet, &["S"]).as_deref(), Ok("$JS.API.DIRECT.GET.S"));
    let last = default(Verb::DirectGet, &["S", "$KV.b.a.b"]);
    assert_eq!(last.as_deref(), Ok("$JS.API.DIRECT.GET.S.$KV.b.a.b"));
}

#[test]
fn the_first_bad_part_is_named() {
    let error = |part, fault| Err(NameError { part, fault });
    assert_eq!(default(Verb::StreamInfo, &[]), error(Part::Stream, NameFault::Empty));
    assert_eq!(default(Verb::ConsumerInfo, &["S"]), error(Part::Consumer, NameFault::Empty));
    assert_eq!(default(Verb::ConsumerCreate, &["S", "", "x"]), error(Part::Consumer, NameFault::Empty));
    let dot = NameFault::Character { character: '.', at: 1 };
    assert_eq!(default(Verb::DurableCreate, &["S", "a.b"]), error(Part::Durable, dot));
    assert_eq!(default(Verb::DurableCreate, &["a.b", "a.b"]), error(Part::Stream, dot));
    let subject = NameFault::Subject(SubjectError::EmptyToken);
    assert_eq!(default(Verb::ConsumerCreate, &["S", "c", "a..b"]), error(Part::Filter, subject));
    let blank = NameFault::Subject(SubjectError::Whitespace);
    assert_eq!(default(Verb::DirectGet, &["S", "a b"]), error(Part::Subject, blank));
}

#[test]
fn every_ascii_character_in_a_name() {
    for byte in 0..=0x7f_u8 {
        let character = char::from(byte);
        let mut name = alloc::string::String::from("ä");
        name.push(character);
        let is_refused = character.is_ascii_control() || " .*>/\\".contains(character);
        let wanted = NameError { part: Part::Stream, fault: NameFault::Character { character, at: 2 } };
        assert_eq!(check_name(Part::Stream, &name), if is_refused { Err(wanted) } else { Ok(()) }, "{byte:x}");
        // What passes makes a subject that can be sent.
        if let Ok(subject) = default(Verb::StreamInfo, &[&name]) {
            assert_eq!(check_publish(subject.as_bytes()), Ok(()));
        }
    }
}

#[test]
fn messages_are_those_that_programs_know() {
    let text = |part, name| check_name(part, name).unwrap_err().to_string();
    assert_eq!(text(Part::Stream, ""), "stream name required");
    assert_eq!(text(Part::Durable, "a>b"), "invalid durable name - durable name cannot contain '>'");
    assert_eq!(text(Part::Stream, "a\tb"), "invalid stream name - stream name cannot contain '\\t'");
    assert_eq!(text(Part::Stream, "a\\b"), "invalid stream name - stream name cannot contain '\\'");
    let refused = default(Verb::ConsumerCreate, &["S", "c", "a b"]).unwrap_err().to_string();
    assert_eq!(refused, "the filter has whitespace");
}

#[test]
fn prefixes() {
    assert!(Prefix::default().is_default());
    assert!(Prefix::new("$JS.API.").is_ok_and(|prefix| prefix.is_default()));
    let hub = Prefix::from_domain("hub").unwrap();
    assert!(!hub.is_default());
    assert_eq!(subject(&hub, Verb::AccountInfo, &[]).as_deref(), Ok("$JS.hub.API.INFO"));
    for prefix in ["", ".", "a..", "a.*", ">", "a b"] {
        assert_eq!(Prefix::new(prefix).map_err(|error| error.part), Err(Part::Prefix), "{prefix:?}");
    }
    for domain in ["", "a.b", "*", "a b"] {
        assert_eq!(Prefix::from_domain(domain).map_err(|error| error.part), Err(Part::Domain), "{domain:?}");
    }
}
