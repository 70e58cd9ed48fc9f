//! The setting of a run: options, servers and weather, from its seed.

use nats_web_core::auth::Credentials;
use nats_web_core::session::TlsPolicy;
use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::{Config, CredentialsSource};

use crate::clock::FaceClock;
use crate::dice::Dice;
use crate::report::Report;
use crate::server::{Auth, Server, Wire};
use crate::world::{Weather, World};

/// A server that behaves, at `host:port`.
#[must_use]
pub fn server(listen: &str) -> Server {
    Server {
        listen: listen.to_owned(),
        is_up: true,
        is_member: true,
        lame_duck: false,
        auth: Auth::Open,
        max_payload: 1024 * 1024,
        headers: true,
    }
}

/// The options of a client of these servers: the defaults, but for the order of the servers, which is kept.
///
/// # Panics
/// When an address is none.
#[must_use]
pub fn config(urls: &[&str]) -> Config {
    let parse = |url: &&str| ServerAddress::parse(url, None).expect("an address");
    Config { servers: urls.iter().map(parse).collect(), randomize: false, seed: 1, ..Config::default() }
}

/// A calm world of these servers, of all of which the client knows, with a clock that shows the time of day.
#[must_use]
pub fn calm(listens: &[&str], change: impl FnOnce(&mut Config)) -> World {
    let urls: Vec<String> = listens.iter().map(|listen| format!("ws://{listen}")).collect();
    let mut config = config(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    change(&mut config);
    let servers = listens.iter().map(|listen| server(listen)).collect();
    let mut world = World::new(config, servers, Weather::calm(), Dice::new(1), Report::new(&[], true));
    world.clock = FaceClock::new(1_700_000_000_000);
    world.command(|client, now, report| client.start(now, report));
    world
}

/// The setting of the run of a seed.
#[must_use]
pub fn random(dice: &mut Dice, report: Report) -> World {
    let count = dice.range(1, 4) as usize;
    let listens: Vec<String> = (0..count).map(|index| format!("s{index}.example:{}", 4222 + index)).collect();
    let known = dice.range(1, count as u64) as usize;
    let urls: Vec<String> = listens.iter().take(known).map(|listen| format!("wss://{listen}/nats?x=1")).collect();
    let mut config = config(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    options(&mut config, dice);
    let mut servers: Vec<Server> = listens.iter().map(|listen| server(listen)).collect();
    for server in &mut servers {
        server.max_payload = *dice.pick(&[1024 * 1024, 1024 * 1024, 90_000, 1_000]);
        server.headers = !dice.chance(5);
    }
    let credentials = authenticate(&mut config, &mut servers, dice);
    let asks = matches!(config.credentials, CredentialsSource::Ask);
    config.renewal_lead = *dice.pick(&[30_000, 30_000, 1_000, 0]);
    let wire = *dice.pick(&[Wire::WebSocket, Wire::WebSocket, Wire::Tcp, Wire::Tls, Wire::Tls, Wire::TlsFirst]);
    dial_by(&mut config, wire, dice);
    let weather = Weather::random(dice);
    let mut world = World::new(config, servers, weather, dice.split(), report);
    world.credentials = credentials;
    world.jwt_life =
        asks.then(|| *dice.pick(&[None, None, Some(2_000), Some(10_000), Some(60_000), Some(600_000)])).flatten();
    world.system.gossips = dice.chance(60);
    world.system.rivals = dice.chance(50);
    world.system.denies_inboxes = dice.chance(5);
    world.system.ping_interval = *dice.pick(&[45_000, 45_000, 2_000, 50]);
    world.client.gathers = dice.chance(40);
    world.client.most_transmits = *dice.pick(&[0, 0, 0, 1, 3]);
    world.system.wire = wire;
    world
}

/// Has the client dial its servers by links of this kind.
fn dial_by(config: &mut Config, wire: Wire, dice: &mut Dice) {
    let by_option = dice.chance(30);
    config.tls = match wire {
        Wire::TlsFirst => TlsPolicy::First,
        Wire::Tls if by_option => TlsPolicy::Required,
        Wire::WebSocket | Wire::Tcp | Wire::Tls => TlsPolicy::AsDemanded,
    };
    if wire.is_tcp() {
        let scheme = if wire == Wire::Tls && dice.chance(50) { "tls" } else { "nats" };
        for server in &mut config.servers {
            let address = ServerAddress::parse_native(&format!("{scheme}://{}", server.listen()));
            *server = address.expect("an address");
        }
    }
}

fn options(config: &mut Config, dice: &mut Dice) {
    config.randomize = dice.chance(50);
    config.verbose = dice.chance(20);
    config.pedantic = dice.chance(20);
    config.echo = !dice.chance(20);
    config.connect_timeout = *dice.pick(&[20_000, 5_000, 2_000]);
    config.ping_interval = *dice.pick(&[120_000, 10_000, 1_000, 0]);
    config.probe_timeout = *dice.pick(&[5_000, 1_000, 20]);
    config.drain_timeout = *dice.pick(&[5_000, 5_000, 300, 60_000]);
    config.max_ping_out = *dice.pick(&[2, 1, 5]);
    config.reconnect = !dice.chance(5);
    config.max_reconnect_attempts = *dice.pick(&[None, None, None, None, Some(10), Some(3), Some(1), Some(0)]);
    config.reconnect_wait = *dice.pick(&[2_000, 100, 10, 10, 0, 2_000, 100, 10, 10, u64::MAX]);
    config.reconnect_jitter = *dice.pick(&[100, 1_000, 0, 0]);
    config.ask_reconnect_delay = dice.chance(20);
    config.wait_on_first_connect = dice.chance(85);
    config.ignore_cluster_updates = dice.chance(20);
    config.ignore_auth_error_abort = dice.chance(50);
    config.max_pending = *dice.pick(&[8 * 1024 * 1024, 400_000, 2_000, 0]);
    config.name = dice.chance(50).then(|| "größe \"x\"\r\n".to_owned());
    config.seed = dice.bits();
}

/// Servers that want credentials, and a user who has them.
fn authenticate(config: &mut Config, servers: &mut [Server], dice: &mut Dice) -> Option<Credentials> {
    let text = |text: &str| Some(text.to_owned());
    let (auth, credentials) = match dice.below(4) {
        0 | 1 => return None,
        2 => {
            let credentials = Credentials { user: text("me"), pass: text("secret"), ..Credentials::default() };
            (Auth::Password("me".to_owned(), "secret".to_owned()), credentials)
        }
        _ => (Auth::Token("t0ken".to_owned()), Credentials { token: text("t0ken"), ..Credentials::default() }),
    };
    for server in servers {
        server.auth = auth.clone();
    }
    config.credentials =
        if dice.chance(50) { CredentialsSource::Ask } else { CredentialsSource::Fixed(credentials.clone()) };
    Some(credentials)
}
