//! How links, timers and servers behave, and how that changes.

use super::World;
use crate::dice::Dice;
use crate::link::LinkProfile;
use crate::server::{PING_INTERVAL, Temper};

/// How links, timers and servers behave at present.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    /// What new links are like.
    pub profile: LinkProfile,
    /// How many dials in a hundred meet something hostile.
    pub hostility: u64,
    /// What they meet, if it is always the same.
    pub temper: Option<Temper>,
    /// Most milliseconds by which a timer is usually late.
    pub late: u64,
    /// How many timers in a thousand are late by seconds.
    pub very_late: u64,
    /// Most milliseconds the user takes to give credentials.
    pub thinking: u64,
}

impl Weather {
    /// Nothing goes wrong.
    #[must_use]
    pub const fn calm() -> Self {
        Self { profile: LinkProfile::calm(), hostility: 0, temper: None, late: 0, very_late: 0, thinking: 0 }
    }

    /// One that a seed may meet.
    pub fn random(dice: &mut Dice) -> Self {
        Self {
            profile: LinkProfile::random(dice),
            hostility: *dice.pick(&[0, 10, 30, 60, 90]),
            temper: None,
            late: *dice.pick(&[0, 1, 20, 900]),
            very_late: *dice.pick(&[0, 0, 20, 200]),
            thinking: *dice.pick(&[0, 10, 3_000, 40_000]),
        }
    }

    /// How the next dial is treated.
    pub fn temper(&self, dice: &mut Dice) -> Temper {
        match self.temper {
            Some(temper) => temper,
            None if dice.chance(self.hostility) => Temper::hostile(dice),
            None => Temper::Honest,
        }
    }

    /// By how many milliseconds the next timer is late.
    pub fn lateness(&self, dice: &mut Dice) -> u64 {
        if dice.rarely(self.very_late) { dice.range(900, 6_000) } else { dice.below(self.late + 1) }
    }
}

impl World {
    /// From now on nothing goes wrong; what has gone wrong comes to its end.
    pub fn heal(&mut self) {
        self.report.note(|| "-- the world heals".to_owned());
        self.weather = Weather::calm();
        self.system.denies_inboxes = false;
        self.system.ping_interval = PING_INTERVAL;
        for server in &mut self.system.servers {
            (server.is_up, server.lame_duck) = (true, false);
        }
        for (&dial, (_, temper)) in &mut self.tempers {
            let is_settled = self.system.connections.contains_key(&dial);
            if !is_settled {
                *temper = Temper::Honest;
            }
        }
        let sick: Vec<u32> = self
            .links
            .iter_mut()
            .filter_map(|(&dial, link)| {
                link.mend();
                let is_honest = self.tempers.get(&dial).is_some_and(|(_, temper)| temper.is_honest());
                (link.damaged || !is_honest).then_some(dial)
            })
            .collect();
        for dial in sick {
            self.cut(dial);
        }
    }

    /// How the server of a dial treats it.
    #[must_use]
    pub fn temper_of(&self, dial: u32) -> Option<Temper> {
        self.tempers.get(&dial).map(|&(_, temper)| temper)
    }
}
