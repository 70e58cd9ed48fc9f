//! Authentication: the methods that the options name, and their answers to a server's challenge.

mod answers;
mod credentials;
#[cfg(not(target_arch = "wasm32"))]
mod file;
mod of_servers;
mod options;

pub use credentials::{Auth, AuthError};
pub(crate) use of_servers::OfServers;

use crate::callback::Callback;
use crate::error::CredentialsError;
#[cfg(not(target_arch = "wasm32"))]
use crate::runtime;
use crate::runtime::BoxFuture;
use nats_web_core::{Credentials, CredentialsSource};
use std::fmt;
#[cfg(not(target_arch = "wasm32"))]
use std::io;
#[cfg(not(target_arch = "wasm32"))]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The authentication methods of one client, in the order in which the options name them.
#[derive(Clone, Default)]
pub(crate) struct AuthMethods {
    methods: Arc<Vec<AuthMethod>>,
    /// What the servers' addresses say.
    pub(crate) of_servers: OfServers,
    /// The error of the first method that is no good.
    first_error: Option<CredentialsError>,
}

#[derive(Clone)]
enum AuthMethod {
    /// Credentials that do not depend on the server.
    Fixed(Credentials),
    /// A credentials file.
    #[cfg(not(target_arch = "wasm32"))]
    File(PathBuf),
    /// A function, which gets the server's nonce.
    Ask(Callback<Option<String>, Result<Credentials, crate::Error>>),
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
        // A server that is added later may have credentials in its address.
        if self.methods.is_empty() || !self.of_servers.is_empty() {
            CredentialsSource::Ask
        } else {
            CredentialsSource::Fixed(all)
        }
    }

    /// Checks, before there is a server and within this time, whether each method is good.
    pub(crate) async fn check(&self, limit: Duration) -> Result<(), CredentialsError> {
        if let Some(error) = &self.first_error {
            return Err(error.clone());
        }
        self.check_files(limit).await
    }

    #[cfg(not(target_arch = "wasm32"))]
    async fn check_files(&self, limit: Duration) -> Result<(), CredentialsError> {
        for method in &*self.methods {
            if let AuthMethod::File(path) = method {
                let answer = runtime::within(limit, file::answer(None, path)).await;
                answer.unwrap_or_else(|| Err(file::unreadable(path, io::ErrorKind::TimedOut.into())))?;
            }
        }
        Ok(())
    }

    /// There are no files.
    #[cfg(target_arch = "wasm32")]
    async fn check_files(&self, _: Duration) -> Result<(), CredentialsError> {
        Ok(())
    }

    /// Returns the merged answers of all methods to the nonce of `server`; `learned_from` is the server whose gossip may
    /// have told of it. The methods are asked one after the other, and what they answer stands above what the addresses
    /// say.
    pub(crate) fn answer(
        &self,
        server: &str,
        learned_from: &str,
        nonce: Option<String>,
    ) -> BoxFuture<Result<Credentials, crate::Error>> {
        let methods = Arc::clone(&self.methods);
        let mut all = self.of_servers.get(server, learned_from);
        Box::pin(async move {
            for method in &*methods {
                all.merge(match method {
                    AuthMethod::Fixed(credentials) => credentials.clone(),
                    #[cfg(not(target_arch = "wasm32"))]
                    AuthMethod::File(path) => file::answer(nonce.as_deref(), path).await?,
                    AuthMethod::Ask(function) => function.call(nonce.clone()).await?,
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
            #[cfg(not(target_arch = "wasm32"))]
            Self::File(path) => path.fmt(f),
            Self::Ask(function) => function.fmt(f),
        }
    }
}
