//! The programs for browsers that are written in Rust: an application, the cases that are tested, and the least that a page
//! does with the crate. Compiled, given their JavaScript, optimised, in `target/rust-web`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::shell;
use crate::stamp::{Inputs, Stamp};
use crate::tools::rust_wasm::{self, Recipe};
use crate::tools::{cargo, node};
use crate::wasm;

/// The workspace of the programs.
pub(crate) const MANIFEST: &str = "examples/rust-web/Cargo.toml";
/// The packages, and their modules' names.
const PROGRAMS: &[&str] = &["rust-web", "cases", "minimal"];
/// What they are made from.
const SOURCES: &[&str] =
    &["crates/core", "crates/jetstream", "crates/nkeys", "crates/client", "examples/rust-web", BINDGEN, "Cargo.toml"];
const BINDGEN: &str = "xtask/bindgen";

/// Makes `target/rust-web/<program>/` unless it is up to date.
///
/// # Errors
/// When a tool is missing and cannot be had, or a step fails.
pub(crate) fn build(project: &Project) -> Result<()> {
    let recipe = rust_wasm::prepare()?;
    let fingerprint = fingerprint(project, recipe)?;
    let out = project.target("rust-web");
    let stamp = Stamp::at(out.join(".stamp"));
    if stamp.is(&fingerprint) {
        eprintln!("  ok the programs for browsers are up to date");
        return Ok(());
    }
    stamp.clear();
    let bindgen = bindgen(project)?;
    for program in PROGRAMS {
        let compiled = compile(project, recipe, program)?;
        let folder = out.join(program);
        fs::create_dir_all(&folder)?;
        shell::must(&format!("write the JavaScript of {program}"), Command::new(&bindgen).arg(compiled).arg(&folder))?;
        optimise(project, &folder, program)?;
    }
    fs::copy(project.path("examples/rust-web/index.html"), out.join("rust-web/index.html"))?;
    stamp.set(&fingerprint)
}

fn fingerprint(project: &Project, recipe: Recipe) -> Result<String> {
    let (compiler, version) = (rust_wasm::compiler(recipe, "build"), rust_wasm::version(recipe));
    let mut inputs = Inputs::new().text(&format!("{compiler:?} {version} {PROGRAMS:?} {OPT_FLAGS:?}"));
    for source in SOURCES {
        inputs = inputs.path(&project.path(source))?;
    }
    Ok(inputs.fingerprint())
}

/// Returns the file that the compiler makes.
fn compile(project: &Project, recipe: Recipe, program: &str) -> Result<PathBuf> {
    let target = project.target("rust-web-build");
    let mut command = rust_wasm::compiler(recipe, "build");
    command.current_dir(project.root()).args(["--profile", PROFILE, "--locked", "--manifest-path", MANIFEST]);
    command.args(["--package", program, "--target-dir"]).arg(&target);
    shell::must(&format!("compile {program} for browsers"), &mut command)?;
    let compiled = target.join(rust_wasm::TARGET).join(PROFILE).join(format!("{program}.wasm"));
    if !compiled.is_file() {
        bail!("the compiler left no {}", compiled.display());
    }
    Ok(compiled)
}

/// Returns the program that writes the JavaScript beside a module, built when it is needed.
fn bindgen(project: &Project) -> Result<PathBuf> {
    let target = project.target("tools/bindgen");
    let mut command = cargo();
    command.current_dir(project.root()).args(["build", "--locked", "--manifest-path"]);
    command.arg(project.path(BINDGEN).join("Cargo.toml")).arg("--target-dir").arg(&target);
    shell::must("build the bindings' writer", &mut command)?;
    Ok(target.join("debug").join(format!("bindgen{}", std::env::consts::EXE_SUFFIX)))
}

fn optimise(project: &Project, folder: &Path, name: &str) -> Result<()> {
    let (module, optimised) = (folder.join(format!("{name}_bg.wasm")), folder.join("optimised.wasm"));
    let mut command = node::node()?;
    command.arg(wasm::wasm_opt(project)?).arg(&module).arg("-o").arg(&optimised).args(OPT_FLAGS).args(wasm::FEATURES);
    shell::must(&format!("optimise {name}"), &mut command)?;
    fs::rename(&optimised, &module).with_context(|| format!("cannot write {}", module.display()))
}

const PROFILE: &str = "wasm";
const OPT_FLAGS: &[&str] = &["-Oz", "--converge", "--strip-debug", "--strip-producers", "--strip-target-features"];
