//! Consumers that deliver by themselves.

mod config;
mod errors;
mod messages;
mod ordered;
mod ordered_config;

pub use config::Config;
pub use errors::{
    ConsumerRecreateError, ConsumerRecreateErrorKind, MessagesError, MessagesErrorKind, OrderedError, OrderedErrorKind,
};
pub use messages::Messages;
pub use ordered::Ordered;
pub use ordered_config::OrderedConfig;
