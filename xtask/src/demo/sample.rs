//! The sample: a Node program with sensors and services, so that there is something to see.

use std::process::{Child, Stdio};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::tools::node;

/// The running program; it is stopped when this is dropped, and by itself should this process vanish.
pub(super) struct Sample {
    process: Child,
}

impl Sample {
    /// Starts it. It connects by itself and stays connected through restarts of the server.
    ///
    /// # Errors
    /// When Node is missing or too old.
    pub(super) fn start(project: &Project, ws_url: &str) -> Result<Self> {
        let mut command = node::node()?;
        command.arg(project.path("web/sample/sample.mjs")).arg(ws_url).current_dir(project.root());
        // It ends once its stdin does, which happens however this process ends.
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        let process = command.spawn().context("cannot start the sample")?;
        Ok(Self { process })
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        // Either fails only when the process has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
