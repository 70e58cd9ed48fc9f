//! The project's commands: `cargo xtask <command>`.

mod bench;
mod count;
mod demo;
mod npm;
mod package;
mod project;
mod shell;
mod stamp;
mod test;
mod tools;
mod wasm;

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

fn run(mut arguments: Parser) -> Result<ExitCode> {
    let project = Project::locate();
    let Some(Arg::Value(command)) = arguments.next()? else {
        println!("{}", usage());
        return Ok(ExitCode::SUCCESS);
    };
    let (names, check) = rest(arguments)?;
    if check && command != "demo" {
        bail!("--check belongs to demo\n{}", usage());
    }
    match (command.string()?.as_str(), names.as_slice()) {
        ("test", parts) => return test::run(&project, parts),
        ("bench", parts) => bench::run(&project, parts)?,
        ("wasm", []) => wasm::build(&project)?,
        ("build", []) => npm::build(&project)?,
        ("docs", []) => npm::docs(&project)?,
        ("demo", []) if check => demo::check(&project)?,
        ("demo", []) => demo::serve(&project)?,
        ("package", []) => drop(package::pack(&project)?),
        (command, names) => bail!("no command `{command} {}`\n{}", names.join(" "), usage()),
    }
    Ok(ExitCode::SUCCESS)
}

/// The words after the command, and whether `--check` is among them.
fn rest(mut arguments: Parser) -> Result<(Vec<String>, bool)> {
    let (mut names, mut check) = (Vec::new(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(name) => names.push(name.string()?),
            Arg::Long("check") => check = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok((names, check))
}

fn usage() -> String {
    format!(
        "usage: cargo xtask <command>

  demo             set up what is missing, serve the console beside a private nats-server
  demo --check     the same, driven headless in Chromium
  test [part...]   run every test, or the named parts: {}
  build            build the npm package into npm/dist
  docs             the API reference of the npm package, as pages in target/api
  wasm             compile the core into target/wasm
  package          leave the publishable tarball in target/package
  bench [part...]  measure beside the peers, write bench/RESULTS.md; the parts: {}",
        test::names(),
        bench::names()
    )
}
