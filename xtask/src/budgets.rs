//! What the project may cost: instructions of the core's operations, and bytes that a page downloads. Both are the same
//! in each run, unlike times; another compiler makes other code, so each kind names the one that its figures are of.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::project::Project;
use crate::tools::rust_wasm::Recipe;
use crate::tools::{cargo, node, rust_wasm, valgrind};
use crate::{npm, shell, wasm};

/// Where the figures are kept that the tests hold new ones against.
const FILE: &str = "bench/budgets.json";
/// By how many percent a figure may be larger than the kept one.
const TOLERANCE: f64 = 2.0;

/// Figures by their names.
type Figures = BTreeMap<String, u64>;

/// Figures, and what compiled the code that they are of.
#[derive(Debug)]
struct Measured {
    compiler: String,
    figures: Figures,
}

/// A kind of figures, by its name in [`FILE`].
struct Kind {
    name: &'static str,
    /// # Errors
    /// When the machine lacks something that the figures need.
    compiler: fn() -> Result<String>,
    measure: fn(&Project) -> Result<Figures>,
}

const KINDS: &[Kind] = &[
    Kind { name: "instructions", compiler: native_compiler, measure: instructions },
    Kind { name: "bytes", compiler: wasm_compiler, measure: bytes },
];

/// What is to be said after a comparison.
pub(crate) struct Comparison {
    /// One line for each figure that has grown.
    pub(crate) grown: Vec<String>,
    /// One line for each kind that could not be compared.
    pub(crate) skipped: Vec<String>,
}

/// Measures, and compares with the kept figures.
///
/// # Errors
/// When something does not build or run.
pub(crate) fn compare(project: &Project) -> Result<Comparison> {
    let text = fs::read_to_string(project.path(FILE)).with_context(|| format!("cannot read {FILE}"))?;
    let kept: Value = serde_json::from_str(&text).with_context(|| FILE.to_owned())?;
    let mut comparison = Comparison { grown: Vec::new(), skipped: Vec::new() };
    for Kind { name, compiler, measure } in KINDS {
        let kept = &kept[*name];
        let of = kept["compiler"].as_str().unwrap_or_default();
        match compiler() {
            Err(error) => comparison.skipped.push(format!("{name}: {error:#}")),
            Ok(ours) if ours != of => {
                comparison.skipped.push(format!("{name}: kept are those of {of}, not of {ours}"));
            }
            Ok(_) => comparison.grown.extend(grown(name, &measure(project)?, kept)),
        }
    }
    Ok(comparison)
}

/// Measures, and keeps the figures.
///
/// # Errors
/// When one kind cannot be measured here.
pub(crate) fn renew(project: &Project) -> Result<()> {
    let mut all = serde_json::Map::new();
    for Kind { name, compiler, measure } in KINDS {
        let measured = Measured { compiler: compiler()?, figures: measure(project)? };
        all.insert((*name).to_owned(), json!({ "compiler": measured.compiler, "figures": measured.figures }));
    }
    fs::write(project.path(FILE), format!("{:#}\n", Value::Object(all)))?;
    println!("written to {FILE}");
    Ok(())
}

/// A line for each figure that is larger than the kept one by more than [`TOLERANCE`], or of which none is kept.
fn grown(kind: &str, figures: &Figures, kept: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, figure) in figures {
        match kept["figures"][name].as_u64() {
            None => lines.push(format!("{kind} of {name}: {figure}, and {FILE} has none")),
            Some(kept) if *figure as f64 > kept as f64 * (1.0 + TOLERANCE / 100.0) => {
                lines.push(format!(
                    "{kind} of {name}: {figure}, more than the {kept} in {FILE} and {TOLERANCE} percent"
                ));
            }
            Some(_) => {}
        }
    }
    lines
}

/// The compiler of native code and its platform, where there is a valgrind.
fn native_compiler() -> Result<String> {
    valgrind::find()?;
    let text = shell::ask(Command::new(rust_wasm::current_rustc()).arg("-vV")).context("no rustc")?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    Ok(format!("{} for {host}", text.lines().next().unwrap_or_default()))
}

/// What compiles and optimises the wasm, where that is done as for a release.
fn wasm_compiler() -> Result<String> {
    let recipe = rust_wasm::prepare()?;
    if recipe == Recipe::CurrentAsDistributed {
        bail!("the standard library cannot be compiled here, so the wasm is larger");
    }
    Ok(wasm::built_with(recipe))
}

/// Instructions of the operations of `bench/rust`, each for one message.
fn instructions(project: &Project) -> Result<Figures> {
    let target = project.target("budgets");
    let mut build = cargo();
    build.current_dir(project.root()).args(["build", "--release", "--locked", "--package", "nats-web-bench"]);
    // Flags of the user's would make other code.
    build.env("CARGO_ENCODED_RUSTFLAGS", "").env_remove("RUSTFLAGS").arg("--target-dir").arg(&target);
    shell::must("build what is counted", &mut build)?;
    let count = |operation: &str, rounds: u64| -> Result<u64> {
        let mut command = Command::new(valgrind::find()?);
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        command.arg(target.join("release/nats-web-bench")).args([operation, &rounds.to_string()]);
        let output = shell::must(&format!("count instructions of {operation}"), &mut command)?;
        collected(&output.text).context("valgrind counted nothing")
    };
    let mut figures = Figures::new();
    for operation in ["handle_bytes", "publish", "request"] {
        // What is done once, such as connecting, is in both counts.
        let each = (count(operation, 2 * ROUNDS)? - count(operation, ROUNDS)?) / (ROUNDS * MESSAGES);
        figures.insert(operation.to_owned(), each);
    }
    Ok(figures)
}

/// The number in a line such as `==7== Collected : 123`.
fn collected(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
}

/// Bytes after gzip: of the wasm modules, and of what a program bundles that uses all of the package or what plain
/// clients use.
fn bytes(project: &Project) -> Result<Figures> {
    npm::build(project)?;
    let mut figures = Figures::new();
    for name in ["nats.wasm", "core.wasm", "nkeys.wasm"] {
        let script = "fs.readFileSync(process.argv[1])";
        let script = format!("zlib.gzipSync({script}, {{ level: 9 }}).length");
        let mut command = node::node()?;
        command.args(["--print", &script]).arg(project.target("wasm").join(name));
        let size = shell::ask(&mut command).context("node cannot gzip")?.parse()?;
        figures.insert(name.to_owned(), size);
    }
    let mut command = node::node()?;
    command.current_dir(project.root()).env("NPM_DIR", project.path("npm")).arg("bench/size.mjs");
    for (label, file) in [("bundle", npm::BUNDLE), ("core bundle", npm::CORE_BUNDLE)] {
        command.arg(format!("{label}={}", project.path(file).display()));
    }
    let sizes = shell::must("bench/size.mjs", &mut command)?;
    let sizes: Value = serde_json::from_str(&sizes.stdout)?;
    for (name, size) in sizes.as_object().context("bench/size.mjs prints no sizes")? {
        figures.insert(name.clone(), size["gzip"].as_u64().context("a size without gzip")?);
    }
    Ok(figures)
}

const ROUNDS: u64 = 100;
/// In a round, as `nats_web_bench::MESSAGES`.
const MESSAGES: u64 = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valgrind_says_how_many() {
        let text = "==7== Events    : Ir\n==7== Collected : 3832371\n==7== \n";
        assert_eq!(collected(text), Some(3_832_371));
        assert_eq!(collected("==7== Events    : Ir\n"), None);
    }

    #[test]
    fn only_what_has_grown_beyond_the_tolerance_is_named() {
        let kept = json!({ "figures": { "same": 1000, "smaller": 1000, "larger": 1000 } });
        let figures = [("same", 1020), ("smaller", 900), ("larger", 1021), ("new", 1)];
        let figures = figures.map(|(name, figure)| (name.to_owned(), figure)).into();
        let lines = grown("bytes", &figures, &kept);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("larger") && lines[1].contains("new"));
    }
}
