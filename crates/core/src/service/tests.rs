//! What is fit, and who inherits what; how services run.

use super::*;
use Queue::{Inherited, Named};

mod running;
mod vectors;

#[test]
fn names_are_letters_digits_dashes_and_underscores() {
    for name in ["a", "A-z_09", "-", "_"] {
        assert_eq!(check(name, Named(name), "1.2.3"), Ok(()));
    }
    for (name, at) in
        [("", None), ("a b", Some(1)), ("a.b", Some(1)), ("größe", Some(2)), ("ab\n", Some(2)), ("*", Some(0))]
    {
        let unfit = |part| Err(at.map_or(Unfit::Empty(part), |at| Unfit::Name(part, at)));
        assert_eq!(check(name, Inherited, "1.2.3"), unfit(Part::Service));
        assert_eq!(check("a", Named(name), "1.2.3"), unfit(Part::Queue));
        assert_eq!(Group::root(Inherited).endpoint(name, "fit", Inherited).map(|_| ()), unfit(Part::Endpoint));
    }
}

#[test]
fn versions_have_three_numbers_with_dots_between() {
    for version in ["1.2.3", "10.20.30", "v1.2.3", "1.2.3-beta+x", "0.0.0.1", "a.1.2.3", "1..2.3.4"] {
        assert_eq!(check("a", Inherited, version), Ok(()), "{version}");
    }
    for version in ["", "1", "1.2", "1.2.", ".1.2", "1..2.3", "1.2.x3", "1x2y3", "1. 2.3", "a.b.c"] {
        assert_eq!(check("a", Inherited, version), Err(Unfit::Version), "{version}");
    }
}

#[test]
fn semantic_versions_are_strict() {
    for version in ["1.2.3", "0.0.0", "10.20.30", "1.2.3-rc.1", "1.2.3-0a.b-c", "1.2.3+7.x", "1.2.3-a+b-c", "1.2.3+a-b"]
    {
        assert_eq!(check_semver(version), Ok(()), "{version}");
    }
    for version in
        ["", "1.2", "1.2.3.4", "v1.2.3", "beta-1.0.0", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "1.2.3-a..b", "1.2.x"]
    {
        assert_eq!(check_semver(version), Err(Unfit::Version), "{version}");
    }
}

#[test]
fn a_subject_has_no_blank_and_its_tail_wildcard_last_and_a_group_has_none() {
    let root = Group::root(Inherited);
    let place = |subject| root.endpoint("e", subject, Inherited).map(|place| place.subject);
    for (given, found) in [("", "e"), ("a.b", "a.b"), ("a.*", "a.*"), ("a.>", "a.>"), (">", ">"), ("a>.b", "a>.b")] {
        assert_eq!(place(given).as_deref(), Ok(found));
    }
    assert_eq!(place("a b"), Err(Unfit::Blank(Part::Subject)));
    assert_eq!(place(">.a"), Err(Unfit::Tail(Part::Subject)));
    assert_eq!(place("a.>.b"), Err(Unfit::Tail(Part::Subject)));
    let group = |name| root.group(name, Inherited).map(|group| group.subject);
    for (given, found) in [("", ""), ("a.b", "a.b"), ("a.*", "a.*"), ("a>", "a>"), (">>", ">>")] {
        assert_eq!(group(given).as_deref(), Ok(found));
    }
    assert_eq!(group("a b"), Err(Unfit::Blank(Part::Group)));
    for name in [">", "a.>", ">.a"] {
        assert_eq!(group(name), Err(Unfit::Tail(Part::Group)));
    }
}

#[test]
fn queue_groups_are_inherited_from_service_to_group_to_endpoint() {
    let queue = |group: &Group, queue| group.endpoint("e", "", queue).unwrap().queue;
    assert_eq!(queue(&Group::root(Inherited), Inherited), "q");
    assert_eq!(queue(&Group::root(Inherited), Queue::None), "");
    assert_eq!(queue(&Group::root(Queue::None), Inherited), "");
    let root = Group::root(Named("s"));
    assert_eq!(queue(&root, Inherited), "s");
    let group = root.group("a", Named("g")).unwrap();
    assert_eq!(queue(&group, Inherited), "g");
    assert_eq!(queue(&group, Named("e")), "e");
    let inner = group.group("b", Inherited).unwrap();
    assert_eq!((&*inner.subject, &*queue(&inner, Inherited)), ("a.b", "g"));
    let nameless = inner.group("", Queue::None).unwrap();
    assert_eq!((&*nameless.subject, &*queue(&nameless, Inherited)), ("a.b", ""));
    assert_eq!(nameless.endpoint("e", "c.d", Inherited).unwrap().subject, "a.b.c.d");
}

#[test]
fn where_services_are_asked() {
    assert_eq!(Verb::ALL.map(Verb::name), ["PING", "STATS", "INFO"]);
    assert_eq!(Verb::Ping.subject("other.$SRV", ("", "")).as_deref(), Ok("other.$SRV.PING"));
    assert_eq!(Verb::Ping.subject(PREFIX, ("", "ID")), Err(Unfit::Empty(Part::Kind)));
    assert_eq!(Verb::Ping.subject(PREFIX, ("a b", "")), Err(Unfit::Name(Part::Kind, 1)));
    assert_eq!(Verb::Ping.subject(PREFIX, ("a", "b.c")), Err(Unfit::Name(Part::Instance, 1)));
}
