//! Everything together, moved on by virtual time.

mod checks;
mod flows;
mod weather;
mod wiring;

pub use weather::Weather;

use std::collections::BTreeMap;

use nats_web_core::auth::Credentials;
use nats_web_core::{Config, Timestamp};

use crate::client::Client;
use crate::clock::{Agenda, FaceClock};
use crate::dice::Dice;
use crate::jwt::jwt;
use crate::link::Link;
use crate::report::Report;
use crate::server::{Behaviour, Server, System, Task};

/// What is to happen at a moment.
#[derive(Debug)]
enum Action {
    /// Something arrives at the client's end of a dial's link.
    AtClient(u32),
    /// Something arrives at the server's end.
    AtServer(u32),
    /// A dial's socket opens.
    Opened(u32),
    /// A dial's socket speaks TLS from here on.
    Secured(u32),
    /// A dial's socket is closed at the client's end, or was refused.
    Closed(u32),
    /// The client's timer fires, unless it has been set anew.
    Timer(u64),
    /// The user answers with credentials.
    Credentials(u32),
    /// The user's delay function answers.
    Delay,
    /// The client's face goes on handing out.
    Resume,
    /// The system does what it put off.
    Task(Task),
}

impl Action {
    const fn is_the_clients(&self) -> bool {
        !matches!(self, Self::AtServer(_) | Self::Task(_))
    }
}

/// The client, the system, what lies between them, and time.
#[derive(Debug)]
pub struct World {
    /// The client.
    pub client: Client,
    /// The servers.
    pub system: System,
    /// The links by dial.
    pub links: BTreeMap<u32, Link>,
    /// How links, timers and servers behave at present.
    pub weather: Weather,
    /// The clock the client reads.
    pub clock: FaceClock,
    /// What the user answers when asked for credentials.
    pub credentials: Option<Credentials>,
    /// Whether the user has no answer at present.
    pub withholds_credentials: bool,
    /// Milliseconds for which a JWT is good that the user gives along, new each time. Whoever makes it has a clock that is
    /// right.
    pub jwt_life: Option<u64>,
    /// Whether flows may be led to believe that a server has forgotten what they asked for, by heartbeats that come late or
    /// a clock that is set forth: then more may come than they asked for.
    pub asks_blindly: bool,
    /// Whether no server says what is not so: then what servers say of streams can be held against them.
    pub is_truthful: bool,
    /// What was seen.
    pub report: Report,
    agenda: Agenda<Action>,
    dice: Dice,
    /// How each dial is to be treated, by dial.
    behaviours: BTreeMap<u32, (usize, Behaviour)>,
    armed: Option<Timestamp>,
    /// When, by the client's clock, the timer was set.
    armed_at: Timestamp,
    timers: u64,
    asleep_until: u64,
    /// The moment of the last timer, and how many there were at it.
    spin: (u64, u32),
    steps: u64,
    /// How many steps the run may take.
    pub most_steps: u64,
}

impl World {
    /// A world in which nothing has happened.
    #[must_use]
    pub fn new(config: Config, servers: Vec<Server>, weather: Weather, mut dice: Dice, report: Report) -> Self {
        Self {
            client: Client::new(config),
            system: System::new(servers, dice.split()),
            links: BTreeMap::new(),
            weather,
            clock: FaceClock::new(*dice.pick(&[0, 1_700_000_000_000])),
            credentials: None,
            withholds_credentials: false,
            jwt_life: None,
            asks_blindly: false,
            is_truthful: false,
            report,
            agenda: Agenda::default(),
            dice,
            behaviours: BTreeMap::new(),
            armed: None,
            armed_at: Timestamp::ZERO,
            timers: 0,
            asleep_until: 0,
            spin: (0, 0),
            steps: 0,
            most_steps: MOST_STEPS,
        }
    }

    /// Milliseconds since the run began.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.agenda.now()
    }

    /// What the client's clock shows.
    #[must_use]
    pub fn face_now(&self) -> Timestamp {
        self.clock.read(self.agenda.now())
    }

    /// Whether the run is over: the session has closed, or an invariant is broken.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.client.model.lifecycle.is_closed || self.report.is_faulty()
    }

    /// Has the client do something now; it wakes first if it sleeps.
    pub fn command<T>(&mut self, command: impl FnOnce(&mut Client, Timestamp, &mut Report) -> T) -> T {
        if self.asleep_until > self.now() {
            self.run_for(self.asleep_until - self.now());
        }
        let now = self.face_now();
        let result = command(&mut self.client, now, &mut self.report);
        self.settle();
        result
    }

    /// Lets `ms` milliseconds pass.
    pub fn run_for(&mut self, ms: u64) {
        let until = self.now() + ms;
        self.run_until(ms, |_| false);
        if !self.report.is_faulty() {
            self.agenda.pass(until);
            self.report.now = until;
            self.system.set_time(until);
        }
    }

    /// Lets time pass until `done`, at most `ms` milliseconds; whether it came to that.
    pub fn run_until(&mut self, ms: u64, done: impl Fn(&Self) -> bool) -> bool {
        let until = self.now() + ms;
        while !done(self) {
            if self.report.is_faulty() {
                return false;
            }
            let Some(action) = self.agenda.take(until) else { return false };
            self.report.now = self.agenda.now();
            self.system.set_time(self.agenda.now());
            self.steps += 1;
            self.report.check(self.steps < self.most_steps, || "the run does not come to an end".to_owned());
            self.act(action);
            self.settle();
        }
        true
    }

    /// The client is suspended for `ms` milliseconds: nothing that is for it happens until then.
    pub fn sleep(&mut self, ms: u64) {
        self.report.note(|| format!("the client sleeps for {ms} ms"));
        self.asleep_until = self.asleep_until.max(self.now() + ms);
    }

    /// The client's clock is set forth, or back if negative. One that counts from its start is never set.
    pub fn set_clock(&mut self, ms: i64) {
        if self.clock.read(0) == Timestamp::ZERO {
            return;
        }
        self.report.note(|| format!("the clock is set by {ms} ms"));
        self.clock.set(ms);
    }

    /// The client's clock stands still from now on, while its timers run. One that counts from its start never does.
    pub fn stop_clock(&mut self) {
        if self.clock.read(0) == Timestamp::ZERO {
            return;
        }
        self.report.note(|| "the clock stands still".to_owned());
        self.clock.stop(self.agenda.now());
    }

    /// The client's clock runs again, from where it stood or, if it `catches_up`, from where it would be.
    pub fn start_clock(&mut self, catches_up: bool) {
        self.report.note(|| format!("the clock runs; it catches up: {catches_up}"));
        self.clock.go(self.agenda.now(), catches_up);
    }

    /// The link of a dial breaks now; both ends learn of it.
    pub fn cut(&mut self, dial: u32) {
        self.report.note(|| format!("link {dial} is cut"));
        self.silence(dial);
        self.system.lost(dial);
        self.agenda.after(self.weather.profile.latency, Action::Closed(dial));
        self.settle();
    }

    /// Nothing passes on the link of a dial any more, and neither end learns of it.
    pub fn silence(&mut self, dial: u32) {
        self.report.note(|| format!("link {dial} is silent"));
        if let Some(link) = self.links.get_mut(&dial) {
            link.silence();
        }
    }

    /// Carries out what the client and the system want.
    pub fn settle(&mut self) {
        loop {
            let outputs = self.system.outputs();
            let effects = self.client.effects();
            if outputs.is_empty() && effects.is_empty() {
                break;
            }
            for output in outputs {
                self.output(output);
            }
            for effect in effects {
                self.effect(effect);
            }
        }
        for fault in std::mem::take(&mut self.system.faults) {
            self.report.fault(fault);
        }
        self.check_promises();
        self.check_flows();
        self.arm();
    }

    fn act(&mut self, action: Action) {
        if action.is_the_clients() && self.asleep_until > self.now() {
            // A timer may be called before the frames that have queued up.
            match action {
                Action::Timer(_) if self.dice.chance(50) => self.agenda.enter_first(self.asleep_until, action),
                _ => self.agenda.enter(self.asleep_until, action),
            }
            return;
        }
        let now = self.face_now();
        match action {
            Action::AtClient(dial) => self.at_client(dial),
            Action::AtServer(dial) => self.at_server(dial),
            Action::Opened(dial) => self.opened(dial),
            Action::Secured(dial) => {
                self.system.secured(dial);
                self.client.secured(now, dial, &mut self.report);
            }
            Action::Closed(dial) => self.client.closed(now, dial, &mut self.report),
            Action::Timer(timer) if timer == self.timers => self.timer(),
            Action::Timer(_) => {}
            Action::Credentials(dial) => {
                let mut credentials = self.credentials.clone().filter(|_| !self.withholds_credentials);
                if let (Some(credentials), Some(life)) = (&mut credentials, self.jwt_life) {
                    credentials.jwt = Some(jwt((self.clock.truth(self.agenda.now()) + life) / 1000));
                }
                self.client.credentials(now, dial, credentials.as_ref(), &mut self.report);
            }
            Action::Delay => {
                let wait = *self.dice.pick(&[0, 10, 500, 5_000]);
                self.client.delay(now, wait, &mut self.report);
            }
            Action::Resume => self.client.resume(&mut self.report),
            Action::Task(task) => self.system.run(task),
        }
    }

    fn timer(&mut self) {
        let now = self.now();
        self.spin = if self.spin.0 == now { (now, self.spin.1 + 1) } else { (now, 1) };
        let times = self.spin.1;
        self.report.check(times < 50, || "the timer fires again and again at one moment".to_owned());
        let face = self.face_now();
        let due = self.armed.take().unwrap_or(face).max(self.armed_at);
        self.client.fired(face, due, &mut self.report);
    }

    /// Sets the client's timer to what it wants.
    fn arm(&mut self) {
        let wanted = self.client.timeout();
        if wanted == self.armed {
            return;
        }
        self.armed = wanted;
        self.timers += 1;
        if let Some(moment) = wanted {
            let late = self.weather.lateness(&mut self.dice);
            let now = self.agenda.now();
            self.armed_at = self.clock.read(now);
            self.agenda.enter(self.clock.when(now, moment).saturating_add(late), Action::Timer(self.timers));
        }
    }
}

/// More than any sound run without flows takes.
const MOST_STEPS: u64 = 200_000;
