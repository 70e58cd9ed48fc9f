//! `cargo xtask test [part...]`: everything that can be checked, counted.

mod circles;
mod crates;
pub(crate) mod frameworks;
mod fuzz;
mod interop;
mod js;
mod links;
mod lint;
mod packaging;
mod paths;
mod release;
mod rust;

use std::fmt::Write as _;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Result, bail};

use crate::count::Tally;
use crate::demo;
use crate::peer;
use crate::project::Project;
use crate::shell;

/// A named part of the tests.
struct Part {
    name: &'static str,
    run: fn(&Project) -> Result<Tally>,
}

/// All parts, in the order in which they run: what ends soonest and says most comes first.
const PARTS: &[Part] = &[
    Part { name: "lint", run: lint::run },
    Part { name: "release", run: release::run },
    Part { name: "rust", run: rust::units },
    Part { name: "peer", run: peer::count_some },
    Part { name: "sim", run: rust::simulator },
    Part { name: "fuzz", run: fuzz::run },
    Part { name: "js", run: js::node },
    Part { name: "interop", run: interop::run },
    Part { name: "browser", run: js::browser },
    Part { name: "packaging", run: packaging::run },
    Part { name: "demo", run: demo_check },
];

/// Runs the named parts, or all. At the end stdout has how long each took; its last line is `N passed, N failed`.
///
/// A part that fails does not keep the others from running.
///
/// # Errors
/// When a name is no part's.
pub(crate) fn run(project: &Project, names: &[String]) -> Result<ExitCode> {
    let parts = select(names)?;
    let mut total = Tally::default();
    let mut times = String::new();
    for part in parts {
        eprintln!("test {}", part.name);
        let started = Instant::now();
        let tally = (part.run)(project).unwrap_or_else(|error| {
            println!("FAILED {}: {error:#}", part.name);
            Tally::one(false)
        });
        let seconds = started.elapsed().as_secs_f64();
        println!("{}: {tally} ({seconds:.0} s)", part.name);
        writeln!(times, "{:<9} {seconds:>5.0} s", part.name)?;
        total += tally;
    }
    println!("{times}{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The names of all parts, for the usage message.
pub(crate) fn names() -> String {
    PARTS.iter().map(|part| part.name).collect::<Vec<_>>().join(" ")
}

fn select(names: &[String]) -> Result<Vec<&'static Part>> {
    if let Some(unknown) = names.iter().find(|name| !PARTS.iter().any(|part| part.name == **name)) {
        bail!("no part `{unknown}`; the parts are: {}", self::names());
    }
    let wanted = |part: &&Part| names.is_empty() || names.iter().any(|name| name == part.name);
    Ok(PARTS.iter().filter(wanted).collect())
}

fn demo_check(project: &Project) -> Result<Tally> {
    let checked = demo::check(project);
    if let Err(error) = &checked {
        println!("FAILED demo --check: {error:#}");
    }
    Ok(Tally::one(checked.is_ok()))
}

/// One test: it holds when there is nothing to complain about.
fn verdict(label: &str, complaint: &str) -> Tally {
    if !complaint.is_empty() {
        println!("{}\nFAILED {label}", complaint.trim_end());
    }
    Tally::one(complaint.is_empty())
}

/// What is to be complained about in a run of a program: everything it printed, when it failed.
fn complaint(label: &str, command: &mut Command) -> Result<String> {
    let output = shell::run(label, command)?;
    Ok(if output.success() { String::new() } else { format!("{}{}", output.text, output.ending()) })
}

/// Runs a test program and judges it by `count`; when anything failed, its output is shown.
fn counted(label: &str, command: &mut Command, count: fn(&str) -> Tally) -> Result<Tally> {
    let output = shell::run(label, command)?;
    let tally = count(&output.text).judged(output.success());
    if tally.failed > 0 {
        println!("{}", output.text.trim_end());
        println!("FAILED {label}: {tally}, {}", output.ending());
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(parts: &[&Part]) -> Vec<&'static str> {
        parts.iter().map(|part| part.name).collect()
    }

    #[test]
    fn no_name_is_every_part() {
        assert_eq!(select(&[]).expect("all").len(), PARTS.len());
    }

    #[test]
    fn named_parts_run_in_the_fixed_order() {
        let parts = select(&["demo".into(), "lint".into()]).expect("known");
        assert_eq!(names_of(&parts), ["lint", "demo"]);
    }

    #[test]
    fn an_unknown_part_is_an_error_that_lists_the_known() {
        let error = select(&["lint".into(), "rusty".into()]).err().expect("unknown").to_string();
        assert!(error.contains("`rusty`") && error.contains("browser"));
    }

    fn program(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn read(text: &str) -> Tally {
        crate::count::summary(text).unwrap_or_default()
    }

    #[test]
    fn programs_are_judged_by_count_and_ending() {
        let of = |script: &str| counted("program", &mut program(script), read).expect("sh");
        assert_eq!(of("echo 4 passed, 0 failed"), Tally { passed: 4, failed: 0 });
        assert_eq!(of("echo 4 passed, 0 failed; exit 1"), Tally { passed: 4, failed: 1 });
        assert_eq!(of("exit 1"), Tally::one(false));
        assert_eq!(of("exit 0"), Tally::one(false));
    }
}
