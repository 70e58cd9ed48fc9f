//! A Chromium to run pages in.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{debian, named, on_path};

/// `$CHROMIUM`, else one on `PATH`, else Debian's.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn find() -> Result<PathBuf> {
    if let Some(program) = named("CHROMIUM") {
        if !program.is_file() {
            bail!("CHROMIUM names {}, which is not there", program.display());
        }
        return Ok(program);
    }
    if let Some(found) = on_path(NAMES) {
        return Ok(found);
    }
    if debian::can_install()
        && debian::install(&["chromium"]).is_ok()
        && let Some(found) = on_path(NAMES)
    {
        return Ok(found);
    }
    bail!("no browser: install Chromium or Chrome, or name one in CHROMIUM");
}

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
