//! The project's commands: `cargo xtask <command>`.

mod api;
mod bench;
mod boundary;
mod budgets;
mod chaos;
mod count;
mod demo;
mod npm;
mod package;
mod peer;
mod project;
mod renew;
mod rust_web;
mod shell;
mod stamp;
mod test;
mod tools;
mod wasm;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use project::Project;

fn main() -> ExitCode {
    run(Parser::from_env()).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(arguments: Parser) -> Result<ExitCode> {
    let project = Project::locate();
    let Asked { words, check, dev, help, chaos } = Asked::read(arguments)?;
    let Some((command, names)) = words.split_first().filter(|(command, _)| !help && *command != "help") else {
        println!("{}", usage());
        return Ok(ExitCode::SUCCESS);
    };
    if check && command != "demo" {
        bail!("--check belongs to demo\n\n{}", usage());
    }
    if dev && command != "build" {
        bail!("--dev belongs to build\n\n{}", usage());
    }
    if chaos.is_some() && command != "chaos" {
        bail!("--native, --minutes and --seed belong to chaos\n\n{}", usage());
    }
    match (command.as_str(), names) {
        ("test", parts) => return test::run(&project, parts),
        ("chaos", []) => chaos::run(&project, &chaos)?,
        ("peer", names) => peer::run(&project, names)?,
        ("bench", parts) => bench::run(&project, parts)?,
        ("renew", parts) => renew::run(&project, parts)?,
        ("rust-web", []) => rust_web::build(&project)?,
        ("frameworks", []) => test::frameworks::run(&project)?,
        ("wasm", []) => wasm::build(&project)?,
        ("compare", [folder]) => wasm::compare(&project, Path::new(folder))?,
        ("build", []) if dev => npm::build_dev(&project)?,
        ("build", []) => npm::build(&project)?,
        ("docs", []) => npm::docs(&project)?,
        ("demo", []) if check => demo::check(&project)?,
        ("demo", []) => demo::serve(&project)?,
        ("package", []) => drop(package::pack(&project)?),
        _ => bail!("no command `{}`\n\n{}", words.join(" "), usage()),
    }
    Ok(ExitCode::SUCCESS)
}

/// What the command line says.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    /// The command and the names after it.
    words: Vec<String>,
    check: bool,
    dev: bool,
    help: bool,
    chaos: chaos::Asked,
}

impl Asked {
    /// # Errors
    /// For an option that there is not, or a value that is no number.
    fn read(mut arguments: Parser) -> Result<Self> {
        let mut asked = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Value(word) => asked.words.push(word.string()?),
                Arg::Long("check") => asked.check = true,
                Arg::Long("dev") => asked.dev = true,
                Arg::Long("native") => asked.chaos.native = true,
                Arg::Long("minutes") => asked.chaos.minutes = Some(arguments.value()?.parse()?),
                Arg::Long("seed") => asked.chaos.seed = Some(arguments.value()?.parse()?),
                Arg::Long("help") | Arg::Short('h') => asked.help = true,
                other => bail!("{}\n\n{}", other.unexpected(), usage()),
            }
        }
        Ok(asked)
    }
}

fn usage() -> String {
    format!(
        "usage: cargo xtask <command>

  demo             set up what is missing, serve the console beside a private nats-server
  demo --check     the same, driven headless in Chromium
  test [part...]   run every test, or the named parts: {}
  peer [file...]   run the examples and tests of async-nats on our crate, or the named files of tests
  chaos            run programs on a cluster whose servers and links fail; --minutes N, --seed S
  chaos --native   the same with programs on the Rust crate, over WebSocket and TCP by turns
  build            build the npm package into npm/dist
  build --dev      of that the ES module alone, to try out a change
  docs             the API reference of the npm package, as pages in target/api
  wasm             compile the core into target/wasm
  compare FOLDER   compare the wasm in an installed npm package with what the sources make
  rust-web         compile the programs for browsers that are written in Rust into target/rust-web
  frameworks       compile pages with Yew and Dioxus, and drive them in Chromium
  package          leave the publishable tarball in target/package
  bench [part...]  measure beside the peers, write bench/RESULTS.md; the parts: {}
  renew [part...]  write anew what tests hold the project against; the parts: {}",
        test::names(),
        bench::names(),
        renew::names()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Asked> {
        Asked::read(Parser::from_args(words))
    }

    #[test]
    fn help_is_given_wherever_it_is_asked_for() {
        for words in [&["--help"][..], &["-h"], &["test", "--help"], &["demo", "-h"]] {
            assert!(read(words).expect("known options").help, "{words:?}");
        }
    }

    #[test]
    fn words_and_options_may_be_mixed() {
        let asked = read(&["demo", "--check"]).expect("known options");
        assert_eq!(asked, Asked { words: vec!["demo".into()], check: true, ..Asked::default() });
        let chaos = chaos::Asked { native: true, minutes: Some(0.5), seed: Some(7) };
        assert_eq!(read(&["chaos", "--native", "--minutes", "0.5", "--seed=7"]).expect("known options").chaos, chaos);
        assert!(read(&["chaos", "--minutes", "x"]).is_err());
        assert!(read(&["build", "--dev"]).expect("known options").dev);
        assert_eq!(read(&["test", "lint", "js"]).expect("words").words, ["test", "lint", "js"]);
    }

    #[test]
    fn an_option_that_there_is_not_is_named_beside_those_there_are() {
        let error = read(&["demo", "--chek"]).expect_err("unknown").to_string();
        assert!(error.contains("--chek") && error.contains("demo --check"));
    }
}
