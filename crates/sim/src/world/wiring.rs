//! What carries bytes between the client's sockets and the servers.

use super::{Action, World};
use crate::client::Effect;
use crate::link::Link;
use crate::server::{Behaviour, Output};

impl World {
    pub(super) fn at_client(&mut self, dial: u32) {
        let (now, face) = (self.now(), self.face_now());
        let Some(link) = self.links.get_mut(&dial) else { return };
        let arrival = link.down.arrive(now);
        if !arrival.bytes.is_empty() {
            self.client.arrived(face, dial, &arrival.bytes, &mut self.report);
        }
        if arrival.broke {
            link.silence();
            self.system.lost(dial);
        }
        if arrival.broke || arrival.ended {
            self.client.closed(face, dial, &mut self.report);
        }
    }

    pub(super) fn at_server(&mut self, dial: u32) {
        let now = self.now();
        let Some(link) = self.links.get_mut(&dial) else { return };
        let arrival = link.up.arrive(now);
        if !arrival.bytes.is_empty() {
            self.system.receive(dial, &arrival.bytes);
        }
        if arrival.broke {
            link.silence();
        }
        if arrival.broke || arrival.ended {
            self.system.lost(dial);
            self.agenda.after(self.weather.profile.latency, Action::Closed(dial));
        }
    }

    pub(super) fn opened(&mut self, dial: u32) {
        let Some((server, behaviour)) = self.behaviours.get(&dial).copied() else { return };
        let was_given_up = self.client.dial() != Some(dial);
        self.links.insert(dial, Link::new(server, self.weather.profile, &mut self.dice));
        self.system.accept(dial, server, behaviour);
        let now = self.face_now();
        if behaviour.lies() {
            self.client.model.tap.expect_lies(dial);
        }
        self.client.model.tap.expect_wire(dial, self.system.wire);
        self.client.opened(now, dial, &mut self.report);
        if was_given_up {
            // A socket that opens late: the face closes it, and reports all the same what it says until then.
            self.close(dial);
        }
    }

    pub(super) fn output(&mut self, output: Output) {
        let now = self.agenda.now();
        match output {
            Output::Send { dial, bytes } => {
                let Some(link) = self.links.get_mut(&dial) else { return };
                for moment in link.down.send(now, &bytes, &mut self.dice) {
                    self.agenda.enter(moment, Action::AtClient(dial));
                }
            }
            Output::Hangup { dial } => {
                let Some(link) = self.links.get_mut(&dial) else { return };
                let moment = link.down.end(now, &mut self.dice);
                self.agenda.enter(moment, Action::AtClient(dial));
            }
            Output::Later { ms, task } => self.agenda.after(ms, Action::Task(task)),
            Output::Read { dial, number } => self.client.model.publishes.read(dial, number, &mut self.report),
        }
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Open { dial, url } => self.open(dial, &url),
            Effect::Send { dial, bytes } => {
                let now = self.agenda.now();
                let Some(link) = self.links.get_mut(&dial) else {
                    return self.report.fault(format!("bytes for dial {dial}, which is not open"));
                };
                for moment in link.up.send(now, &bytes, &mut self.dice) {
                    self.agenda.enter(moment, Action::AtServer(dial));
                }
            }
            Effect::Secure { dial } => self.secure(dial),
            Effect::Close { dial } => self.close(dial),
            Effect::AskCredentials { dial } => {
                let ms = self.dice.below(self.weather.thinking_time + 1);
                self.agenda.after(ms, Action::Credentials(dial));
            }
            Effect::AskDelay => self.agenda.after(self.dice.below(5), Action::Delay),
            Effect::Resume => {
                let ms = *self.dice.pick(&[0, 5, 20, 500]);
                self.agenda.after(ms, Action::Resume);
            }
        }
    }

    fn open(&mut self, dial: u32, url: &str) {
        let listen = url.split('/').nth(2).unwrap_or_default();
        let server = self.system.servers.iter().position(|server| server.listen == listen);
        let behaviour = self.weather.behaviour(&mut self.dice);
        let behaviour = if self.is_truthful && behaviour.lies() { Behaviour::Honest } else { behaviour };
        let latency = self.weather.profile.latency;
        match server.filter(|&server| self.system.servers[server].is_up && behaviour != Behaviour::Refuses) {
            None => self.agenda.after(latency.max(REFUSAL), Action::Closed(dial)),
            Some(server) => {
                self.report.note(|| format!("  dial {dial} meets {behaviour:?}"));
                self.behaviours.insert(dial, (server, behaviour));
                let ms = if let Behaviour::OpensLate(ms) = behaviour { ms } else { latency };
                self.agenda.after(ms, Action::Opened(dial));
            }
        }
    }

    /// The handshake of TLS, which may fail, or never end.
    fn secure(&mut self, dial: u32) {
        let latency = self.weather.profile.latency;
        match self.dice.below(3) {
            0 if self.dice.chance(self.weather.hostility) => self.agenda.after(2 * latency, Action::Closed(dial)),
            1 if self.dice.chance(self.weather.hostility) => {}
            _ => self.agenda.after(2 * latency, Action::Secured(dial)),
        }
    }

    /// The client closes its end.
    fn close(&mut self, dial: u32) {
        let now = self.agenda.now();
        if let Some(link) = self.links.get_mut(&dial).filter(|link| link.client_open) {
            link.client_open = false;
            let moment = link.up.end(now, &mut self.dice);
            self.agenda.enter(moment, Action::AtServer(dial));
        }
    }
}

/// Least time that a refused dial takes, in milliseconds: a client may be told to dial again at once, for minutes.
const REFUSAL: u64 = 20;
