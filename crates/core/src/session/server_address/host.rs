//! Host and port.

use alloc::string::String;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::AddressError;

/// Reads `host`, `host:port`, `[ipv6]`, `[ipv6]:port` or a bare `ipv6`. The host comes back in its canonical form.
pub(super) fn parse_endpoint(text: &str) -> Result<(String, Option<u16>), AddressError> {
    if let Some(bracketed) = text.strip_prefix('[') {
        let (host, after) = bracketed.split_once(']').ok_or(AddressError::BadHost)?;
        let port = match after.strip_prefix(':') {
            Some(port) => parse_port(port)?,
            None if after.is_empty() => None,
            None => return Err(AddressError::BadPort),
        };
        return Ok((canonical_ipv6(host)?, port));
    }
    match text.split_once(':') {
        Some((_, rest)) if rest.contains(':') => Ok((canonical_ipv6(text)?, None)),
        Some((host, port)) => Ok((canonical_name(host)?, parse_port(port)?)),
        None => Ok((canonical_name(text)?, None)),
    }
}

/// Appends `n` in decimal.
pub(super) fn push_decimal(out: &mut String, n: u16) {
    for unit in [10_000, 1_000, 100, 10, 1] {
        if n >= unit || unit == 1 {
            out.push(char::from(b'0' | (n / unit % 10) as u8));
        }
    }
}

/// A colon with nothing after it leaves the port to the scheme, as in any URL.
fn parse_port(text: &str) -> Result<Option<u16>, AddressError> {
    if text.is_empty() {
        return Ok(None);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AddressError::BadPort);
    }
    match text.parse::<u16>() {
        Ok(port @ 1..) => Ok(Some(port)),
        _ => Err(AddressError::BadPort),
    }
}

fn canonical_name(host: &str) -> Result<String, AddressError> {
    if host.is_empty() {
        return Err(AddressError::EmptyHost);
    }
    if host.chars().any(is_forbidden) {
        return Err(AddressError::BadHost);
    }
    // A name that ends in a number can only be an IPv4 address.
    let last_label = host.rsplit('.').next().unwrap_or_default();
    let numeric = !last_label.is_empty() && last_label.bytes().all(|byte| byte.is_ascii_digit());
    if numeric && host.parse::<Ipv4Addr>().is_err() {
        return Err(AddressError::BadHost);
    }
    Ok(host.to_ascii_lowercase())
}

fn canonical_ipv6(text: &str) -> Result<String, AddressError> {
    let address: Ipv6Addr = text.parse().map_err(|_| AddressError::BadHost)?;
    let mut host = String::new();
    match address.to_ipv4_mapped() {
        Some(mapped) => push_ipv4(&mut host, mapped),
        None => push_ipv6(&mut host, address),
    }
    Ok(host)
}

fn push_ipv4(out: &mut String, address: Ipv4Addr) {
    for (index, octet) in address.octets().into_iter().enumerate() {
        if index > 0 {
            out.push('.');
        }
        push_decimal(out, u16::from(octet));
    }
}

/// As RFC 5952 wants it: lower case, no leading zeros, `::` for the first of the longest runs of zeros.
fn push_ipv6(out: &mut String, address: Ipv6Addr) {
    let groups = address.segments();
    let (gap_start, gap_length) = longest_zeros(&groups);
    let mut separator_due = false;
    for (index, &group) in groups.iter().enumerate() {
        if index == gap_start && gap_length > 0 {
            out.push_str("::");
            separator_due = false;
        }
        if (gap_start..gap_start + gap_length).contains(&index) {
            continue;
        }
        if separator_due {
            out.push(':');
        }
        push_hex(out, group);
        separator_due = true;
    }
}

/// Start and length of the first of the longest runs of at least two zero groups; length 0 if there is none.
fn longest_zeros(groups: &[u16; 8]) -> (usize, usize) {
    let mut best = (0, 0);
    let mut run = 0;
    for (index, &group) in groups.iter().enumerate() {
        run = if group == 0 { run + 1 } else { 0 };
        if run >= 2 && run > best.1 {
            best = (index + 1 - run, run);
        }
    }
    best
}

fn push_hex(out: &mut String, group: u16) {
    for shift in [12, 8, 4, 0] {
        if group >> shift != 0 || shift == 0 {
            out.push(char::from_digit(u32::from(group >> shift & 0x0f), 16).unwrap_or('0'));
        }
    }
}

/// What no host name may contain. Source: WHATWG URL, forbidden domain code points.
fn is_forbidden(c: char) -> bool {
    c.is_control() || c.is_whitespace() || "#%/:<>?@[\\]^`{|}\"".contains(c)
}
