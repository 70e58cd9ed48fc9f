//! Properties of `nats-web-core`, checked on inputs nobody wrote.
//!
//! Each module of [`targets`] has one plain function `target(&[u8])`, which panics when a property is violated. Two
//! things call it: `cargo fuzz` (nightly Rust, coverage-guided, endless) and the binary `bounded` (stable Rust, a given
//! number of seeded inputs, part of the tests). The fast code is judged by the slow and obvious code in [`oracle`], and
//! sessions by the invariants of the simulator, which an input of [`targets::session`] drives.
//!
//! ```text
//! cargo run --release --manifest-path fuzz/Cargo.toml -- --inputs 20000 --seed 1 [--target parser]
//! mkdir -p fuzz/corpus/parser
//! cargo +nightly fuzz run --features libfuzzer parser fuzz/corpus/parser fuzz/seeds/parser -- -max_len=4096
//! ```

#![forbid(unsafe_code)]

pub mod bounded;
pub mod input;
pub mod oracle;
pub mod targets;
