//! The public API of the published crates, as text: one line for each item, without what every type has.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use public_api::Builder;
use serde_json::Value;

use crate::package::CRATES;
use crate::project::Project;
use crate::shell;
use crate::tools::cargo;

/// The format of rustdoc's JSON that the crate `public-api` reads in the version that is pinned: that of Rust 1.93 to 1.95.
const FORMAT: u64 = 57;

/// The API of each crate by the file that keeps it; `None` where this compiler writes another format.
type Listed = Option<BTreeMap<String, String>>;

/// Where what was listed differs from what is kept, one line for each item. `None` where nothing can be listed.
///
/// # Errors
/// When rustdoc fails.
pub(crate) fn compare(project: &Project) -> Result<Option<Vec<String>>> {
    let Some(listed) = list(project)? else { return Ok(None) };
    let mut differences = Vec::new();
    for (file, api) in listed {
        let kept = fs::read_to_string(project.path(&file)).with_context(|| format!("cannot read {file}"))?;
        differences.extend(changes(&kept, &api).into_iter().map(|change| format!("{file}: {change}")));
    }
    Ok(Some(differences))
}

/// The public types whose documentation shows no example. `None` where that cannot be told.
///
/// # Errors
/// When rustdoc fails.
pub(crate) fn without_examples(project: &Project) -> Result<Option<Vec<String>>> {
    let mut all = Vec::new();
    for package in CRATES {
        let Some(json) = rustdoc(project, package)? else { return Ok(None) };
        all.extend(lacking(&serde_json::from_str(&read(&json)?)?));
    }
    Ok(Some(all))
}

/// Lists, and keeps what is listed.
///
/// # Errors
/// When rustdoc fails, or nothing can be listed.
pub(crate) fn renew(project: &Project) -> Result<()> {
    let Some(listed) = list(project)? else {
        bail!("{}", reason());
    };
    for (file, api) in listed {
        fs::write(project.path(&file), api)?;
        println!("written to {file}");
    }
    Ok(())
}

/// Why nothing can be listed.
pub(crate) fn reason() -> String {
    format!("this compiler does not write rustdoc's JSON in format {FORMAT}")
}

fn list(project: &Project) -> Result<Listed> {
    let mut listed = BTreeMap::new();
    for package in CRATES {
        let Some(api) = api_of(project, package)? else { return Ok(None) };
        listed.insert(format!("docs/api/{package}.txt"), api);
    }
    Ok(Some(listed))
}

fn api_of(project: &Project, package: &str) -> Result<Option<String>> {
    let Some(json) = rustdoc(project, package)? else { return Ok(None) };
    let builder = Builder::from_rustdoc_json(json).omit_blanket_impls(true).omit_auto_trait_impls(true);
    let mut api = String::new();
    for item in builder.build()?.items() {
        writeln!(api, "{item}")?;
    }
    Ok(Some(api))
}

/// The file with what rustdoc knows of a crate; `None` where it is of another format.
fn rustdoc(project: &Project, package: &str) -> Result<Option<PathBuf>> {
    let target = project.target("api-json");
    let mut command = cargo();
    command.current_dir(project.root()).args(["rustdoc", "--locked", "--lib", "--package", package]);
    command.arg("--target-dir").arg(&target).args(["--", "-Zunstable-options", "--output-format", "json"]);
    // The format is unstable; no code that runs is compiled so.
    command.env("RUSTC_BOOTSTRAP", "1");
    shell::must(&format!("list the API of {package}"), &mut command)?;
    let json = target.join("doc").join(package.replace('-', "_")).with_extension("json");
    Ok((format(&read(&json)?) == Some(FORMAT)).then_some(json))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The paths of all public types and traits of a crate whose own documentation shows no code.
fn lacking(rustdoc: &Value) -> Vec<String> {
    let Some(items) = rustdoc["index"].as_object() else { return Vec::new() };
    let mut lacking = Vec::new();
    for (id, item) in items {
        let is_type = ["struct", "enum", "union", "trait"].iter().any(|kind| item["inner"].get(kind).is_some());
        let is_ours = item["crate_id"] == 0 && item["visibility"] == "public";
        if is_type && is_ours && !item["docs"].as_str().is_some_and(|docs| docs.contains("```")) {
            let path = rustdoc["paths"][id]["path"].as_array().into_iter().flatten().filter_map(Value::as_str);
            lacking.push(path.collect::<Vec<_>>().join("::"));
        }
    }
    lacking.sort();
    lacking
}

fn format(json: &str) -> Option<u64> {
    serde_json::from_str::<Value>(json).ok()?["format_version"].as_u64()
}

/// What has come and what has gone, in order. A change is both.
fn changes(kept: &str, now: &str) -> Vec<String> {
    let mut lines: BTreeMap<&str, i64> = BTreeMap::new();
    kept.lines().for_each(|line| *lines.entry(line).or_default() -= 1);
    now.lines().for_each(|line| *lines.entry(line).or_default() += 1);
    let changed = lines.into_iter().filter(|(_, balance)| *balance != 0);
    changed.map(|(line, balance)| format!("{} {line}", if balance < 0 { '-' } else { '+' })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_what_went_is_named() {
        assert_eq!(changes("pub fn a()\npub fn b()\n", "pub fn b()\npub fn c()\n"), ["- pub fn a()", "+ pub fn c()"]);
        assert_eq!(changes("impl x\nimpl x\n", "impl x\n"), ["- impl x"]);
        assert!(changes("pub fn a()\n", "pub fn a()\n").is_empty());
    }

    #[test]
    fn types_without_an_example_are_named() {
        let index = serde_json::json!({
            "1": { "crate_id": 0, "visibility": "public", "docs": "A.\n```\n```", "inner": { "struct": {} } },
            "2": { "crate_id": 0, "visibility": "public", "docs": "B.", "inner": { "enum": {} } },
            "3": { "crate_id": 0, "visibility": "public", "docs": null, "inner": { "trait": {} } },
            "4": { "crate_id": 0, "visibility": "public", "docs": null, "inner": { "function": {} } },
            "5": { "crate_id": 7, "visibility": "public", "docs": null, "inner": { "struct": {} } },
        });
        let paths = serde_json::json!({ "2": { "path": ["x", "B"] }, "3": { "path": ["x", "C"] } });
        assert_eq!(lacking(&serde_json::json!({ "index": index, "paths": paths })), ["x::B", "x::C"]);
    }

    #[test]
    fn the_format_is_read_first() {
        assert_eq!(format(r#"{"root":1,"format_version":57}"#), Some(57));
        assert_eq!(format("{}"), None);
    }
}
