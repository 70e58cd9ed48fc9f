//! Installing Debian packages, where this machine is a Debian and we may.

use std::process::Command;

use anyhow::{Result, bail};

use super::on_path;
use crate::shell;

/// Whether [`install`] has a chance: `apt-get` is there, and we are root or `sudo` asks nothing.
pub(crate) fn can_install() -> bool {
    on_path(&["apt-get"]).is_some() && privilege().is_some()
}

/// Installs packages, refreshing the package lists first.
///
/// # Errors
/// When this is no Debian, when we may not, or when `apt-get` fails.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let Some(prefix) = privilege().filter(|_| on_path(&["apt-get"]).is_some()) else {
        bail!("no right to run apt-get here");
    };
    let label = format!("apt-get install {}", packages.join(" "));
    // Old lists still name packages that can be installed, so a failed refresh decides nothing.
    shell::run("apt-get update", &mut apt_get(prefix, &["update"], &[]))?;
    let options = ["install", "--yes", "--no-install-recommends"];
    shell::must(&label, &mut apt_get(prefix, &options, packages))?;
    Ok(())
}

fn apt_get(prefix: &[&str], options: &[&str], packages: &[&str]) -> Command {
    let words: Vec<&str> = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]].concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).args(options).args(packages);
    command
}

/// What to put before `apt-get`: nothing for root, `sudo` where it needs no password, `None` where neither.
fn privilege() -> Option<&'static [&'static str]> {
    if shell::ask(Command::new("id").arg("-u"))? == "0" {
        return Some(&[]);
    }
    shell::ask(Command::new("sudo").args(["--non-interactive", "true"]))?;
    Some(&["sudo"])
}
