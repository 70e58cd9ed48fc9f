//! The programs for browsers that are written in Rust: an application, the cases that are tested, and the least that a page
//! does with the crate. Compiled, given their JavaScript, optimised, in `target/rust-web`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;
use crate::stamp::{Inputs, Stamp};
use crate::tools::rust_wasm::{self, Recipe};
use crate::tools::{cargo, node};
use crate::wasm;

/// The workspace of the programs that tests drive.
pub(crate) const MANIFEST: &str = "examples/rust-web/Cargo.toml";
/// That of the pages with other frameworks.
pub(crate) const FRAMEWORKS_MANIFEST: &str = "examples/rust-frameworks/Cargo.toml";

/// A workspace of programs: a folder of `examples`, and the packages in it, by whose names the modules go.
#[derive(Debug)]
struct Workspace {
    name: &'static str,
    packages: &'static [&'static str],
}

/// What tests drive.
const TESTED: Workspace = Workspace { name: "rust-web", packages: &["rust-web", "cases", "minimal"] };
/// Pages with other frameworks, on request.
const FRAMEWORKS: Workspace = Workspace { name: "rust-frameworks", packages: &["dioxus-page", "yew-page"] };
/// What all of them are made from.
const SOURCES: &[&str] = &["crates/core", "crates/jetstream", "crates/nkeys", "crates/client", BINDGEN, "Cargo.toml"];
const BINDGEN: &str = "xtask/bindgen";

/// Makes `target/rust-web/<program>/` unless it is up to date.
///
/// # Errors
/// When a tool is missing and cannot be had, or a step fails.
pub(crate) fn build(project: &Project) -> Result<()> {
    make(project, &TESTED)?;
    let page = project.target("rust-web/rust-web/index.html");
    fs::copy(project.path("examples/rust-web/index.html"), page)?;
    Ok(())
}

/// Makes `target/rust-frameworks/<program>/` unless it is up to date.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_frameworks(project: &Project) -> Result<()> {
    make(project, &FRAMEWORKS)
}

fn make(project: &Project, workspace: &Workspace) -> Result<()> {
    let recipe = rust_wasm::prepare()?;
    let fingerprint = fingerprint(project, recipe, workspace)?;
    let out = project.target(workspace.name);
    let stamp = Stamp::at(out.join(".stamp"));
    if stamp.is(&fingerprint) {
        eprintln!("  ok the programs in {} are up to date", workspace.name);
        return Ok(());
    }
    stamp.clear();
    let bindgen = bindgen(project)?;
    let sources = project.path("examples").join(workspace.name);
    for program in workspace.packages {
        let compiled = wasm::compile(project, recipe, &sources, program, &[], &format!("{program}.wasm"))?;
        let folder = out.join(program);
        fs::create_dir_all(&folder)?;
        shell::must(&format!("write the JavaScript of {program}"), Command::new(&bindgen).arg(compiled).arg(&folder))?;
        optimise(project, &folder, program)?;
    }
    stamp.set(&fingerprint)
}

fn fingerprint(project: &Project, recipe: Recipe, workspace: &Workspace) -> Result<String> {
    let (compiler, version) = (rust_wasm::compiler(recipe, wasm::COMPILE), rust_wasm::version(recipe));
    let settings = format!("{compiler:?} {version} {workspace:?} {OPT_FLAGS:?}");
    let mut inputs = Inputs::new().text(&settings).path(&project.path("examples").join(workspace.name))?;
    for source in SOURCES {
        inputs = inputs.path(&project.path(source))?;
    }
    Ok(inputs.fingerprint())
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

const OPT_FLAGS: &[&str] = &["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"];
