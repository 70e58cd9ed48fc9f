//! The tools that the project needs and does not bring: found, or set up without asking.

pub(crate) mod browser;
pub(crate) mod debian;
pub(crate) mod firefox;
pub(crate) mod nats_server;
pub(crate) mod node;
pub(crate) mod oldest_rust;
pub(crate) mod rust_wasm;
pub(crate) mod valgrind;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

/// The first of `names` that stands in a folder of `PATH`.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

/// The program that an environment variable names; one that is empty names none.
fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// The program that `variable` names, else one of `names` on `PATH`, else that of Debian's `package`.
///
/// # Errors
/// `missing`, one line that says what to install; or that there is nothing where `variable` says.
fn find(variable: &str, names: &[&str], package: &str, missing: &str) -> Result<PathBuf> {
    if let Some(program) = named(variable) {
        if !program.is_file() {
            bail!("{variable} names {}, which is not there", program.display());
        }
        return Ok(program);
    }
    if let Some(found) = on_path(names) {
        return Ok(found);
    }
    if debian::can_install()
        && debian::install(&[package]).is_ok()
        && let Some(found) = on_path(names)
    {
        return Ok(found);
    }
    bail!("{missing}");
}

/// A `cargo` as a user would start it: without what the running `cargo xtask` told this process about itself.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    forget_own_package(&mut command);
    command
}

/// Removes the variables by which the outer cargo describes the package `xtask`, which are no one else's business.
pub(crate) fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let own = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
        if own.iter().any(|prefix| text.starts_with(prefix)) || text == "CARGO_PRIMARY_PACKAGE" {
            command.env_remove(&name);
        }
    }
}
