//! Object stores: data of any size, by name.
//!
//! A store is a stream. The data of an object is cut into messages, and one more message says what is known of it: its
//! size, its digest, and what the user says of it.
//!
//! ```no_run
//! use nats_web::jetstream::{self, object_store};
//! use tokio::io::AsyncReadExt;
//!
//! # async fn run(client: nats_web::Client) -> Result<(), nats_web::Error> {
//! let jetstream = jetstream::new(client);
//! let config = object_store::Config { bucket: "photos".into(), ..Default::default() };
//! let photos = jetstream.create_object_store(config).await?;
//!
//! photos.put("sunset", &mut &b"all the pixels"[..]).await?;
//!
//! let mut sunset = photos.get("sunset").await?;
//! let mut pixels = Vec::new();
//! sunset.read_to_end(&mut pixels).await?;
//! assert_eq!(pixels, b"all the pixels");
//! # Ok(()) }
//! ```

mod config;
mod deleting;
mod errors;
mod finding;
mod info;
mod lasting;
mod links;
mod listing;
mod object;
mod opening;
mod pacing;
mod putting;
mod store;
mod updating;
mod upload;

pub use config::Config;
pub use errors::{
    AddLinkError, AddLinkErrorKind, DeleteError, DeleteErrorKind, GetError, GetErrorKind, InfoError, InfoErrorKind,
    ListError, ListErrorKind, ListerError, ListerErrorKind, PutError, PutErrorKind, SealError, SealErrorKind,
    UpdateMetadataError, UpdateMetadataErrorKind, WatchError, WatchErrorKind, WatcherError, WatcherErrorKind,
};
pub use info::{AsObjectInfo, ObjectInfo, ObjectLink, ObjectMetadata, ObjectOptions, UpdateMetadata};
pub use listing::{List, Watch};
pub use object::Object;
pub use store::ObjectStore;
