//! The targets: a property each, or a handful about one module.

pub mod addresses;
pub mod connect;
pub mod creds;
mod feed;
pub mod headers;
pub mod info;
pub mod json;
pub mod nkeys;
pub mod parser;
pub mod round_trip;
pub mod session;
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
}

/// Every target there is.
pub const TARGETS: [Target; 11] = {
    use crate::bounded::{generate as g, keys, scenes};
    [
        Target { name: "parser", run: parser::target, generate: g::parser },
        Target { name: "round_trip", run: round_trip::target, generate: g::choices },
        Target { name: "headers", run: headers::target, generate: g::headers },
        Target { name: "json", run: json::target, generate: g::json },
        Target { name: "info", run: info::target, generate: g::info },
        Target { name: "connect", run: connect::target, generate: g::choices },
        Target { name: "subjects", run: subjects::target, generate: g::subjects },
        Target { name: "addresses", run: addresses::target, generate: g::address },
        Target { name: "nkeys", run: nkeys::target, generate: keys::nkeys },
        Target { name: "creds", run: creds::target, generate: keys::creds },
        Target { name: "session", run: session::target, generate: scenes::session },
    ]
};
