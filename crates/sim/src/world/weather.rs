//! How links, timers and servers behave, and how that changes.

use super::World;
use crate::dice::Dice;
use crate::link::LinkProfile;
use crate::server::{Behaviour, PING_INTERVAL};

/// How links, timers and servers behave at present.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    /// What new links are like.
    pub profile: LinkProfile,
    /// How many dials in a hundred meet something hostile.
    pub hostility: u64,
    /// What they meet, if it is always the same.
    pub behaviour: Option<Behaviour>,
    /// Most milliseconds by which a timer is usually late.
    pub late: u64,
    /// How many timers in a thousand are late by seconds.
    pub very_late: u64,
    /// Most milliseconds the user takes to give credentials.
    pub thinking_time: u64,
}

impl Weather {
    /// Nothing goes wrong.
    #[must_use]
    pub const fn calm() -> Self {
        Self { profile: LinkProfile::calm(), hostility: 0, behaviour: None, late: 0, very_late: 0, thinking_time: 0 }
    }

    /// One that a seed may meet.
    pub fn random(dice: &mut Dice) -> Self {
        Self {
            profile: LinkProfile::random(dice),
            hostility: *dice.pick(&[0, 10, 30, 60, 90]),
            behaviour: None,
            late: *dice.pick(&[0, 1, 20, 900]),
            very_late: *dice.pick(&[0, 0, 20, 200]),
            thinking_time: *dice.pick(&[0, 10, 3_000, 40_000]),
        }
    }

    /// How the next dial is treated.
    pub fn behaviour(&self, dice: &mut Dice) -> Behaviour {
        match self.behaviour {
            Some(behaviour) => behaviour,
            None if dice.chance(self.hostility) => Behaviour::hostile(dice),
            None => Behaviour::Honest,
        }
    }

    /// By how many milliseconds the next timer is late.
    pub fn lateness(&self, dice: &mut Dice) -> u64 {
        if dice.rarely(self.very_late) { dice.range(900, 6_000) } else { dice.below(self.late + 1) }
    }
}

impl World {
    /// From now on nothing goes wrong; what has gone wrong comes to its end.
    pub fn remove_faults(&mut self) {
        self.report.note(|| "-- no more faults".to_owned());
        self.weather = Weather::calm();
        self.system.denies_inboxes = false;
        self.withholds_credentials = false;
        self.system.ping_interval = PING_INTERVAL;
        for server in &mut self.system.servers {
            (server.is_up, server.lame_duck) = (true, false);
        }
        for (&dial, (_, behaviour)) in &mut self.behaviours {
            let is_settled = self.system.connections.contains_key(&dial);
            if !is_settled {
                *behaviour = Behaviour::Honest;
            }
        }
        let unsound: Vec<u32> = self
            .links
            .iter_mut()
            .filter_map(|(&dial, link)| {
                link.remove_faults();
                let is_honest = self.behaviours.get(&dial).is_some_and(|(_, behaviour)| behaviour.is_honest());
                (link.damaged || !is_honest).then_some(dial)
            })
            .collect();
        for dial in unsound {
            self.cut(dial);
        }
    }

    /// How the server of a dial treats it.
    #[must_use]
    pub fn behaviour_of(&self, dial: u32) -> Option<Behaviour> {
        self.behaviours.get(&dial).map(|&(_, behaviour)| behaviour)
    }
}
