//! A Rust toolchain that compiles for `wasm32-unknown-unknown`, and how to call it.
//!
//! The smallest wasm needs a standard library compiled without panic messages (`build-std` with immediate-abort),
//! so a toolchain that has the library's source is preferred to one that has only its compiled form.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::{cargo, debian, forget_own_package, on_path};
use crate::shell;

/// The target triple.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// A target that has no `std` at all: a microcontroller.
pub(crate) const BARE_TARGET: &str = "thumbv7em-none-eabi";

/// How the wasm gets compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recipe {
    /// The toolchain that runs this program, with the standard library compiled anew from its source.
    CurrentFromSource,
    /// Debian's own toolchain (`rustc-web`), with the standard library compiled anew.
    Debian,
    /// The toolchain that runs this program, with the standard library as distributed: larger, by panic messages.
    CurrentAsDistributed,
}

/// What this machine offers, and what may be added to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The current toolchain has the source of the standard library, and knows how to compile it without messages.
    pub(crate) source: bool,
    /// The current toolchain has the standard library compiled for the target.
    pub(crate) target: bool,
    /// Debian's packages are all there.
    pub(crate) debian: bool,
}

/// The best recipe that needs nothing to be installed.
///
/// `CurrentAsDistributed` is not among them unless `settle`: first see whether something better can be installed.
pub(crate) fn choose(facts: Facts, settle: bool) -> Option<Recipe> {
    if facts.source {
        Some(Recipe::CurrentFromSource)
    } else if facts.debian {
        Some(Recipe::Debian)
    } else if facts.target && settle {
        Some(Recipe::CurrentAsDistributed)
    } else {
        None
    }
}

/// Finds a recipe, installing what is missing: by `rustup` where it can, else by `apt-get`.
///
/// # Errors
/// One line that says what to install, when nothing can be had.
pub(crate) fn prepare() -> Result<Recipe> {
    if let Some(recipe) = choose(probe(), false) {
        return Ok(recipe);
    }
    add_by_rustup(&["component", "add", "rust-src"]);
    add_by_rustup(&["target", "add", TARGET]);
    if let Some(recipe) = choose(probe(), true) {
        return Ok(recipe);
    }
    if debian::can_install()
        && debian::install(PACKAGES).is_ok()
        && let Some(recipe) = choose(probe(), true)
    {
        return Ok(recipe);
    }
    bail!(
        "no Rust for {TARGET}: run `rustup target add {TARGET}`, or on Debian `apt-get install {}`",
        PACKAGES.join(" ")
    );
}

/// A `cargo` that compiles for the target by this recipe, with the arguments it needs already in place after
/// `subcommand`.
pub(crate) fn compiler(recipe: Recipe, subcommand: &str) -> Command {
    let mut command = cargo_of(recipe);
    command.args([subcommand, "--target", TARGET]);
    let flags = if recipe == Recipe::CurrentAsDistributed {
        &[]
    } else {
        command.arg("-Zbuild-std=std,panic_abort");
        command.env("RUSTC_BOOTSTRAP", "1");
        FROM_SOURCE
    };
    // Encoded flags win over every other source of flags, so the build is the same whatever the user's settings are.
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    command.env_remove("RUSTFLAGS");
    command
}

/// `cargo check` for [`BARE_TARGET`] by this recipe; `None` where the toolchain has neither the source of the standard
/// library nor its compiled form for that target, and cannot get it.
pub(crate) fn bare_checker(recipe: Recipe) -> Option<Command> {
    let mut command = cargo_of(recipe);
    command.args(["check", "--target", BARE_TARGET]);
    if recipe != Recipe::CurrentAsDistributed {
        command.arg("-Zbuild-std=core,alloc").env("RUSTC_BOOTSTRAP", "1");
    } else if !has_target(BARE_TARGET) {
        add_by_rustup(&["target", "add", BARE_TARGET]);
        has_target(BARE_TARGET).then_some(())?;
    }
    Some(command)
}

/// The compiler's own words about its version: part of what makes a build up to date.
pub(crate) fn version(recipe: Recipe) -> String {
    let rustc = match recipe {
        Recipe::Debian => PathBuf::from(DEBIAN_RUSTC),
        _ => current_rustc(),
    };
    shell::ask(Command::new(rustc).arg("--version")).unwrap_or_default()
}

fn probe() -> Facts {
    Facts {
        source: rustlib().join(SOURCE).is_file() && can_abort_at_once(&version(Recipe::CurrentFromSource)),
        target: has_target(TARGET),
        debian: debian_is_complete(Path::new("/")),
    }
}

/// The folder of the current toolchain's libraries.
fn rustlib() -> PathBuf {
    let sysroot = shell::ask(Command::new(current_rustc()).args(["--print", "sysroot"]));
    PathBuf::from(sysroot.unwrap_or_default()).join("lib/rustlib")
}

fn has_target(target: &str) -> bool {
    rustlib().join(target).join("lib").is_dir()
}

/// Whether the compiler that calls itself so (`rustc 1.95.0 (…)`) has `-Cpanic=immediate-abort`.
fn can_abort_at_once(version: &str) -> bool {
    let minor = || version.split_whitespace().nth(1)?.strip_prefix("1.")?.split('.').next()?.parse::<u32>().ok();
    minor().is_some_and(|minor| minor >= FIRST_WITH_IMMEDIATE_ABORT)
}

fn debian_is_complete(root: &Path) -> bool {
    DEBIAN_FILES.iter().all(|file| root.join(file).exists())
}

/// Has `rustup` add something, where there is a `rustup`.
fn add_by_rustup(what: &[&str]) {
    let Some(rustup) = on_path(&["rustup"]) else {
        return;
    };
    eprintln!("  > rustup {}", what.join(" "));
    // Where rustup can add nothing (no network, a frozen installation) it says so at length: not news to the user.
    if shell::ask(Command::new(rustup).args(what)).is_none() {
        eprintln!("    not available here, trying another way");
    }
}

/// The compiler that the current toolchain has.
pub(crate) fn current_rustc() -> PathBuf {
    std::env::var_os("RUSTC").map_or_else(|| "rustc".into(), PathBuf::from)
}

/// The `cargo` of the toolchain that the recipe names.
fn cargo_of(recipe: Recipe) -> Command {
    let mut command = match recipe {
        Recipe::Debian => debian_cargo(),
        _ => cargo(),
    };
    forget_own_package(&mut command);
    command
}

fn debian_cargo() -> Command {
    let mut command = Command::new(DEBIAN_CARGO);
    // What rustup's cargo tells its children would send this one back to rustup's toolchain.
    for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTDOC", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    command.env("RUSTC", DEBIAN_RUSTC);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "/usr/bin/wasm-ld");
    command
}

/// Flags for every crate where the standard library is compiled anew, which is where unstable ones are allowed.
const FROM_SOURCE: &[&str] = &[
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    // Nobody reads where an abort came from, and the places would be paths of this machine.
    "-Zlocation-detail=none",
    // What is smaller than a call of it is inlined before code is generated; at this level of optimisation the compiler
    // leaves that to LLVM, which is late with it.
    "-Zinline-mir=yes",
    "-Zinline-mir-threshold=10",
    "-Zinline-mir-hint-threshold=10",
];
const FIRST_WITH_IMMEDIATE_ABORT: u32 = 92;
const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_FILES: &[&str] = &[
    "usr/bin/rustc",
    "usr/bin/cargo",
    "usr/bin/wasm-ld",
    "usr/lib/rustlib/src/rust/library/Cargo.lock",
    // Debian's other compiler, plain `rustc`, has the same file names and is too old.
    "var/lib/dpkg/info/rustc-web.list",
];
const SOURCE: &str = "src/rust/library/Cargo.lock";

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(source: bool, target: bool, debian: bool) -> Facts {
        Facts { source, target, debian }
    }

    #[test]
    fn the_source_of_the_current_toolchain_comes_first() {
        assert_eq!(choose(facts(true, true, true), false), Some(Recipe::CurrentFromSource));
        assert_eq!(choose(facts(true, false, false), false), Some(Recipe::CurrentFromSource));
    }

    #[test]
    fn debian_is_preferred_to_a_larger_wasm() {
        assert_eq!(choose(facts(false, true, true), true), Some(Recipe::Debian));
        assert_eq!(choose(facts(false, false, true), false), Some(Recipe::Debian));
    }

    #[test]
    fn the_distributed_library_is_settled_for_only_when_nothing_better_can_be_added() {
        assert_eq!(choose(facts(false, true, false), false), None);
        assert_eq!(choose(facts(false, true, false), true), Some(Recipe::CurrentAsDistributed));
        assert_eq!(choose(Facts::default(), true), None);
    }

    #[test]
    fn old_compilers_cannot_abort_at_once() {
        assert!(can_abort_at_once("rustc 1.92.0 (ded5c06cf 2025-12-08)"));
        assert!(can_abort_at_once("rustc 1.97.0-nightly (ded5c06cf 2026-05-08)"));
        assert!(!can_abort_at_once("rustc 1.88.0 (6b00bc388 2025-06-23)"));
        assert!(!can_abort_at_once(""));
    }

    #[test]
    fn debian_needs_every_file() {
        let root = tempfile::tempdir().expect("a folder");
        for file in DEBIAN_FILES {
            assert!(!debian_is_complete(root.path()), "complete without {file}");
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            std::fs::write(path, "").expect("a file");
        }
        assert!(debian_is_complete(root.path()));
    }

    fn setting(command: &Command, name: &str) -> Option<Option<String>> {
        let (_, value) = command.get_envs().find(|(key, _)| *key == name)?;
        Some(value.map(|value| value.to_string_lossy().into_owned()))
    }

    #[test]
    fn debian_does_not_hear_of_rustup() {
        let command = compiler(Recipe::Debian, "build");
        assert_eq!(command.get_program(), DEBIAN_CARGO);
        assert_eq!(setting(&command, "RUSTUP_TOOLCHAIN"), Some(None));
        assert_eq!(setting(&command, "CARGO"), Some(None));
        assert_eq!(setting(&command, "RUSTC"), Some(Some(DEBIAN_RUSTC.into())));
        let flags = FROM_SOURCE.join("\u{1f}");
        assert_eq!(setting(&command, "CARGO_ENCODED_RUSTFLAGS"), Some(Some(flags)));
    }

    #[test]
    fn the_distributed_library_needs_nothing_unstable() {
        let command = compiler(Recipe::CurrentAsDistributed, "build");
        assert_eq!(setting(&command, "RUSTC_BOOTSTRAP"), None);
        assert!(command.get_args().all(|word| !word.to_string_lossy().contains("build-std")));
    }
}
