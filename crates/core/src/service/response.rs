//! The answers of a service to monitoring requests: JSON.

use super::{Description, Endpoint, Group, Service, Verb};
use crate::codec::encode::write_u64;
use crate::codec::json::{write_key, write_member, write_string};
use alloc::vec::Vec;

impl Service {
    /// Appends the answer to a monitoring request.
    pub(super) fn respond(&self, verb: Verb, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"type\":");
        write_string(out, verb.response_type());
        out.extend_from_slice(&self.identity);
        match verb {
            Verb::Ping => {}
            Verb::Stats => write_member(out, "started", &self.started),
            Verb::Info => out.extend_from_slice(&self.description),
        }
        if verb != Verb::Ping {
            write_key(out, "endpoints");
            out.push(b'[');
            for (number, endpoint) in self.endpoints.iter().enumerate() {
                if number > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(&endpoint.identity);
                if verb == Verb::Stats {
                    write_statistics(out, endpoint, self.tells_no_error);
                } else {
                    write_json(out, "metadata", &endpoint.metadata);
                }
                out.push(b'}');
            }
            out.push(b']');
        }
        out.push(b'}');
    }
}

/// Returns the members by which all answers tell an instance.
pub(super) fn identity(description: &Description<'_>, id: &str) -> Vec<u8> {
    let mut out = Vec::new();
    write_member(&mut out, "name", description.name);
    write_member(&mut out, "id", id);
    write_member(&mut out, "version", description.version);
    write_json(&mut out, "metadata", description.metadata);
    out
}

/// Returns the member with the description.
pub(super) fn description(description: &Description<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    write_member(&mut out, "description", description.description);
    out
}

/// Returns the beginning of the object that tells of an endpoint.
pub(super) fn endpoint_identity(name: &str, place: &Group) -> Vec<u8> {
    let mut out = b"{\"name\":".to_vec();
    write_string(&mut out, name);
    write_member(&mut out, "subject", &place.subject);
    if !place.queue.is_empty() {
        write_member(&mut out, "queue_group", &place.queue);
    }
    out
}

fn write_statistics(out: &mut Vec<u8>, endpoint: &Endpoint, tells_no_error: bool) {
    write_number(out, "num_requests", endpoint.requests);
    write_number(out, "num_errors", endpoint.errors);
    if endpoint.errors > 0 {
        write_member(out, "last_error", &endpoint.last_error);
    } else if tells_no_error {
        write_member(out, "last_error", "");
    }
    write_number(out, "processing_time", endpoint.time);
    write_number(out, "average_processing_time", endpoint.average());
    write_json(out, "data", &endpoint.data);
}

fn write_number(out: &mut Vec<u8>, key: &str, number: u64) {
    write_key(out, key);
    write_u64(out, number);
}

/// Appends a member whose value is JSON already, or nothing if that is empty.
fn write_json(out: &mut Vec<u8>, key: &str, json: &str) {
    if !json.is_empty() {
        write_key(out, key);
        out.extend_from_slice(json.as_bytes());
    }
}
