//! Links between the project's Markdown files must lead somewhere.

use std::collections::{BTreeSet, HashMap};
use std::fs;

use anyhow::Result;

use super::paths;
use crate::project::Project;

/// Every link of a committed Markdown file to a file or folder that is not committed, or to a heading that is not there.
/// Addresses of other places are left alone.
///
/// # Errors
/// When git cannot list the files.
pub(super) fn check(project: &Project) -> Result<Vec<String>> {
    let files = paths::committed(project)?;
    let documents = files.iter().filter(|name| name.ends_with(".md"));
    let texts = documents.filter_map(|name| Some((name.clone(), fs::read_to_string(project.path(name)).ok()?)));
    Ok(dead_links(&texts.collect(), &places(&files)))
}

/// The files and all folders above them; the root is the empty name.
fn places(files: &[String]) -> BTreeSet<String> {
    let mut places = BTreeSet::from([String::new()]);
    for file in files {
        places.insert(file.clone());
        places.extend(file.match_indices('/').map(|(at, _)| file[..at].to_owned()));
    }
    places
}

/// `texts` are the documents by their names, `places` all there is.
fn dead_links(texts: &HashMap<String, String>, places: &BTreeSet<String>) -> Vec<String> {
    let mut findings = Vec::new();
    for (name, text) in texts {
        for (line, target) in links(text) {
            let (path, anchor) = target.split_once('#').unwrap_or((target.as_str(), ""));
            let place = if path.is_empty() { Some(name.clone()) } else { resolve(name, path) };
            let there = place.as_ref().is_some_and(|place| places.contains(place));
            // What is no document has lines for anchors, and those move.
            let document = place.and_then(|place| texts.get(&place));
            if !there {
                findings.push(format!("{name}:{line}: {target} leads to no committed file"));
            } else if !anchor.is_empty() && document.is_some_and(|text| !anchors(text).contains(anchor)) {
                findings.push(format!("{name}:{line}: {target} leads to no heading"));
            }
        }
    }
    findings.sort();
    findings
}

/// Where `path` leads to from the document `from`; nothing if that is above the root.
fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The targets of inline links within the project, with the numbers of their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let text = without_code(text);
    let mut links = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (at, opening) in line.match_indices("](") {
            let rest = &line[at + opening.len()..];
            let target = rest.split([')', ' ']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                links.push((index + 1, target.to_owned()));
            }
        }
    }
    links
}

/// The anchors of all headings, as code hosts and registries make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for line in outside_fences(text) {
        let title = line.trim_start_matches('#');
        let depth = line.len() - title.len();
        if !(1..=6).contains(&depth) || !title.starts_with(' ') {
            continue;
        }
        let anchor = anchor(title.trim());
        let mut unique = anchor.clone();
        for again in 1.. {
            if anchors.insert(unique) {
                break;
            }
            unique = format!("{anchor}-{again}");
        }
    }
    anchors
}

/// Small letters, hyphens for blanks, and none of the other signs; of a link only its words.
fn anchor(title: &str) -> String {
    let mut words = String::new();
    let mut rest = title;
    while let Some((before, after)) = rest.split_once("](") {
        words.push_str(before);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    words.push_str(rest);
    let kept = |character: &char| character.is_alphanumeric() || "-_ ".contains(*character);
    words.to_lowercase().chars().filter(kept).map(|character| if character == ' ' { '-' } else { character }).collect()
}

/// The lines, those of fenced code empty.
fn outside_fences(text: &str) -> Vec<&str> {
    let mut fence = "";
    let lines = text.lines().map(|line| {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match mark {
            Some(mark) if fence.is_empty() => fence = mark,
            Some(mark) if fence == mark => fence = "",
            None if fence.is_empty() => return line,
            _ => {}
        }
        ""
    });
    lines.collect()
}

/// The text, line by line as it was, without fenced code and without what stands between backticks.
fn without_code(text: &str) -> String {
    let paragraphs = outside_fences(text).join("\n");
    paragraphs.split("\n\n").map(without_spans).collect::<Vec<_>>().join("\n\n")
}

/// A span of code ends with as many backticks as it begins with; backticks that nothing ends are themselves.
fn without_spans(paragraph: &str) -> String {
    let mut kept = String::new();
    let mut rest = paragraph;
    while let Some(start) = rest.find('`') {
        let (before, from) = rest.split_at(start);
        let after = from.trim_start_matches('`');
        let ticks = from.len() - after.len();
        kept.push_str(before);
        rest = after;
        if let Some(end) = closing(after, ticks) {
            kept.extend(after[..end].matches('\n'));
            rest = &after[end + ticks..];
        }
    }
    kept + rest
}

/// Where the next run of exactly `ticks` backticks begins.
fn closing(text: &str, ticks: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('`') {
        let start = from + at;
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        if run == ticks {
            return Some(start);
        }
        from = start + run;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(documents: &[(&str, &str)], others: &[&str]) -> Vec<String> {
        let names = documents.iter().map(|(name, _)| *name).chain(others.iter().copied());
        let files: Vec<String> = names.map(str::to_owned).collect();
        let texts = documents.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        dead_links(&texts.collect(), &places(&files))
    }

    #[test]
    fn links_lead_from_where_the_document_is() {
        let guide = "[up](../README.md) [beside](./more/a.txt) [folder](more/) [the root](..)\n\
            [gone](README.md) [above](../../x)\n";
        let found = findings(&[("README.md", ""), ("docs/guide.md", guide)], &["docs/more/a.txt"]);
        assert_eq!(
            found,
            [
                "docs/guide.md:2: ../../x leads to no committed file",
                "docs/guide.md:2: README.md leads to no committed file",
            ]
        );
    }

    #[test]
    fn anchors_are_headings_of_documents() {
        let text = "# One, two: `three`!\n## Again\n## Again\n```sh\n# no heading\n```\n\
            [a](#one-two-three) [b](a.md#again-1) [c](#no-heading) [d](b.md#here) [e](c.rs#L7)\n";
        let found = findings(&[("a.md", text), ("b.md", "## [There](x), _here_\n")], &["c.rs", "x"]);
        assert_eq!(found, ["a.md:7: #no-heading leads to no heading", "a.md:7: b.md#here leads to no heading"]);
        assert!(anchors("## [Linked](x) words").contains("linked-words"));
    }

    #[test]
    fn addresses_and_code_are_no_links() {
        let text = "[a](https://nats.io) [b](mailto:a@b.example)\n`[c](d)` ``[e`](f)`` and `of\ntwo [g](h) lines` here\n\n\
            ```md\n[i](j)\n```\na lone ` backtick, then [k](l \"title\")\n";
        assert_eq!(links(text), [(8, "l".to_owned())]);
    }

    #[test]
    fn code_within_a_link_is_its_text() {
        assert_eq!(links("[`a`](b) and [`c`](d#e)"), [(1, "b".to_owned()), (1, "d#e".to_owned())]);
    }
}
