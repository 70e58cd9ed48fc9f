//! Requests to the API, and their answers.

use super::{AccountError, Context, RequestError, RequestErrorKind};
use crate::jetstream::account::Account;
use crate::jetstream::errors;
use crate::jetstream::response::Response;
use crate::subject::ToSubject;
use crate::{Message, Request};
use bytes::Bytes;
use nats_web_jetstream::api::Verb;
use nats_web_jetstream::body::Body;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

impl Context {
    /// Returns what the account uses of JetStream, and may use.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let account = jetstream.query_account().await?;
    /// println!("{} streams, {} bytes in files", account.streams, account.storage);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`AccountErrorKind`](super::AccountErrorKind).
    pub async fn query_account(&self) -> Result<Account, AccountError> {
        match self.ask(Verb::AccountInfo, &[], Bytes::new()).await? {
            Response::Ok(account) => Ok(account),
            Response::Err { error } => Err(error.into()),
        }
    }

    /// Sends a request of your own to the API and reads its answer. The subject is what follows the prefix.
    ///
    /// ```no_run
    /// use nats_web::jetstream::{account::Account, response::Response};
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let response: Response<Account> = jetstream.request("INFO", &()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`RequestErrorKind`].
    pub async fn request<S, T, V>(&self, subject: S, payload: &T) -> Result<V, RequestError>
    where
        S: ToSubject,
        T: ?Sized + Serialize,
        V: DeserializeOwned,
    {
        let subject = self.below_prefix(&subject.to_subject())?;
        let answer = self.call(subject, json(payload)?).await?;
        serde_json::from_slice(&answer.payload)
            .map_err(|error| RequestError::with_source(RequestErrorKind::Other, error))
    }

    /// Publishes a request of your own to the API, whose answer goes to the request's inbox. The subject is what follows
    /// the prefix.
    ///
    /// # Errors
    /// As those of publishing; the prefix or the subject is none.
    pub async fn send_request<S: ToSubject>(&self, subject: S, request: Request) -> Result<(), crate::PublishError> {
        let invalid = |error| crate::PublishError::with_source(crate::PublishErrorKind::InvalidSubject, error);
        let subject = self.below_prefix(&subject.to_subject()).map_err(invalid)?;
        let inbox = request.inbox.unwrap_or_else(|| self.client.new_inbox());
        let payload = request.payload.unwrap_or_default();
        match request.headers {
            Some(headers) => self.client.publish_with_reply_and_headers(subject, inbox, headers, payload).await,
            None => self.client.publish_with_reply(subject, inbox, payload).await,
        }
    }

    fn below_prefix(&self, subject: &str) -> Result<String, RequestError> {
        Ok(format!("{}.{subject}", self.prefix()?.as_str()))
    }

    /// Sends a request to the API and reads its answer.
    pub(crate) async fn ask<V: DeserializeOwned>(
        &self,
        verb: Verb,
        parts: &[&str],
        payload: Bytes,
    ) -> Result<Response<V>, RequestError> {
        self.ask_at(self.subject(verb, parts)?, payload).await
    }

    /// Sends a request to a subject of the API and reads its answer.
    pub(crate) async fn ask_at<V: DeserializeOwned>(
        &self,
        subject: String,
        payload: Bytes,
    ) -> Result<Response<V>, RequestError> {
        read(&self.call(subject, payload).await?.payload)
    }

    /// Sends a request to any subject and returns its reply.
    pub(crate) async fn call(&self, subject: String, payload: Bytes) -> Result<Message, crate::RequestError> {
        self.client.send_request(subject, self.with_timeout(Request::new().payload(payload))).await
    }

    /// Returns the request with the timeout of the context, if it has none of its own.
    pub(crate) fn with_timeout(&self, mut request: Request) -> Request {
        if request.timeout.is_none() {
            request.timeout = self.timeout.map(Some);
        }
        request
    }
}

/// Returns the JSON of a request.
pub(crate) fn json<T: ?Sized + Serialize>(value: &T) -> Result<Bytes, RequestError> {
    match serde_json::to_vec(value) {
        Ok(json) => Ok(json.into()),
        Err(error) => Err(RequestError::with_source(RequestErrorKind::Other, error)),
    }
}

/// Returns the JSON of what a server knows as a `body`, without members that it does not know.
pub(crate) fn known<T: ?Sized + Serialize>(body: Body, value: &T) -> Result<Vec<u8>, RequestError> {
    let known = body.known(&json(value)?);
    known.map_err(|error| RequestError::with_source(RequestErrorKind::Other, error))
}

/// Reads an answer. Its `error` is looked for first: the rest says nothing then.
fn read<V: DeserializeOwned>(payload: &[u8]) -> Result<Response<V>, RequestError> {
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(default)]
        error: Option<errors::Error>,
    }

    let read = || match serde_json::from_slice(payload)? {
        Refusal { error: Some(error) } => Ok(Response::Err { error }),
        Refusal { error: None } => Ok(Response::Ok(serde_json::from_slice(payload)?)),
    };
    read().map_err(|error: serde_json::Error| RequestError::with_source(RequestErrorKind::Other, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jetstream::outcome::DeleteStatus;

    #[test]
    fn the_error_comes_first() {
        let refused = read::<DeleteStatus>(br#"{"type":"x","error":{"code":500},"success":true}"#).unwrap();
        assert!(matches!(refused, Response::Err { error } if error.code() == 500));
        let done = read::<DeleteStatus>(br#"{"error":null,"success":true,"novel":1}"#).unwrap();
        assert!(matches!(done, Response::Ok(DeleteStatus { success: true })));
    }

    #[test]
    fn what_is_no_answer() {
        for payload in ["", "null", "[]", "{}", "ok", r#"{"error":7}"#] {
            let error = read::<DeleteStatus>(payload.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), RequestErrorKind::Other, "{payload}");
        }
    }
}
