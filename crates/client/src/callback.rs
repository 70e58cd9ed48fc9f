//! Functions of the user's that take something and answer in the future.

use crate::runtime::{BoxFuture, DynFn, MaybeSend, MaybeSync};
use std::fmt;
use std::sync::Arc;

/// A function of the user's.
pub(crate) struct Callback<A, T>(Arc<DynFn<A, BoxFuture<T>>>);

impl<A, T> Callback<A, T> {
    pub(crate) fn new<F, Fut>(function: F) -> Self
    where
        F: Fn(A) -> Fut + MaybeSend + MaybeSync + 'static,
        Fut: Future<Output = T> + MaybeSend + 'static,
    {
        Self(Arc::new(move |argument| Box::pin(function(argument))))
    }

    pub(crate) fn call(&self, argument: A) -> BoxFuture<T> {
        (self.0)(argument)
    }
}

impl<A, T> Clone for Callback<A, T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A, T> fmt::Debug for Callback<A, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("function")
    }
}
