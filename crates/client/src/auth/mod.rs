//! Who a client says it is: its ways to authenticate, and what they make of a server's challenge.

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

/// The ways of one client, in the order in which they were given.
#[derive(Clone, Default)]
pub(crate) struct Ways {
    ways: Arc<Vec<Way>>,
    /// What was wrong with the first that is none.
    mistake: Option<CredentialsError>,
}

#[derive(Clone)]
enum Way {
    /// The same whatever the server says.
    Fixed(Credentials),
    /// A credentials file.
    File(PathBuf),
    Ask(CredentialsFn),
}

impl Ways {
    fn add(&mut self, way: Result<Way, CredentialsError>) {
        match way {
            Ok(way) => Arc::make_mut(&mut self.ways).push(way),
            Err(mistake) => {
                self.mistake.get_or_insert(mistake);
            }
        }
    }

    /// Whether the session has to ask.
    pub(crate) fn source(&self) -> CredentialsSource {
        let mut all = Credentials::default();
        for way in &*self.ways {
            let Way::Fixed(credentials) = way else { return CredentialsSource::Ask };
            all.merge(credentials.clone());
        }
        if self.ways.is_empty() { CredentialsSource::None } else { CredentialsSource::Fixed(all) }
    }

    /// Says what can be said before there is a server, within this time.
    pub(crate) async fn check(&self, limit: Duration) -> Result<(), CredentialsError> {
        if let Some(mistake) = &self.mistake {
            return Err(mistake.clone());
        }
        for way in &*self.ways {
            if let Way::File(path) = way {
                let answer = runtime::within(limit, answer_with_file(&Challenge::default(), path)).await;
                answer.unwrap_or_else(|| Err(unreadable(path, io::ErrorKind::TimedOut.into())))?;
            }
        }
        Ok(())
    }

    /// What all of them together answer, one asked after the other.
    pub(crate) fn answer(&self, challenge: Challenge) -> BoxFuture<Result<Credentials, BoxError>> {
        let ways = Arc::clone(&self.ways);
        Box::pin(async move {
            let mut all = Credentials::default();
            for way in &*ways {
                all.merge(match way {
                    Way::Fixed(credentials) => credentials.clone(),
                    Way::File(path) => answer_with_file(&challenge, path).await?,
                    Way::Ask(function) => function(challenge.clone()).await?,
                });
            }
            Ok(all)
        })
    }
}

/// Shows no secret.
impl fmt::Debug for Ways {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&*self.ways).finish()
    }
}

/// Shows no secret.
impl fmt::Debug for Way {
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

/// Bytes that no credentials file has: servers take far less in a CONNECT.
const MAX_FILE: usize = 256 * 1024;
