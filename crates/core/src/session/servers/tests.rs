#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

use super::NextDial::{At, Exhausted, Now};
use super::{DialPolicy, MAX_GOSSIPED, NextDial, ServerId, Servers, ServersChanged};
use crate::codec::info::ServerInfo;
use crate::session::server_address::ServerAddress;
use crate::{Rng, Timestamp};
use alloc::{borrow::ToOwned, collections::BTreeSet, format, string::String, vec, vec::Vec};

const FOREVER: DialPolicy =
    DialPolicy { wait_on_first_connect: false, max_first_attempts: None, max_reconnect_attempts: None };

fn pool(texts: &[&str]) -> Servers {
    let addresses: Vec<ServerAddress> = texts.iter().map(|text| ServerAddress::parse(text, None).unwrap()).collect();
    Servers::new(&addresses, false, &mut Rng::new(0))
}

fn at(ms: u64) -> Timestamp {
    Timestamp::from_millis(ms)
}

fn host(servers: &Servers, id: ServerId) -> &str {
    servers.get(id).unwrap().address().host()
}

fn hosts(servers: &Servers) -> Vec<&str> {
    servers.iter().map(|server| server.address().host()).collect()
}

/// Dials whoever is next at `ms`, waiting for nobody.
fn dial(servers: &mut Servers, ms: u64) -> ServerId {
    match servers.next_dial(at(ms), 0) {
        Now(id) => id,
        other => unreachable!("{other:?}"),
    }
}

fn gossip(urls: &[&str]) -> ServerInfo {
    ServerInfo { connect_urls: urls.iter().map(|&url| url.to_owned()).collect(), ..ServerInfo::default() }
}

#[test]
fn an_empty_list_means_the_default_address() {
    let servers = pool(&[]);
    assert_eq!(servers.len(), 1);
    assert_eq!(servers.iter().next().unwrap().address().url(), "wss://127.0.0.1:4222/");
}

#[test]
fn the_head_is_dialled_first_and_then_each_in_turn() {
    let mut servers = pool(&["a", "b", "c"]);
    assert_eq!(host(&servers, servers.current()), "a");
    let mut dialled = Vec::new();
    for ms in 0..7 {
        let id = dial(&mut servers, ms);
        assert_eq!(servers.current(), id);
        assert_eq!(servers.get(id).unwrap().last_dial(), Some(at(ms)));
        dialled.push(host(&servers, id).to_owned());
    }
    // The head keeps its place after the first dial, and so comes again.
    assert_eq!(dialled, ["a", "a", "b", "c", "a", "b", "c"]);
}

#[test]
fn a_server_dialled_too_recently_is_passed_over() {
    let mut servers = pool(&["a", "b"]);
    let Now(a) = servers.next_dial(at(100), 50) else { unreachable!() };
    let Now(b) = servers.next_dial(at(110), 50) else { unreachable!() };
    assert_eq!((host(&servers, a), host(&servers, b)), ("a", "b"));
    assert_eq!(servers.next_dial(at(120), 50), At(at(150)));
    assert_eq!(servers.current(), b, "waiting changes nothing");
    assert_eq!(servers.next_dial(at(149), 50), At(at(150)));
    assert_eq!(servers.next_dial(at(150), 50), Now(a));
    assert_eq!(servers.next_dial(at(150), 50), At(at(160)));
    assert_eq!(servers.next_dial(at(160), 50), Now(b));
}

#[test]
fn without_a_wait_a_server_is_ready_at_once() {
    let mut servers = pool(&["a"]);
    let id = dial(&mut servers, 5);
    assert_eq!(servers.next_dial(at(5), 0), Now(id));
    assert_eq!(servers.next_dial(at(5), 1), At(at(6)));
    assert_eq!(servers.next_dial(at(5), u64::MAX), At(at(u64::MAX)));
}

#[test]
fn before_the_first_connection_one_failure_is_enough() {
    let mut servers = pool(&["a", "b"]);
    let a = dial(&mut servers, 0);
    assert!(servers.dial_failed(a, FOREVER));
    assert!(servers.get(a).is_none());
    assert_eq!(servers.current(), a, "the session may still ask which it was");
    let b = dial(&mut servers, 0);
    assert!(servers.dial_failed(b, FOREVER));
    assert_eq!(servers.next_dial(at(0), 0), Exhausted);
    assert!(servers.is_empty());
    assert!(!servers.dial_failed(b, FOREVER), "already gone");
}

#[test]
fn waiting_for_the_first_connection_counts_no_failure() {
    let policy = DialPolicy { wait_on_first_connect: true, max_first_attempts: None, max_reconnect_attempts: Some(2) };
    let mut servers = pool(&["a"]);
    for ms in 0..20 {
        let id = dial(&mut servers, ms);
        assert!(!servers.dial_failed(id, policy));
        assert_eq!(servers.get(id).unwrap().reconnects(), 0);
    }
    let id = dial(&mut servers, 20);
    servers.connected(id);
    assert!(!servers.dial_failed(id, policy));
    assert!(servers.dial_failed(id, policy), "once connected, the limit holds");
}

#[test]
fn a_server_is_given_up_after_that_many_failures_in_a_row() {
    for (limit, failures) in [(0, 1), (1, 1), (2, 2), (10, 10)] {
        let policy =
            DialPolicy { wait_on_first_connect: false, max_first_attempts: None, max_reconnect_attempts: Some(limit) };
        let mut servers = pool(&["a", "b"]);
        let id = dial(&mut servers, 0);
        servers.connected(id);
        for count in 1..=failures {
            assert_eq!(servers.dial_failed(id, policy), count == failures, "limit {limit}, failure {count}");
        }
        assert_eq!(hosts(&servers), ["b"], "the other is not concerned");
    }
}

#[test]
fn success_starts_the_count_anew() {
    let policy = DialPolicy { wait_on_first_connect: false, max_first_attempts: None, max_reconnect_attempts: Some(2) };
    let mut servers = pool(&["a"]);
    let id = dial(&mut servers, 0);
    assert!(!servers.get(id).unwrap().did_connect());
    for _ in 0..10 {
        servers.connected(id);
        assert!(servers.get(id).unwrap().did_connect());
        assert_eq!(servers.get(id).unwrap().reconnects(), 0);
        assert!(!servers.dial_failed(id, policy));
        assert_eq!(servers.get(id).unwrap().reconnects(), 1);
    }
}

#[test]
fn without_a_limit_a_server_is_never_given_up() {
    let mut servers = pool(&["a"]);
    let id = dial(&mut servers, 0);
    servers.connected(id);
    for _ in 0..1_000 {
        assert!(!servers.dial_failed(id, FOREVER));
    }
    assert_eq!(servers.get(id).unwrap().reconnects(), 1_000);
}

#[test]
fn gossip_adds_what_is_new_and_removes_what_is_gone() {
    let mut servers = pool(&["ws://a:1/path?q"]);
    let a = dial(&mut servers, 0);
    let changed = servers.update(&gossip(&["a:1", "b:2", "[::1]:3", "b:2"]), a);
    let expected =
        ServersChanged { added: vec!["ws://b:2/path?q".to_owned(), "ws://[::1]:3/path?q".to_owned()], deleted: vec![] };
    assert_eq!(changed, expected);
    assert_eq!(hosts(&servers), ["a", "b", "::1"]);
    assert_eq!(servers.iter().map(super::Server::is_gossiped).collect::<Vec<_>>(), [false, true, true]);

    assert!(servers.update(&gossip(&["[::1]:3", "a:1", "B:2"]), a).is_empty(), "the same servers");
    let changed = servers.update(&gossip(&["b:2", "c:4"]), a);
    assert_eq!(changed.added, ["ws://c:4/path?q"]);
    assert_eq!(changed.deleted, ["[::1]:3"]);
    assert_eq!(hosts(&servers), ["a", "b", "c"], "the configured one stays, though not listed");
    assert_eq!(servers.update(&gossip(&[]), a).deleted, ["b:2", "c:4"]);
}

#[test]
fn gossip_never_removes_the_current_server() {
    let mut servers = pool(&["a:1"]);
    let a = dial(&mut servers, 0);
    servers.update(&gossip(&["b:2"]), a);
    dial(&mut servers, 0);
    let b = dial(&mut servers, 0);
    assert_eq!(host(&servers, b), "b");
    assert!(servers.update(&gossip(&[]), b).is_empty());
    assert_eq!(servers.update(&gossip(&[]), a).deleted, ["b:2"]);
}

#[test]
fn malformed_gossip_is_ignored() {
    let mut servers = pool(&["a:1"]);
    let a = dial(&mut servers, 0);
    let changed = servers.update(&gossip(&["", "b:x", "wss://c:1", "d:1/path", "u:p@e:1", "f\r\n:1", "ok:1"]), a);
    assert_eq!(changed.added, ["wss://ok:1/"]);
}

#[test]
fn gossip_of_a_lying_server_is_bounded() {
    let mut servers = pool(&["a:1"]);
    let a = dial(&mut servers, 0);
    let urls: Vec<String> = (0..5_000).map(|n| format!("host{n}:1")).collect();
    let info = ServerInfo { connect_urls: urls, ..ServerInfo::default() };
    assert_eq!(servers.update(&info, a).added.len(), MAX_GOSSIPED);
}

#[test]
fn gossip_reaches_a_pool_whose_current_server_was_given_up() {
    let mut servers = pool(&["ws://a:1", "ws://b:1/p"]);
    let a = dial(&mut servers, 0);
    servers.dial_failed(a, FOREVER);
    assert_eq!(servers.update(&gossip(&["c:1"]), a).added, ["ws://c:1/p"]);
    let mut empty = pool(&["a"]);
    let a = dial(&mut empty, 0);
    empty.dial_failed(a, FOREVER);
    assert!(empty.update(&gossip(&["c:1"]), a).is_empty());
}

#[test]
fn gossip_does_not_bring_back_what_was_given_up_until_somebody_lets_us_in() {
    let told = gossip(&["a:443", "b:443", "c:443"]);
    let mut servers = pool(&["a"]);
    let mut dialled = 0;
    while let Now(id) = servers.next_dial(at(dialled), 0) {
        dialled += 1;
        servers.update(&told, id);
        servers.dial_failed(id, FOREVER);
    }
    assert_eq!(dialled, 3, "each once");

    let policy = DialPolicy { wait_on_first_connect: false, max_first_attempts: None, max_reconnect_attempts: Some(1) };
    let mut servers = pool(&["a"]);
    let a = dial(&mut servers, 0);
    servers.update(&told, a);
    assert!(!servers.connected(a), "nobody had been given up");
    assert!(servers.dial_failed(a, policy));
    let b = dial(&mut servers, 1);
    assert!(servers.update(&told, b).is_empty());
    assert!(servers.connected(b), "somebody had");
    assert_eq!(servers.update(&told, b).added, ["wss://a:443/"]);
}

#[test]
fn shuffling_keeps_every_server_and_depends_on_the_seed() {
    let addresses: Vec<_> = (0..8).map(|n| ServerAddress::parse(&format!("h{n}"), None).unwrap()).collect();
    let order = |seed| {
        let servers = Servers::new(&addresses, true, &mut Rng::new(seed));
        assert_eq!(servers.current(), servers.iter().next().unwrap().id());
        hosts(&servers).into_iter().map(ToOwned::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(order(1), order(1));
    let orders: BTreeSet<_> = (0..50).map(order).collect();
    assert!(orders.len() > 40, "{} orders", orders.len());
    for order in orders {
        assert_eq!(order.into_iter().collect::<BTreeSet<_>>().len(), 8);
    }
}

/// Random histories keep the pool's promises: a server is dialled no sooner than it may be, none waits while it is
/// ready, configured servers go only by failing, and ids stay distinct.
#[test]
fn random_histories_keep_the_promises() {
    for seed in 0..500 {
        let mut rng = Rng::new(seed);
        let mut servers = pool(&["a:1", "b:1", "c:1"]);
        let policy = DialPolicy {
            max_first_attempts: None,
            wait_on_first_connect: rng.below(2) == 0,
            max_reconnect_attempts: [None, Some(3)][rng.below(2) as usize],
        };
        let mut now = 0;
        for step in 0..200 {
            let context = format!("seed {seed}, step {step}");
            now += rng.below(30);
            let before = servers.clone();
            match servers.next_dial(at(now), 50) {
                NextDial::Now(id) => {
                    let dialled_before = before.get(id).unwrap().last_dial();
                    assert!(dialled_before.is_none_or(|last| last.after(50) <= at(now)), "{context}");
                    play_out(&mut servers, &mut rng, id, policy);
                }
                NextDial::At(moment) => {
                    let readiest = before.iter().map(|server| server.last_dial().unwrap().after(50)).min();
                    assert_eq!(Some(moment), readiest, "{context}");
                    assert!(moment > at(now), "{context}");
                    assert_eq!(hosts(&before), hosts(&servers), "{context}");
                }
                NextDial::Exhausted => assert!(servers.is_empty(), "{context}"),
            }
            let ids: BTreeSet<_> = servers.iter().map(super::Server::id).collect();
            assert_eq!(ids.len(), servers.len(), "{context}");
        }
    }
}

/// The dial of `id` fails, or succeeds and brings gossip.
fn play_out(servers: &mut Servers, rng: &mut Rng, id: ServerId, policy: DialPolicy) {
    if rng.below(3) > 0 {
        let gone = servers.dial_failed(id, policy);
        assert_eq!(gone, servers.get(id).is_none());
        return;
    }
    servers.connected(id);
    let listed: Vec<&str> = ["a:1", "d:1", "e:1", "f:1"].into_iter().filter(|_| rng.below(2) == 0).collect();
    let configured = servers.iter().filter(|server| !server.is_gossiped()).count();
    let changed = servers.update(&gossip(&listed), id);
    assert!(servers.get(id).is_some(), "the current server stays");
    assert_eq!(configured, servers.iter().filter(|server| !server.is_gossiped()).count());
    for server in servers.iter().filter(|server| server.is_gossiped() && server.id() != id) {
        assert!(listed.contains(&server.address().listen().as_str()));
    }
    assert!(changed.deleted.iter().all(|gone| !listed.contains(&gone.as_str())));
}

#[test]
fn attempts_before_the_first_connection_may_be_counted() {
    let policy = DialPolicy { wait_on_first_connect: true, max_first_attempts: Some(3), max_reconnect_attempts: None };
    let mut servers = Servers::new(&[], false, &mut Rng::new(7));
    let NextDial::Now(id) = servers.next_dial(Timestamp::ZERO, 0) else { panic!() };
    assert_eq!([1, 2, 3].map(|_| servers.dial_failed(id, policy)), [false, false, true]);
    assert!(servers.is_empty());

    let mut servers = pool(&["a", "b"]);
    let a = dial(&mut servers, 0);
    assert!(!servers.dial_failed(a, policy));
    let b = dial(&mut servers, 1);
    servers.connected(b);
    assert_eq!(servers.get(a).unwrap().reconnects(), 0, "what was counted before is over");
}

#[cfg(feature = "tcp")]
#[test]
fn a_pool_that_is_replaced_keeps_the_history_of_those_that_stay() {
    let address = |text: &str| super::super::server_address::ServerAddress::parse_native(text).unwrap();
    let mut servers = Servers::new(&[address("a:1"), address("b:1")], false, &mut Rng::new(7));
    let NextDial::Now(a) = servers.next_dial(Timestamp::ZERO, 0) else { panic!() };
    servers.connected(a);
    servers.dial_failed(a, FOREVER);
    servers.replace(&[address("c:1"), address("a:1")]);
    let known = servers.get(a).unwrap();
    assert!(known.did_connect() && known.reconnects() == 1 && servers.len() == 2);
    assert_eq!(servers.find(&address("b:1")), None);
    // A server of gossip that has but an IP address is found by what its URL says.
    let gossiped = super::super::server_address::ServerAddress::gossiped("10.0.0.1:4222", &address("a:1")).unwrap();
    servers.replace(&[address("c:1"), address("a:1"), gossiped.clone()]);
    let by_url = address(&gossiped.url());
    let id = servers.find(&by_url).unwrap();
    servers.replace(&[address("c:1"), address("a:1"), by_url]);
    assert_eq!(servers.get(id).unwrap().address().tls_name(), "a");
    servers.replace(&[address("c:1"), address("a:1")]);
    let c = servers.find(&address("c:1")).unwrap();
    assert!(servers.dial_out_of_turn(c, Timestamp::ZERO) && servers.current() == c);
    assert_eq!(servers.iter().map(|server| server.address().host()).collect::<Vec<_>>(), ["a", "c"]);
}
