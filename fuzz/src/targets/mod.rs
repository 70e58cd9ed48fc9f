//! The targets: a property each, or a handful about one module.

pub mod acks;
pub mod addresses;
pub mod api_replies;
pub mod connect;
pub mod creds;
mod feed;
pub mod flows;
pub mod headers;
pub mod info;
pub mod json;
pub mod kv;
pub mod nkeys;
pub mod objects;
pub mod parser;
pub mod round_trip;
pub mod session;
pub mod statuses;
pub mod subjects;

/// A target by name, and where its inputs come from.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// As the module is called.
    pub name: &'static str,
    /// Panics when a property is violated.
    pub run: fn(&[u8]),
    /// Writes an input with structure.
    pub generate: crate::bounded::generate::Generate,
    /// As long as one input takes, others run so many: a bounded run has so many times fewer.
    pub cost: u64,
}

/// Every target there is.
pub const TARGETS: [Target; 17] = {
    use crate::bounded::{generate as g, jetstream as js, keys};
    [
        Target { name: "parser", run: parser::target, generate: g::parser, cost: 1 },
        Target { name: "round_trip", run: round_trip::target, generate: g::choices, cost: 1 },
        Target { name: "headers", run: headers::target, generate: g::headers, cost: 1 },
        Target { name: "json", run: json::target, generate: g::json, cost: 1 },
        Target { name: "info", run: info::target, generate: g::info, cost: 1 },
        Target { name: "connect", run: connect::target, generate: g::choices, cost: 1 },
        Target { name: "subjects", run: subjects::target, generate: g::subjects, cost: 1 },
        Target { name: "addresses", run: addresses::target, generate: g::address, cost: 1 },
        Target { name: "nkeys", run: nkeys::target, generate: keys::nkeys, cost: 1 },
        Target { name: "creds", run: creds::target, generate: keys::creds, cost: 1 },
        Target { name: "acks", run: acks::target, generate: js::acks, cost: 1 },
        Target { name: "statuses", run: statuses::target, generate: js::statuses, cost: 1 },
        Target { name: "api_replies", run: api_replies::target, generate: js::api_replies, cost: 1 },
        Target { name: "kv", run: kv::target, generate: js::kv, cost: 1 },
        Target { name: "objects", run: objects::target, generate: js::objects, cost: 1 },
        Target { name: "session", run: session::target, generate: g::choices, cost: 1 },
        Target { name: "flows", run: flows::target, generate: g::choices, cost: 50 },
    ]
};
