//! The modules that a distribution holds (PEP 794).

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;

use std::collections::BTreeMap;

use super::sheet::{Said, Sheet};
use super::words::{repr, shown};
use crate::{Check, Nature};

/// An import name that no import could name.
pub(super) static INVALID: Check = Check::of(
    Nature::Standard,
    "import-name-invalid",
    "an import name that no import could name",
    "correct it in `import-names` or `import-namespaces` of `[project]`",
    "`Import-Name` and `Import-Namespace` hold names as they stand after `import`, \
     parts joined by dots, with nothing after them but `; private`. PyPI refuses \
     others.",
);

/// An import name that stands twice.
pub(super) static TWICE: Check = Check::of(
    Nature::Advice,
    "import-name-repeated",
    "an import name that stands twice",
    "name each module once, in `import-names` or in `import-namespaces` of `[project]`",
    "A name is either a module of this distribution alone or a namespace that it \
     shares with others. PyPI takes both, and tools have to guess.",
);

/// An import name without its parents.
pub(super) static PARENT: Check = Check::of(
    Nature::Advice,
    "import-name-parent",
    "an import name without its parents",
    "add the parent to `import-names`, or to `import-namespaces` if other projects put modules there",
    "Where `a.b` is named, the format asks for `a` as well, as `Import-Name` or as \
     `Import-Namespace`: else nobody knows to whom it belongs. PyPI takes the file \
     all the same.",
);

/// Words that no name may be (Python 3.14).
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// Looks at the names.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    let mut names: BTreeMap<String, &Said<'_>> = BTreeMap::new();
    for field in [Field::ImportName, Field::ImportNamespace] {
        for said in sheet.sent(field) {
            let name = said.value.split(';').next().unwrap_or_default().trim_end();
            if let Some(finding) = invalid(sheet, said, field, name) {
                findings.push(finding);
            } else if names.insert(name.to_owned(), said).is_some() {
                let message = format!("`{}` stands here again", shown(name));
                findings.push(sheet.found(&TWICE, said, message));
            }
        }
    }
    for (name, said) in &names {
        let parent = name.rsplit_once('.').map(|(parent, _)| parent);
        if let Some(parent) = parent.filter(|parent| !names.contains_key(*parent)) {
            let message = format!("`{}` is named, and `{}` is not", shown(name), shown(parent));
            findings.push(sheet.found(&PARENT, said, message));
        }
    }
}

fn invalid(sheet: &Sheet<'_>, said: &Said<'_>, field: Field, name: &str) -> Option<Finding> {
    let small = field.as_str().to_ascii_lowercase();
    let odd = name.split('.').find_map(|part| {
        let words = if !is_identifier(part) {
            ("identifier", "is not a valid identifier")
        } else if KEYWORDS.contains(&part) {
            ("name", "is a keyword")
        } else {
            return None;
        };
        Some((part, words))
    });
    if let Some((part, (what, words))) = odd {
        let message = format!("`{}` in `{}` is no {what}", shown(part), shown(name));
        let words = format!("{} is invalid for '{small}'; {} {words}.", repr(name), repr(part));
        return Some(sheet.found(&INVALID, said, message).note(words));
    }
    let (_, option) = said.value.split_once(';')?;
    if option.trim_start() == "private" {
        return None;
    }
    let message = format!("`{}` has an option that is not `private`", shown(&said.value));
    let value = repr(&said.value);
    let words = format!("{value} is invalid for '{small}'; the only valid option is 'private'.");
    Some(sheet.found(&INVALID, said, message).note(words))
}

/// Whether Python takes a text for an identifier; letters of other scripts are not told apart from
/// those that it does not take.
fn is_identifier(text: &str) -> bool {
    let starts = |c: char| c == '_' || c.is_alphabetic();
    let goes_on = |c: char| c == '_' || c.is_alphanumeric() || !c.is_ascii();
    text.starts_with(starts) && text.chars().all(goes_on)
}
