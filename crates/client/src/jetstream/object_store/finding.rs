//! What is known of an object: where that is, and how it is stored.

use super::errors::{InfoError, InfoErrorKind};
use super::info::ObjectInfo;
use super::object::count;
use super::pacing::is_silence;
use super::store::ObjectStore;
use crate::Client;
use crate::jetstream::context::{PublishError, PublishErrorKind};
use crate::jetstream::message::{PublishMessage, StreamMessage};
use crate::jetstream::stream::{DirectGetErrorKind, LastRawMessageErrorKind, Stream};
use nats_web_core::nuid;
use nats_web_jetstream::object::subjects::{latin1_meta, meta};
use nats_web_jetstream::publish::{ROLLUP, ROLLUP_SUBJECT};

/// What is known of an object, and its subject.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) subject: String,
    pub(super) info: ObjectInfo,
}

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replica {
    /// Whoever has a copy, which may lag behind.
    Any,
    /// The stream's leader, which knows all that was stored. Whoever changes an object must not go by less: what it does not
    /// know of would stay for good, and what has been replaced would come back.
    Leader,
}

impl ObjectStore {
    /// Asks for what is known of an object. One that was deleted says so. Of a store with replicas, any may answer, and may
    /// not know yet what was stored just before.
    ///
    /// ```no_run
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// println!("{} bytes", photos.info("sunset").await?.size);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`InfoErrorKind::NotFound`], and others; see [`InfoErrorKind`].
    pub async fn info<T: AsRef<str>>(&self, object_name: T) -> Result<ObjectInfo, InfoError> {
        Ok(self.find(object_name.as_ref(), Replica::Any).await?.info)
    }

    /// Returns what is known of an object.
    pub(super) async fn find(&self, name: &str, replica: Replica) -> Result<Found, InfoError> {
        let subject =
            meta(&self.name, name).map_err(|error| InfoError::with_source(InfoErrorKind::InvalidName, error))?;
        let missing = match self.last(&subject, replica).await {
            Ok(info) => return Ok(Found { subject, info }),
            Err(error) => error,
        };
        match latin1_meta(&self.name, name) {
            // As clients in JavaScript have stored it.
            Some(subject) if missing.kind == InfoErrorKind::NotFound => {
                let info = self.last(&subject, replica).await?;
                Ok(Found { subject, info })
            }
            _ => Err(missing),
        }
    }

    /// Returns what stands at a subject.
    pub(super) async fn last(&self, subject: &str, replica: Replica) -> Result<ObjectInfo, InfoError> {
        // To ask the leader for what is not there would count as an error of the account.
        if replica == Replica::Leader && self.count(subject).await? == 0 {
            return Err(InfoError::new(InfoErrorKind::NotFound));
        }
        let message = if replica == Replica::Any && self.stream.info.config.allow_direct {
            self.stream.direct_get_last_for_subject(subject).await.map_err(|error| match error.kind() {
                DirectGetErrorKind::NotFound => InfoError::new(InfoErrorKind::NotFound),
                DirectGetErrorKind::TimedOut => InfoError::new(InfoErrorKind::TimedOut),
                _ => InfoError::with_source(InfoErrorKind::Other, error),
            })?
        } else {
            self.stream.get_last_raw_message_by_subject(subject).await.map_err(|error| match error.kind() {
                LastRawMessageErrorKind::NoMessageFound => InfoError::new(InfoErrorKind::NotFound),
                _ if is_silence(&error) => InfoError::new(InfoErrorKind::TimedOut),
                _ => InfoError::with_source(InfoErrorKind::Other, error),
            })?
        };
        read(&message).map_err(|error| InfoError::with_source(InfoErrorKind::Other, error))
    }

    /// Returns how many messages of a subject the leader has.
    async fn count(&self, subject: &str) -> Result<u64, InfoError> {
        let Stream { context, name, .. } = &self.stream;
        count(context.clone(), name.clone(), subject.to_owned()).await.map_err(|error| match is_silence(&error) {
            true => InfoError::new(InfoErrorKind::TimedOut),
            false => InfoError::with_source(InfoErrorKind::Other, error),
        })
    }

    /// Stores what is known of an object, in the place of what was. With an `id` the stream knows it if it is stored twice.
    pub(super) async fn publish_info(
        &self,
        subject: String,
        info: &ObjectInfo,
        id: Option<&str>,
    ) -> Result<(), PublishError> {
        let json =
            serde_json::to_vec(info).map_err(|error| PublishError::with_source(PublishErrorKind::Other, error))?;
        let message = PublishMessage::build().payload(json.into()).header(ROLLUP, ROLLUP_SUBJECT);
        let message = match id {
            Some(id) => message.message_id(id),
            None => message,
        };
        self.stream.context.send_publish(subject, message).await?.await.map(drop)
    }
}

/// Reads what is known of an object. When it was stored the stream knows best.
fn read(message: &StreamMessage) -> Result<ObjectInfo, serde_json::Error> {
    let info: ObjectInfo = serde_json::from_slice(&message.payload)?;
    Ok(ObjectInfo { modified: Some(message.time), ..info })
}

/// Returns a text that nobody else has: the end of an inbox.
pub(super) fn new_nuid(client: &Client) -> String {
    let inbox = client.new_inbox();
    inbox.get(inbox.len().saturating_sub(nuid::LENGTH)..).unwrap_or(&inbox).to_owned()
}
