//! Flows, one thing at a time, in a calm world.

mod ordered;
mod pull;
mod push;
mod rig;
