//! The npm package beside other clients: one writes, the other reads.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{complaint, js, verdict};
use crate::count::Tally;
use crate::npm;
use crate::project::Project;
use crate::shell;
use crate::tools::on_path;

/// Runs `interop`. Without Go it does what needs none, and says what it leaves out.
///
/// The tests learn of the Go client's program by `INTEROP_GO`.
pub(super) fn run(project: &Project) -> Result<Tally> {
    npm::build(project)?;
    let found = js::test_files(&project.path("interop"))?;
    let mut command = js::runner(project, &found, &[])?;
    let mut total = Tally::default();
    if let Some(program) = on_path(&["go"]) {
        command.env("INTEROP_GO", build(project, &program)?);
        total += verdict("go vet", &complaint("go vet", go(project, &program).args(["vet", "./..."]))?);
    } else {
        println!("interop: nothing was tested with the Go client, as Go is missing (https://go.dev)");
    }
    total += js::counted("tests beside other clients", &mut command)?;
    Ok(total)
}

/// Builds the program that does single steps with the Go client. Go itself knows whether there is anything to do.
fn build(project: &Project, program: &Path) -> Result<PathBuf> {
    let built = project.target("interop/go-client");
    let mut command = go(project, program);
    command.args(["build", "-buildvcs=false", "-trimpath", "-o"]).arg(&built).arg(".");
    shell::must("go build of the Go client's program", &mut command)
        .context("interop/go cannot be built: its modules come from Go's module proxy")?;
    Ok(built)
}

/// A `go` for the module in `interop/go`, whatever the user's settings are.
fn go(project: &Project, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project.path("interop/go")).env_remove("GOFLAGS").env("GOWORK", "off");
    command
}
