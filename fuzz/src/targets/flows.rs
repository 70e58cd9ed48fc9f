//! Flows: a run of the simulator with flows in which the input decides what is done, what happens, and what a server says.

/// Bytes as [`nats_web_sim::run_flow_bytes`] takes them.
pub fn target(data: &[u8]) {
    if let Err(failure) = nats_web_sim::run_flow_bytes(data) {
        panic!("{failure}");
    }
}
