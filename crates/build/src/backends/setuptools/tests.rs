//! The room over trees in memory. What is expected of wheels and sdists was built by setuptools
//! 84.2.1 from the same files.

mod data;
mod discovery;
mod dynamic;
mod editable;
mod egg_info;
mod manifest;
mod metadata;
mod old_projects;
mod pbr;
mod refusals;
mod setup_cfg;
mod setup_py;

use std::collections::BTreeMap;

use pyrel_archive::{ArchivePath, FileMap, Mode};
use pyrel_diag::{Explain, Warned};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use crate::{Error, Project};

/// A project in memory.
#[derive(Clone)]
struct Case {
    entries: BTreeMap<RelPath, TreeEntry>,
}

/// A project with a static version; the text goes on below `[project]`.
fn case(rest: &str) -> Case {
    let head = "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n\
                [project]\nname = \"demo\"\nversion = \"1.0\"\n";
    Case { entries: BTreeMap::new() }.file("pyproject.toml", &format!("{head}{rest}"))
}

/// A project that has no pyproject.toml.
fn old_case() -> Case {
    Case { entries: BTreeMap::new() }
}

/// A project whose version is dynamic; the text is the table `[tool.setuptools.dynamic]`.
fn dynamic_case(fields: &str, rest: &str) -> Case {
    let version = if fields.contains("\"version\"") { "" } else { "version = \"1\"\n" };
    let text = format!(
        "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n\
         [project]\nname = \"demo\"\n{version}dynamic = [{fields}]\n[tool.setuptools.dynamic]\n{rest}"
    );
    Case { entries: BTreeMap::new() }.file("pyproject.toml", &text)
}

impl Case {
    fn file(self, path: &str, text: &str) -> Self {
        self.entry(path, text, false)
    }

    fn executable(self, path: &str, text: &str) -> Self {
        self.entry(path, text, true)
    }

    /// Empty files.
    fn files(mut self, paths: &[&str]) -> Self {
        for path in paths {
            self = self.file(path, "");
        }
        self
    }

    /// A package with a module.
    fn package(self) -> Self {
        self.files(&["a/__init__.py", "a/m.py"])
    }

    fn entry(mut self, path: &str, text: &str, executable: bool) -> Self {
        let source = Source::Bytes(text.as_bytes().into());
        self.entries.insert(RelPath::new(path).unwrap(), TreeEntry { source, executable });
        self
    }

    fn link(mut self, path: &str, target: &str) -> Self {
        let entry = TreeEntry { source: Source::Link(target.into()), executable: false };
        self.entries.insert(RelPath::new(path).unwrap(), entry);
        self
    }

    fn tree(&self) -> SourceTree {
        SourceTree::of_entries(None, self.entries.clone())
    }

    fn read(&self) -> Result<Warned<Project>, Error> {
        crate::read(&self.tree(), &crate::Surroundings::none())
    }

    #[track_caller]
    fn project(&self) -> Project {
        match self.read() {
            Ok(project) => project.value,
            Err(error) => panic!("{error}: {:?}", error.findings()),
        }
    }

    /// The members of the wheel outside of `.dist-info`, those executable marked.
    #[track_caller]
    fn wheel(&self) -> String {
        names(&self.project().wheel)
    }

    #[track_caller]
    fn dist_info(&self) -> String {
        names(&self.project().dist_info)
    }

    /// The members of the sdist but those that every sdist has.
    #[track_caller]
    fn sdist(&self) -> String {
        let names = names(&self.project().sdist);
        let own = |name: &&str| {
            !name.contains("demo.egg-info/") && !["pyproject.toml", "setup.cfg"].contains(name)
        };
        names.split(' ').filter(own).collect::<Vec<_>>().join(" ")
    }

    /// A generated member of the sdist.
    #[track_caller]
    fn text(&self, path: &str) -> String {
        let project = self.project();
        let entry = project.sdist.get(&ArchivePath::new(path).unwrap()).expect(path);
        let Source::Bytes(bytes) = &entry.source else { panic!("{path} is not generated") };
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    /// What was noticed about a project that is built all the same.
    #[track_caller]
    fn noticed(&self) -> Vec<String> {
        let read = self.read().unwrap();
        read.findings.iter().map(|finding| format!("{}: {finding}", finding.rule.id)).collect()
    }

    /// Why it is not built.
    #[track_caller]
    fn refused(&self) -> Vec<String> {
        let Err(error) = self.read() else { panic!("it was built") };
        let findings = error.findings().iter();
        findings.map(|finding| format!("{}: {finding}", finding.rule.id)).collect()
    }
}

fn names(map: &FileMap) -> String {
    let mark = |mode| if mode == Mode::Executable { "*" } else { "" };
    map.iter()
        .map(|(path, entry)| format!("{path}{}", mark(entry.mode)))
        .collect::<Vec<_>>()
        .join(" ")
}
