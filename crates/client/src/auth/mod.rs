//! Authentication: the methods that the options name, and their answers to a server's challenge.

mod challenge;
mod options;

pub use challenge::Challenge;

use crate::error::{BoxError, CredentialsError};
use crate::runtime::{self, BoxFuture};
use nats_web_core::{Credentials, CredentialsSource};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

type CredentialsFn = Arc<dyn Fn(Challenge) -> BoxFuture<Result<Credentials, BoxError>> + Send + Sync>;

/// The authentication methods of one client, in the order in which the options name them.
#[derive(Clone, Default)]
pub(crate) struct AuthMethods {
    methods: Arc<Vec<AuthMethod>>,
    /// The error of the first method that is no good.
    first_error: Option<CredentialsError>,
}

#[derive(Clone)]
enum AuthMethod {
    /// Credentials that do not depend on the server.
    Fixed(Credentials),
    /// A credentials file.
    File(PathBuf),
    /// A function, which gets the server's challenge.
    Ask(CredentialsFn),
}

impl AuthMethods {
    fn add(&mut self, method: Result<AuthMethod, CredentialsError>) {
        match method {
            Ok(method) => Arc::make_mut(&mut self.methods).push(method),
            Err(error) => {
                self.first_error.get_or_insert(error);
            }
        }
    }

    /// Returns where the session gets its credentials from.
    pub(crate) fn source(&self) -> CredentialsSource {
        let mut all = Credentials::default();
        for method in &*self.methods {
            let AuthMethod::Fixed(credentials) = method else { return CredentialsSource::Ask };
            all.merge(credentials.clone());
        }
        if self.methods.is_empty() { CredentialsSource::None } else { CredentialsSource::Fixed(all) }
    }

    /// Checks, before there is a server and within this time, whether each method is good.
    pub(crate) async fn check(&self, limit: Duration) -> Result<(), CredentialsError> {
        if let Some(error) = &self.first_error {
            return Err(error.clone());
        }
        for method in &*self.methods {
            if let AuthMethod::File(path) = method {
                let answer = runtime::within(limit, answer_with_file(&Challenge::default(), path)).await;
                answer.unwrap_or_else(|| Err(unreadable(path, io::ErrorKind::TimedOut.into())))?;
            }
        }
        Ok(())
    }

    /// Returns the merged answers of all methods, which are asked one after the other.
    pub(crate) fn answer(&self, challenge: Challenge) -> BoxFuture<Result<Credentials, BoxError>> {
        let methods = Arc::clone(&self.methods);
        Box::pin(async move {
            let mut all = Credentials::default();
            for method in &*methods {
                all.merge(match method {
                    AuthMethod::Fixed(credentials) => credentials.clone(),
                    AuthMethod::File(path) => answer_with_file(&challenge, path).await?,
                    AuthMethod::Ask(function) => function(challenge.clone()).await?,
                });
            }
            Ok(all)
        })
    }
}

/// Shows no secret.
impl fmt::Debug for AuthMethods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&*self.methods).finish()
    }
}

/// Shows no secret.
impl fmt::Debug for AuthMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(credentials) => credentials.fmt(f),
            Self::File(path) => path.fmt(f),
            Self::Ask(_) => f.write_str("function"),
        }
    }
}

async fn answer_with_file(challenge: &Challenge, path: &Path) -> Result<Credentials, CredentialsError> {
    match runtime::read_file(path.to_owned(), MAX_FILE).await {
        Ok(text) => challenge.answer_creds(&*text),
        Err(source) => Err(unreadable(path, source)),
    }
}

fn unreadable(path: &Path, source: io::Error) -> CredentialsError {
    CredentialsError::File { path: path.to_owned(), source: Arc::new(source) }
}

/// More bytes than any credentials file has: servers take far less in a CONNECT.
const MAX_FILE: usize = 256 * 1024;
