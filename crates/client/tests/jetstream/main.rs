//! JetStream beside a real server.

mod account;
mod consumers;
mod messages;
mod publishing;
mod reading;
mod streams;
mod support;
