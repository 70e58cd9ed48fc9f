//! Consumers whose messages are asked for.

mod batch;
mod batch_config;
mod builders;
mod config;
mod errors;
mod ordered;
mod ordered_config;
mod sequence;
mod stream;

pub use batch::Batch;
pub use batch_config::BatchConfig;
pub use builders::{BatchBuilder, FetchBuilder};
pub use config::Config;
pub use errors::{
    BatchError, BatchErrorKind, BatchRequestError, BatchRequestErrorKind, ConsumerRecreateError,
    ConsumerRecreateErrorKind, MessagesError, MessagesErrorKind, OrderedError, OrderedErrorKind,
};
pub use ordered::Ordered;
pub use ordered_config::OrderedConfig;
pub use sequence::Sequence;
pub use stream::{Stream, StreamBuilder};
