//! A Chromium to run pages in.

use std::path::PathBuf;

use anyhow::Result;

/// `$CHROMIUM`, else one on `PATH`, else Debian's.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn find() -> Result<PathBuf> {
    super::find("CHROMIUM", NAMES, "chromium", "no browser: install Chromium or Chrome, or name one in CHROMIUM")
}

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
