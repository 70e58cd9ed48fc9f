//! Every crate compiles alone, without warnings, with each combination of its features; where these are many, with none, each
//! alone, all but each, and all.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Outcome;
use crate::project::Project;
use crate::test::complaint;
use crate::tools::cargo;

/// Runs clippy over them: what no other crate of the workspace asks for is off.
pub(super) fn check(project: &Project) -> Result<Outcome> {
    let mut complaints = String::new();
    for (package, features) in packages(project)? {
        for combination in combinations(&features) {
            let label = format!("cargo clippy -p {package} --no-default-features {}", combination.join(" "));
            let mut command = cargo();
            command.current_dir(project.root()).args(["clippy", "--locked", "--package", &package]);
            command.args(["--no-default-features", "--features", &combination.join(","), "--", "-D", "warnings"]);
            complaints += &complaint(label.trim_end(), &mut command)?;
        }
    }
    Ok(Outcome::Ran { complaint: complaints })
}

/// The names of the workspace's packages with the names of their features, without `default`, which stands for others.
fn packages(project: &Project) -> Result<Vec<(String, Vec<String>)>> {
    let metadata = super::metadata(project)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    Ok(packages.iter().filter_map(features).collect())
}

fn features(package: &Value) -> Option<(String, Vec<String>)> {
    let is_chosen = |name: &&String| *name != "default" && !LEFT_OUT.contains(&name.as_str());
    let names = package["features"].as_object()?.keys().filter(is_chosen);
    Some((package["name"].as_str()?.to_owned(), names.cloned().collect()))
}

/// Every subset of a few `features`, the empty one first; of more, the smallest and the largest.
fn combinations(features: &[String]) -> Vec<Vec<&str>> {
    let mut combinations = vec![Vec::new()];
    if features.len() > FEW {
        let each = features.iter().map(|feature| vec![feature.as_str()]);
        let but = |left: &String| features.iter().filter(|feature| *feature != left).map(String::as_str).collect();
        let but_each: Vec<Vec<&str>> = features.iter().map(but).collect();
        combinations.extend(each);
        combinations.extend(but_each);
        combinations.push(features.iter().map(String::as_str).collect());
        return combinations;
    }
    for feature in features {
        let with = combinations.iter().map(|without| [without.as_slice(), &[feature.as_str()]].concat());
        combinations = combinations.iter().cloned().chain(with).collect();
    }
    combinations
}

/// With so many features all subsets are tried.
const FEW: usize = 4;
/// Features that change nothing: they are there for their names, which programs for async-nats ask for. And `tls`, which is a
/// part of others and no choice by itself.
const LEFT_OUT: &[&str] = &[
    "crypto",
    "experimental",
    "nkeys",
    "nuid",
    "server_2_10",
    "server_2_11",
    "server_2_12",
    "server_2_14",
    "tls",
    "websockets",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_are_all_subsets() {
        let features = ["a".to_owned(), "b".to_owned()];
        assert_eq!(combinations(&features), [vec![], vec!["a"], vec!["b"], vec!["a", "b"]]);
        assert_eq!(combinations(&[]), [Vec::<&str>::new()]);
    }

    #[test]
    fn of_many_features_the_smallest_and_the_largest_sets_are_tried() {
        let features = ["a", "b", "c", "d", "e"].map(str::to_owned);
        let combinations = combinations(&features);
        assert_eq!(combinations.len(), 1 + 5 + 5 + 1);
        assert_eq!((&combinations[1], &combinations[6]), (&vec!["a"], &vec!["b", "c", "d", "e"]));
    }

    #[test]
    fn the_default_is_no_feature_of_its_own() {
        let package =
            serde_json::json!({ "name": "x", "features": { "default": ["ring", "nuid"], "nuid": [], "ring": [] } });
        assert_eq!(features(&package), Some(("x".to_owned(), vec!["ring".to_owned()])));
    }
}
