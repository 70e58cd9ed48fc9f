//! The published crates as they would be published: what is in them, what they say of themselves, and that a program which
//! has them under the name `async-nats` compiles.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{complaint, verdict};
use crate::count::Tally;
use crate::package;
use crate::project::Project;
use crate::shell;
use crate::stamp::files;
use crate::tools::cargo;

/// Packs them, and looks at what is in the packages. Each check is one test.
pub(super) fn run(project: &Project) -> Result<Tally> {
    if version() < Some(FIRST_THAT_PACKS_SEVERAL) {
        let (major, minor) = FIRST_THAT_PACKS_SEVERAL;
        println!("skipped packages of the crates: only cargo {major}.{minor} and newer packs what needs each other");
        return Ok(Tally::default());
    }
    let packed = package::pack_crates(project)?;
    let unpacked = packed.join("unpacked");
    if unpacked.is_dir() {
        fs::remove_dir_all(&unpacked)?;
    }
    fs::create_dir_all(&unpacked)?;
    let mut folders = Vec::new();
    let mut total = Tally::default();
    for name in package::CRATES {
        let crate_file = packed.join(format!("{name}-{}.crate", env!("CARGO_PKG_VERSION")));
        let mut unpack = Command::new("tar");
        unpack.current_dir(&unpacked).arg("-xzf").arg(&crate_file);
        shell::must(&format!("unpack {name}"), &mut unpack)?;
        let folder = unpacked.join(crate_file.file_stem().unwrap_or_default());
        let mut complaints = unexpected(&folder)?;
        complaints.extend(lacking(&fs::read_to_string(folder.join("Cargo.toml"))?)?);
        let size = fs::metadata(&crate_file)?.len();
        if size > MOST_BYTES {
            complaints.push(format!("{size} bytes"));
        }
        total += verdict(&format!("package of {name}"), &complaints.join("\n"));
        folders.push((*name, folder));
    }
    for (label, options) in [("default features", ""), ("no default features", ", default-features = false")] {
        let mut check = dependent(project, &unpacked, &folders, options)?;
        let label = format!("cargo check of a program with the packages, {label}");
        total += verdict(&label, &complaint(&label, &mut check)?);
    }
    Ok(total)
}

/// Major and minor version of cargo.
fn version() -> Option<(u32, u32)> {
    let text = shell::ask(cargo().arg("--version"))?;
    let mut numbers = text.split_whitespace().nth(1)?.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// What a package has that it should not have, and what it has not.
fn unexpected(folder: &Path) -> Result<Vec<String>> {
    let mut complaints: Vec<String> =
        NEEDED.iter().filter(|name| !folder.join(name).is_file()).map(|name| format!("there is no {name}")).collect();
    for file in files(folder)? {
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        let is_code = ["src/", "examples/"].iter().any(|folder| name.starts_with(folder))
            && [".rs", ".json"].iter().any(|ending| name.ends_with(ending));
        if !is_code && !NEEDED.contains(&name.as_str()) && !BY_CARGO.contains(&name.as_str()) {
            complaints.push(format!("{name} is packed"));
        }
    }
    Ok(complaints)
}

/// What a manifest does not say of its crate.
fn lacking(manifest: &str) -> Result<Vec<String>> {
    let manifest: Value = basic_toml::from_str(manifest).context("a packed Cargo.toml")?;
    let package = &manifest["package"];
    let texts = ["description", "edition", "license", "readme", "rust-version"]
        .into_iter()
        .filter(|key| package[key].as_str().is_none_or(str::is_empty));
    let lists = ["authors", "categories", "keywords"]
        .into_iter()
        .filter(|key| package[key].as_array().is_none_or(Vec::is_empty));
    let mut lacking: Vec<String> = texts.chain(lists).map(|key| format!("Cargo.toml has no {key}")).collect();
    if package["metadata"]["docs"]["rs"]["targets"].as_array().is_none() {
        lacking.push("Cargo.toml does not say for which targets docs.rs builds".to_owned());
    }
    Ok(lacking)
}

/// A `cargo check` of a program that has the packages in place of `async-nats`.
fn dependent(project: &Project, unpacked: &Path, folders: &[(&str, PathBuf)], options: &str) -> Result<Command> {
    let folder = unpacked.join("program");
    fs::create_dir_all(folder.join("src"))?;
    let of = |name: &str| folders.iter().find(|(other, _)| *other == name).map(|(_, folder)| folder.display());
    let client = of("nats-web").context("nats-web is not packed")?;
    let mut manifest = format!(
        "[workspace]\n\n[package]\nname = \"program\"\nedition = \"2024\"\n\n{AS_IN_THE_WORKSPACE}\n[dependencies]\n\
         async-nats = {{ package = \"nats-web\", path = '{client}'{options} }}\n\n[patch.crates-io]\n"
    );
    for (name, folder) in folders.iter().filter(|(name, _)| *name != "nats-web") {
        manifest += &format!("{name} = {{ path = '{}' }}\n", folder.display());
    }
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/lib.rs"), PROGRAM)?;
    // In the same versions.
    fs::copy(project.path("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut command = cargo();
    command.current_dir(&folder).args(["check", "--target-dir"]).arg(project.target(""));
    Ok(command)
}

/// Since this version `cargo package` packs crates that need each other and are not in the registry yet.
const FIRST_THAT_PACKS_SEVERAL: (u32, u32) = (1, 90);
/// What each package has.
const NEEDED: &[&str] = &["Cargo.toml", "LICENSE", "README.md", "src/lib.rs"];
/// What cargo adds.
const BY_CARGO: &[&str] = &["Cargo.lock", "Cargo.toml.orig"];
/// More than the largest package has: what is packed by mistake is larger.
const MOST_BYTES: u64 = 400_000;
/// With these settings the dependencies are those that the rest of the tests have compiled.
const AS_IN_THE_WORKSPACE: &str = "\
[profile.dev]
debug = \"line-tables-only\"

[profile.dev.package.\"*\"]
debug = false
";
/// Works with any features.
const PROGRAM: &str = "\
//! A program for async-nats.

/// Asks `greet.ada`.
///
/// # Errors
/// When nobody answers.
pub async fn ask() -> Result<async_nats::Message, async_nats::Error> {
    let client = async_nats::connect(\"nats://127.0.0.1\").await?;
    Ok(client.request(\"greet.ada\", \"\".into()).await?)
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_manifest_does_not_say_is_named() {
        let whole = "[package]\ndescription = \"a\"\nedition = \"2024\"\nlicense = \"MIT\"\nreadme = \"README.md\"\n\
                     rust-version = \"1.88\"\nauthors = [\"a\"]\ncategories = [\"a\"]\nkeywords = [\"a\"]\n\
                     [package.metadata.docs.rs]\ntargets = [\"a\"]\n";
        assert!(lacking(whole).expect("a manifest").is_empty());
        let without = whole.replace("license = \"MIT\"\n", "").replace("[\"a\"]\ncategories", "[]\ncategories");
        assert_eq!(lacking(&without).expect("a manifest"), ["Cargo.toml has no license", "Cargo.toml has no authors"]);
    }

    #[test]
    fn what_does_not_belong_into_a_package_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["Cargo.toml", "README.md", "src/lib.rs", "src/vectors.json", "src/key.pem", "tests/a.rs"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, "").expect("a file");
        }
        let found = unexpected(folder.path()).expect("readable");
        assert_eq!(found, ["there is no LICENSE", "src/key.pem is packed", "tests/a.rs is packed"]);
    }
}
