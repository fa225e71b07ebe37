//! Ignore files, as git reads them.

use std::fmt;
use std::sync::Arc;

use super::PathKind;
use super::char_set::Case;
use super::fault::GlobError;
use super::ignore_pattern::{IgnorePattern, Verdict};
use crate::RelPath;

/// A list of ignore patterns: the last one that matches decides, `!` takes back, and nothing comes
/// back out of an ignored folder (gitignore(5)).
///
/// With [`IgnoreRules::case_insensitive`] it answers as npm's `ignore` 7 does, and so as
/// `mcpb pack` reads `.mcpbignore`.
#[derive(Clone, Debug)]
pub struct IgnoreRules {
    rules: Vec<Rule>,
    case: Case,
}

/// One line that matches something.
#[derive(Clone, Debug)]
pub struct Rule {
    text: Arc<str>,
    origin: Origin,
    pattern: IgnorePattern,
}

/// Where a rule was written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Origin {
    /// In no file: a default of ours.
    BuiltIn,
    /// In a line of a file.
    Line {
        /// The file.
        file: Arc<str>,
        /// Its line, from 1.
        number: usize,
    },
}

/// How the lines of an ignore file are cut.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lines {
    /// As git does: leading blanks and other white space belong to the pattern.
    Git,
    /// White space and byte order marks vanish at both ends: `.mcpbignore` and `.dxtignore`.
    Trimmed,
}

impl IgnoreRules {
    /// No rules yet; capitals differ from small letters.
    #[must_use]
    pub fn new() -> Self {
        Self { rules: Vec::new(), case: Case::Differs }
    }

    /// No rules yet; case is ignored.
    #[must_use]
    pub fn case_insensitive() -> Self {
        Self { rules: Vec::new(), case: Case::Ignored }
    }

    /// Adds one line. Blank lines and comments add nothing.
    ///
    /// # Errors
    /// When the pattern is malformed. It could match nothing, so it adds nothing; git says nothing.
    pub fn add(&mut self, line: &str, origin: Origin) -> Result<(), GlobError> {
        if let Some(pattern) = IgnorePattern::new(line, self.case)? {
            self.rules.push(Rule { text: Arc::from(line), origin, pattern });
        }
        Ok(())
    }

    /// Adds the lines of a file, and returns what is wrong with those that are malformed.
    pub fn add_file(&mut self, name: &str, text: &str, lines: Lines) -> Vec<(Origin, GlobError)> {
        let file: Arc<str> = Arc::from(name);
        let mut faults = Vec::new();
        for (at, line) in text.strip_prefix('\u{feff}').unwrap_or(text).split('\n').enumerate() {
            let line = match lines {
                Lines::Git => line.strip_suffix('\r').unwrap_or(line),
                Lines::Trimmed => line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'),
            };
            let origin = Origin::Line { file: Arc::clone(&file), number: at + 1 };
            if let Err(fault) = self.add(line, origin.clone()) {
                faults.push((origin, fault));
            }
        }
        faults
    }

    /// The last rule that matches this very path, whatever becomes of the folders above it.
    #[must_use]
    pub fn verdict(&self, path: &RelPath, kind: PathKind) -> Option<&Rule> {
        self.rules.iter().rev().find(|rule| rule.pattern.matches(path, kind))
    }

    /// The rule that decides about a path: that of the first ignored folder above it, else its own.
    #[must_use]
    pub fn decided_by(&self, path: &RelPath, kind: PathKind) -> Option<&Rule> {
        let mut above = RelPath::root();
        for name in path.components() {
            above = above.child(name);
            if above == *path {
                break;
            }
            let rule = self.verdict(&above, PathKind::Folder);
            if rule.is_some_and(|rule| rule.verdict() == Verdict::Ignore) {
                return rule;
            }
        }
        self.verdict(path, kind)
    }

    /// Whether a path is ignored, by itself or with a folder above it.
    #[must_use]
    pub fn ignored(&self, path: &RelPath, kind: PathKind) -> bool {
        self.decided_by(path, kind).is_some_and(|rule| rule.verdict() == Verdict::Ignore)
    }
}

impl Default for IgnoreRules {
    fn default() -> Self {
        Self::new()
    }
}

impl Rule {
    /// The line as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it was written.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What it says about what it matches.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.pattern.verdict()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built-in"),
            Self::Line { file, number } => write!(f, "{file}:{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mcpb(text: &str) -> IgnoreRules {
        let mut rules = IgnoreRules::case_insensitive();
        rules.add_file(".mcpbignore", text, Lines::Trimmed);
        rules
    }

    #[track_caller]
    fn check(text: &str, ignored: &[&str], kept: &[&str]) {
        let rules = mcpb(text);
        for (paths, expect) in [(ignored, true), (kept, false)] {
            for path in paths {
                let path = RelPath::new(path).unwrap();
                assert_eq!(rules.ignored(&path, PathKind::File), expect, "{text:?} {path}");
            }
        }
    }

    #[test]
    fn mcpbignore_does_what_was_observed_of_mcpb() {
        check("docs", &["docs/x", "a/docs/x"], &["docs2"]);
        check("docs/", &["docs/x", "a/docs/x"], &["docs", "a/docs"]);
        check("/docs", &["docs/x"], &["a/docs/x"]);
        check("./docs\n../x\n/", &[], &["docs/x", "x"]);
        check("*.tmp\n!important.tmp", &["a.tmp"], &["important.tmp", "a/important.tmp"]);
        check("node_modules/*\n!node_modules/foo", &["node_modules/b/i"], &["node_modules/foo/i"]);
        check("node_modules\n!node_modules/foo/i.js", &["node_modules/foo/i.js"], &[]);
        check("**/docs/*.md", &["docs/a.md", "a/b/docs/c.md"], &["docs/a/b.md"]);
        check("sub/**", &["sub/a", "sub/a/b"], &["sub", "a/sub/b"]);
        check("keep/*/x.md", &["keep/a/x.md"], &["keep/x.md", "keep/a/b/x.md"]);
        check("x[12].dat\ny?.dat", &["x1.dat", "ya.dat"], &["x3.dat", "y.dat", "y/.dat"]);
        check("{a,b}.tmp", &["{a,b}.tmp"], &["a.tmp"]);
        check("\\#hash\n\\!bang\n#c", &["#hash", "!bang"], &["hash", "#c", "c"]);
        check("test.txt", &["TEST.TXT"], &["test.tx"]);
        check("\u{feff}a\r\n  b  ", &["a", "b"], &[]);
        check("*\n!manifest.json", &["a", "d/manifest.json"], &["manifest.json"]);
        check("**", &["manifest.json", "a/b"], &[]);
        check("[", &[], &["[", "a"]);
    }

    #[test]
    fn the_deciding_line_is_told() {
        let rules = mcpb("docs\n\n# none\n!docs/a\n*.md");
        let path = RelPath::new("docs/a").unwrap();
        let told = |rule: Option<&Rule>| {
            rule.map(|rule| (rule.as_str().to_owned(), rule.origin().to_string()))
        };
        let own = rules.verdict(&path, PathKind::File);
        assert_eq!(told(own), Some(("!docs/a".to_owned(), ".mcpbignore:4".to_owned())));
        let real = rules.decided_by(&path, PathKind::File);
        assert_eq!(told(real), Some(("docs".to_owned(), ".mcpbignore:1".to_owned())));
        assert!(rules.verdict(&RelPath::new("x").unwrap(), PathKind::File).is_none());
    }

    #[test]
    fn malformed_lines_are_told_and_match_nothing() {
        let mut rules = IgnoreRules::new();
        let faults = rules.add_file(".gitignore", "ok\na[b\nx\\\n[[:no:]]\n", Lines::Git);
        let texts: Vec<String> =
            faults.iter().map(|(origin, fault)| format!("{origin}: {fault}")).collect();
        assert_eq!(
            texts,
            [
                ".gitignore:2: `a[b` is not a valid pattern: `[` is never closed (byte 1)",
                ".gitignore:3: `x\\` is not a valid pattern: `\\` at the end escapes nothing (byte 1)",
                ".gitignore:4: `[[:no:]]` is not a valid pattern: the character class is unknown (byte 1)",
            ]
        );
    }

    #[test]
    fn git_lines_keep_leading_and_escaped_blanks_and_differ_by_case() {
        let mut rules = IgnoreRules::new();
        rules.add_file(".gitignore", " lead\r\ntrail\\ \nspace  \nTab\t\n", Lines::Git);
        let ignored = |text| rules.ignored(&RelPath::new(text).unwrap(), PathKind::File);
        for text in [" lead", "trail ", "space", "Tab\t"] {
            assert!(ignored(text), "{text:?}");
        }
        for text in ["lead", "trail", "Space", "Tab"] {
            assert!(!ignored(text), "{text:?}");
        }
    }
}
