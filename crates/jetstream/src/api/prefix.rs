//! How the subjects of the API begin.

use super::{NameError, NameFault, Part, check_name};
use alloc::string::String;
use nats_web_core::subject::check_publish_pedantic;

/// How the subjects of the API begin: `$JS.API`, that of a domain, or another that an account imports.
///
/// ```
/// use nats_web_jetstream::api::Prefix;
///
/// assert_eq!(Prefix::default().as_str(), "$JS.API");
/// assert_eq!(Prefix::from_domain("hub")?.as_str(), "$JS.hub.API");
/// assert_eq!(Prefix::new("acme.js.")?.as_str(), "acme.js");
/// # Ok::<(), nats_web_jetstream::api::NameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prefix(String);

impl Prefix {
    /// Returns the prefix `prefix`, without the dot that it may end with.
    ///
    /// # Errors
    /// [`NameError`] of [`Part::Prefix`]: it is empty, no subject, or has wildcards.
    pub fn new(prefix: &str) -> Result<Self, NameError> {
        let prefix = prefix.strip_suffix('.').unwrap_or(prefix);
        if prefix.is_empty() {
            return Err(NameError { part: Part::Prefix, fault: NameFault::Empty });
        }
        match check_publish_pedantic(prefix.as_bytes()) {
            Ok(()) => Ok(Self(prefix.into())),
            Err(error) => Err(NameError { part: Part::Prefix, fault: NameFault::Subject(error) }),
        }
    }

    /// Returns the prefix of the domain `domain`: `$JS.<domain>.API`.
    ///
    /// # Errors
    /// [`NameError`] of [`Part::Domain`]: it is not a single token without wildcards.
    pub fn from_domain(domain: &str) -> Result<Self, NameError> {
        check_name(Part::Domain, domain)?;
        let mut prefix = String::from("$JS.");
        prefix.push_str(domain);
        prefix.push_str(".API");
        Ok(Self(prefix))
    }

    /// Returns its text, without a dot at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether it is the default, of an account's own JetStream.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.0 == DEFAULT
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Self(DEFAULT.into())
    }
}

const DEFAULT: &str = "$JS.API";
