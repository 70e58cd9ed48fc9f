//! Every crate compiles alone, without warnings, with each combination of its features.

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
    let names = package["features"].as_object()?.keys().filter(|name| *name != "default");
    Some((package["name"].as_str()?.to_owned(), names.cloned().collect()))
}

/// Every subset of `features`, the empty one first.
fn combinations(features: &[String]) -> Vec<Vec<&str>> {
    let mut combinations = vec![Vec::new()];
    for feature in features {
        let with = combinations.iter().map(|without| [without.as_slice(), &[feature.as_str()]].concat());
        combinations = combinations.iter().cloned().chain(with).collect();
    }
    combinations
}

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
    fn the_default_is_no_feature_of_its_own() {
        let package = serde_json::json!({ "name": "x", "features": { "default": ["tls"], "tls": [] } });
        assert_eq!(features(&package), Some(("x".to_owned(), vec!["tls".to_owned()])));
    }
}
