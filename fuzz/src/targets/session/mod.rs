//! The session: any sequence of commands, of bytes from a server, of closes and of clocks, and what must hold after each.
//!
//! `rig` is the face around the session and carries out what it says; `model` knows what was accepted and what may
//! still come of it; `server` is the far end of the socket: it reads what the session transmits, strictly.

mod commands;
mod model;
mod rig;
mod server;

use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::{Config, Credentials, CredentialsSource};

use crate::input::Input;
use rig::Rig;

/// Choices: the configuration, then commands.
pub fn target(data: &[u8]) {
    let mut input = Input::new(data);
    let (config, lazy) = config(&mut input);
    let mut rig = Rig::new(config, lazy);
    rig.start();
    while !input.is_empty() {
        commands::one(&mut rig, &mut input);
        rig.carry_out();
    }
    rig.session.close();
    rig.carry_out();
    rig.check_closed();
}

/// A configuration, and whether the face transmits only now and then.
fn config(input: &mut Input<'_>) -> (Config, bool) {
    let (flags, more) = (input.byte(), input.byte());
    let on = |flags: u8, bit: u8| flags >> bit & 1 == 1;
    let servers = ["ws://a:1", "wss://b:2/path?x=1", "ws://[::1]:3"];
    let count = input.below(4);
    let fixed = Credentials { user: Some("u".into()), pass: Some("p\"\r\n".into()), ..Credentials::default() };
    let config = Config {
        servers: servers[..count.min(3)].iter().map(|url| ServerAddress::parse(url, None).expect("sound")).collect(),
        randomize: on(flags, 0),
        echo: !on(flags, 1),
        verbose: on(flags, 2),
        pedantic: on(flags, 3),
        reconnect: !on(flags, 4),
        wait_on_first_connect: !on(flags, 5),
        ask_reconnect_delay: on(flags, 6),
        ignore_cluster_updates: on(flags, 7),
        ignore_auth_error_abort: on(more, 0),
        credentials: match more >> 1 & 3 {
            0 | 1 => CredentialsSource::None,
            2 => CredentialsSource::Fixed(fixed),
            _ => CredentialsSource::Ask,
        },
        name: on(more, 3).then(|| "größe \"x\"\r\n".to_owned()),
        connect_timeout: input.pick(&[20_000, 1, 500]),
        ping_interval: input.pick(&[120_000, 0, 10]),
        max_ping_out: input.pick(&[2, 0, 1]),
        max_reconnect_attempts: input.pick(&[Some(10), None, Some(0), Some(1)]),
        reconnect_wait: input.pick(&[2_000, 0, 10, u64::MAX]),
        reconnect_jitter: input.pick(&[100, 0, u64::MAX]),
        max_pending: input.pick(&[8 << 20, 0, 100, 100_000]),
        seed: input.byte().into(),
        ..Config::default()
    };
    (config, on(more, 4))
}
