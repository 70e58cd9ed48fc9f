//! Committed files must not speak of the machine they were written on.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;

/// Every place in a committed file that names a folder of this machine or of someone's home, or, in a lock file,
/// the host that a package was downloaded from.
///
/// # Errors
/// When git cannot list the files.
pub(super) fn check(project: &Project) -> Result<Vec<String>> {
    let needles = needles(&project.root().to_string_lossy());
    let mut findings = Vec::new();
    for name in committed(project)? {
        // What is no text, or was deleted but not yet committed as deleted, names nothing.
        let Ok(text) = fs::read_to_string(project.path(&name)) else { continue };
        findings.extend(machine_paths(&name, &text, &needles));
        if name.ends_with("package-lock.json") && text.contains("\"resolved\": \"http") {
            findings.push(format!("{name}: names a registry's host"));
        }
    }
    Ok(findings)
}

/// The names of all committed files, from the root.
///
/// # Errors
/// When git cannot list them.
pub(super) fn committed(project: &Project) -> Result<Vec<String>> {
    let mut list = Command::new("git");
    list.current_dir(project.root()).args(["ls-files", "-z"]);
    let names = shell::ask(&mut list).context("git cannot list the committed files")?;
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// What to look for. The folder of the project itself counts when it is deep enough to mean a machine.
fn needles(root: &str) -> Vec<String> {
    let mut needles =
        vec![concat!("/ro", "ot/").to_owned(), concat!("/ho", "me/").to_owned(), concat!("/Us", "ers/").to_owned()];
    if root.matches('/').count() > 1 {
        needles.push(format!("{}/", root.trim_end_matches('/')));
    }
    needles
}

fn machine_paths(name: &str, text: &str, needles: &[String]) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for needle in needles {
            if begins_a_path(line, needle) {
                findings.push(format!("{name}:{}: names {needle}", index + 1));
            }
        }
    }
    findings
}

/// Whether `needle` stands in `line` as the beginning of a path and not somewhere within one.
fn begins_a_path(line: &str, needle: &str) -> bool {
    line.match_indices(needle).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|character| !character.is_alphanumeric() && !"_-.}*".contains(character))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_where_they_begin() {
        let home = concat!("/ho", "me/");
        let needles = needles("/srv/projects/nats");
        let text = format!("fine\nsee {home}me/x\n\"/srv/projects/nats/a\"\nsrc{home}page\n");
        let findings = machine_paths("a.md", &text, &needles);
        assert_eq!(findings, [format!("a.md:2: names {home}"), "a.md:3: names /srv/projects/nats/".to_owned()]);
    }

    #[test]
    fn a_shallow_project_folder_means_nothing() {
        assert_eq!(needles("/src").len(), 3);
        assert_eq!(needles("/srv/x").len(), 4);
    }
}
