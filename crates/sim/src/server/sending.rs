//! What a server sends of itself: `INFO`, pings, pongs and complaints.

use super::{Auth, Behaviour, Stage, System, Task};

impl System {
    /// Sends an `-ERR` on a connection, and closes it if so said.
    pub fn complain(&mut self, dial: u32, text: &str, closes: bool) {
        self.send(dial, format!("-ERR '{text}'\r\n").into_bytes());
        if closes {
            self.hang_up(dial);
        }
    }

    pub(super) fn pong(&mut self, dial: u32) {
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        let times = match connection.behaviour {
            Behaviour::NoPong => 0,
            Behaviour::StopsPong if connection.pongs > 0 => 0,
            Behaviour::DoublePong if connection.pongs % 3 == 2 => 2,
            _ => 1,
        };
        connection.pongs += times;
        self.send(dial, b"PONG\r\n".repeat(times as usize));
    }

    pub(super) fn ping(&mut self, dial: u32) {
        let Some(connection) = self.connections.get_mut(&dial).filter(|one| one.stage != Stage::Gone) else { return };
        if connection.stage == Stage::Greeting {
            return self.complain(dial, "Authentication Timeout", true);
        }
        if connection.pings_out >= 2 {
            return self.complain(dial, "Stale Connection", true);
        }
        connection.pings_out += 1;
        self.send(dial, b"PING\r\n".to_vec());
        self.later(self.ping_interval, Task::Ping(dial));
    }

    pub(super) fn send_info(&mut self, dial: u32) {
        let Some(connection) = self.connections.get(&dial).filter(|one| one.stage != Stage::Gone) else { return };
        let server = &self.servers[connection.server];
        let members = self.servers.iter().filter(|one| one.is_member && self.gossips);
        let urls: Vec<String> = members.map(|one| format!("\"{}\"", one.listen)).collect();
        let info = format!(
            concat!(
                r#"INFO {{"server_id":"N{}","version":"2.11.0","proto":1,"go":"go1.24","headers":{},"max_payload":{},"#,
                r#""client_id":{},"tls_required":{},"nonce":"n{}","auth_required":{},"connect_urls":[{}],"ldm":{},"xkey":"\u0058{{"}}"#,
                "\r\n"
            ),
            connection.server,
            server.headers,
            server.max_payload,
            dial,
            self.wire.requires_tls(),
            dial,
            server.auth != Auth::Open,
            urls.join(","),
            server.lame_duck,
        );
        self.send(dial, info.into_bytes());
    }
}
