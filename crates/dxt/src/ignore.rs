//! What a bundle leaves out: rules of our own, then `.dxtignore` and `.mcpbignore`.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::Origin;
use pyrel_diag::{Finding, Rule, Severity, SourceText};
use pyrel_tree::glob::{self, IgnoreRules, Lines, PathKind, Verdict};
use pyrel_tree::{EntryKind, RelPath, SourceTree};

/// The rules for one folder that becomes a bundle.
#[derive(Debug)]
pub(crate) struct Ignore {
    for_files: IgnoreRules,
    for_folders: IgnoreRules,
    texts: BTreeMap<Arc<str>, SourceText>,
}

/// What becomes of a path, and by which rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    Admitted(Origin),
    Dropped(Origin),
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
    severity: Severity::Warning,
    words: "an ignore file that cannot be read",
    remedy: "make it a regular file that can be read",
};

/// The files with more rules; of two rules that match, that of the later file counts.
const FILES: [&str; 2] = [".dxtignore", ".mcpbignore"];

/// What no bundle needs, be it a file or a folder. `node_modules` counts in the bundle's own folder
/// only, as in the reference tool.
const ANYTHING: [&str; 12] = [
    ".DS_Store",
    ".env*",
    ".git",
    ".mypy_cache",
    ".npm",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    ".yarn",
    "__pycache__",
    "node_modules/.bin",
    "node_modules/.cache",
];

/// Files that no bundle needs. The reference tool drops folders of these names, too, and with
/// `*.map` a folder `Iterator.prototype.map` that programs need.
const ONLY_FILES: [&str; 27] = [
    "*.d.ts",
    "*.dxt",
    "*.log",
    "*.map",
    "*.mcpb",
    "*.pyc",
    "*.tsbuildinfo",
    ".babelrc",
    ".dxtignore",
    ".editorconfig",
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

impl Ignore {
    /// The rules for a folder, and what was wrong with its ignore files.
    pub(crate) fn read(tree: &SourceTree, folder: &RelPath, findings: &mut Vec<Finding>) -> Self {
        let mut ignore = Self::built_in();
        for name in FILES {
            let path = folder.child(name);
            match read(tree, &path) {
                Ok(None) => {}
                Ok(Some(bytes)) => findings.extend(ignore.add(&path, &bytes)),
                Err(why) => {
                    findings.push(Finding::new(&UNREADABLE, why).in_file(path.as_str()));
                }
            }
        }
        ignore
    }

    fn built_in() -> Self {
        let rules = IgnoreRules::case_insensitive();
        let mut ignore =
            Self { for_files: rules.clone(), for_folders: rules, texts: BTreeMap::new() };
        for pattern in ANYTHING {
            add_built_in(&mut ignore.for_files, pattern);
            add_built_in(&mut ignore.for_folders, pattern);
        }
        for pattern in ONLY_FILES {
            add_built_in(&mut ignore.for_files, pattern);
        }
        ignore
    }

    fn add(&mut self, path: &RelPath, bytes: &[u8]) -> Vec<Finding> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let source = SourceText::new(path.as_str(), text);
        let faults = self.for_files.add_file(path.as_str(), source.text(), Lines::Trimmed);
        // The same lines have the same faults once more.
        let _same = self.for_folders.add_file(path.as_str(), source.text(), Lines::Trimmed);
        let findings = faults.into_iter().map(|(origin, fault)| {
            let finding = Finding::new(&MALFORMED, fault.to_string());
            match line_of(&source, &origin) {
                Some(range) => finding.at(source.locate(range)),
                None => finding.in_file(path.as_str()),
            }
        });
        let findings = findings.collect();
        self.texts.insert(Arc::from(path.as_str()), source);
        findings
    }

    /// What becomes of a path of the bundle whose folders are all admitted.
    pub(crate) fn decide(&self, path: &RelPath, kind: PathKind) -> Decision {
        let rules = match kind {
            PathKind::File => &self.for_files,
            PathKind::Folder => &self.for_folders,
        };
        match rules.verdict(path, kind) {
            None => Decision::Admitted(Origin::rule("the folder")),
            Some(rule) => match rule.verdict() {
                Verdict::Ignore => Decision::Dropped(self.origin(rule)),
                Verdict::Keep => Decision::Admitted(self.origin(rule)),
            },
        }
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
