//! `support-legacy`: a `setup.py` for installers that know no other way.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Metadata;

use super::Room;
use super::metadata::Stated;
use super::requirements::Resolved;
use super::selection::Picked;
use crate::pyproject::Reader;

pub(super) static UNSPEAKABLE: Rule = Rule {
    id: "setup-py-text",
    severity: Severity::Error,
    words: "a text of which Python versions differ in how they would write it into `setup.py`",
    remedy: "leave `support-legacy` out",
};

/// The text of the file.
pub(super) fn setup_py(
    room: &Room,
    stated: &Stated,
    files: &[&Picked],
    reader: &mut Reader,
) -> String {
    let mut script = Script { text: String::new(), unspeakable: false };
    if room.profile.coding_line {
        script.line("# -*- coding: utf-8 -*-");
    }
    script.line("from setuptools import setup\n\nsetup(");
    let metadata = &stated.stated;
    script.fields(metadata);
    script.list("classifiers", &metadata.classifiers);
    script.requirements(&stated.requirements);
    script.entry_points(room);
    script.packages(files);
    script.line(")");
    if script.unspeakable {
        let message = "`support-legacy` would have to quote unusual characters";
        reader.report(Finding::new(&UNSPEAKABLE, message).at(room.project.location.clone()));
    }
    script.text
}

struct Script {
    text: String,
    unspeakable: bool,
}

impl Script {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn quoted(&mut self, text: &str) -> String {
        let quoted = repr(text);
        self.unspeakable |= quoted.is_none();
        quoted.unwrap_or_default()
    }

    fn field(&mut self, name: &str, value: &str) {
        let value = self.quoted(value);
        self.line(&format!("    {name}={value},"));
    }

    fn fields(&mut self, metadata: &Metadata) {
        self.field("name", metadata.name.normalized());
        self.field("version", &metadata.version.to_string());
        for (name, value) in [
            ("description", &metadata.summary),
            ("long_description", &metadata.description),
            ("author", &metadata.author),
            ("author_email", &metadata.author_email),
            ("maintainer", &metadata.maintainer),
            ("maintainer_email", &metadata.maintainer_email),
        ] {
            if let Some(value) = value {
                self.field(name, value);
            }
        }
    }

    fn list(&mut self, name: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        self.line(&format!("    {name}=["));
        for item in items {
            let item = self.quoted(item);
            self.line(&format!("        {item},"));
        }
        self.line("    ],");
    }

    fn requirements(&mut self, requirements: &Resolved) {
        let own: Vec<String> = requirements.own.values().map(ToString::to_string).collect();
        self.list("install_requires", &own);
        if requirements.extras.is_empty() {
            return;
        }
        self.line("    extras_require={");
        for (extra, listed) in requirements.extras.iter().filter(|(_, it)| !it.is_empty()) {
            let extra = self.quoted(extra);
            self.line(&format!("        {extra}: ["));
            for requirement in listed.values() {
                let requirement = self.quoted(&requirement.to_string());
                self.line(&format!("            {requirement},"));
            }
            self.line("        ],");
        }
        self.line("    },");
    }

    /// Scripts first, then the other groups by name. Their values stand there as they are.
    fn entry_points(&mut self, room: &Room) {
        let mut groups: Vec<_> = room.project.entry_points.iter().collect();
        let rank = |group: &str| match group {
            "console_scripts" => 0,
            "gui_scripts" => 1,
            _ => 2,
        };
        groups.sort_by_key(|it| (rank(&it.group), it.group.clone()));
        if groups.is_empty() {
            return;
        }
        self.line("    entry_points={");
        for group in groups {
            let name = self.quoted(&group.group);
            self.line(&format!("        {name}: ["));
            let mut items: Vec<_> = group.items.iter().collect();
            items.sort_by(|a, b| a.0.cmp(&b.0));
            for (name, object) in items {
                self.line(&format!("            '{name} = {}',", object.value));
            }
            self.line("        ],");
        }
        self.line("    },");
    }

    fn packages(&mut self, files: &[&Picked]) {
        let folder = |file: &&Picked| match file.path.rsplit_once('/') {
            Some((folder, "__init__.py")) => Some(folder.to_owned()),
            None if file.path == "__init__.py" => Some(String::new()),
            _ => None,
        };
        let found: BTreeSet<String> = files.iter().filter_map(folder).collect();
        if found.is_empty() {
            return;
        }
        let dotted = |folder: &str| folder.replace('/', ".");
        let names: Vec<String> = found
            .iter()
            .map(|folder| dotted(folder.strip_prefix("src/").unwrap_or(folder)))
            .collect();
        self.list("packages", &names);
        if found.iter().any(|folder| folder.starts_with("src/")) {
            self.line("    package_dir={'': 'src'},");
        }
    }
}

/// Python's `repr` of a text; `None` where that depends on the Unicode tables of the Python.
fn repr(text: &str) -> Option<String> {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\\' => quoted.push_str("\\\\"),
            c if c == quote => quoted.extend(['\\', c]),
            '\0'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}' => {
                // Writing to a text cannot fail.
                let _ = write!(quoted, "\\x{:02x}", u32::from(c));
            }
            ' '..='\u{24f}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' => quoted.push(c),
            '\u{2190}'..='\u{23ff}' | '\u{2500}'..='\u{27bf}' | '\u{1f300}'..='\u{1f64f}' => {
                quoted.push(c);
            }
            c if c.is_alphanumeric() => quoted.push(c),
            _ => return None,
        }
    }
    quoted.push(quote);
    Some(quoted)
}

#[cfg(test)]
mod tests {
    use super::repr;

    #[test]
    fn texts_are_quoted_as_python_quotes_them() {
        for (text, expect) in [
            ("a", Some("'a'")),
            ("it's", Some("\"it's\"")),
            ("\"it's\"", Some("'\"it\\'s\"'")),
            ("a\\\n\t\r\x1b\u{a0}é — 🎉", Some("'a\\\\\\n\\t\\r\\x1b\\xa0é — 🎉'")),
            ("\u{feff}", None),
        ] {
            assert_eq!(repr(text).as_deref(), expect);
        }
    }
}
