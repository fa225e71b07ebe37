//! Roles of interpreted text.

use std::collections::BTreeMap;

use crate::problem::Kind;
use crate::text::{strip, unescaped};

/// The aliases of Pygments 2.21.0, lower-case, one a line. To refresh: `get_all_lexers()` of the newest
/// release, the second item of each.
const LEXERS: &str = include_str!("lexers.txt");

/// What a role does with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// Code, in a language if the role names one.
    Code(Option<String>),
    /// Marks the text up, whatever it is.
    Generic,
    Pep,
    Raw,
    Rfc,
    /// Known by name only.
    Unimplemented,
}

/// Roles that a document adds, and the one that is taken where none is named.
#[derive(Debug, Default)]
pub(crate) struct Roles {
    custom: BTreeMap<String, Role>,
    pub(crate) default: Option<Role>,
}

impl Role {
    fn of_docutils(name: &str) -> Option<Self> {
        Some(match name {
            "" | "abbreviation" | "ab" | "acronym" | "ac" | "emphasis" | "literal" | "math"
            | "strong" | "subscript" | "sub" | "superscript" | "sup" | "title-reference"
            | "title" | "t" => Self::Generic,
            "code" => Self::Code(None),
            "pep-reference" | "pep" => Self::Pep,
            "rfc-reference" | "rfc" => Self::Rfc,
            "raw" => Self::Raw,
            "index"
            | "i"
            | "anonymous-reference"
            | "citation-reference"
            | "footnote-reference"
            | "named-reference"
            | "substitution-reference"
            | "uri-reference"
            | "uri"
            | "url"
            | "target"
            | "restructuredtext-unimplemented-role" => Self::Unimplemented,
            _ => return None,
        })
    }
}

impl Roles {
    /// The role of a name. Names do not mind the case.
    pub(crate) fn find(&self, name: &str) -> Option<Role> {
        let name = name.to_lowercase();
        if name.is_empty() && self.default.is_some() {
            return self.default.clone();
        }
        self.custom.get(&name).cloned().or_else(|| Role::of_docutils(&name))
    }

    pub(crate) fn add(&mut self, name: &str, role: Role) {
        self.custom.insert(name.to_lowercase(), role);
    }

    /// What a role says to a text, escapes marked.
    pub(crate) fn apply(&self, name: &str, text: &[char]) -> Result<(), (Kind, String)> {
        let shown = || text.iter().collect::<String>();
        let number = |text: &str| crate::rst::directive::integer(text);
        match self.find(name) {
            None => Err((Kind::Role, format!("Unknown interpreted text role \"{name}\"."))),
            Some(Role::Generic | Role::Code(None)) => Ok(()),
            Some(Role::Code(Some(language))) if knows_language(&language) => Ok(()),
            Some(Role::Code(Some(language))) => Err((
                Kind::CodeLanguage,
                format!("Cannot analyze code. No Pygments lexer found for \"{language}\"."),
            )),
            Some(Role::Pep)
                if number(&unescaped(text)).is_some_and(|n| (0..=9999).contains(&n)) =>
            {
                Ok(())
            }
            Some(Role::Pep) => {
                let message = "PEP number must be a number from 0 to 9999;";
                Err((Kind::Role, format!("{message} \"{}\" is invalid.", shown())))
            }
            Some(Role::Rfc) => {
                let text = unescaped(text);
                let rfc = text.split_once('#').map_or(text.as_str(), |(rfc, _)| rfc);
                if number(rfc).is_some_and(|rfc| rfc >= 1) {
                    return Ok(());
                }
                let message = "RFC number must be a number greater than or equal to 1;";
                Err((Kind::Role, format!("{message} \"{}\" is invalid.", shown())))
            }
            Some(Role::Raw) => Err((Kind::Disabled, "raw (and derived) roles disabled".to_owned())),
            Some(Role::Unimplemented) => {
                Err((Kind::Role, format!("Interpreted text role \"{name}\" not implemented.")))
            }
        }
    }
}

/// Whether code in a language can be analysed.
fn knows_language(language: &str) -> bool {
    let name = language.to_lowercase();
    matches!(name.as_str(), "" | "none" | "text")
        || LEXERS.lines().any(|lexer| lexer == strip(&name))
}
