//! Node.js and npm.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::on_path;
use crate::shell;

/// The oldest major version that the tools and tests run on.
const OLDEST: u32 = 20;

/// A `node` that is new enough.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn node() -> Result<Command> {
    let missing = || format!("Node.js {OLDEST} or newer is missing: install it from https://nodejs.org");
    let path = on_path(&["node"]).with_context(missing)?;
    let version = shell::ask(Command::new(&path).arg("--version")).with_context(missing)?;
    if major(&version).is_none_or(|major| major < OLDEST) {
        bail!("Node.js {version} is too old: install {OLDEST} or newer from https://nodejs.org");
    }
    Ok(Command::new(path))
}

/// An `npm`, told to keep quiet about everything but errors, to be run in `folder`.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn npm(folder: &Path) -> Result<Command> {
    node()?;
    let path = on_path(&["npm"]).context("npm is missing: it comes with Node.js, https://nodejs.org")?;
    let mut command = Command::new(path);
    command.current_dir(folder).args(["--no-audit", "--no-fund", "--no-update-notifier"]);
    Ok(command)
}

fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn major_version() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("22.1.0"), Some(22));
        assert_eq!(major("banana"), None);
    }
}
