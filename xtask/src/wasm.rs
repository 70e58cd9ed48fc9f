//! `cargo xtask wasm`: the core as `target/wasm/nats_web.wasm`, compiled and optimised. It needs no glue.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::project::Project;
use crate::shell;
use crate::stamp::{Inputs, Stamp};
use crate::tools::node;
use crate::tools::rust_wasm::{self, Recipe};

/// The package with the exports, the file that the compiler makes of it, and what that becomes.
const PACKAGE: &str = "nats-web-wasm";
const COMPILED: &str = "nats_web_wasm.wasm";
const OPTIMISED: &str = "nats_web.wasm";

/// Compiler flags for the whole program, the standard library included. Engines carry out the instructions for bulk
/// memory by calls that cost more than the few bytes which this program mostly copies: without them publishing takes
/// half the time.
const RUST_FLAGS: &[&str] = &["-Ctarget-feature=-bulk-memory"];

/// What `wasm-opt` does. A large function with one caller stays a function: gzip makes more of that.
const OPT_FLAGS: &[&str] = &["-Oz", "--one-caller-inline-max-function-size=1", "--strip-debug", "--strip-producers"];

/// What the compiler may have used and every supported engine has; newer instructions are not let in.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The version of the npm package that brings `wasm-opt`.
const BINARYEN: &str = "132.0.0";

/// Makes `target/wasm/` unless it is up to date.
///
/// # Errors
/// When a tool is missing and cannot be had, or a step fails.
pub(crate) fn build(project: &Project) -> Result<()> {
    let recipe = rust_wasm::prepare()?;
    let fingerprint = fingerprint(project, recipe)?;
    let out = project.target("wasm");
    let stamp = Stamp::at(out.join(".stamp"));
    if stamp.is(&fingerprint) {
        eprintln!("  ok wasm is up to date");
        return Ok(());
    }
    stamp.clear();
    let compiled = compile(project, recipe)?;
    fs::create_dir_all(&out)?;
    optimise(project, &compiled, &out.join(OPTIMISED))?;
    stamp.set(&fingerprint)
}

fn fingerprint(project: &Project, recipe: Recipe) -> Result<String> {
    let settings =
        format!("{recipe:?} {} {RUST_FLAGS:?} {OPT_FLAGS:?} {FEATURES:?} {BINARYEN}", rust_wasm::version(recipe));
    let inputs = Inputs::new().text(&settings);
    let inputs = inputs.path(&project.path("crates/core"))?.path(&project.path("crates/wasm"))?;
    let inputs = inputs.path(&project.path("Cargo.toml"))?.path(&project.path("Cargo.lock"))?;
    Ok(inputs.fingerprint())
}

fn compile(project: &Project, recipe: Recipe) -> Result<PathBuf> {
    let folder = project.target("wasm-build");
    let mut command = rust_wasm::compiler(recipe, "build", RUST_FLAGS);
    command.current_dir(project.root()).args(["--profile", PROFILE, "--package", PACKAGE, "--locked"]);
    command.arg("--target-dir").arg(&folder);
    shell::must("compile the core to wasm", &mut command)?;
    let file = folder.join(rust_wasm::TARGET).join(PROFILE).join(COMPILED);
    if !file.is_file() {
        bail!("the compiler left no {}", file.display());
    }
    Ok(file)
}

fn optimise(project: &Project, compiled: &Path, out: &Path) -> Result<()> {
    let script = wasm_opt(project)?;
    let mut command = node::node()?;
    command.arg(script).arg(compiled).arg("-o").arg(out).args(OPT_FLAGS).args(FEATURES);
    shell::must("optimise the wasm", &mut command)?;
    eprintln!("    {} bytes, now {}", fs::metadata(compiled)?.len(), fs::metadata(out)?.len());
    Ok(())
}

/// The `wasm-opt` of the npm package `binaryen`, installed into `target/tools` when it is not there yet.
fn wasm_opt(project: &Project) -> Result<PathBuf> {
    let folder = project.target(&format!("tools/binaryen-{BINARYEN}"));
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !script.is_file() {
        fs::create_dir_all(&folder)?;
        let mut command = node::npm(&folder)?;
        command.args(["install", "--no-save", "--prefix"]).arg(&folder).arg(format!("binaryen@{BINARYEN}"));
        shell::must("install wasm-opt", &mut command)?;
    }
    Ok(script)
}

const PROFILE: &str = "wasm";
