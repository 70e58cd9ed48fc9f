//! A `nats-server` program that is new enough.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::{named, on_path};
use crate::project::Project;
use crate::shell;

/// The oldest version taken from this machine.
const OLDEST: (u32, u32) = (2, 11);

/// What is built when this machine has none.
const MODULE: &str = "github.com/nats-io/nats-server/v2@v2.15.2";

/// `$NATS_SERVER`, else one on `PATH`, else one built by Go into `target/tools`.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn find(project: &Project) -> Result<PathBuf> {
    if let Some(program) = named("NATS_SERVER") {
        if version(&program).is_none() {
            bail!("NATS_SERVER names {}, which is no nats-server", program.display());
        }
        return Ok(program);
    }
    if let Some(found) = on_path(&["nats-server"]).filter(|path| version(path) >= Some(OLDEST)) {
        return Ok(found);
    }
    let built = project.target("tools/nats-server");
    if version(&built).is_none() {
        build(project)?;
    }
    Ok(built)
}

fn build(project: &Project) -> Result<()> {
    let Some(go) = on_path(&["go"]) else {
        let (major, minor) = OLDEST;
        bail!(
            "nats-server {major}.{minor} or newer is missing: install it (https://nats.io/download) or Go (https://go.dev)"
        );
    };
    let folder = project.target("tools");
    fs::create_dir_all(&folder)?;
    let mut command = Command::new(go);
    command.env("GOBIN", &folder).env_remove("GOFLAGS").args(["install", MODULE]);
    shell::must(&format!("go install {MODULE}"), command.current_dir(&folder))?;
    Ok(())
}

fn version(program: &PathBuf) -> Option<(u32, u32)> {
    parse_version(&shell::ask(Command::new(program).arg("--version"))?)
}

/// Major and minor version in what `nats-server --version` prints, e.g. `nats-server: v2.15.2`.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().split_once(": v")?.1.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare() {
        assert_eq!(parse_version("nats-server: v2.15.2\n"), Some((2, 15)));
        assert_eq!(parse_version("nats-server: v2.12.0-preview.1"), Some((2, 12)));
        assert_eq!(parse_version("something else"), None);
        assert!(parse_version("nats-server: v2.9.10") < Some(OLDEST));
        assert!(None < Some(OLDEST));
    }
}
