//! `cargo xtask demo`: a private server, the console and the example pages, ready to be opened; `--check` uses the console
//! headless.

mod http;
mod sample;
mod server;
mod site;

use std::fs;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::tools::{browser, nats_server, node};
use crate::{npm, shell};

use http::HttpServer;
use sample::Sample;
use server::NatsServer;

/// Serves the console and the example pages until the process is told to stop (Ctrl-C), then stops everything.
///
/// # Errors
/// When something is missing and cannot be had, or does not start.
pub(crate) fn serve(project: &Project) -> Result<()> {
    let (stop, stopped) = channel();
    ctrlc::set_handler(move || {
        // Sending fails only when the demo is over already.
        let _ = stop.send(());
    })?;
    let demo = Demo::start(project)?;
    println!("console      {}", demo.site.url());
    println!("examples     {}/examples/", demo.site.url());
    println!("nats-server  {}  {}", demo.ws_url, demo.tcp_url);
    println!("Ctrl-C stops all");
    stopped.recv()?;
    Ok(())
}

/// Drives the console through `web/check.mjs`, which gets the addresses from its environment.
///
/// # Errors
/// One line that says what failed.
pub(crate) fn check(project: &Project) -> Result<()> {
    // Ctrl-C ends the programs that run for us, and by that this one: in order, with nothing left in the temporary folder.
    ctrlc::set_handler(|| {})?;
    let demo = Demo::start(project)?;
    let control = site::control(Arc::clone(&demo.server))?;
    let shots = project.target("demo");
    fs::create_dir_all(&shots)?;
    let mut command = node::node()?;
    command.arg(project.path("web/check.mjs")).current_dir(project.root());
    command.env("CONSOLE_URL", demo.site.url()).env("NATS_WS_URL", &demo.ws_url).env("NATS_TCP_URL", &demo.tcp_url);
    command.env("CONTROL_URL", control.url()).env("SCREENSHOT_DIR", shots);
    command.env("CHROMIUM", browser::find()?).env("NATS_SERVER", nats_server::find(project)?);
    let output = shell::run_within("drive the console in Chromium", &mut command, CHECK_LIMIT)?;
    if !output.success() {
        let reason = output.text.lines().rev().find(|line| !line.trim().is_empty());
        bail!("{} ({})", reason.unwrap_or("the check said nothing"), output.ending());
    }
    Ok(())
}

/// What both commands run; all of it stops when this is dropped.
struct Demo {
    site: HttpServer,
    ws_url: String,
    tcp_url: String,
    _sample: Sample,
    server: Arc<Mutex<NatsServer>>,
}

impl Demo {
    fn start(project: &Project) -> Result<Self> {
        let program = nats_server::find(project)?;
        npm::build(project)?;
        npm::install(project, "web")?;
        let server = NatsServer::start(program)?;
        let (ws_url, tcp_url) = (server.ws_url(), server.tcp_url());
        let site = site::console(project, &ws_url)?;
        let sample = Sample::start(project, &ws_url)?;
        let server = Arc::new(Mutex::new(server));
        Ok(Self { site, ws_url, tcp_url, _sample: sample, server })
    }
}

const CHECK_LIMIT: Duration = Duration::from_secs(15 * 60);
