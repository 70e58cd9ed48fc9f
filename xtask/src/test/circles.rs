//! Modules of the crates do not need each other in a circle. Those of TypeScript are biome's to check.
//!
//! A module needs another if it names something in it. What a module re-exports is looked for where it is defined, and a
//! module and those below it are one to each other: that is how Rust's files are cut.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

use anyhow::{Context, Result};
use syn::visit::{self, Visit};

use super::paths;
use crate::project::Project;

/// Circles that there still are, each to be deleted here once it is cut.
const KNOWN: &[&str] = &[];

/// Every circle that is not [`KNOWN`], and every known one that there is no longer.
///
/// # Errors
/// When git cannot list the files, or one of them is no Rust.
pub(super) fn check(project: &Project) -> Result<Vec<String>> {
    let mut crates: BTreeMap<String, Vec<(Module, syn::File)>> = BTreeMap::new();
    for name in paths::committed(project)? {
        let parts = name.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/"));
        let Some((folder, file)) = parts.and_then(|(folder, file)| Some((folder, file.strip_suffix(".rs")?))) else {
            continue;
        };
        // What was deleted but not yet committed as deleted needs nothing.
        let Ok(text) = fs::read_to_string(project.path(&name)) else { continue };
        let parsed = syn::parse_file(&text).with_context(|| format!("{name} is no Rust"))?;
        crates.entry(folder.to_owned()).or_default().push((module(file), parsed));
    }
    let found = crates.iter().flat_map(|(folder, files)| {
        circles(files).into_iter().map(move |circle| format!("{folder}: {}", circle.join(", ")))
    });
    let found: BTreeSet<String> = found.collect();
    let known: BTreeSet<String> = KNOWN.iter().map(|circle| (*circle).to_owned()).collect();
    let new = found.difference(&known).map(|circle| format!("{circle} need each other"));
    let gone = known.difference(&found).map(|circle| format!("{circle} are no circle any more: delete the exception"));
    Ok(new.chain(gone).collect())
}

/// The names from the crate's root down.
type Module = Vec<String>;

/// The module that a file is, by its name below `src` without its ending.
fn module(file: &str) -> Module {
    let mut names: Module = file.split('/').map(str::to_owned).collect();
    if matches!(names.last().map(String::as_str), Some("lib" | "main" | "mod")) {
        names.pop();
    }
    names
}

/// The modules of one crate that need each other, each circle in the order of its names.
fn circles(files: &[(Module, syn::File)]) -> BTreeSet<Vec<String>> {
    let mut named = Named::default();
    for (module, file) in files {
        named.module = module.clone();
        named.visit_file(file);
    }
    let modules = files.iter().map(|(module, _)| module).filter(|module| !named.is_test(module)).collect();
    let needed = needed(&named, &modules);
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        modules.iter().map(|module| (*module, reached(module, &needed))).collect();
    let circle = |module: &&Module| -> Vec<String> {
        let others = reached[*module].iter().filter(|other| reached[**other].contains(*module));
        others.map(|other| other.join("::")).collect()
    };
    modules.iter().map(circle).filter(|circle| !circle.is_empty()).collect()
}

/// The modules that each module names something in.
fn needed<'a>(named: &Named, modules: &BTreeSet<&'a Module>) -> BTreeMap<&'a Module, BTreeSet<&'a Module>> {
    let mut needed: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
    for (from, path) in named.paths.iter().filter(|(from, _)| !named.is_test(from)) {
        let from = (0..=from.len()).rev().find_map(|length| modules.get(&from[..length].to_vec()));
        let to = named.resolve(modules, path, 0);
        if let (Some(from), Some(to)) = (from, to)
            && !from.starts_with(to)
            && !to.starts_with(from)
        {
            needed.entry(from).or_default().insert(to);
        }
    }
    needed
}

/// All modules that `module` needs, and those that they need.
fn reached<'a>(module: &Module, needed: &BTreeMap<&Module, BTreeSet<&'a Module>>) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut open = vec![module];
    while let Some(next) = open.pop() {
        for other in needed.get(next).into_iter().flatten() {
            if reached.insert(*other) {
                open.push(other);
            }
        }
    }
    reached
}

/// What the files of a crate name.
#[derive(Default)]
struct Named {
    /// Where the visitor is.
    module: Module,
    /// Paths from the crate's root, and the modules that they stand in.
    paths: Vec<(Module, Module)>,
    /// What modules bring in by `use`: where it comes from, by the path by which others may name it.
    imports: HashMap<Module, Module>,
    /// Modules for tests only.
    tests: Vec<Module>,
}

impl Named {
    fn is_test(&self, module: &Module) -> bool {
        self.tests.iter().any(|test| module.starts_with(test))
    }

    /// The module of `modules` that defines what `path` names; nothing if it is of another crate.
    fn resolve<'a>(&self, modules: &BTreeSet<&'a Module>, path: &Module, depth: usize) -> Option<&'a Module> {
        let mut length = 0;
        while length < path.len() && modules.contains(&path[..=length].to_vec()) {
            length += 1;
        }
        let imported = path.get(..=length).and_then(|import| self.imports.get(import));
        match imported {
            Some(origin) if depth < MAX_IMPORTS => {
                self.resolve(modules, &[origin, &path[length + 1..]].concat(), depth + 1)
            }
            _ => modules.get(&path[..length].to_vec()).copied(),
        }
    }

    /// `names` from the crate's root, if they begin with what leads there.
    fn absolute(&self, names: &[String]) -> Option<Module> {
        let (first, rest) = names.split_first()?;
        let mut base = match first.as_str() {
            "crate" => Module::new(),
            "self" => self.module.clone(),
            "super" => self.module.split_last()?.1.to_vec(),
            _ => return None,
        };
        let supers = rest.iter().take_while(|name| *name == "super").count();
        base.truncate(base.len().saturating_sub(supers));
        Some([&base, &rest[supers..]].concat())
    }

    fn import(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        let (path, alias) = match tree {
            syn::UseTree::Path(path) => return self.import(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => return group.items.iter().for_each(|tree| self.import(tree, before)),
            syn::UseTree::Name(name) if name.ident == "self" => (before.to_vec(), before.last().cloned()),
            syn::UseTree::Name(name) => (with(&name.ident), Some(name.ident.to_string())),
            syn::UseTree::Rename(name) => (with(&name.ident), Some(name.rename.to_string())),
            syn::UseTree::Glob(_) => (before.to_vec(), None),
        };
        // A path without `self` leads to a module below, or to another crate.
        let path = self.absolute(&path).unwrap_or_else(|| [&self.module[..], &path].concat());
        if let Some(alias) = alias {
            let name = [&self.module[..], &[alias]].concat();
            if name != path {
                self.imports.insert(name, path.clone());
            }
        }
        self.paths.push((self.module.clone(), path));
    }
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        if item.attrs.iter().any(is_for_tests) {
            self.tests.push(self.module.clone());
        } else {
            visit::visit_item_mod(self, item);
        }
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Module = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let Some(path) = self.absolute(&names) {
            self.paths.push((self.module.clone(), path));
        }
        visit::visit_path(self, path);
    }
}

fn is_for_tests(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
}

/// So many re-exports of one name are followed.
const MAX_IMPORTS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let parse = |(name, text): &(&str, &str)| (module(name), syn::parse_file(text).expect("Rust"));
        circles(&files.iter().map(parse).collect::<Vec<_>>()).into_iter().collect()
    }

    #[test]
    fn modules_that_need_each_other_are_a_circle() {
        let files = [("lib", "mod a; mod b; mod c;"), ("a", "use crate::b::B;"), ("b", "fn f() { super::c::f() }")];
        assert!(found(&files).is_empty());
        let last = ("c", "use crate::{a::{self, A}, x};");
        assert_eq!(found(&[&files[..], &[last]].concat()), [["a", "b", "c"]]);
    }

    #[test]
    fn what_is_re_exported_is_needed_where_it_is() {
        let files = [
            ("lib", "mod a; pub use a::Deep;"),
            ("a/mod", "mod one; mod two; pub use one::Deep; use two::Two as Renamed;"),
            ("a/one", "use super::Renamed;"),
            ("a/two", "use crate::Deep;"),
        ];
        assert_eq!(found(&files), [["a::one", "a::two"]]);
    }

    #[test]
    fn a_module_and_those_below_it_are_one() {
        let files =
            [("lib", "mod a; use a::A;"), ("a", "mod b; use b::B; struct C;"), ("a/b", "use super::C; use crate::D;")];
        assert!(found(&files).is_empty());
    }

    #[test]
    fn tests_may_need_what_they_like() {
        let files = [
            ("lib", "mod a; mod b;"),
            ("a", "#[cfg(test)] mod tests; #[cfg(test)] mod inner { use crate::b::B; }"),
            ("a/tests", "use crate::b::B;"),
            ("b", "use crate::a::A;"),
        ];
        assert!(found(&files).is_empty());
    }
}
