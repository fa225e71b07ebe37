//! What a bundle leaves out: rules of our own, then `.gitignore` files where they are asked for, then
//! `.dxtignore` and `.mcpbignore`.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::Origin;
use pyrel_diag::{Finding, Rule, Severity, SourceText};
use pyrel_tree::glob::{self, IgnoreRules, Lines, PathKind, Verdict};
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use crate::Gitignore;

/// The rules for one folder that becomes a bundle.
#[derive(Debug)]
pub(crate) struct Ignore {
    for_files: IgnoreRules,
    for_folders: IgnoreRules,
    written: IgnoreRules,
    gitignore: Gitignore,
    /// Those of `.gitignore` files, by the folder that they lie in and count for.
    nested: BTreeMap<RelPath, IgnoreRules>,
    texts: BTreeMap<Arc<str>, SourceText>,
}

/// What becomes of a path, and by which rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    Admitted(Origin),
    Dropped(Origin),
    /// No rule says anything.
    Unruled,
}

pub(crate) static RULES: [&Rule; 2] = [&MALFORMED, &UNREADABLE];

static MALFORMED: Rule = Rule {
    id: "ignore-pattern",
    severity: Severity::Warning,
    words: "a pattern that matches nothing",
    remedy: "correct the pattern, or remove it",
};

static UNREADABLE: Rule = Rule {
    id: "ignore-unreadable",
    severity: Severity::Error,
    words: "an ignore file that cannot be read",
    remedy: "make it a regular file that can be read",
};

/// The files with more rules; of two rules that match, that of the later file counts.
const FILES: [&str; 2] = [".dxtignore", ".mcpbignore"];

/// What no bundle needs, be it a file or a folder. `node_modules/.bin` counts in the bundle's own
/// folder only, as in the reference tool: servers start programs from the others.
const ANYTHING: [&str; 18] = [
    "**/node_modules/.cache",
    ".DS_Store",
    ".eggs",
    ".env",
    ".git",
    ".hypothesis",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".npm",
    ".nyc_output",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    ".yarn",
    "__pycache__",
    "node_modules/.bin",
];

/// Files that no bundle needs. The reference tool drops folders of these names, too, and with
/// `*.map` a folder `Iterator.prototype.map` that programs need.
const ONLY_FILES: [&str; 31] = [
    "**/node_modules/.package-lock.json",
    "*.d.ts",
    "*.dxt",
    "*.dxt.sha256",
    "*.log",
    "*.map",
    "*.mcpb",
    "*.mcpb.sha256",
    "*.tsbuildinfo",
    ".babelrc",
    ".coverage",
    ".dxtignore",
    ".editorconfig",
    ".env*",
    ".eslintignore",
    ".eslintrc",
    ".gitignore",
    ".mcpbignore",
    ".npmrc",
    ".nycrc",
    ".pnp.*",
    ".prettierignore",
    ".prettierrc",
    ".yarnrc",
    "Thumbs.db",
    "npm-debug.log*",
    "package-lock.json",
    "tsconfig.json",
    "yarn-debug.log*",
    "yarn-error.log*",
    "yarn.lock",
];

/// The file that git reads in every folder.
const GITIGNORE: &str = ".gitignore";

impl Ignore {
    /// The rules for a folder, and what was wrong with its ignore files.
    pub(crate) fn read(
        tree: &SourceTree,
        folder: &RelPath,
        gitignore: Gitignore,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut ignore = Self::built_in(gitignore);
        ignore.enter(tree, folder, &RelPath::root(), findings);
        for name in FILES {
            let path = folder.child(name);
            if let Some(source) = text(tree, &path, findings) {
                let mut rules = std::mem::take(&mut ignore.written);
                findings.extend(ignore.add(&mut rules, source, Lines::Trimmed));
                ignore.written = rules;
            }
        }
        ignore
    }

    fn built_in(gitignore: Gitignore) -> Self {
        let rules = IgnoreRules::case_insensitive();
        let (mut for_files, mut for_folders) = (rules.clone(), rules.clone());
        for pattern in ANYTHING {
            add_built_in(&mut for_files, pattern);
            add_built_in(&mut for_folders, pattern);
        }
        for pattern in ONLY_FILES {
            add_built_in(&mut for_files, pattern);
        }
        let (nested, texts) = (BTreeMap::new(), BTreeMap::new());
        Self { for_files, for_folders, written: rules, gitignore, nested, texts }
    }

    /// Reads the `.gitignore` of a folder before anything in it is decided about.
    pub(crate) fn enter(
        &mut self,
        tree: &SourceTree,
        folder: &RelPath,
        in_bundle: &RelPath,
        findings: &mut Vec<Finding>,
    ) {
        if self.gitignore == Gitignore::Passed {
            return;
        }
        if let Some(source) = text(tree, &folder.child(GITIGNORE), findings) {
            let mut rules = IgnoreRules::new();
            findings.extend(self.add(&mut rules, source, Lines::Git));
            self.nested.insert(in_bundle.clone(), rules);
        }
    }

    fn add(&mut self, rules: &mut IgnoreRules, source: SourceText, lines: Lines) -> Vec<Finding> {
        let faults = rules.add_file(source.path(), source.text(), lines);
        let findings = faults.into_iter().map(|(origin, fault)| {
            let finding = Finding::new(&MALFORMED, fault.to_string());
            match line_of(&source, &origin) {
                Some(range) => finding.at(source.locate(range)),
                None => finding.in_file(source.path()),
            }
        });
        let findings = findings.collect();
        self.texts.insert(Arc::from(source.path()), source);
        findings
    }

    /// What becomes of a path of the bundle whose folders are all admitted.
    pub(crate) fn decide(&self, path: &RelPath, kind: PathKind) -> Decision {
        // The reference tool asks about folders as about files first, so that `!*/` takes no folder
        // back: `.git` would be among them.
        let as_file = self.rule(path, kind, PathKind::File);
        let is_ignored = as_file.is_some_and(|rule| rule.verdict() == Verdict::Ignore);
        let is_final = kind == PathKind::File || is_ignored;
        let rule = if is_final { as_file } else { self.rule(path, kind, kind) };
        match rule {
            None => Decision::Unruled,
            Some(rule) => match rule.verdict() {
                Verdict::Ignore => Decision::Dropped(self.origin(rule)),
                Verdict::Keep => Decision::Admitted(self.origin(rule)),
            },
        }
    }

    /// The rule that counts for a path, which the written rules are shown as being of some kind.
    fn rule(&self, path: &RelPath, kind: PathKind, shown: PathKind) -> Option<&glob::Rule> {
        let built_in = match kind {
            PathKind::File => &self.for_files,
            PathKind::Folder => &self.for_folders,
        };
        let written = self.written.verdict(path, shown);
        written.or_else(|| self.by_git(path, kind)).or_else(|| built_in.verdict(path, kind))
    }

    /// The rule of the deepest `.gitignore` that has one, unless it takes the path back: from our own
    /// rules it takes nothing, as git has no need to say that `.git` stays out. `!*` would let it in.
    fn by_git(&self, path: &RelPath, kind: PathKind) -> Option<&glob::Rule> {
        let mut above = path.parent().filter(|_| !self.nested.is_empty());
        while let Some(folder) = above {
            let rules = self.nested.get(&folder);
            let inner = path.below(&folder).unwrap_or_else(|| path.clone());
            if let Some(rule) = rules.and_then(|rules| rules.verdict(&inner, kind)) {
                return Some(rule).filter(|rule| rule.verdict() == Verdict::Ignore);
            }
            above = folder.parent();
        }
        None
    }

    fn origin(&self, rule: &glob::Rule) -> Origin {
        let pattern = rule.as_str();
        let glob::Origin::Line { file, .. } = rule.origin() else {
            return Origin::rule(format!("the built-in rule `{pattern}`"));
        };
        let words = format!("the rule `{pattern}`");
        let text = self.texts.get(file);
        let place = text.and_then(|text| Some((text, line_of(text, rule.origin())?)));
        match place {
            Some((text, range)) => Origin::option(words, text.locate(range)),
            None => Origin::rule(words),
        }
    }
}

/// The text of an ignore file, if there is one that can be read.
fn text(tree: &SourceTree, path: &RelPath, findings: &mut Vec<Finding>) -> Option<SourceText> {
    match read(tree, path) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes?).into_owned();
            Some(SourceText::new(path.as_str(), text))
        }
        Err(why) => {
            findings.push(Finding::new(&UNREADABLE, why).in_file(path.as_str()));
            None
        }
    }
}

/// The bytes of an ignore file; `None` where there is none.
fn read(tree: &SourceTree, path: &RelPath) -> Result<Option<Vec<u8>>, String> {
    match tree.kind(path).map_err(|error| error.to_string())? {
        None => Ok(None),
        Some(EntryKind::File { .. }) => {
            tree.read(path).map(Some).map_err(|error| error.to_string())
        }
        Some(EntryKind::Folder | EntryKind::Other) => Err("not a regular file".to_owned()),
    }
}

fn add_built_in(rules: &mut IgnoreRules, pattern: &str) {
    let added = rules.add(pattern, glob::Origin::BuiltIn);
    debug_assert!(added.is_ok(), "{pattern}");
}

/// The range of the line that a rule is written in.
fn line_of(text: &SourceText, origin: &glob::Origin) -> Option<std::ops::Range<usize>> {
    let glob::Origin::Line { number, .. } = origin else { return None };
    let line = text.text().split('\n').nth(number.checked_sub(1)?)?;
    let start = line.as_ptr() as usize - text.text().as_ptr() as usize;
    Some(start..start + line.trim_end().len())
}
