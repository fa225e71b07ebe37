//! What a target looks through: what its options name, or what a wheel is guessed to hold.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::PackageName;
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use super::config::{Inclusion, Target, sort};
use super::generated::Generated;
use super::sources::{Sources, normal};
use crate::Error;
use crate::pyproject::{INVALID_VALUE, Located, Reader};

pub(super) static NOTHING_TO_SHIP: Rule = Rule {
    id: "nothing-to-ship",
    severity: Severity::Error,
    words: "the wheel's files are not named, and nothing in the project has its name",
    remedy: "name them, for example `[tool.hatch.build.targets.wheel] packages = [\"src/demo\"]`",
};

/// The roots of a target.
#[derive(Debug, Default)]
pub(super) struct Roots {
    /// What is looked through; empty for the whole project.
    pub roots: Vec<Inclusion>,
    /// `sources`, with what packages add to them.
    pub sources: Sources,
    /// Whether nothing was found, and nothing has to be.
    pub none: bool,
}

/// What was guessed.
enum Guess {
    Package(String),
    Module(String),
    Nothing,
}

impl Roots {
    /// What the options of a target name.
    pub(super) fn named(target: &Target, reader: &mut Reader) -> Self {
        let packages = target.packages.as_deref().unwrap_or_default();
        let only = target.only_include.as_deref().unwrap_or_default();
        let mut roots = Self { sources: target.sources.clone(), ..Self::default() };
        for package in packages {
            roots.sources.add_package(&normal(&package.value));
        }
        let (key, listed) =
            if only.is_empty() { ("packages", packages) } else { ("only-include", only) };
        for text in listed {
            roots.add(key, text, reader);
        }
        sort(&mut roots.roots);
        roots
    }

    /// What a wheel holds: where no option names files, the module or package of the project's
    /// name, at the root, in `src`, or in the one folder that has it.
    pub(super) fn of_wheel(
        generated: &Generated,
        name: &Located<PackageName>,
        target: &Target,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let is_named = |texts: &Option<Vec<Located<String>>>| {
            texts.as_ref().is_some_and(|texts| !texts.is_empty())
        };
        let mut roots = Self::named(target, reader);
        if [&target.include, &target.packages, &target.only_include].into_iter().any(is_named) {
            return Ok(roots);
        }
        let may_be_empty = target.bypass_selection
            || !target.force_include.is_empty()
            || !generated.artifacts.is_empty();
        match guess(&generated.tree, &name.value)? {
            Guess::Package(package) if target.packages.is_none() => {
                roots.sources.add_package(&package);
                roots.guessed(&package);
            }
            Guess::Module(module) if target.only_include.is_none() => roots.guessed(&module),
            // An empty list is an answer too: then the whole project is looked through.
            Guess::Package(_) | Guess::Module(_) => {}
            Guess::Nothing if may_be_empty => roots.none = true,
            Guess::Nothing => reader.report(nothing(&name.value, name.location.clone())),
        }
        Ok(roots)
    }

    fn guessed(&mut self, path: &str) {
        let words = format!("`{path}`, which has the project's name");
        let path = RelPath::new(path).unwrap_or_else(|_| RelPath::root());
        self.roots.push(Inclusion::by_rule(path, &words));
    }

    fn add(&mut self, key: &str, text: &Located<String>, reader: &mut Reader) {
        let path = normal(&text.value);
        let why = if path.is_empty() || path.starts_with(['~']) || path.starts_with("..") {
            "does not lie below the project's folder"
        } else if path == "." {
            "would become part of the names in the archive; leave the option out"
        } else if self.roots.iter().any(|root| root.target == path) {
            "is named twice"
        } else {
            self.roots.extend(Inclusion::in_place(key, text));
            return;
        };
        let message = format!("`{key}`: `{}` {why}", text.value);
        reader.report(Finding::new(&INVALID_VALUE, message).at(text.location.clone()));
    }
}

fn guess(tree: &SourceTree, name: &PackageName) -> Result<Guess, Error> {
    for name in [component(name.as_str()), component(name.normalized())] {
        let file = |path: String| match RelPath::new(&path) {
            Ok(path) => tree.is_file(&path),
            Err(_) => Ok(false),
        };
        if file(format!("{name}/__init__.py"))? {
            return Ok(Guess::Package(name));
        }
        if file(format!("src/{name}/__init__.py"))? {
            return Ok(Guess::Package(format!("src/{name}")));
        }
        if file(format!("{name}.py"))? {
            return Ok(Guess::Module(format!("{name}.py")));
        }
        if let [namespace] = &namespaces(tree, &name)?[..] {
            return Ok(Guess::Package(namespace.to_string()));
        }
    }
    Ok(Guess::Nothing)
}

/// The folders that have the package in them: `glob("*/{name}/__init__.py")`, which passes over
/// names with a leading dot.
fn namespaces(tree: &SourceTree, name: &str) -> Result<Vec<RelPath>, Error> {
    let mut found = Vec::new();
    for item in tree.list(&RelPath::root())? {
        let is_hidden = item.path.file_name().starts_with('.');
        if item.kind == EntryKind::Folder && !is_hidden {
            let init = item.path.child(name).child("__init__.py");
            if tree.item(&init)?.is_some() {
                found.push(item.path);
            }
        }
    }
    Ok(found)
}

/// A name as it stands in file names: other characters than those of words and dots become `_`.
pub(super) fn component(name: &str) -> String {
    let mut component = String::new();
    for c in name.chars() {
        match c {
            c if c.is_alphanumeric() || c == '_' || c == '.' => component.push(c),
            _ if component.ends_with('\u{0}') => {}
            _ => component.push('\u{0}'),
        }
    }
    component.replace('\u{0}', "_")
}

fn nothing(name: &PackageName, location: Location) -> Finding {
    let mut names = [component(name.as_str()), component(name.normalized())].to_vec();
    names.sort();
    names.dedup();
    let message = format!(
        "there is no module or package `{}` that the wheel could hold",
        names.join("` or `")
    );
    Finding::new(&NOTHING_TO_SHIP, message).at(location)
}

#[cfg(test)]
mod tests {
    use super::component;

    #[test]
    fn runs_of_other_characters_become_one_underscore() {
        for (name, expect) in [("My.Pkg", "My.Pkg"), ("a--b-_c", "a_b__c"), ("a-b", "a_b")] {
            assert_eq!(component(name), expect);
        }
    }
}
