//! The crates that call themselves `no_std` must compile where there is no `std`.

use anyhow::Result;

use super::Outcome;
use crate::project::Project;
use crate::test::complaint;
use crate::tools::rust_wasm;

/// The crates that are `no_std`.
const CRATES: &[&str] = &["nats-web-core", "nats-web-jetstream", "nats-web-nkeys"];

/// Compiles them for a target that has only `core` and `alloc`.
pub(super) fn check(project: &Project) -> Result<Outcome> {
    let Some(mut command) = rust_wasm::bare_checker(rust_wasm::prepare()?) else {
        return Ok(Outcome::Skipped(format!("no Rust for {}", rust_wasm::BARE_TARGET)));
    };
    command.current_dir(project.root()).args(["--locked", "--target-dir"]).arg(project.target("bare-target"));
    for name in CRATES {
        command.args(["--package", name]);
    }
    Ok(Outcome::Ran { complaint: complaint("cargo check without std", &mut command)? })
}
