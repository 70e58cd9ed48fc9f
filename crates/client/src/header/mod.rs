//! Headers: names with their values, beside a message's payload.

mod map;
mod name;
mod standard;
mod value;

pub use map::{GetAll, HeaderMap, Iter};
pub use name::{HeaderName, IntoHeaderName, ParseHeaderNameError};
pub use standard::*;
pub use value::{HeaderValue, IntoHeaderValue, ParseHeaderValueError};
