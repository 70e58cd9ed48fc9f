//! `cargo xtask wasm`: the core's bindings, compiled, bound and optimised into `target/wasm/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::shell;
use crate::stamp::{Inputs, Stamp};
use crate::tools::node;
use crate::tools::rust_wasm::{self, Recipe};

/// The package with the bindings, and the stem of the files it becomes.
const PACKAGE: &str = "nats-web-wasm";
const STEM: &str = "nats_web_wasm";

/// Compiler flags for the whole program, the standard library included.
const RUST_FLAGS: &[&str] = &[];

/// What `wasm-opt` does: speed first, for the size is mostly in what the compiler was asked for.
const OPT_FLAGS: &[&str] = &["-O3"];

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
    bind(&compiled, &out)?;
    optimise(project, &out.join(format!("{STEM}_bg.wasm")))?;
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
    let file = folder.join(rust_wasm::TARGET).join(PROFILE).join(format!("{STEM}.wasm"));
    if !file.is_file() {
        bail!("the compiler left no {}", file.display());
    }
    Ok(file)
}

/// Writes the glue for JavaScript. Its module path is left out: the package embeds the wasm, so nothing is to be fetched.
fn bind(compiled: &Path, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    eprintln!("  > bind the wasm for JavaScript");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name(STEM).web(true)?;
    bindgen.typescript(true).omit_default_module_path(true);
    // After a trap the face starts over with a new instance; the glue has to forget the old one.
    bindgen.reset_state_function(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(out).context("wasm-bindgen")
}

fn optimise(project: &Project, wasm: &Path) -> Result<()> {
    let before = fs::metadata(wasm)?.len();
    let script = wasm_opt(project)?;
    let mut command = node::node()?;
    command.arg(script).arg(wasm).arg("-o").arg(wasm).args(OPT_FLAGS).args(FEATURES);
    shell::must(&format!("wasm-opt {}", OPT_FLAGS.join(" ")), &mut command)?;
    eprintln!("    {before} bytes, now {}", fs::metadata(wasm)?.len());
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
