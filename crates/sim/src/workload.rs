//! What a caller does and what happens to it, from a seed.

mod flow_kind;
mod flow_kinds;
mod flow_rest;
mod flows;
mod happening;

pub use flows::play_flows;

use nats_web_core::{RequestId, SubscriptionId, Until};

use crate::client::{PublishPlan, RequestPlan, SubscribePlan};
use crate::dice::Dice;
use crate::numbered::{Origin, headers, payload};
use crate::report::Report;
use crate::scenario;
use crate::server::DENIED;
use crate::wire::Message;
use crate::world::{Weather, World};
use happening::happen;

/// Plays the run of one seed to its end; the verdict is in the world's report.
#[must_use]
pub fn play(seed: u64, tracing: bool) -> World {
    play_bytes(&seed.to_le_bytes(), tracing)
}

/// Plays the run in which `data` decides, as [`Dice::from_bytes`] has it, to its end.
#[must_use]
pub fn play_bytes(data: &[u8], tracing: bool) -> World {
    let mut dice = Dice::from_bytes(data);
    let world = scenario::random(&mut dice, Report::new(data, tracing));
    let mut run = Run { world, dice, outside: 0, requests: Vec::new(), subscriptions: Vec::new() };
    run.play();
    run.world
}

struct Run {
    world: World,
    dice: Dice,
    outside: u64,
    /// Requests that were made; most are settled.
    requests: Vec<RequestId>,
    /// Subscriptions that were made; some have ended.
    subscriptions: Vec<SubscriptionId>,
}

impl Run {
    fn play(&mut self) {
        self.world.command(|client, now, report| client.start(now, report));
        for _ in 0..self.dice.range(1, 3) {
            self.chaos();
            if self.world.is_over() || !self.world.checkpoint() {
                break;
            }
            self.world.weather = Weather::random(&mut self.dice);
        }
        self.end();
        self.world.check_closed();
    }

    fn chaos(&mut self) {
        for _ in 0..self.dice.range(5, 80) {
            if self.world.is_over() {
                return;
            }
            let gap = match self.dice.below(20) {
                0..=9 => 0,
                10..=14 => self.dice.below(10),
                15..=17 => self.dice.below(300),
                18 => self.dice.below(5_000),
                _ => self.dice.below(200_000),
            };
            self.world.run_for(gap);
            if self.dice.chance(12) { happen(&mut self.world, &mut self.dice) } else { self.command() }
        }
    }

    fn end(&mut self) {
        if self.world.is_over() {
            return;
        }
        self.subscribe();
        self.publish();
        self.request();
        self.world.run_for(10);
        self.outside();
        let gap = self.dice.below(3);
        self.world.run_for(gap);
        match self.dice.below(4) {
            0 => self.world.command(|client, _, report| client.close(report)),
            1 => {
                self.world.command(|client, now, report| client.drain(now, report));
                let gap = self.dice.below(20);
                self.world.run_for(gap);
                self.world.command(|client, _, report| client.close(report));
            }
            _ => {
                self.world.command(|client, now, report| client.drain(now, report));
                for _ in 0..self.dice.below(6) {
                    let gap = self.dice.below(50);
                    self.world.run_for(gap);
                    if self.dice.chance(10) { happen(&mut self.world, &mut self.dice) } else { self.command() }
                }
                if !self.world.is_over() {
                    self.world.remove_faults();
                }
                self.world.run_until(20_000_000, World::is_over);
            }
        }
    }

    fn command(&mut self) {
        match self.dice.below(100) {
            0..=34 => self.publish(),
            35..=54 => self.outside(),
            55..=66 => self.request(),
            67..=78 => self.subscribe(),
            79..=84 => self.unsubscribe(),
            85..=87 => {
                if let Some(&id) = self.subscription() {
                    self.world.command(|client, _, report| client.drain_subscription(id, report));
                }
            }
            88..=90 => {
                if let Some(id) = self.requests.pop() {
                    // Slots are used again: giving up whoever is there now is as good.
                    self.world.command(|client, _, report| client.cancel(id, report));
                }
            }
            91 | 92 => self.world.command(|client, now, report| client.probe(now, report)),
            93 => self.stale_reports(),
            94 | 95 => drop(self.world.command(|client, _, report| client.flush(report))),
            96 => self.world.command(|client, now, report| client.reconnect(now, report)),
            97 => self.world.command(|client, now, report| client.fired(now, now, report)),
            _ => self.misuse(),
        }
    }

    fn subject(&mut self) -> String {
        (*self.dice.pick(&SUBJECTS)).to_owned()
    }

    fn len(&mut self) -> usize {
        let len = match self.dice.below(40) {
            0..=29 => self.dice.below(60),
            30..=36 => self.dice.below(3_000),
            37 | 38 => self.dice.range(4_000, 70_000),
            _ => self.dice.range(65_530, 200_000),
        };
        len as usize
    }

    fn publish(&mut self) {
        for _ in 0..self.dice.range(1, 4) {
            let denied = self.dice.chance(3);
            let subject = if denied { format!("{DENIED}x") } else { self.subject() };
            let reply = if self.dice.chance(10) { self.subject() } else { String::new() };
            let bare = self.dice.chance(8);
            let headers = self.dice.chance(10);
            let mut plan = PublishPlan { subject, reply, headers, bare, len: self.len(), sound: true };
            while self.world.command(|client, _, report| client.publish(&plan, report)) && self.dice.chance(20) {
                plan = PublishPlan { headers: self.dice.chance(10), len: self.len(), ..plan };
            }
        }
    }

    /// Somebody else publishes.
    fn outside(&mut self) {
        for _ in 0..self.dice.range(1, 6) {
            self.outside += 1;
            let number = self.outside;
            let bare = self.dice.chance(8);
            let len = self.len();
            let message = Message {
                subject: self.subject(),
                reply: if self.dice.chance(10) { "their.inbox".to_owned() } else { String::new() },
                headers: if self.dice.chance(20) || bare { headers(Origin::Outside, number) } else { Vec::new() },
                payload: if bare { Vec::new() } else { payload(Origin::Outside, number, len) },
            };
            self.world.report.note(|| format!("outside {number} to {}", message.subject));
            self.world.system.publish_outside(&message);
            self.world.settle();
        }
    }

    fn request(&mut self) {
        let subject = (*self.dice.pick(&SERVICES)).to_owned();
        let at = self.dice.chance(10).then(|| format!("my.inbox.{}", self.dice.below(3)));
        let timeout = *self.dice.pick(&[0, 5, 60, 1_000, 3_000, 3_000, 10_000, 10_000, u64::MAX]);
        let len = if self.dice.chance(3) { 70_000 } else { self.dice.below(200) as usize };
        let until = self.until();
        let plan = RequestPlan { subject, own: self.dice.chance(30), at, len, timeout, until };
        let id = self.world.command(|client, now, report| client.request(now, &plan, report));
        self.requests.extend(id);
    }

    fn until(&mut self) -> Until {
        match self.dice.below(12) {
            0 | 1 => Until::Timeout,
            2 | 3 => Until::Count(self.dice.below(5)),
            4 | 5 => Until::Silence(*self.dice.pick(&[0, 20, 300, 3_000])),
            6 | 7 => Until::Sentinel,
            _ => Until::First,
        }
    }

    fn subscribe(&mut self) {
        let patterns = self.dice.chance(40);
        let subject = match self.dice.below(100) {
            0..=3 => format!("{DENIED}{}", self.dice.below(2)),
            _ if patterns => (*self.dice.pick(&PATTERNS)).to_owned(),
            _ => self.subject(),
        };
        let plan = SubscribePlan {
            subject,
            queue: self.dice.chance(30).then(|| format!("q{}", self.dice.below(2))),
            max: self.dice.chance(30).then(|| self.dice.range(1, 8)),
            timeout: self.dice.chance(15).then(|| self.dice.below(3_000)),
            sound: true,
        };
        let id = self.world.command(|client, now, report| client.subscribe(now, &plan, report));
        self.subscriptions.extend(id);
    }

    /// A subscription that was made, most often one of the last.
    fn subscription(&mut self) -> Option<&SubscriptionId> {
        let back = self.dice.below(6) as usize + 1;
        self.subscriptions.get(self.subscriptions.len().checked_sub(back)?)
    }

    fn unsubscribe(&mut self) {
        let max = self.dice.chance(50).then(|| self.dice.below(10));
        if let Some(&id) = self.subscription() {
            self.world.command(|client, _, report| client.unsubscribe(id, max, report));
        }
    }

    /// A socket that was replaced long ago, or that never was, has something to say; and a delay is told that nobody, or
    /// somebody, asked for.
    fn stale_reports(&mut self) {
        let wait = *self.dice.pick(&[0, 5, 1_000]);
        self.world.command(|client, now, report| client.delay(now, wait, report));
        let dial = self.dice.below(256) as u32;
        if dial == self.world.client.model.tap.dial {
            return;
        }
        self.world.command(|client, now, report| {
            client.opened(now, dial, report);
            let words = b"MSG a 1 0\r\n\r\n-ERR 'Authorization Violation'\r\nMSG a 1 9999\r\nHTTP";
            client.arrived(now, dial, words, report);
            client.credentials(now, dial, None, report);
            client.closed(now, dial, report);
        });
    }

    fn misuse(&mut self) {
        let subject = (*self.dice.pick(&["", "a b", "a\r\nPUB x 0", ".a", "a..b", "a\n"])).to_owned();
        if self.dice.chance(50) {
            let plan = PublishPlan { subject, ..PublishPlan::default() };
            self.world.command(|client, _, report| client.publish(&plan, report));
        } else {
            let plan = SubscribePlan { subject, ..SubscribePlan::default() };
            self.world.command(|client, now, report| client.subscribe(now, &plan, report));
        }
    }
}

const SUBJECTS: [&str; 8] = ["a", "b", "a.b", "a.c", "a.b.c", "x.y", "größe.b", "svc.echo"];
const PATTERNS: [&str; 6] = ["a.*", "a.>", "*", "*.b", ">", "*.*.*"];
const SERVICES: [&str; 16] = [
    "svc.echo",
    "svc.echo",
    "svc.echo",
    "svc.now",
    "svc.now",
    "svc.slow",
    "svc.mute",
    "svc.twice",
    "svc.many",
    "svc.many",
    "svc.many",
    "svc.many",
    "svc.big",
    "svc.big",
    "nobody",
    "deny.svc",
];
