//! Where the project's parts lie on this machine.

use std::path::{Path, PathBuf};

/// The project's root folder; every other path is derived from it.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// Finds the root: the parent of the folder that cargo names for this crate, or that it had when compiled.
    pub(crate) fn locate() -> Self {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().map(Path::to_path_buf).unwrap_or(manifest);
        Self { root }
    }

    /// The root folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root, e.g. `npm/package.json`.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A path below `target/`, which holds everything that can be made again.
    pub(crate) fn target(&self, below: &str) -> PathBuf {
        self.root.join("target").join(below)
    }
}
