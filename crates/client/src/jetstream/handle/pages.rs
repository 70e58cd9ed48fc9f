//! Lists that the server gives page by page.

use super::request::json;
use super::{Context, RequestError};
use crate::jetstream::response::Response;
use crate::runtime::BoxFuture;
use nats_web_jetstream::api::Verb;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::task::{self, Poll, ready};
use std::vec;

/// A list, of which the next page is asked for when the present one is used up. Over after an error.
pub(crate) struct Pages<T> {
    context: Context,
    verb: Verb,
    stream: Option<String>,
    subject: Option<String>,
    /// How many items came.
    offset: usize,
    items: vec::IntoIter<T>,
    next: Next<T>,
}

enum Next<T> {
    Wanted,
    Asked(BoxFuture<Result<Page<T>, RequestError>>),
    None,
}

#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct Page<T> {
    #[serde(default)]
    total: usize,
    #[serde(default, alias = "consumers", rename = "streams")]
    items: Option<Vec<T>>,
}

#[derive(Serialize)]
struct Ask<'a> {
    offset: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
}

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    /// Lists what `verb` does, of a stream if it takes one, and of streams with a subject if one is given.
    pub(crate) fn new(context: Context, verb: Verb, stream: Option<String>, subject: Option<String>) -> Self {
        Self { context, verb, stream, subject, offset: 0, items: Vec::new().into_iter(), next: Next::Wanted }
    }

    pub(crate) fn poll_next(&mut self, cx: &mut task::Context<'_>) -> Poll<Option<Result<T, RequestError>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match &mut self.next {
                Next::None => return Poll::Ready(None),
                Next::Wanted => self.next = Next::Asked(self.ask()),
                Next::Asked(page) => {
                    let page = ready!(page.as_mut().poll(cx));
                    self.next = Next::None;
                    match page {
                        Ok(page) => self.take(page),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            }
        }
    }

    fn ask(&self) -> BoxFuture<Result<Page<T>, RequestError>> {
        let (context, verb, stream) = (self.context.clone(), self.verb, self.stream.clone());
        let payload = json(&Ask { offset: self.offset, subject: self.subject.as_deref() });
        Box::pin(async move {
            let parts: &[&str] = &[stream.as_deref().unwrap_or_default()];
            match context.ask(verb, parts, payload?).await? {
                Response::Ok(page) => Ok(page),
                Response::Err { error } => Err(error.into()),
            }
        })
    }

    /// Takes a page. The total is no sure end: what a server cannot read counts and does not come.
    fn take(&mut self, page: Page<T>) {
        let items = page.items.unwrap_or_default();
        self.offset += items.len();
        if !items.is_empty() && self.offset < page.total {
            self.next = Next::Wanted;
        }
        self.items = items.into_iter();
    }
}
