//! What consumers deliver, buckets and object stores, beside a real server: also over links that break.

#![cfg(all(feature = "kv", feature = "object-store"))]

mod buckets;
mod lost_answers;
mod objects;
mod ordered;
mod pull;
mod push;
mod support;
mod watching;
