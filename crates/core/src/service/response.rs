//! What a service says to monitoring requests: JSON.

use super::{Endpoint, Service, Verb};
use crate::codec::json::{write_key, write_member, write_string};
use crate::codec::number::write_u64;
use alloc::vec::Vec;

impl Service {
    /// Appends what is to be said to a monitoring request.
    pub fn respond(&self, verb: Verb, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"type\":");
        write_string(out, verb.response_type());
        write_member(out, "name", &self.description.name);
        write_member(out, "id", &self.id);
        write_member(out, "version", &self.description.version);
        write_json(out, "metadata", &self.description.metadata);
        match verb {
            Verb::Ping => {}
            Verb::Stats => {
                write_member(out, "started", &self.started);
                self.write_endpoints(out, write_statistics);
            }
            Verb::Info => {
                write_member(out, "description", &self.description.description);
                self.write_endpoints(out, |out, endpoint| write_json(out, "metadata", &endpoint.metadata));
            }
        }
        out.push(b'}');
    }

    fn write_endpoints(&self, out: &mut Vec<u8>, more: fn(&mut Vec<u8>, &Endpoint)) {
        write_key(out, "endpoints");
        out.push(b'[');
        for (number, endpoint) in self.endpoints.iter().enumerate() {
            if number > 0 {
                out.push(b',');
            }
            out.extend_from_slice(b"{\"name\":");
            write_string(out, &endpoint.name);
            write_member(out, "subject", &endpoint.place.subject);
            if !endpoint.place.queue.is_empty() {
                write_member(out, "queue_group", &endpoint.place.queue);
            }
            more(out, endpoint);
            out.push(b'}');
        }
        out.push(b']');
    }
}

fn write_statistics(out: &mut Vec<u8>, endpoint: &Endpoint) {
    write_number(out, "num_requests", endpoint.requests);
    write_number(out, "num_errors", endpoint.errors);
    if endpoint.errors > 0 {
        write_member(out, "last_error", &endpoint.last_error);
    }
    write_number(out, "processing_time", endpoint.time);
    write_number(out, "average_processing_time", endpoint.average());
    write_json(out, "data", &endpoint.data);
}

fn write_number(out: &mut Vec<u8>, key: &str, number: u64) {
    write_key(out, key);
    write_u64(out, number);
}

/// What is JSON already; nothing if it is empty.
fn write_json(out: &mut Vec<u8>, key: &str, json: &str) {
    if !json.is_empty() {
        write_key(out, key);
        out.extend_from_slice(json.as_bytes());
    }
}
