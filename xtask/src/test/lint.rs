//! Checks that read the sources without running them. Each is one test.

use std::process::Command;

use anyhow::Result;

use super::{circles, complaint, links, paths, verdict};
use crate::boundary;
use crate::count::Tally;
use crate::npm;
use crate::package::CRATES;
use crate::project::Project;
use crate::rust_web;
use crate::tools::{cargo, node};

/// Runs them all; what a failing one prints is shown.
pub(super) fn run(project: &Project) -> Result<Tally> {
    npm::install(project, "npm")?;
    npm::install(project, "web")?;
    let mut total = verdict("boundary", &boundary::check(project));
    // The console is checked against the package's types, which the build makes. A build that fails is not the
    // end: most checks do without.
    let built = npm::build(project);
    total += verdict("build", &built.map_err(|error| format!("{error:#}")).err().unwrap_or_default());
    for (label, mut command) in programs(project)? {
        total += verdict(label, &complaint(label, &mut command)?);
    }
    total += verdict("machine paths", &paths::check(project)?.join("\n"));
    total += verdict("circles of modules", &circles::check(project)?.join("\n"));
    total += verdict("links", &links::check(project)?.join("\n"));
    Ok(total)
}

fn programs(project: &Project) -> Result<Vec<(&'static str, Command)>> {
    let rust = |arguments: &[&str]| {
        let mut command = cargo();
        command.current_dir(project.root()).args(arguments);
        command
    };
    let mut doc = rust(&["doc", "--no-deps"]);
    for name in CRATES {
        doc.args(["--package", name]);
    }
    doc.env("RUSTDOCFLAGS", "-D warnings");
    // Here what is public may link to what is private: both are shown.
    let mut internals = rust(&["doc", "--no-deps", "--workspace", "--document-private-items"]);
    internals.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links");
    Ok(vec![
        ("cargo fmt", rust(&["fmt", "--all", "--check"])),
        ("cargo fmt in fuzz/", rust(&["fmt", "--check", "--manifest-path", "fuzz/Cargo.toml"])),
        (
            "cargo fmt of programs for browsers",
            rust(&["fmt", "--all", "--check", "--manifest-path", rust_web::MANIFEST]),
        ),
        (
            "cargo fmt of pages with frameworks",
            rust(&["fmt", "--all", "--check", "--manifest-path", rust_web::FRAMEWORKS_MANIFEST]),
        ),
        ("cargo clippy", rust(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("cargo doc", doc),
        ("cargo doc of internals", internals),
        ("tsc", script(project, "npm", TSC, &["--noEmit", "--project", "tsconfig.json"])?),
        ("tsc of the console", script(project, "web", TSC, &["--noEmit", "--project", "jsconfig.json"])?),
        ("tsc of its tools", script(project, "web", TSC, &["--noEmit", "--project", "jsconfig.tools.json"])?),
        ("typedoc", script(project, "npm", npm::TYPEDOC, &["--emit", "none"])?),
        ("biome", script(project, "npm", BIOME, &["check", "--error-on-warnings", "."])?),
        ("biome of the console", script(project, "web", BIOME, BIOME_OF_THE_CONSOLE)?),
        ("biome of benchmarks", script(project, "bench", BIOME, BIOME_HERE)?),
        ("biome of tests beside other clients", script(project, "interop", BIOME, BIOME_HERE)?),
        ("biome of examples", script(project, "examples/js", BIOME, BIOME_BELOW)?),
        ("biome of example pages", script(project, "examples/web", BIOME, BIOME_BELOW)?),
        ("biome of programs in Rust for browsers", script(project, "examples/rust-web", BIOME, BIOME_BELOW)?),
        ("biome of pages with frameworks", script(project, "examples/rust-frameworks", BIOME, BIOME_BELOW)?),
        ("biome of xtask's assets", script(project, "xtask/assets", BIOME, BIOME_BELOW)?),
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
/// Each folder is a run of its own: the search for import circles reads all below the folder that it runs in, and refuses
/// the configuration that is among it.
const BIOME_HERE: &[&str] = &["check", "--error-on-warnings", "--config-path=../npm", "."];
const BIOME_BELOW: &[&str] = &["check", "--error-on-warnings", "--config-path=../../npm", "."];
/// Scripts only: pages and styles have a hand of their own.
const BIOME_OF_THE_CONSOLE: &[&str] = &[
    "check",
    "--error-on-warnings",
    "--config-path=../npm",
    "src",
    "test",
    "check",
    "check.mjs",
    "measure.mjs",
    "sample",
];
