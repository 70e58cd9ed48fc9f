//! `cargo xtask wasm`: the core with all that stands above it, the core alone, and nkeys as wasm modules in `target/wasm`,
//! compiled and optimised. They need no glue. Beside each stands the same module with the names of its functions, for
//! debuggers and profilers.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::shell;
use crate::stamp::{Inputs, Stamp};
use crate::tools::node;
use crate::tools::rust_wasm::{self, Recipe};

/// A package with exports, the file that the compiler makes of it, and the module's name in the npm package.
#[derive(Debug)]
struct Module {
    package: &'static str,
    compiled: &'static str,
    name: &'static str,
    /// What the compiler is told besides.
    options: &'static [&'static str],
}

const MODULES: &[Module] = &[
    Module { package: "nats-web-wasm", compiled: "nats_web_wasm.wasm", name: "nats", options: &[] },
    Module {
        package: "nats-web-wasm",
        compiled: "nats_web_wasm.wasm",
        name: "core",
        options: &["--no-default-features"],
    },
    Module { package: "nats-web-nkeys-wasm", compiled: "nats_web_nkeys_wasm.wasm", name: "nkeys", options: &[] },
];

/// The packages are libraries for Rust, too. That none is made here is what lets the linker optimise across crates.
const MODULE_ALONE: &[&str] = &["--lib", "--crate-type", "cdylib"];

/// What they are made from.
const SOURCES: &[&str] = &[
    "crates/core",
    "crates/jetstream",
    "crates/wasm",
    "crates/nkeys",
    "crates/nkeys-wasm",
    "Cargo.toml",
    "Cargo.lock",
];

/// What `wasm-opt` does, twice, as the first pass leaves something for the second. Engines compile each function when it is
/// first called, which a page waits for: what is small, or has one caller, becomes part of its callers. The first kilobyte of
/// the memory is the far end of the stack and holds no data, so that addresses may be put together with offsets; and
/// functions that are called from most places have the shortest numbers. Loops and branches are put together anew.
const OPT_FLAGS: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-O3",
    "-O3",
    "--flexible-inline-max-function-size=8",
    "--always-inline-max-function-size=8",
    "--reorder-functions",
];

/// What no module needs, and what is left out of the published ones besides.
const STRIP_FLAGS: &[&str] = &["--strip-producers", "--strip-target-features"];
const STRIP_NAMES: &str = "--strip-debug";

/// What the compiler may have used and every supported engine has; newer instructions are not let in.
pub(crate) const FEATURES: &[&str] = &[
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
    fs::create_dir_all(&out)?;
    for Module { package, compiled, name, options } in MODULES {
        let options = [MODULE_ALONE, *options].concat();
        let compiled = compile(project, recipe, project.root(), package, &options, compiled)?;
        optimise(project, &compiled, &out, name)?;
    }
    fs::write(out.join(BUILT_WITH), built_with(recipe))?;
    stamp.set(&fingerprint)
}

/// Compares the modules in the npm package at `folder` (its root) with those built from the sources. Equal bytes can be
/// expected of the compiler that the bundles of the package name.
///
/// # Errors
/// When a module is missing or differs, or the build fails.
pub(crate) fn compare(project: &Project, folder: &Path) -> Result<()> {
    build(project)?;
    for Module { name, .. } in MODULES {
        let file = format!("{name}.wasm");
        let path = folder.join("dist/esm").join(&file);
        let theirs = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if theirs != fs::read(project.target("wasm").join(&file))? {
            let with = fs::read_to_string(project.target("wasm").join(BUILT_WITH))?;
            bail!("{} is not what {with} makes of these sources", path.display());
        }
        println!("{file} is what these sources make");
    }
    Ok(())
}

/// What makes the modules, in words.
pub(crate) fn built_with(recipe: Recipe) -> String {
    format!("{} and binaryen {BINARYEN}", rust_wasm::version(recipe))
}

fn fingerprint(project: &Project, recipe: Recipe) -> Result<String> {
    let (compiler, version) = (rust_wasm::compiler(recipe, COMPILE), rust_wasm::version(recipe));
    let settings = format!(
        "{compiler:?} {version} {MODULES:?} {MODULE_ALONE:?} {OPT_FLAGS:?} {STRIP_FLAGS:?} {STRIP_NAMES} {FEATURES:?} {BINARYEN}"
    );
    let mut inputs = Inputs::new().text(&settings);
    for source in SOURCES {
        inputs = inputs.path(&project.path(source))?;
    }
    Ok(inputs.fingerprint())
}

/// Compiles a package of the workspace in `folder`, and returns the path of what the compiler makes: a file that is called
/// `compiled`. The folder in which that is done is the same for all, so that the standard library is compiled once.
///
/// # Errors
/// When it does not compile.
pub(crate) fn compile(
    project: &Project,
    recipe: Recipe,
    folder: &Path,
    package: &str,
    options: &[&str],
    compiled: &str,
) -> Result<PathBuf> {
    let target = project.target("wasm-build");
    let mut command = rust_wasm::compiler(recipe, COMPILE);
    command.current_dir(folder).args(["--profile", PROFILE, "--locked", "--package", package]).args(options);
    let label = format!("compile {}", [&[package], options].concat().join(" "));
    shell::must(&label, command.arg("--target-dir").arg(&target))?;
    let compiled = target.join(rust_wasm::TARGET).join(PROFILE).join(compiled);
    if !compiled.is_file() {
        bail!("the compiler left no {}", compiled.display());
    }
    Ok(compiled)
}

/// Leaves `<name>.names.wasm`, and `<name>.wasm` without the names of functions.
fn optimise(project: &Project, compiled: &Path, out: &Path, name: &str) -> Result<()> {
    let (named, published) = (out.join(format!("{name}.names.wasm")), out.join(format!("{name}.wasm")));
    let script = wasm_opt(project)?;
    let mut command = node::node()?;
    command.arg(&script).arg(compiled).args(["-g", "-o"]).arg(&named).args(OPT_FLAGS).args(STRIP_FLAGS).args(FEATURES);
    shell::must("optimise the wasm", &mut command)?;
    let mut command = node::node()?;
    command.arg(&script).arg(&named).arg("-o").arg(&published).arg(STRIP_NAMES).args(FEATURES);
    shell::must("leave the names out", &mut command)?;
    eprintln!("    {name}.wasm: {} bytes, now {}", fs::metadata(compiled)?.len(), fs::metadata(&published)?.len());
    Ok(())
}

/// `wasm-opt` of the npm package `binaryen`, which is installed into `target/tools` when it is not there yet.
pub(crate) fn wasm_opt(project: &Project) -> Result<PathBuf> {
    let folder = project.target(&format!("tools/binaryen-{BINARYEN}"));
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !script.is_file() {
        fs::create_dir_all(&folder)?;
        let mut command = node::npm(&folder)?;
        command.args(["install", "--no-save", "--prefix"]).arg(&folder).arg(format!("binaryen@{BINARYEN}"));
        shell::must("install binaryen", &mut command)?;
    }
    Ok(script)
}

/// Unlike `build`, it can be told what kind of library to make.
pub(crate) const COMPILE: &str = "rustc";
const PROFILE: &str = "wasm";
/// The file beside the modules that says what made them.
const BUILT_WITH: &str = "built_with.txt";
