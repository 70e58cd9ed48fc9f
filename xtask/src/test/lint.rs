//! Checks that read the sources without running them. Each is one test.

use std::process::Command;

use anyhow::Result;

use super::{links, paths};
use crate::count::Tally;
use crate::npm;
use crate::project::Project;
use crate::shell;
use crate::tools::{cargo, node};

/// Runs them all; what a failing one prints is shown.
pub(super) fn run(project: &Project) -> Result<Tally> {
    npm::install(project, "npm")?;
    npm::install(project, "web")?;
    let mut total = Tally::default();
    // The console is checked against the package's types, which the build makes. A build that fails is not the
    // end: most checks do without.
    let built = npm::build(project);
    total += verdict("build", &built.map_err(|error| format!("{error:#}")).err().unwrap_or_default());
    for (label, mut command) in programs(project)? {
        let output = shell::run(label, &mut command)?;
        let complaint = match output.success() {
            true => String::new(),
            false => format!("{}{}", output.text, output.ending()),
        };
        total += verdict(label, &complaint);
    }
    total += verdict("machine paths", &paths::check(project)?.join("\n"));
    total += verdict("links", &links::check(project)?.join("\n"));
    Ok(total)
}

/// One test: it holds when there is nothing to complain about.
fn verdict(label: &str, complaint: &str) -> Tally {
    if !complaint.is_empty() {
        println!("{}\nFAILED {label}", complaint.trim_end());
    }
    Tally::one(complaint.is_empty())
}

fn programs(project: &Project) -> Result<Vec<(&'static str, Command)>> {
    let rust = |arguments: &[&str]| {
        let mut command = cargo();
        command.current_dir(project.root()).args(arguments);
        command
    };
    let mut doc = rust(&["doc", "--no-deps", "-p", "nats-web-core", "-p", "nats-web-nkeys", "-p", "nats-web"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    // Here what is public may link to what is private: both are shown.
    let mut internals = rust(&["doc", "--no-deps", "--workspace", "--document-private-items"]);
    internals.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links");
    Ok(vec![
        ("cargo fmt", rust(&["fmt", "--all", "--check"])),
        ("cargo fmt in fuzz/", rust(&["fmt", "--check", "--manifest-path", "fuzz/Cargo.toml"])),
        ("cargo clippy", rust(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("cargo doc", doc),
        ("cargo doc of internals", internals),
        ("tsc", script(project, "npm", TSC, &["--noEmit", "--project", "tsconfig.json"])?),
        ("tsc of the console", script(project, "web", TSC, &["--noEmit", "--project", "jsconfig.json"])?),
        ("tsc of its tools", script(project, "web", TSC, &["--noEmit", "--project", "jsconfig.tools.json"])?),
        ("typedoc", script(project, "npm", npm::TYPEDOC, &["--emit", "none"])?),
        ("biome", script(project, "npm", BIOME, &["check", "--error-on-warnings", "."])?),
        ("biome of the rest", script(project, ".", BIOME, BIOME_OF_THE_REST)?),
    ])
}

/// A program of `npm/node_modules`, run by Node in `folder`.
fn script(project: &Project, folder: &str, path: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = node::node()?;
    command.current_dir(project.path(folder)).arg(project.path(path)).args(arguments);
    Ok(command)
}

const TSC: &str = "npm/node_modules/typescript/bin/tsc";
const BIOME: &str = "npm/node_modules/@biomejs/biome/bin/biome";
/// Scripts only: pages and styles have a hand of their own.
const BIOME_OF_THE_REST: &[&str] = &[
    "check",
    "--error-on-warnings",
    "--config-path=npm",
    "web/src",
    "web/test",
    "web/check",
    "web/check.mjs",
    "web/measure.mjs",
    "web/sample",
    "bench",
    "examples/js",
    "xtask/assets",
];
