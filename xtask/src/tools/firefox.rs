//! A Firefox to run pages in.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{debian, named, on_path};

/// `$FIREFOX`, else one on `PATH`, else Debian's.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn find() -> Result<PathBuf> {
    if let Some(program) = named("FIREFOX") {
        if !program.is_file() {
            bail!("FIREFOX names {}, which is not there", program.display());
        }
        return Ok(program);
    }
    if let Some(found) = on_path(NAMES) {
        return Ok(found);
    }
    if debian::can_install()
        && debian::install(&["firefox-esr"]).is_ok()
        && let Some(found) = on_path(NAMES)
    {
        return Ok(found);
    }
    bail!("no Firefox: install it, or name one in FIREFOX");
}

const NAMES: &[&str] = &["firefox-esr", "firefox"];
