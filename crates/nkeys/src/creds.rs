//! Credentials files: a user's JWT and the seed of its key, each between two lines of dashes.
//!
//! ```text
//! -----BEGIN NATS USER JWT-----
//! eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ…
//! ------END NATS USER JWT------
//!
//! (whatever else is of interest to people)
//!
//! -----BEGIN USER NKEY SEED-----
//! SUA…
//! ------END USER NKEY SEED------
//! ```
//!
//! Source: ADR-14's tools, the files that `nsc` writes, the nats.ws README.

use crate::error::CredsError;
use core::fmt;

/// The content of a credentials file.
///
/// ```
/// use nats_web_nkeys::Creds;
///
/// let file = "-----BEGIN JWT-----\na.b.c\n------END JWT------\n-----BEGIN SEED-----\nSUA…\n------END SEED------\n";
/// let creds = Creds::parse(file.as_bytes())?;
/// assert_eq!(creds.jwt, b"a.b.c");
/// # Ok::<(), nats_web_nkeys::CredsError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Creds<'a> {
    /// The user's JWT; not checked.
    pub jwt: &'a [u8],
    /// The text of the seed; not checked.
    pub seed: &'a [u8],
}

impl<'a> Creds<'a> {
    /// Reads the content of a file. Blanks around a line, the kind of line breaks and a byte order mark do not matter, nor
    /// do the words in the lines of dashes: the first text between two of them is the JWT, the second the seed.
    ///
    /// # Errors
    /// When one of the two is missing.
    pub fn parse(text: &'a [u8]) -> Result<Self, CredsError> {
        let mut parts = Parts::default();
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        for line in text.split(|&byte| byte == b'\n') {
            if let (Some(jwt), Some(seed)) = parts.see(line.trim_ascii()) {
                return Ok(Self { jwt, seed });
            }
        }
        Err(if parts.jwt.is_none() { CredsError::NoJwt } else { CredsError::NoSeed })
    }
}

/// Lines that stand right behind a line of dashes, and are the last before another but for empty ones.
#[derive(Default)]
struct Parts<'a> {
    jwt: Option<&'a [u8]>,
    /// The line that may be the next part.
    candidate: &'a [u8],
    after_dashes: bool,
}

impl<'a> Parts<'a> {
    /// Reads the next line. Returns a part that it completes.
    fn see(&mut self, line: &'a [u8]) -> (Option<&'a [u8]>, Option<&'a [u8]>) {
        let is_dashes = line.starts_with(DASHES) && line.ends_with(DASHES);
        let was_after_dashes = core::mem::replace(&mut self.after_dashes, is_dashes && self.candidate.is_empty());
        if is_dashes && !self.candidate.is_empty() {
            let found = core::mem::take(&mut self.candidate);
            if self.jwt.is_some() {
                return (self.jwt, Some(found));
            }
            self.jwt = Some(found);
        } else if !line.is_empty() || self.candidate.is_empty() {
            self.candidate = if was_after_dashes && !is_dashes { line } else { b"" };
        }
        (self.jwt, None)
    }
}

/// Shows no secret.
impl fmt::Debug for Creds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Creds")
    }
}

/// Editors of Windows put it before a text.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
const DASHES: &[u8] = b"---";

#[cfg(test)]
mod tests;
