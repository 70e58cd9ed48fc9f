//! Every dependency is under a licence that the project allows itself.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;
use spdx::{Expression, ParseMode};

use super::Outcome;
use crate::project::Project;
use crate::rust_web;
use crate::shell;
use crate::tools::cargo;

/// The workspaces of Rust crates.
pub(super) const MANIFESTS: &[&str] = &["Cargo.toml", "fuzz/Cargo.toml"];
/// What the framework of the example application is under besides. Nothing that is published contains it.
const ALLOWED_FOR_EXAMPLES: &[&str] = &["BSL-1.0", "CC0-1.0", "Zlib"];
/// The folders whose npm packages are only run: neither the npm package nor the console contains any of them.
const TOOLS: &[&str] = &["npm", "npm/packaging/tools"];
/// The folders with npm packages that the console contains.
const SHIPPED: &[&str] = &["web"];
/// What a program that is only run may be under besides.
const ALLOWED_FOR_TOOLS: &[&str] =
    &["0BSD", "BSD-2-Clause", "BlueOak-1.0.0", "CC-BY-4.0", "MPL-2.0", "Python-2.0", "Unlicense"];

/// A dependency, and its licence as its own manifest gives it.
type Licensed = (String, Option<String>);

/// Holds all of them, of every platform and feature, against the list in `deny.toml`.
pub(super) fn check(project: &Project) -> Result<Outcome> {
    let allowed = allowed(&read(project, "deny.toml")?)?;
    let for_tools = allowed.iter().cloned().chain(ALLOWED_FOR_TOOLS.iter().map(|name| (*name).to_owned())).collect();
    let mut findings = Vec::new();
    for manifest in MANIFESTS {
        findings.extend(refused(manifest, &crates(project, manifest)?, &allowed));
    }
    let for_examples =
        allowed.iter().cloned().chain(ALLOWED_FOR_EXAMPLES.iter().map(|name| (*name).to_owned())).collect();
    findings.extend(refused(rust_web::MANIFEST, &crates(project, rust_web::MANIFEST)?, &for_examples));
    for (folders, allowed) in [(TOOLS, &for_tools), (SHIPPED, &allowed)] {
        for folder in folders {
            let lock = format!("{folder}/package-lock.json");
            findings.extend(refused(&lock, &packages(&read(project, &lock)?)?, allowed));
        }
    }
    Ok(Outcome::Ran { complaint: findings.join("\n") })
}

fn read(project: &Project, name: &str) -> Result<String> {
    fs::read_to_string(project.path(name)).with_context(|| format!("cannot read {name}"))
}

/// The licences that `deny.toml` allows.
fn allowed(settings: &str) -> Result<BTreeSet<String>> {
    let settings: Value = basic_toml::from_str(settings).context("deny.toml")?;
    let names = settings["licenses"]["allow"].as_array().context("deny.toml allows no licence")?;
    Ok(names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The crates that the workspace of `manifest` consists of and depends on.
fn crates(project: &Project, manifest: &str) -> Result<Vec<Licensed>> {
    let mut command = cargo();
    command.current_dir(project.root()).args(["metadata", "--format-version", "1", "--all-features", "--locked"]);
    let text = shell::ask(command.args(["--manifest-path", manifest])).context("cargo metadata fails")?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    // What is not published is this project's own.
    let published = packages.iter().filter(|package| package["publish"] != Value::Array(Vec::new()));
    Ok(published.map(|package| (name_of(&package["name"]), licence_of(package))).collect())
}

/// The packages that an npm lock file names, without the one that it belongs to.
fn packages(lock: &str) -> Result<Vec<Licensed>> {
    let lock: Value = serde_json::from_str(lock)?;
    let packages = lock["packages"].as_object().context("the lock file lists no packages")?;
    let others = packages.iter().filter(|(path, _)| !path.is_empty());
    Ok(others.map(|(path, package)| (path.clone(), licence_of(package))).collect())
}

fn name_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn licence_of(package: &Value) -> Option<String> {
    package["license"].as_str().map(str::to_owned)
}

/// One line for each that may not be used under any of the `allowed` licences.
fn refused(source: &str, dependencies: &[Licensed], allowed: &BTreeSet<String>) -> Vec<String> {
    let mut findings = Vec::new();
    for (name, licence) in dependencies {
        match licence {
            None => findings.push(format!("{source}: {name} names no licence")),
            Some(licence) if !permits(licence, allowed) => {
                findings.push(format!("{source}: {name} is under {licence}, which is not allowed"));
            }
            Some(_) => {}
        }
    }
    findings
}

/// Whether the expression can be met with `allowed` licences. One that cannot be read cannot be met.
fn permits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    // Old manifests have a slash for OR.
    let Ok(expression) = Expression::parse_mode(expression, ParseMode::LAX) else {
        return false;
    };
    expression.evaluate(|required| {
        let id = required.license.id();
        required.addition.is_none() && id.is_some_and(|id| allowed.contains(id.name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn one_of_several_is_enough_and_all_of_them_where_it_says_so() {
        let allowed = set(&["MIT", "Unicode-3.0"]);
        for permitted in ["MIT", "GPL-3.0-only OR MIT", "Apache-2.0/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
            assert!(permits(permitted, &allowed), "{permitted}");
        }
        for refused in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "MIT WITH LLVM-exception", "UNLICENSED", "see LICENSE"]
        {
            assert!(!permits(refused, &allowed), "{refused}");
        }
    }

    #[test]
    fn the_list_is_that_of_the_settings() {
        let settings = "[graph]\nall-features = true\n[licenses]\nallow = [\n \"MIT\", # why\n]\n";
        assert_eq!(allowed(settings).expect("settings"), set(&["MIT"]));
        assert!(allowed("[licenses]\n").is_err());
    }

    #[test]
    fn each_package_is_judged_but_the_one_that_the_lock_file_belongs_to() {
        let lock = r#"{"packages":{"":{},"node_modules/a":{"license":"MIT"},"node_modules/b":{"license":"GPL-3.0-only"},
            "node_modules/c":{}}}"#;
        let found = refused("lock", &packages(lock).expect("a lock file"), &set(&["MIT"]));
        assert_eq!(
            found,
            [
                "lock: node_modules/b is under GPL-3.0-only, which is not allowed",
                "lock: node_modules/c names no licence"
            ]
        );
    }
}
