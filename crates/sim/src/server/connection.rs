//! One accepted connection, as its server sees it.

use super::behaviour::Behaviour;
use super::table::Table;
use crate::wire::Reader;

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The client has not said who it is.
    Greeting,
    /// The client was let in.
    Ready,
    /// Over; its record stays.
    Gone,
}

/// One accepted connection.
#[derive(Debug)]
pub struct Connection {
    /// The index of its server.
    pub server: usize,
    /// How it is treated.
    pub behaviour: Behaviour,
    /// How far it has come.
    pub stage: Stage,
    /// Whether the client is to turn to TLS before it says anything.
    pub awaits_tls: bool,
    /// Its subscriptions.
    pub table: Table,
    /// Operations read.
    pub operations: u64,
    /// Messages delivered.
    pub delivered: u64,
    /// `PONG`s sent.
    pub pongs: u64,
    /// Our pings that it has not answered.
    pub pings_out: u32,
    /// What the client asked for in `CONNECT`.
    pub options: ConnectOptions,
    pub(super) reader: Reader,
}

/// What a client asks for in `CONNECT`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectOptions {
    /// Its own messages come back to it.
    pub echo: bool,
    /// Each operation is answered with `+OK`.
    pub verbose: bool,
    /// It takes status 503 when nobody serves a request.
    pub no_responders: bool,
    /// The user's name.
    pub user: Option<String>,
    /// The password.
    pub pass: Option<String>,
    /// The token.
    pub token: Option<String>,
}

impl Connection {
    /// A connection that has just been accepted.
    #[must_use]
    pub fn new(server: usize, behaviour: Behaviour) -> Self {
        Self {
            server,
            behaviour,
            stage: Stage::Greeting,
            awaits_tls: false,
            table: Table::default(),
            operations: 0,
            delivered: 0,
            pongs: 0,
            pings_out: 0,
            options: ConnectOptions::default(),
            reader: Reader::default(),
        }
    }
}

impl ConnectOptions {
    /// Reads the JSON of a `CONNECT`, as far as a test server cares: no value of a run has a quote or a backslash.
    #[must_use]
    pub fn read(json: &str) -> Self {
        let text = |key: &str| {
            let (_, rest) = json.split_once(&format!("\"{key}\":\""))?;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        let flag = |key: &str, default| {
            if json.contains(&format!("\"{key}\":true")) {
                true
            } else if json.contains(&format!("\"{key}\":false")) {
                false
            } else {
                default
            }
        };
        Self {
            echo: flag("echo", true),
            verbose: flag("verbose", false),
            no_responders: flag("no_responders", false) && flag("headers", false),
            user: text("user"),
            pass: text("pass"),
            token: text("auth_token"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read_from_the_json() {
        let options = ConnectOptions::read(
            r#"{"verbose":true,"headers":true,"no_responders":true,"echo":false,"user":"u","pass":"p"}"#,
        );
        assert!(options.verbose && options.no_responders && !options.echo);
        assert_eq!((options.user.as_deref(), options.pass.as_deref(), options.token), (Some("u"), Some("p"), None));
        assert!(ConnectOptions::read("{}").echo);
    }
}
