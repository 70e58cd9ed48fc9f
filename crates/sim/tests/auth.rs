//! Who may come in, and what happens to whom may not.

mod common;

use common::{assert_sound, connect, dial, moments, pass, publish, request, subscribe, times};
use nats_web_core::auth::Credentials;
use nats_web_core::error::ServerErrorKind;
use nats_web_core::{Config, ConnectionError, CredentialsSource};
use nats_web_sim::client::RequestPlan;
use nats_web_sim::scenario::calm;
use nats_web_sim::server::Auth;
use nats_web_sim::world::World;

fn password(user: &str, pass: &str) -> Credentials {
    Credentials { user: Some(user.into()), pass: Some(pass.into()), ..Credentials::default() }
}

/// A server that wants `auth`.
fn guarded(auth: Auth, change: impl FnOnce(&mut Config)) -> World {
    let mut world = calm(&["a:1"], change);
    world.system.servers[0].auth = auth;
    world
}

fn is_refused(world: &World) -> bool {
    matches!(&world.client.model.lifecycle.error, Some(ConnectionError::Server(error))
        if error.kind == ServerErrorKind::Authorization)
}

#[test]
fn user_and_password_or_a_token_let_in() {
    let auth = Auth::Password("u".into(), "p".into());
    let mut world = guarded(auth, |config| config.credentials = CredentialsSource::Fixed(password("u", "p")));
    connect(&mut world);
    assert!(world.checkpoint());
    let token = Credentials { token: Some("t".into()), ..Credentials::default() };
    let mut world = guarded(Auth::Token("t".into()), |config| config.credentials = CredentialsSource::Fixed(token));
    connect(&mut world);
    assert!(world.checkpoint());
}

#[test]
fn the_first_refusal_ends_a_session_that_never_was_connected() {
    let mut world = guarded(Auth::Token("t".into()), |_| {});
    pass(&mut world, 60_000);
    assert!(is_refused(&world));
    assert_eq!(times(&world, "event Dial"), 1);
    world.check_closed();
    assert_sound(&world);
}

#[test]
fn waiting_for_the_first_connection_does_not_hide_a_refusal() {
    let mut world = guarded(Auth::Token("t".into()), |config| config.wait_on_first_connect = true);
    pass(&mut world, 60_000);
    assert!(is_refused(&world));
    assert_eq!(times(&world, "event Dial"), 2);
    assert_sound(&world);
}

#[test]
fn refusals_in_a_row_can_be_ignored() {
    let mut world = guarded(Auth::Token("t".into()), |config| {
        config.wait_on_first_connect = true;
        config.ignore_auth_error_abort = true;
    });
    pass(&mut world, 60_000);
    assert!(times(&world, "event Dial") > 10);
    world.system.servers[0].auth = Auth::Open;
    connect(&mut world);
    assert!(world.checkpoint());
}

#[test]
fn credentials_are_asked_for_at_each_attempt() {
    let mut world = guarded(Auth::Password("u".into(), "one".into()), |config| {
        config.credentials = CredentialsSource::Ask;
    });
    world.credentials = Some(password("u", "one"));
    connect(&mut world);
    world.system.servers[0].auth = Auth::Password("u".into(), "two".into());
    world.credentials = Some(password("u", "two"));
    let first = dial(&world);
    world.system.complain(first, "User Authentication Expired", true);
    world.settle();
    pass(&mut world, 100);
    connect(&mut world);
    assert_eq!((times(&world, "event CredentialsNeeded"), times(&world, "event Disconnected")), (2, 1));
    assert!(world.checkpoint());
}

#[test]
fn refusals_with_a_success_between_them_are_not_in_a_row() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    for _ in 0..5 {
        let last = dial(&world);
        world.system.complain(last, "User Authentication Expired", true);
        world.settle();
        pass(&mut world, 100);
        connect(&mut world);
    }
    assert_eq!((times(&world, "event Connected"), times(&world, "event Disconnected")), (6, 5));
    assert!(world.checkpoint());
}

#[test]
fn credentials_that_come_too_late_are_for_nobody() {
    let mut world = calm(&["a:1"], |config| {
        config.credentials = CredentialsSource::Ask;
        config.wait_on_first_connect = true;
        config.connect_timeout = 3_000;
    });
    world.credentials = Some(password("u", "p"));
    world.weather.thinking_time = 100_000;
    pass(&mut world, 20_000);
    world.weather.thinking_time = 0;
    connect(&mut world);
    assert!(world.checkpoint());
    pass(&mut world, 100_000);
    assert!(times(&world, "event Hangup") > 1);
    assert_eq!(times(&world, "event Connected"), 1);
}

#[test]
fn a_user_without_credentials_ends_it() {
    let mut world = calm(&["a:1"], |config| config.credentials = CredentialsSource::Ask);
    pass(&mut world, 1_000);
    assert_eq!(world.client.model.lifecycle.error, Some(ConnectionError::Credentials));
    world.check_closed();
    assert_sound(&world);
}

#[test]
fn a_denial_ends_what_it_names_and_nothing_else() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    subscribe(&mut world, "deny.a", None);
    subscribe(&mut world, "b", None);
    publish(&mut world, "deny.p", 5);
    request(&mut world, "deny.r", 5_000);
    pass(&mut world, 100);
    assert_eq!(times(&world, "end: Denied"), 1);
    assert_eq!(times(&world, "failure: Denied"), 1);
    assert_eq!(times(&world, "event Disconnected"), 0);
    assert!(world.checkpoint());
}

#[test]
fn a_denied_inbox_fails_its_requests_and_is_made_again_when_allowed() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    world.system.denies_inboxes = true;
    request(&mut world, "svc.mute", 5_000);
    request(&mut world, "svc.mute", 5_000);
    let own = RequestPlan { subject: "svc.mute".into(), own: true, timeout: 5_000, len: 5, ..RequestPlan::default() };
    world.command(|client, now, report| client.request(now, &own, report));
    pass(&mut world, 100);
    assert_eq!(times(&world, "failure: Denied"), 3);
    world.system.denies_inboxes = false;
    request(&mut world, "svc.now", 5_000);
    pass(&mut world, 100);
    assert_eq!(times(&world, "delivered to Request"), 1);
    assert!(world.checkpoint());
}

/// A client whose JWTs are good for a minute.
fn for_a_minute(change: impl FnOnce(&mut Config)) -> World {
    let token = Credentials { token: Some("t".into()), ..Credentials::default() };
    let mut world = guarded(Auth::Token("t".into()), |config| {
        config.credentials = CredentialsSource::Ask;
        change(config);
    });
    world.credentials = Some(token);
    world.jwt_life = Some(60_000);
    world
}

#[test]
fn links_are_renewed_before_their_jwts_run_out_and_nothing_is_lost() {
    let mut world = for_a_minute(|_| {});
    connect(&mut world);
    subscribe(&mut world, "a", None);
    for _ in 0..1_000 {
        publish(&mut world, "a", 50);
        request(&mut world, "svc.echo", 5_000);
        pass(&mut world, 300);
    }
    assert!(world.checkpoint());
    // Each 45 s, at most; some 330 s in all.
    assert_eq!(times(&world, "event ReconnectRequested"), 7);
    assert_eq!(times(&world, "event Disconnected"), 7);
    assert_eq!(times(&world, "event Connected"), 8);
    assert_eq!(times(&world, "event ServerError"), 0);
    assert_eq!(times(&world, "event RequestFailed"), 0);
    assert_eq!(times(&world, "delivered to Subscription"), 1_000);
    assert_eq!(times(&world, "delivered to Request"), 1_000);
}

#[test]
fn a_clock_that_is_set_back_does_not_put_a_renewal_off() {
    let mut world = for_a_minute(|_| {});
    connect(&mut world);
    pass(&mut world, 10_000);
    world.set_clock(-3_600_000);
    request(&mut world, "svc.echo", 5_000);
    pass(&mut world, 49_000);
    // The ten seconds that passed unseen are lost to the session's own time.
    let moments = moments(&world, "event ReconnectRequested");
    assert!(moments.len() == 1 && (54_000..56_000).contains(&moments[0]), "{moments:?}");
    assert!(world.checkpoint());
}

#[test]
fn a_client_that_sleeps_too_long_renews_when_it_wakes() {
    let mut world = for_a_minute(|config| config.ping_interval = 0);
    world.system.ping_interval = 10_000_000;
    connect(&mut world);
    world.sleep(600_000);
    pass(&mut world, 601_000);
    assert_eq!(times(&world, "event ReconnectRequested"), 1);
    assert!(world.checkpoint());
}

#[test]
fn without_a_lead_the_server_has_the_last_word() {
    let mut world = for_a_minute(|config| config.renewal_lead = 0);
    connect(&mut world);
    pass(&mut world, 300_000);
    assert_eq!(times(&world, "event CredentialsNeeded"), 1);
    assert_eq!(times(&world, "event ReconnectRequested"), 0);
    assert!(world.checkpoint());
}
