//! The project's commands: `cargo xtask <command>`.

mod project;
mod shell;
mod stamp;
mod tools;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};

use project::Project;

fn main() -> ExitCode {
    match dispatch() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let project = Project::locate();
    let command = match arguments.next()? {
        Some(lexopt::Arg::Value(command)) => command.to_string_lossy().into_owned(),
        _ => {
            eprintln!("{USAGE}");
            return Ok(ExitCode::FAILURE);
        }
    };
    match command.as_str() {
        "wasm" => wasm::build(&project)?,
        other => bail!("no command `{other}`\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

const USAGE: &str = "usage: cargo xtask <command>

  wasm     compile the core to target/wasm/";
