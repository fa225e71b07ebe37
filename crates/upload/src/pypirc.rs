//! `.pypirc`: the user's named indexes, read as Python's `RawConfigParser` reads them.
//!
//! No interpolation, comments on lines of their own only, `=` or `:` after a key, deeper indented
//! lines continue a value, keys in any letter case, a section or key written twice spoils the
//! file. Unlike Python a byte order mark is allowed: Notepad writes one. Messages name lines and
//! never quote them, since any line may hold a secret.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use pyrel_diag::{Finding, Location, Rule, Severity};

use crate::{ConfigText, Error};

/// A line that means nothing.
pub(crate) static PYPIRC_LINE: Rule = Rule {
    id: "pypirc-line",
    severity: Severity::Error,
    words: "a line of `.pypirc` that means nothing",
    remedy: "write `[section]`, `key = value`, or a comment that begins with `#`",
};

/// A section or key twice.
pub(crate) static PYPIRC_TWICE: Rule = Rule {
    id: "pypirc-twice",
    severity: Severity::Error,
    words: "a section or key of `.pypirc` that is written twice",
    remedy: "remove one of the two",
};

/// The named indexes of a user.
#[derive(Clone)]
pub struct Pypirc {
    file: String,
    sections: BTreeMap<String, Section>,
}

/// The keys that mean something to an upload; other keys are never named in messages.
const KEYS: [&str; 6] =
    ["repository", "username", "password", "ca_cert", "client_cert", "index-servers"];

/// Keys of `[DEFAULT]` hold for all sections, and it alone may be opened again.
const DEFAULT: &str = "DEFAULT";

#[derive(Clone, Default)]
struct Section {
    line: usize,
    values: BTreeMap<String, String>,
}

impl Pypirc {
    /// Reads the file.
    ///
    /// # Errors
    /// All lines that mean nothing, and all that is written twice.
    pub fn parse(source: &ConfigText) -> Result<Self, Error> {
        let mut reader = Reader::new(&source.name);
        let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
        for (number, line) in text.lines().enumerate() {
            reader.line(number + 1, line);
        }
        if !reader.findings.is_empty() {
            return Err(Error::Pypirc { file: source.name.clone(), findings: reader.findings });
        }
        Ok(Self { file: source.name.clone(), sections: reader.sections })
    }

    /// The file, as the user would name it.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The names of the sections that stand for an index.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let others = [DEFAULT, "distutils", "server-login"];
        self.sections.keys().map(String::as_str).filter(move |name| !others.contains(name))
    }

    /// Whether `[distutils] index-servers` names the section, without which Python's tools do not
    /// see it. Where nothing is listed, `pypi` and `testpypi` are.
    #[must_use]
    pub fn is_listed(&self, section: &str) -> bool {
        match self.own("distutils", "index-servers") {
            Some(servers) => servers.split_whitespace().any(|server| server == section),
            None => matches!(section, "pypi" | "testpypi"),
        }
    }

    /// The line on which a section begins.
    #[must_use]
    pub fn line_of(&self, section: &str) -> Option<usize> {
        self.names().find(|name| *name == section)?;
        self.sections.get(section).map(|section| section.line)
    }

    /// The upload address of a section.
    #[must_use]
    pub fn repository(&self, section: &str) -> Option<&str> {
        self.own(section, "repository")
    }

    /// The user name of a section, else that of `[server-login]`.
    #[must_use]
    pub fn username(&self, section: &str) -> Option<&str> {
        self.login(section, "username")
    }

    /// The password of a section, else that of `[server-login]`.
    #[must_use]
    pub fn password(&self, section: &str) -> Option<&str> {
        self.login(section, "password")
    }

    fn login(&self, section: &str, key: &str) -> Option<&str> {
        self.own(section, key).or_else(|| self.own("server-login", key))
    }

    fn own(&self, section: &str, key: &str) -> Option<&str> {
        let value = |name: &str| self.sections.get(name)?.values.get(key);
        let found = self.sections.get(section).and_then(|_| value(section).or(value(DEFAULT)));
        found.map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// Shows section names; values may be secrets.
impl fmt::Debug for Pypirc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pypirc")
            .field("file", &self.file)
            .field("sections", &self.sections.keys())
            .finish()
    }
}

/// A place in a file that holds secrets: the line, but not what it says.
pub(crate) fn veiled(file: &str, line: usize) -> Location {
    Location { path: Arc::from(file), line, column: 1, end_column: 2, excerpt: Arc::from("") }
}

struct Reader<'a> {
    file: &'a str,
    sections: BTreeMap<String, Section>,
    findings: Vec<Finding>,
    section: Option<String>,
    key: Option<String>,
    indent: usize,
}

impl<'a> Reader<'a> {
    fn new(file: &'a str) -> Self {
        let (sections, findings) = (BTreeMap::new(), Vec::new());
        Self { file, sections, findings, section: None, key: None, indent: 0 }
    }

    fn line(&mut self, number: usize, line: &str) {
        let value = line.trim();
        if value.starts_with(['#', ';']) {
            return;
        }
        if value.is_empty() {
            self.go_on("");
            return;
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if indent > self.indent && self.go_on(value) {
            return;
        }
        self.indent = indent;
        let header = value.strip_prefix('[').and_then(|rest| rest.rsplit_once(']'));
        match header.map(|(name, _)| name).filter(|name| !name.is_empty()) {
            Some(name) => self.open(number, name),
            None => self.assign(number, value),
        }
    }

    /// Appends a line to the value before it; `false` where there is none.
    fn go_on(&mut self, line: &str) -> bool {
        let (Some(section), Some(key)) = (&self.section, &self.key) else { return false };
        let section = self.sections.get_mut(section);
        let Some(value) = section.and_then(|section| section.values.get_mut(key)) else {
            return false;
        };
        if !line.is_empty() {
            value.extend((!value.is_empty()).then_some('\n'));
            value.push_str(line);
        }
        true
    }

    fn open(&mut self, number: usize, name: &str) {
        let earlier = self.sections.get(name).map(|section| section.line);
        if let Some(line) = earlier.filter(|_| name != DEFAULT) {
            let message = format!("the section [{name}] stands on line {line} already");
            self.find(&PYPIRC_TWICE, number, message);
        } else if earlier.is_none() {
            let section = Section { line: number, values: BTreeMap::new() };
            self.sections.insert(name.to_owned(), section);
        }
        self.section = Some(name.to_owned());
        self.key = None;
    }

    fn assign(&mut self, number: usize, line: &str) {
        self.key = None;
        let Some(section) = self.section.clone() else {
            return self.find(&PYPIRC_LINE, number, "a line before the first `[section]`");
        };
        let Some((key, value)) = line.split_once(['=', ':']) else {
            return self.find(&PYPIRC_LINE, number, "a line without `=`");
        };
        let key = key.trim().to_lowercase();
        if key.is_empty() {
            return self.find(&PYPIRC_LINE, number, "a line without a key before its `=`");
        }
        let values = &mut self.sections.entry(section.clone()).or_default().values;
        if values.contains_key(&key) {
            let known = KEYS.contains(&key.as_str());
            let key = if known { format!("the key `{key}`") } else { "a key".to_owned() };
            let message = format!("{key} stands twice in the section [{section}]");
            return self.find(&PYPIRC_TWICE, number, message);
        }
        values.insert(key.clone(), value.trim().to_owned());
        self.key = Some(key);
    }

    fn find(&mut self, rule: &'static Rule, line: usize, message: impl Into<String>) {
        self.findings.push(Finding::new(rule, message).at(veiled(self.file, line)));
    }
}

#[cfg(test)]
mod tests;
