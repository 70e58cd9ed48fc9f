//! NATS for tokio and browsers.
