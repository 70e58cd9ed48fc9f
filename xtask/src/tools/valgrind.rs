//! Valgrind, which counts instructions.

use std::path::PathBuf;

use anyhow::Result;

/// `$VALGRIND`, else one on `PATH`, else Debian's.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn find() -> Result<PathBuf> {
    super::find("VALGRIND", &["valgrind"], "valgrind", "no valgrind: install it, or name one in VALGRIND")
}
