//! The session: a run of the simulator in which the input decides what is done, what happens, and what a server says.

/// Bytes as [`nats_web_sim::run_bytes`] takes them.
pub fn target(data: &[u8]) {
    if let Err(failure) = nats_web_sim::run_bytes(data) {
        panic!("{failure}");
    }
}
