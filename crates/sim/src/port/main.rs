//! A server of the simulator on a real port, for tests that are not written in Rust.
//!
//! The first line of its input says how connections are treated, in their order, with commas between: a behaviour with its
//! numbers (`wrong-length 3 -1`), or `script` and the bytes that are all it sends (`script 50494e470d0a`). Those beyond are
//! treated honestly. It then prints the address for clients, and ends with its input. `--list` prints a behaviour a line.

use std::io::Read as _;
use std::process::ExitCode;

use nats_web_sim::port::{PortServer, Treatment};
use nats_web_sim::server::Behaviour;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nats-web-sim-port: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> std::io::Result<()> {
    if std::env::args().any(|argument| argument == "--list") {
        println!("{}", Behaviour::EXAMPLES.join("\n"));
        return Ok(());
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let texts = line.split(',').map(str::trim).filter(|text| !text.is_empty());
    let treatments: Result<Vec<Treatment>, _> = texts
        .map(|text| treatment(text).ok_or_else(|| std::io::Error::other(format!("no behaviour: {text}"))))
        .collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let server = runtime.block_on(PortServer::start(treatments?))?;
    println!("{}", server.url());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn treatment(text: &str) -> Option<Treatment> {
    match text.strip_prefix("script ") {
        Some(hex) => from_hex(hex).map(Treatment::Script),
        None => Behaviour::parse(text).map(Treatment::By),
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
