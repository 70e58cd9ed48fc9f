//! INFO: what a server says about itself.
#![deny(clippy::arithmetic_side_effects)]

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::json::{Integer, JsonError, JsonErrorKind, JsonType, Scanner};

/// What the core keeps of a server's INFO. Fields that the server did not send have their type's default.
///
/// Source: the NATS client protocol, INFO.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerInfo {
    /// The server's unique id.
    pub server_id: String,
    /// The server's name, by default its id.
    pub server_name: String,
    /// The server's version.
    pub version: String,
    /// The version of the protocol: 1 and above send INFO again when the cluster changes.
    pub proto: u32,
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
/// Unknown fields are skipped, of duplicates the last wins, `null` counts as absent. A `max_payload` of zero or less
/// means no limit.
///
/// # Errors
/// When `json` is no JSON object, or a field that matters has the wrong type.
pub fn parse_info(json: &[u8]) -> Result<ServerInfo, InfoError> {
    let mut info = ServerInfo::default();
    let mut scanner = Scanner::new(json);
    scanner.open_object()?;
    while let Some(key) = scanner.next_key()? {
        read_field(&mut info, &mut scanner, &key)?;
    }
    scanner.finish()?;
    Ok(info)
}

fn read_field(info: &mut ServerInfo, scanner: &mut Scanner<'_>, key: &str) -> Result<(), InfoError> {
    match key {
        "server_id" => info.server_id = string(scanner, "server_id")?.unwrap_or_default(),
        "server_name" => info.server_name = string(scanner, "server_name")?.unwrap_or_default(),
        "version" => info.version = string(scanner, "version")?.unwrap_or_default(),
        "proto" => {
            let proto = unsigned(scanner, "proto")?;
            info.proto = u32::try_from(proto).map_err(|_| InfoError::BadField("proto"))?;
        }
        "headers" => info.headers = boolean(scanner, "headers")?,
        "max_payload" => {
            let limit = integer(scanner, "max_payload")?;
            info.max_payload = if limit.negative { 0 } else { limit.magnitude };
        }
        "client_id" => info.client_id = unsigned(scanner, "client_id")?,
        "nonce" => info.nonce = string(scanner, "nonce")?,
        "connect_urls" => info.connect_urls = strings(scanner, "connect_urls")?,
        "ldm" => info.lame_duck = boolean(scanner, "ldm")?,
        "auth_required" => info.auth_required = boolean(scanner, "auth_required")?,
        "tls_required" => info.tls_required = boolean(scanner, "tls_required")?,
        "tls_available" => info.tls_available = boolean(scanner, "tls_available")?,
        "jetstream" => info.jetstream = boolean(scanner, "jetstream")?,
        _ => scanner.skip()?,
    }
    Ok(())
}

/// Whether a value of type `wanted` comes next; `false` for a `null`, which is consumed.
fn present(scanner: &mut Scanner<'_>, wanted: JsonType, field: &'static str) -> Result<bool, InfoError> {
    match scanner.peek()? {
        JsonType::Null => {
            scanner.null()?;
            Ok(false)
        }
        found if found == wanted => Ok(true),
        _ => Err(InfoError::BadField(field)),
    }
}

fn string(scanner: &mut Scanner<'_>, field: &'static str) -> Result<Option<String>, InfoError> {
    Ok(if present(scanner, JsonType::String, field)? { Some(scanner.string()?.into_owned()) } else { None })
}

fn boolean(scanner: &mut Scanner<'_>, field: &'static str) -> Result<bool, InfoError> {
    Ok(present(scanner, JsonType::Bool, field)? && scanner.boolean()?)
}

fn integer(scanner: &mut Scanner<'_>, field: &'static str) -> Result<Integer, InfoError> {
    if !present(scanner, JsonType::Number, field)? {
        return Ok(Integer { negative: false, magnitude: 0 });
    }
    scanner.integer().map_err(|error| match error.kind {
        JsonErrorKind::NotAnInteger => InfoError::BadField(field),
        _ => InfoError::Malformed(error),
    })
}

fn unsigned(scanner: &mut Scanner<'_>, field: &'static str) -> Result<u64, InfoError> {
    match integer(scanner, field)? {
        Integer { negative: true, magnitude: 1.. } => Err(InfoError::BadField(field)),
        Integer { magnitude, .. } => Ok(magnitude),
    }
}

fn strings(scanner: &mut Scanner<'_>, field: &'static str) -> Result<Vec<String>, InfoError> {
    let mut found = Vec::new();
    if present(scanner, JsonType::Array, field)? {
        scanner.open_array()?;
        while scanner.next_element()? {
            found.extend(string(scanner, field)?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
