//! What happens to a client and its servers.

use crate::dice::Dice;
use crate::server::{Auth, Stage};
use crate::world::{Weather, World};

/// Something happens to the client.
pub(super) fn happen(world: &mut World, dice: &mut Dice) {
    let server = dice.below(world.system.servers.len() as u64) as usize;
    let dial = world.client.dial().filter(|dial| world.links.contains_key(dial));
    match (dice.below(17), dial) {
        (0..=3, Some(dial)) => world.cut(dial),
        (4, Some(dial)) => world.silence(dial),
        (5 | 6, _) => world.system.restart(server, dice.below(15_000)),
        (7, _) => world.system.lame_duck(server, dice.below(5_000), dice.below(10_000)),
        (8, _) => {
            let is_member = dice.chance(60);
            world.system.set_member(server, is_member);
        }
        (9, _) => {
            let back = dice.below(100_000) as i64;
            let far = if dice.chance(5) { FAR } else { 0 };
            world.set_clock(if dice.chance(70) { -back } else { back + far });
        }
        (10, _) => {
            let ms = *dice.pick(&[500, 1_500, 60_000, 10_000_000]);
            world.sleep(ms);
        }
        (11, Some(dial)) => complain(world, dice, dial),
        (12, _) => world.system.denies_inboxes ^= dice.chance(20),
        (13, _) => {
            world.withholds_credentials = true;
            world.system.servers[server].auth = Auth::Open;
        }
        (14, _) => world.weather = Weather::random(dice),
        (15, _) if world.clock.is_stopped() => world.start_clock(dice.chance(50)),
        (15, _) if dice.chance(30) => world.stop_clock(),
        _ => {}
    }
    world.settle();
}

fn complain(world: &mut World, dice: &mut Dice, dial: u32) {
    let is_ready = world.system.connections.get(&dial).is_some_and(|one| one.stage == Stage::Ready);
    if is_ready {
        let text = *dice.pick(&COMPLAINTS);
        let closes = dice.chance(60) || text.contains("Auth");
        world.system.complain(dial, text, closes);
    }
}

/// Milliseconds of thousands of years, by which a clock may be wrong.
const FAR: i64 = 1 << 50;
const COMPLAINTS: [&str; 7] = [
    "Slow Consumer",
    "Stale Connection",
    "User Authentication Expired",
    "Account Authentication Expired",
    "Authorization Violation",
    "Permissions Violation for Something Else",
    "Invalid Subject",
];
