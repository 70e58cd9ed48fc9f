//! `cargo xtask wasm`: the core, nkeys, and what packs and unpacks them, as wasm modules in `target/wasm`, compiled and
//! optimised. They need no glue.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::project::Project;
use crate::shell;
use crate::stamp::{Inputs, Stamp};
use crate::tools::node;
use crate::tools::rust_wasm::{self, Recipe};

/// A package with exports, the file that the compiler makes of it, and what that becomes.
#[derive(Debug)]
struct Module {
    package: &'static str,
    compiled: &'static str,
    optimised: &'static str,
    /// What of its exports stays; all if there are none here. The linker adds two of its own to every module.
    exports: &'static [&'static str],
    /// What `wasm-opt` is told besides [`OPT_FLAGS`].
    flags: &'static [&'static str],
}

const MODULES: &[Module] = &[
    Module {
        package: "nats-web-wasm",
        compiled: "nats_web_wasm.wasm",
        optimised: "nats_web.wasm",
        exports: &[],
        flags: LARGE_STAY,
    },
    Module {
        package: "nats-web-nkeys-wasm",
        compiled: "nats_web_nkeys_wasm.wasm",
        optimised: "nats_web_nkeys.wasm",
        exports: &[],
        flags: LARGE_STAY,
    },
    Module {
        package: "nats-web-pack-wasm",
        compiled: "nats_web_pack_wasm.wasm",
        optimised: "nats_web_pack.wasm",
        exports: &[],
        flags: &[],
    },
    Module {
        package: "nats-web-unpack-wasm",
        compiled: "nats_web_unpack_wasm.wasm",
        optimised: "nats_web_unpack.wasm",
        exports: &["memory", "MODULE", "unpack"],
        flags: ALL_STAY,
    },
];

/// What they are made from.
const SOURCES: &[&str] = &[
    "crates/core",
    "crates/wasm",
    "crates/nkeys",
    "crates/nkeys-wasm",
    "crates/pack",
    "crates/pack-wasm",
    "crates/unpack-wasm",
    "Cargo.toml",
    "Cargo.lock",
];

/// What `wasm-opt` does, twice, as the first pass leaves something for the second. What packs the modules makes more of
/// functions that stand beside their like, and of those with several callers that stay functions unless they are small; it
/// makes nothing of what `-Oz` does beyond `-O3`. A function with one caller becomes part of it: engines compile each
/// function when it is first called, which a page waits for.
const OPT_FLAGS: &[&str] = &[
    "-O3",
    "-O3",
    "--flexible-inline-max-function-size=10",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Where size counts for more: large functions with one caller, of which there are few, stay functions.
const LARGE_STAY: &[&str] = &["--one-caller-inline-max-function-size=200"];

/// Where one function runs for the whole time: engines optimise what is called often, once it is called again. The others
/// that it calls must not become part of it.
const ALL_STAY: &[&str] = &["--one-caller-inline-max-function-size=1"];

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

/// The version of the npm package that brings `wasm-opt` and its like.
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
    let folder = compile(project, recipe)?;
    fs::create_dir_all(&out)?;
    for module in MODULES {
        let compiled = folder.join(module.compiled);
        if !compiled.is_file() {
            bail!("the compiler left no {}", compiled.display());
        }
        let trimmed = if module.exports.is_empty() { compiled } else { trim(project, &compiled, module.exports)? };
        optimise(project, &trimmed, module, &out.join(module.optimised))?;
    }
    stamp.set(&fingerprint)
}

fn fingerprint(project: &Project, recipe: Recipe) -> Result<String> {
    let (compiler, version) = (rust_wasm::compiler(recipe, "build"), rust_wasm::version(recipe));
    let settings = format!("{compiler:?} {version} {MODULES:?} {OPT_FLAGS:?} {FEATURES:?} {BINARYEN}");
    let mut inputs = Inputs::new().text(&settings);
    for source in SOURCES {
        inputs = inputs.path(&project.path(source))?;
    }
    Ok(inputs.fingerprint())
}

/// Gives the folder with what the compiler makes.
fn compile(project: &Project, recipe: Recipe) -> Result<PathBuf> {
    let target = project.target("wasm-build");
    let mut command = rust_wasm::compiler(recipe, "build");
    command.current_dir(project.root()).args(["--profile", PROFILE, "--locked"]);
    for module in MODULES {
        command.args(["--package", module.package]);
    }
    command.arg("--target-dir").arg(&target);
    shell::must("compile the wasm modules", &mut command)?;
    Ok(target.join(rust_wasm::TARGET).join(PROFILE))
}

/// Makes a module with no other exports than these, nor what only others need. Gives its path.
fn trim(project: &Project, compiled: &Path, exports: &[&str]) -> Result<PathBuf> {
    let root = serde_json::json!({ "name": "root", "root": true, "reaches": exports });
    let kept = exports.iter().map(|name| serde_json::json!({ "name": name, "export": name }));
    let graph = compiled.with_extension("exports.json");
    fs::write(&graph, serde_json::to_vec(&std::iter::once(root).chain(kept).collect::<Vec<_>>())?)?;
    let out = compiled.with_extension("trimmed.wasm");
    let mut command = node::node()?;
    command.arg(binaryen(project, "wasm-metadce")?).arg(compiled).arg("-f").arg(&graph).arg("-o").arg(&out);
    shell::must("trim the exports", command.args(FEATURES))?;
    Ok(out)
}

fn optimise(project: &Project, compiled: &Path, module: &Module, out: &Path) -> Result<()> {
    let script = binaryen(project, "wasm-opt")?;
    let mut command = node::node()?;
    command.arg(script).arg(compiled).arg("-o").arg(out).args(OPT_FLAGS).args(module.flags).args(FEATURES);
    shell::must("optimise the wasm", &mut command)?;
    let name = out.file_name().unwrap_or_default().display();
    eprintln!("    {name}: {} bytes, now {}", fs::metadata(compiled)?.len(), fs::metadata(out)?.len());
    Ok(())
}

/// A tool of the npm package `binaryen`, installed into `target/tools` when it is not there yet.
fn binaryen(project: &Project, tool: &str) -> Result<PathBuf> {
    let folder = project.target(&format!("tools/binaryen-{BINARYEN}"));
    let script = folder.join("node_modules/binaryen/bin").join(tool);
    if !script.is_file() {
        fs::create_dir_all(&folder)?;
        let mut command = node::npm(&folder)?;
        command.args(["install", "--no-save", "--prefix"]).arg(&folder).arg(format!("binaryen@{BINARYEN}"));
        shell::must("install binaryen", &mut command)?;
    }
    Ok(script)
}

const PROFILE: &str = "wasm";
