//! The patterns of a target, compiled, and the ignore files that come before its own excludes.

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_tree::glob::{GlobFault, HatchSpec, Origin};
use pyrel_tree::{RelPath, SourceTree};

use super::Profile;
use super::config::Target;
use crate::pyproject::{INVALID_VALUE, Located, Reader};
use crate::{Error, FileAbove};

pub(super) static IGNORED_PROJECT: Rule = Rule {
    id: "ignored-project",
    severity: Severity::Warning,
    words: "the project's own folder is ignored, so hatchling drops all ignore patterns",
    remedy: "exclude in pyproject.toml what the archives shall not hold",
};

pub(super) static UNCLOSED_SET: Rule = Rule {
    id: "unclosed-set",
    severity: Severity::Warning,
    words: "a pattern with a `[` that is never closed, which hatchling passes over",
    remedy: "close it, or write `\\[`",
};

/// What hatchling excludes by itself.
const EXCLUDED: [&str; 2] = ["*.py[cdo]", "/dist"];

/// The ignore files that count for a project: in its folder, or above it.
#[derive(Debug, Default)]
pub(super) struct IgnoreFiles {
    /// The text of a `.gitignore` that lies above the project; sdists hold a copy.
    pub above: Option<String>,
    /// The patterns in all of them.
    patterns: Vec<String>,
    /// Whether they match the project's own folder.
    ignore_project: bool,
}

impl IgnoreFiles {
    /// Reads them. `.gitignore` is looked for upwards until a folder is the root of a work tree.
    pub(super) fn read(
        tree: &SourceTree,
        above: Option<&FileAbove>,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let is_root = tree.item(&RelPath::root().child(".git"))?.is_some();
        let own = own(tree, ".gitignore")?;
        let above = above.filter(|_| own.is_none() && !is_root);
        if above.is_some_and(|above| above.text.contains('\u{fffd}')) {
            let message = "the `.gitignore` above the project is not UTF-8";
            reader.report(Finding::new(&INVALID_VALUE, message));
        }
        let git = own.or(above.map(|above| SourceText::new(".gitignore", above.text.as_str())));
        let mut spec = HatchSpec::new();
        let mut patterns = Vec::new();
        for (file, dialect) in
            [(git, Dialect::Git), (self::own(tree, ".hgignore")?, Dialect::Mercurial)]
        {
            for (line, place) in file.iter().flat_map(|file| lines(file, dialect)) {
                add(&mut spec, line, &place, reader);
                patterns.push(line.to_owned());
            }
        }
        let ignore_project = ignores_project(&spec, above.map(|above| above.project.as_str()));
        Ok(Self { above: above.map(|above| above.text.clone()), patterns, ignore_project })
    }

    /// Drops all patterns if they match the project itself, as hatchling does since 1.26.
    pub(super) fn judge(&mut self, profile: &Profile, reader: &mut Reader) {
        if self.ignore_project && !profile.may_ignore_project {
            let message = "the ignore patterns match the project's own folder, and do not count";
            reader.report(Finding::new(&IGNORED_PROJECT, message).in_file(".gitignore"));
            self.patterns.clear();
        }
    }
}

/// How an ignore file is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Dialect {
    /// Every line is a pattern.
    Git,
    /// Only what follows `syntax: glob` is.
    Mercurial,
}

fn own(tree: &SourceTree, name: &str) -> Result<Option<SourceText>, Error> {
    let path = RelPath::root().child(name);
    Ok(match tree.is_file(&path)? {
        true => Some(SourceText::new(name, tree.read_text(&path)?)),
        false => None,
    })
}

fn lines(file: &SourceText, dialect: Dialect) -> Vec<(&str, Location)> {
    let mut counts = dialect == Dialect::Git;
    let mut found = Vec::new();
    for (line, place) in lines_of(file) {
        let syntax = line.trim().strip_prefix("syntax: ");
        match syntax.filter(|_| dialect == Dialect::Mercurial) {
            Some(syntax) => counts = syntax == "glob",
            None if counts => found.push((line, place)),
            None => {}
        }
    }
    found
}

/// hatchling asks whether the patterns match the project's absolute path, and drops all of them if
/// they do. Where the project lies is nothing that a build may depend on, so only two things count
/// here: patterns that match whatever the folders are called, and what an ignore file above says
/// of the folders below it.
fn ignores_project(spec: &HatchSpec, project: Option<&str>) -> bool {
    let path = format!("\u{e000}/\u{e000}/{}", project.unwrap_or("\u{e000}"));
    RelPath::new(&path).is_ok_and(|path| spec.matches(&path))
}

/// Lines with their ends, as Python's text mode reads them.
fn lines_of(source: &SourceText) -> impl Iterator<Item = (&str, Location)> {
    let mut at = 0;
    let ends = |c| c == '\n' || c == '\r';
    source.text().split_inclusive(ends).map(move |line| {
        let place = source.locate(at..at + line.trim_end_matches(ends).len());
        at += line.len();
        (line, place)
    })
}

/// The patterns of a target.
#[derive(Debug)]
pub(super) struct Patterns {
    /// Without a list everything is included. A list that holds no pattern includes nothing.
    pub include: Option<HatchSpec>,
    pub exclude: HatchSpec,
    pub artifacts: HatchSpec,
}

impl Patterns {
    pub(super) fn compile(target: &Target, ignore: &IgnoreFiles, reader: &mut Reader) -> Self {
        let mut exclude = HatchSpec::new();
        let ignored = ignore.patterns.iter().filter(|_| !target.ignore_vcs);
        for pattern in EXCLUDED.iter().copied().chain(ignored.map(String::as_str)) {
            // What is wrong with an ignore file was said when it was read.
            let _told = exclude.add(pattern, Origin::BuiltIn);
        }
        let mut listed = |mut spec: HatchSpec, patterns: &[Located<String>]| {
            for pattern in patterns {
                add(&mut spec, &pattern.value, &pattern.location, reader);
            }
            spec
        };
        let include = target.include.as_ref().filter(|patterns| !patterns.is_empty());
        Self {
            include: include.map(|patterns| listed(HatchSpec::new(), patterns)),
            artifacts: listed(HatchSpec::new(), &target.artifacts),
            exclude: listed(exclude, &target.exclude),
        }
    }
}

fn add(spec: &mut HatchSpec, pattern: &str, place: &Location, reader: &mut Reader) {
    if let Err(error) = spec.add(pattern, Origin::BuiltIn) {
        let passed_over = matches!(error.fault, GlobFault::UnclosedSet);
        let rule = if passed_over { &UNCLOSED_SET } else { &INVALID_VALUE };
        let message = error.to_string().replace(['\r', '\n'], "");
        reader.report(Finding::new(rule, message).at(place.clone()));
    }
}
