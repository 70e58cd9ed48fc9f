//! The very toolchain that is the oldest one supported.

use std::process::Command;

use super::{forget_own_package, on_path};
use crate::shell;

/// The `cargo` of Rust `version`, such as `1.88`: rustup's, which installs it unless `RUSTUP_AUTO_INSTALL` is 0, else a
/// `cargo-1.88` and `rustc-1.88` on `PATH`.
pub(crate) fn cargo(version: &str) -> Option<Command> {
    let mut command = by_rustup(version).or_else(|| by_name(version))?;
    forget_own_package(&mut command);
    // What the current toolchain tells its children would send this one back to it.
    for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTDOC", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    Some(command)
}

fn by_rustup(version: &str) -> Option<Command> {
    let rustup = on_path(&["rustup"])?;
    // Either is what people install, and rustup keeps them apart.
    let names = [version.to_owned(), format!("{version}.0")];
    let there = |name: &&String| shell::ask(Command::new(&rustup).args(["run", name, "rustc", "--version"])).is_some();
    if !names.iter().any(|name| there(&name))
        && std::env::var_os("RUSTUP_AUTO_INSTALL").is_none_or(|value| value != "0")
    {
        eprintln!("  > rustup toolchain install {version}");
        let install = ["toolchain", "install", version, "--profile", "minimal", "--no-self-update"];
        shell::ask(Command::new(&rustup).args(install))?;
    }
    let mut command = Command::new(&rustup);
    command.args(["run", names.iter().find(there)?, "cargo"]).env_remove("RUSTC");
    Some(command)
}

fn by_name(version: &str) -> Option<Command> {
    let rustc = on_path(&[&format!("rustc-{version}")])?;
    let mut command = Command::new(on_path(&[&format!("cargo-{version}")])?);
    command.env("RUSTC", rustc);
    Some(command)
}
