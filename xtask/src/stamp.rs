//! Telling whether something has to be made again: a fingerprint of what it was made from, kept beside it.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Collects the content of what a product is made from.
pub(crate) struct Inputs(DefaultHasher);

impl Inputs {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self(DefaultHasher::new())
    }

    /// Adds a setting, such as a compiler's version or flags.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.write(text.as_bytes());
        self
    }

    /// Adds a file or, with everything in it, a folder. One that is missing counts as empty.
    ///
    /// # Errors
    /// When something cannot be read.
    pub(crate) fn path(mut self, path: &Path) -> Result<Self> {
        for file in files(path)? {
            self.write(file.to_string_lossy().as_bytes());
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            self.write(&content);
        }
        Ok(self)
    }

    /// The fingerprint of everything added so far.
    pub(crate) fn fingerprint(&self) -> String {
        format!("{:016x}", self.0.finish())
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write_usize(bytes.len());
        self.0.write(bytes);
    }
}

/// The file that remembers the fingerprint of what a product was last made from.
pub(crate) struct Stamp(PathBuf);

impl Stamp {
    /// The stamp kept at `path`.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Whether the product was made from just these inputs.
    pub(crate) fn is(&self, fingerprint: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|kept| kept == fingerprint)
    }

    /// Forgets the product, before it is made anew: an attempt that fails half-way must not count.
    pub(crate) fn clear(&self) {
        // A stamp that is already gone is as good.
        let _ = fs::remove_file(&self.0);
    }

    /// Remembers that the product has been made from these inputs.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn set(&self, fingerprint: &str) -> Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.0, fingerprint).with_context(|| format!("cannot write {}", self.0.display()))
    }
}

/// Every file at or below `path` in a fixed order, without what is never an input: installed packages and hidden files.
///
/// # Errors
/// When a folder cannot be listed.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if path.is_file() {
        found.push(path.to_path_buf());
    } else if path.is_dir() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        entries.sort();
        for entry in entries {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name != "node_modules" && name != "target" && !name.starts_with('.') {
                found.extend(files(&entry)?);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_follow_content_and_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let of = || Inputs::new().text("v1").path(folder.path()).expect("readable").fingerprint();
        fs::write(folder.path().join("a"), "1").expect("a file");
        let first = of();
        assert_eq!(of(), first);
        fs::write(folder.path().join("a"), "2").expect("a file");
        let second = of();
        assert_ne!(second, first);
        fs::rename(folder.path().join("a"), folder.path().join("b")).expect("renamed");
        assert_ne!(of(), second);
        let here = of();
        fs::create_dir(folder.path().join("node_modules")).expect("a folder");
        fs::write(folder.path().join("node_modules/x"), "x").expect("a file");
        assert_eq!(of(), here);
    }

    #[test]
    fn stamps_remember_and_forget() {
        let folder = tempfile::tempdir().expect("a folder");
        let stamp = Stamp::at(folder.path().join("below/.stamp"));
        assert!(!stamp.is("abc"));
        stamp.set("abc").expect("written");
        assert!(stamp.is("abc") && !stamp.is("abd"));
        stamp.clear();
        assert!(!stamp.is("abc"));
    }
}
