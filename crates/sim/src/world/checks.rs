//! What only somebody who sees both ends can check.

use super::World;
use crate::client::{PublishPlan, RequestPlan, SubscribePlan};
use crate::server::Stage;

impl World {
    /// After a step: what the session promised in it is true. A flush is the server's word that it has read everything;
    /// a drained subscription has received everything.
    pub(super) fn check_promises(&mut self) {
        for (dial, below) in std::mem::take(&mut self.client.model.confirmed) {
            let is_honest = self.behaviour_of(dial).is_some_and(|behaviour| behaviour.is_honest());
            let is_true = !is_honest || self.client.model.publishes.is_read_below(dial, below);
            self.report.check(is_true, || format!("flushed, and publishes below {below} are not all read"));
        }
        for (dial, sid, received) in std::mem::take(&mut self.client.model.drained) {
            let is_honest = self.behaviour_of(dial).is_some_and(|behaviour| behaviour.is_honest());
            let Some(connection) = self.system.connections.get(&dial).filter(|_| is_honest) else { continue };
            let sent = connection.table.sent(sid);
            self.report.check(sent == received, || format!("sid {sid} has drained with {received} of {sent} messages"));
        }
    }

    /// Lets everything come to rest in a world where nothing goes wrong, and checks both ends against each other. Whether
    /// the session lives on.
    pub fn checkpoint(&mut self) -> bool {
        // Whoever gets credentials now keeps them.
        let life = self.jwt_life.take();
        let lives = self.come_to_rest();
        self.jwt_life = life;
        lives
    }

    fn come_to_rest(&mut self) -> bool {
        self.remove_faults();
        let asleep = self.asleep_until.saturating_sub(self.now());
        self.run_for(asleep + 20_000);
        let most = self.now() + RECOVERY;
        let calm = |world: &Self| {
            let lifecycle = &world.client.model.lifecycle;
            lifecycle.is_closed || (lifecycle.is_connected && world.client.dial().is_some())
        };
        while self.client.model.lifecycle.waits_for_a_probe() && !self.is_over() && self.now() < most {
            self.command(|client, now, report| client.probe(now, report));
            self.run_for(20_000);
        }
        let came = self.run_until(RECOVERY, calm);
        self.report.check(came, || "the client does not come back".to_owned());
        if self.is_over() {
            return false;
        }
        self.command(|client, _, report| client.flush(report));
        let rest = |world: &Self| {
            let model = &world.client.model;
            let are_settled = model.requests.deadline().is_none_or(|deadline| deadline == u64::MAX);
            model.lifecycle.is_closed || (model.lifecycle.flushes() == 0 && are_settled)
        };
        let came = self.run_until(RECOVERY, rest);
        self.report.check(came, || "flushes or requests do not settle".to_owned());
        self.run_for(5_000);
        if !self.is_settled() {
            let came = self.run_until(RECOVERY, Self::is_settled);
            self.report.check(came, || "the client does not come back from a renewal".to_owned());
            self.run_for(5_000);
        }
        self.check_rest();
        !self.is_over()
    }

    /// Whether the client is not on its way to a link that is to last longer.
    fn is_settled(&self) -> bool {
        let model = &self.client.model;
        let connection = self.system.connections.get(&model.tap.dial);
        let is_in = model.lifecycle.is_connected && connection.is_some_and(|one| one.stage == Stage::Ready);
        model.lifecycle.is_closed || (is_in && !model.is_leaving())
    }

    /// At rest on a sound link: everything accepted was read, the server's table is the client's, every message the
    /// server sent was handed out.
    fn check_rest(&mut self) {
        if self.is_over() {
            return;
        }
        let model = &self.client.model;
        let dial = model.tap.dial;
        let Some(connection) = self.system.connections.get(&dial).filter(|one| one.stage == Stage::Ready) else {
            return self.report.fault(format!("dial {dial} is connected and its server disagrees"));
        };
        let report = &mut self.report;
        report.check(model.lifecycle.is_connected, || "not connected at rest".to_owned());
        report.check(model.publishes.is_read_below(dial, u64::MAX), || "not all that went out was read".to_owned());
        report.check(model.publishes.waiting() == 0, || format!("{} publishes wait", model.publishes.waiting()));
        let is_certain = |sid: &u64| model.tap.table.get(sid).is_none_or(|entry| !entry.was_raised);
        // Servers say something to flows at any time; it may be on its way.
        let counted = |count: u64| if model.asked.has_flows { 0 } else { count };
        let server =
            connection.table.iter().map(|(sid, one)| (sid, &one.subject, &one.queue, one.max, counted(one.sent)));
        let server: Vec<_> = server.filter(|(sid, ..)| is_certain(sid)).collect();
        let client =
            model.tap.table.iter().map(|(&sid, one)| (sid, &one.subject, &one.queue, one.max, counted(one.seen)));
        let client: Vec<_> = client.filter(|(sid, ..)| is_certain(sid)).collect();
        report.check(server == client, || format!("the server's table is {server:?}, the client's {client:?}"));
        for (_, one) in model.subscriptions.iter() {
            let sent = connection.table.sent(one.sid);
            report.check(one.on_dial == sent, || format!("sid {} got {} of {sent} messages", one.sid, one.on_dial));
        }
        let others =
            (1..dial).filter(|&other| self.system.connections.get(&other).is_some_and(|c| c.stage == Stage::Ready));
        let leaked: Vec<u32> = others.collect();
        report.check(leaked.is_empty(), || format!("the sockets of dials {leaked:?} were left open"));
    }

    /// After the end: every command is refused, and no report makes anything happen.
    pub fn check_closed(&mut self) {
        if self.report.is_faulty() {
            return;
        }
        self.report.check(self.client.model.lifecycle.is_closed, || "the session does not end".to_owned());
        self.run_for(1_000_000);
        self.command(|client, now, report| {
            client.publish(&PublishPlan { subject: "a".into(), sound: true, ..Default::default() }, report);
            client
                .publish(&PublishPlan { subject: "a".into(), len: 100_000, sound: true, ..Default::default() }, report);
            client.subscribe(now, &SubscribePlan { subject: "a".into(), sound: true, ..Default::default() }, report);
            client.request(now, &RequestPlan { subject: "a".into(), timeout: 1, ..Default::default() }, report);
            client.flush(report);
            client.reconnect(now, report);
            client.drain(now, report);
            client.close(report);
            let dial = client.model.tap.dial;
            for dial in [dial, dial + 1] {
                client.opened(now, dial, report);
                client.arrived(now, dial, b"INFO {}\r\nPING\r\nMSG a 1 0\r\n\r\nMSG a 1 99999\r\nabc", report);
                client.credentials(now, dial, None, report);
                client.closed(now, dial, report);
            }
            client.delay(now, 1, report);
            client.fired(now.after(1 << 40), now, report);
            client.start(now, report);
        });
        let session = &self.client.session;
        let is_silent = session.pending() == 0
            && session.poll_timeout().is_none()
            && !session.has_transmit()
            && !session.has_event();
        let counts = (session.requests_in_flight(), session.subscription_count());
        self.report.check(is_silent && counts == (0, 0), || format!("something is left after the end: {counts:?}"));
    }
}

/// Longest that a client may need to find its way back, in milliseconds: it may first have to find out that a link is
/// dead, by pings minutes apart.
const RECOVERY: u64 = 3_600_000;
