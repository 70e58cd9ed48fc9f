//! What a server says of itself.

use nats_web_core::codec::info;
use nats_web_core::codec::json::{Scanner, Value};
use serde::Deserialize;

/// What a server says of itself. What it did not send has its type's default.
///
/// ```no_run
/// # fn run(client: nats_web::Client) {
/// let info = client.server_info();
/// println!("{} {}, {} bytes a message", info.server_name, info.version, info.max_payload);
/// # }
/// ```
#[derive(Debug, Deserialize, Default, Clone, PartialEq, Eq)]
#[serde(default)]
pub struct ServerInfo {
    /// The server's unique id.
    pub server_id: String,
    /// The server's name.
    pub server_name: String,
    /// The address that it listens on.
    pub host: String,
    /// The port that it listens on.
    pub port: u16,
    /// The server's version.
    pub version: String,
    /// Whether it wants credentials.
    pub auth_required: bool,
    /// Whether it insists on TLS.
    pub tls_required: bool,
    /// The most bytes that headers and payload of a message may have.
    pub max_payload: usize,
    /// The version of the protocol.
    pub proto: i8,
    /// This client's number on that server.
    pub client_id: u64,
    /// The version of Go that it was built with.
    pub go: String,
    /// What an nkey or JWT user has to sign.
    pub nonce: String,
    /// `host:port` of the cluster's servers.
    pub connect_urls: Vec<String>,
    /// This client's IP address, as the server sees it.
    pub client_ip: String,
    /// Whether it takes headers.
    pub headers: bool,
    /// Whether it will shut down soon.
    #[serde(rename = "ldm")]
    pub lame_duck_mode: bool,
    /// The name of its cluster.
    pub cluster: Option<String>,
    /// The JetStream domain that it belongs to.
    pub domain: Option<String>,
    /// Whether JetStream is on.
    pub jetstream: bool,
}

impl ServerInfo {
    /// Returns major, minor and patch of the server's version; `None` if it is none.
    pub(crate) fn version_numbers(&self) -> Option<[i64; 3]> {
        let text = self.version.strip_prefix('v').unwrap_or(&self.version);
        let mut numbers = [0; 3];
        for (place, part) in text.splitn(3, '.').enumerate() {
            let digits = part.find(|char: char| !char.is_ascii_digit()).unwrap_or(part.len());
            match part[..digits].parse() {
                Ok(number) => numbers[place] = number,
                Err(_) if place == 0 => return None,
                Err(_) => break,
            }
            if digits < part.len() {
                break;
            }
        }
        Some(numbers)
    }
}

impl ServerInfo {
    /// Returns what the core has read of an INFO, and of its JSON what the core has no need of.
    pub(crate) fn read(known: &info::ServerInfo, json: &[u8]) -> Self {
        let mut info = Self {
            server_id: known.server_id.clone(),
            server_name: known.server_name.clone(),
            version: known.version.clone(),
            auth_required: known.auth_required,
            tls_required: known.tls_required,
            max_payload: usize::try_from(known.max_payload).unwrap_or(usize::MAX),
            proto: i8::try_from(known.proto).unwrap_or(i8::MAX),
            client_id: known.client_id,
            nonce: known.nonce.clone().unwrap_or_default(),
            connect_urls: known.connect_urls.clone(),
            headers: known.headers,
            lame_duck_mode: known.lame_duck,
            jetstream: known.jetstream,
            ..Self::default()
        };
        let mut scanner = Scanner::new(json);
        if scanner.value() != Value::Object {
            return info;
        }
        while let Some(key) = scanner.next_key() {
            match (key.as_str(), Scanner::new(scanner.text()).value()) {
                ("host", Value::String(text)) => info.host = text,
                ("port", Value::Number(Some(port))) => info.port = u16::try_from(port.magnitude).unwrap_or_default(),
                ("go", Value::String(text)) => info.go = text,
                ("client_ip", Value::String(text)) => info.client_ip = text,
                ("cluster", Value::String(text)) => info.cluster = Some(text),
                ("domain", Value::String(text)) => info.domain = Some(text),
                _ => {}
            }
        }
        info
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_core_does_not_need_is_read_beside_it() {
        let json = r#"{"server_id":"ID","server_name":"n","version":"2.12.0","proto":1,"git_commit":"x","go":"go1.25",
            "host":"0.0.0.0","port":4222,"headers":true,"max_payload":1048576,"jetstream":true,"client_id":7,
            "client_ip":"127.0.0.1","nonce":"N","cluster":"c","domain":"d","connect_urls":["a:1","b:2"],"ldm":true,
            "auth_required":true,"tls_required":true,"xkey":{"deep":[1,"port"]}}"#;
        let known = info::parse_info(json.as_bytes()).unwrap();
        assert_eq!(ServerInfo::read(&known, json.as_bytes()), serde_json::from_str(json).unwrap());
        let odd = br#"{"port":-1.5,"host":[],"cluster":null,"go":"go2"}"#;
        let expected = ServerInfo { go: "go2".to_owned(), ..ServerInfo::read(&info::ServerInfo::default(), b"{}") };
        assert_eq!(ServerInfo::read(&info::ServerInfo::default(), odd), expected);
    }

    #[test]
    fn versions_are_numbers() {
        for (version, numbers) in [
            ("2.10.4", Some([2, 10, 4])),
            ("v2.11.0-RC.1", Some([2, 11, 0])),
            ("2.12", Some([2, 12, 0])),
            ("2.12-dev", Some([2, 12, 0])),
            ("3", Some([3, 0, 0])),
            ("", None),
            ("dev", None),
        ] {
            let info = ServerInfo { version: version.to_owned(), ..ServerInfo::default() };
            assert_eq!(info.version_numbers(), numbers, "{version}");
        }
    }
}
