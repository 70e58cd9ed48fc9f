//! `cargo xtask bench [part...]`: measures beside the peers and writes `bench/RESULTS.md`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::stamp::{Inputs, Stamp};
use crate::tools::{browser, cargo, nats_server, node, rust_wasm};
use crate::{npm, shell};

/// What is installed to be compared with, and to measure by.
const PEERS: &[&str] = &[
    "nats.ws@1.30.3",
    "@nats-io/nats-core@3.4.0",
    "@nats-io/jetstream@3.4.0",
    "@nats-io/kv@3.4.0",
    "@nats-io/obj@3.4.0",
    "esbuild@0.28.2",
    "playwright-core@1.65.1",
    "ws@8.23.0",
];

/// The clients measured, by their modules below `node_modules`; ours comes last.
const CLIENTS: &[&str] = &["nats.ws=nats.ws/esm/nats.js", "nats-core=@nats-io/nats-core/lib/mod.js#wsconnect"];

/// The packages that have JetStream, key-value and object store for the last of these.
const JETSTREAM: &[&str] = &["@nats-io/jetstream/lib/mod.js", "@nats-io/kv/lib/mod.js", "@nats-io/obj/lib/mod.js"];

/// Our own client's labels in rows and tables, and its modules. Only pages and sizes have the second.
const OURS: (&str, &str) = ("nats-web", npm::BUNDLE);
const CORE: (&str, &str) = ("nats-web/core", npm::CORE_BUNDLE);

/// The parts, each a script of the same name.
const PARTS: &[&str] = &["first-message", "replay", "jetstream", "objects", "e2e", NATIVE];

/// Runs the named parts, or all; rows of a part that is not run are kept from its last run.
///
/// # Errors
/// When a name is no part's, a tool cannot be had, or a benchmark fails.
pub(crate) fn run(project: &Project, names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !PARTS.contains(&name.as_str())) {
        bail!("no part `{unknown}`; the parts are: {}", self::names());
    }
    npm::build(project)?;
    let bench = Bench::prepare(project)?;
    bench.sizes()?;
    for part in PARTS {
        if names.is_empty() || names.iter().any(|name| name == part) {
            bench.measure(part)?;
        }
    }
    bench.report()
}

/// The names of the parts, for the usage message.
pub(crate) fn names() -> String {
    PARTS.join(" ")
}

/// The part that measures the Rust crate beside its peer.
const NATIVE: &str = "native";

struct Bench<'a> {
    project: &'a Project,
    folder: PathBuf,
    environment: Vec<(&'static str, PathBuf)>,
}

impl<'a> Bench<'a> {
    fn prepare(project: &'a Project) -> Result<Self> {
        let folder = project.target("bench");
        let environment = vec![
            ("NATS_SERVER", nats_server::find(project)?),
            ("CHROMIUM", browser::find()?),
            ("NPM_DIR", folder.clone()),
            ("RUSTC_VERSION", rust_wasm::version(rust_wasm::prepare()?).into()),
        ];
        let bench = Self { project, folder, environment };
        bench.install()?;
        Ok(bench)
    }

    fn install(&self) -> Result<()> {
        let fingerprint = Inputs::new().text(&PEERS.join(" ")).fingerprint();
        let stamp = Stamp::at(self.folder.join(".stamp"));
        if stamp.is(&fingerprint) {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        let mut command = node::npm(&self.folder)?;
        command.args(["install", "--no-save", "--prefix"]).arg(&self.folder).args(PEERS);
        shell::must("install the peers", &mut command)?;
        stamp.set(&fingerprint)
    }

    /// Rows go to `<part>.jsonl`, and where they were measured to `<part>.machine.json`.
    fn measure(&self, part: &str) -> Result<()> {
        let machine = shell::must("note the machine", self.script("machine")?.arg(part))?;
        let mut command = self.script(part)?;
        // The larger frames that compression brings are what the demo and the documentation recommend.
        if part == NATIVE {
            command.env("NATIVE", self.native()?);
        } else {
            let ours: &[_] = if part == "first-message" { &[OURS, CORE] } else { &[OURS] };
            command.env("WS_COMPRESSION", "1").args(self.clients(ours));
        }
        let rows = shell::must(&format!("bench/{part}.mjs"), &mut command)?;
        fs::write(self.folder.join(format!("{part}.jsonl")), rows.stdout)?;
        fs::write(self.folder.join(format!("{part}.machine.json")), machine.stdout)?;
        Ok(())
    }

    /// Builds the program that holds both Rust clients.
    fn native(&self) -> Result<PathBuf> {
        let target = self.folder.join("native");
        let mut command = cargo();
        command.current_dir(self.project.path("bench/native")).args(["build", "--release"]);
        shell::must("cargo build of bench/native", command.env("CARGO_TARGET_DIR", &target))?;
        Ok(target.join("release/nats-web-bench-native"))
    }

    fn sizes(&self) -> Result<()> {
        let mut command = self.script("size")?;
        let sizes = shell::must("bench/size.mjs", command.args(self.clients(&[OURS, CORE])))?;
        fs::write(self.folder.join("sizes.json"), sizes.stdout)?;
        Ok(())
    }

    fn report(&self) -> Result<()> {
        let results = self.project.path("bench/RESULTS.md");
        let mut command = self.script("report")?;
        let figures = shell::must("bench/report.mjs", command.arg(&self.folder).arg(&results))?;
        print!("{}", figures.stdout);
        println!("written to bench/RESULTS.md");
        Ok(())
    }

    fn script(&self, name: &str) -> Result<Command> {
        let mut command = node::node()?;
        command.arg(self.project.path(&format!("bench/{name}.mjs")));
        command.current_dir(self.project.root()).envs(self.environment.iter().map(|(key, value)| (key, value)));
        Ok(command)
    }

    fn clients(&self, ours: &[(&str, &str)]) -> Vec<String> {
        let modules = self.folder.join("node_modules");
        let peer = |client: &&str| match client.split_once('=') {
            Some((label, module)) => format!("{label}={}", modules.join(module).display()),
            None => (*client).to_owned(),
        };
        let packages = JETSTREAM.iter().map(|module| format!(",{}", modules.join(module).display()));
        let ours = ours.iter().map(|(label, module)| format!("{label}={}", self.project.path(module).display()));
        let mut peers: Vec<String> = CLIENTS.iter().map(peer).collect();
        if let Some(last) = peers.last_mut() {
            last.extend(packages);
        }
        peers.into_iter().chain(ours).collect()
    }
}
