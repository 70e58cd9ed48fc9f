//! A Firefox to run pages in.

use std::path::PathBuf;

use anyhow::Result;

/// `$FIREFOX`, else one on `PATH`, else Debian's.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn find() -> Result<PathBuf> {
    super::find("FIREFOX", NAMES, "firefox-esr", "no Firefox: install it, or name one in FIREFOX")
}

const NAMES: &[&str] = &["firefox-esr", "firefox"];
