//! Host and port.

use alloc::string::String;

use super::AddressError;
use crate::codec::line::parse_u64;
use crate::text::{find, split_once};

/// Reads `host`, `host:port`, `[ipv6]`, `[ipv6]:port` or a bare `ipv6`. Returns `host:port` or `[ipv6]:port` in lower
/// case.
///
/// Without a port, or with an empty one, which any URL may have, the port is `default_port`.
pub(super) fn canonical(endpoint: &str, default_port: &str) -> Result<String, AddressError> {
    let (mut host, port, must_be_ipv6) = split(endpoint)?;
    let (mut open, mut close) = ("", "");
    if must_be_ipv6 {
        match split_once(host, "::ffff:") {
            Some(("", mapped)) if is_ipv4(mapped) => host = mapped,
            _ if is_ipv6(host) => (open, close) = ("[", "]"),
            _ => return Err(AddressError::BadHost),
        }
    } else {
        check_name(host)?;
    }
    let port = match port {
        "" => default_port,
        port => canonical_port(port)?,
    };
    let mut canonical = String::new();
    for part in [open, host, close, ":", port] {
        canonical.push_str(part);
    }
    canonical.make_ascii_lowercase();
    Ok(canonical)
}

/// Returns host, port, and whether the host must be an IPv6 address.
fn split(endpoint: &str) -> Result<(&str, &str, bool), AddressError> {
    if let Some(bracketed) = endpoint.strip_prefix("[") {
        let (host, after) = split_once(bracketed, "]").ok_or(AddressError::BadHost)?;
        return match after.strip_prefix(":") {
            Some(port) => Ok((host, port, true)),
            None if after.is_empty() => Ok((host, "", true)),
            None => Err(AddressError::BadPort),
        };
    }
    Ok(match split_once(endpoint, ":") {
        None => (endpoint, "", false),
        Some((_, after)) if split_once(after, ":").is_some() => (endpoint, "", true),
        Some((host, port)) => (host, port, false),
    })
}

fn canonical_port(mut port: &str) -> Result<&str, AddressError> {
    let Some(1..=0xffff) = parse_u64(port.as_bytes()) else { return Err(AddressError::BadPort) };
    while let Some(rest) = port.strip_prefix("0") {
        port = rest;
    }
    Ok(port)
}

fn check_name(host: &str) -> Result<(), AddressError> {
    if host.is_empty() {
        return Err(AddressError::EmptyHost);
    }
    let has_letters = find(host, |byte| !matches!(byte, b'0'..=b'9' | b'.')).is_some();
    if find(host, is_forbidden).is_some() || !(has_letters || is_ipv4(host)) {
        return Err(AddressError::BadHost);
    }
    Ok(())
}

/// Returns whether `host` is four numbers up to 255 without leading zeros.
fn is_ipv4(host: &str) -> bool {
    let mut octets = 0;
    let valid = host.as_bytes().split(|&byte| byte == b'.').all(|octet| {
        octets += 1;
        matches!(parse_u64(octet), Some(0..=255)) && !matches!(octet, [b'0', _, ..])
    });
    valid && octets == 4
}

/// Returns whether a host that was accepted is an IP address.
#[cfg(feature = "tcp")]
pub(super) fn is_ip(host: &str) -> bool {
    is_ipv4(host) || find(host, |byte| byte == b':').is_some()
}

/// Returns whether `host` looks like an IPv6 address. Only digits and colons are counted; the rest fails when it is
/// dialled.
fn is_ipv6(host: &str) -> bool {
    let (mut colons, mut digits) = (0, 0);
    for byte in host.bytes() {
        digits += 1;
        if byte == b':' {
            (colons, digits) = (colons + 1, 0);
        } else if !byte.is_ascii_hexdigit() || digits > 4 {
            return false;
        }
    }
    (2..=8).contains(&colons)
}

/// Returns whether `byte` is whitespace or a control character.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, 0..=b' ' | 0x7f)
}

/// Returns whether `byte` may stand in no host name. Source: WHATWG URL, forbidden domain code points.
const fn is_forbidden(byte: u8) -> bool {
    matches!(
        byte,
        b'#' | b'%'
            | b'/'
            | b':'
            | b'<'
            | b'>'
            | b'?'
            | b'@'
            | b'['
            | b'\\'
            | b']'
            | b'^'
            | b'`'
            | b'{'
            | b'|'
            | b'}'
            | b'"'
    ) || is_blank(byte)
}
