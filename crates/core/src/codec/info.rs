//! INFO: the server's description of itself.
#![deny(clippy::arithmetic_side_effects)]

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::json::{JsonError, Scanner, Value};

/// What the core keeps of a server's INFO. Fields that the server did not send have their type's default.
///
/// Source: the NATS client protocol, INFO.
///
/// ```
/// use nats_web_core::codec::info::parse_info;
///
/// let info = parse_info(br#"{"server_id":"S","headers":true,"max_payload":1048576}"#)?;
/// assert!(info.headers && info.max_payload == 1 << 20);
/// # Ok::<(), nats_web_core::codec::info::InfoError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ServerInfo {
    /// The server's unique id.
    pub server_id: String,
    /// The server's name, by default its id.
    pub server_name: String,
    /// The server's version.
    pub version: String,
    /// The version of the protocol: 1 and above send INFO again when the cluster changes.
    pub proto: u64,
    /// Whether the server takes HPUB and sends HMSG.
    pub headers: bool,
    /// The most bytes a message may have, headers and payload together; 0 when the server states no limit.
    pub max_payload: u64,
    /// This client's id on that server.
    pub client_id: u64,
    /// What an nkey or JWT client has to sign.
    pub nonce: Option<String>,
    /// `host:port` of servers in the cluster that this client may dial.
    pub connect_urls: Vec<String>,
    /// Whether the server is about to shut down (lame duck mode).
    pub lame_duck: bool,
    /// Whether the server wants credentials.
    pub auth_required: bool,
    /// Whether the server insists on TLS.
    pub tls_required: bool,
    /// Whether the server can do TLS.
    pub tls_available: bool,
    /// Whether JetStream is on.
    pub jetstream: bool,
}

/// Why an INFO was refused: the server misbehaves, or is no NATS server.
///
/// ```
/// use nats_web_core::codec::info::{InfoError, parse_info};
///
/// assert_eq!(parse_info(br#"{"headers":"yes"}"#), Err(InfoError::BadField("headers")));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InfoError {
    /// Not JSON, or not an object.
    Malformed(JsonError),
    /// A field has a value of another type, or out of range.
    BadField(&'static str),
}

impl fmt::Display for InfoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "INFO: {error}"),
            Self::BadField(name) => write!(f, "INFO: field {name} has a value of the wrong type"),
        }
    }
}

impl core::error::Error for InfoError {}

impl From<JsonError> for InfoError {
    fn from(error: JsonError) -> Self {
        Self::Malformed(error)
    }
}

/// Reads the JSON of an INFO, the bytes between `INFO ` and the line's end.
///
/// Unknown fields are skipped, of duplicates the last wins, `null` counts as absent. A number below zero counts as
/// zero, so that any such `max_payload` means no limit.
///
/// # Errors
/// When `json` is no JSON object, or a field that matters has the wrong type.
pub fn parse_info(json: &[u8]) -> Result<ServerInfo, InfoError> {
    let mut info = ServerInfo::default();
    let mut scanner = Scanner::new(json);
    if !matches!(scanner.value(), Value::Object) {
        scanner.finish()?;
        return Err(InfoError::Malformed(JsonError::UnexpectedByte));
    }
    while let Some(key) = scanner.next_key() {
        match FIELDS.iter().find(|(name, _)| *name == key) {
            Some(&(name, field)) => {
                if !field.read(&mut info, &mut scanner) {
                    return Err(InfoError::BadField(name));
                }
            }
            None => scanner.skip(),
        }
    }
    scanner.finish()?;
    Ok(info)
}

/// Where a field's value goes, and so of which type it must be.
#[derive(Clone, Copy)]
enum Field {
    Text(fn(&mut ServerInfo) -> &mut String),
    Nonce,
    ConnectUrls,
    Flag(fn(&mut ServerInfo) -> &mut bool),
    Number(fn(&mut ServerInfo) -> &mut u64),
}

const FIELDS: [(&str, Field); 14] = [
    ("server_id", Field::Text(|info| &mut info.server_id)),
    ("server_name", Field::Text(|info| &mut info.server_name)),
    ("version", Field::Text(|info| &mut info.version)),
    ("proto", Field::Number(|info| &mut info.proto)),
    ("headers", Field::Flag(|info| &mut info.headers)),
    ("max_payload", Field::Number(|info| &mut info.max_payload)),
    ("client_id", Field::Number(|info| &mut info.client_id)),
    ("nonce", Field::Nonce),
    ("connect_urls", Field::ConnectUrls),
    ("ldm", Field::Flag(|info| &mut info.lame_duck)),
    ("auth_required", Field::Flag(|info| &mut info.auth_required)),
    ("tls_required", Field::Flag(|info| &mut info.tls_required)),
    ("tls_available", Field::Flag(|info| &mut info.tls_available)),
    ("jetstream", Field::Flag(|info| &mut info.jetstream)),
];

impl Field {
    /// Reads the field's value. Returns `false` if it has another type, or is out of range.
    fn read(self, info: &mut ServerInfo, scanner: &mut Scanner<'_>) -> bool {
        match (self, scanner.value()) {
            (_, Value::Null) => {}
            (Self::Text(field), Value::String(text)) => *field(info) = text,
            (Self::Nonce, Value::String(nonce)) => info.nonce = Some(nonce),
            (Self::ConnectUrls, Value::Array) => return read_connect_urls(info, scanner),
            (Self::Flag(field), Value::Bool(flag)) => *field(info) = flag,
            (Self::Number(field), Value::Number(Some(number))) => {
                *field(info) = if number.negative { 0 } else { number.magnitude }
            }
            _ => return false,
        }
        true
    }
}

fn read_connect_urls(info: &mut ServerInfo, scanner: &mut Scanner<'_>) -> bool {
    info.connect_urls.clear();
    while scanner.next_element() {
        match scanner.value() {
            Value::String(url) => info.connect_urls.push(url),
            Value::Null => {}
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests;
