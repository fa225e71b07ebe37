//! Names: what is declared, and what refers to it.

use std::collections::BTreeMap;

use super::document::Document;
use crate::problem::Kind;
use crate::text::{normalized, spaced};

/// Where a target leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    Address(String),
    /// To the place of the target itself.
    Here,
    /// To another target.
    Name(String),
}

/// Who has given a name: an author in so many words, or docutils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Explicit,
    Implicit,
}

#[derive(Debug)]
pub(crate) struct Target {
    /// Its name, unless another target has it as well.
    pub(crate) name: Option<String>,
    pub(crate) destination: Destination,
    pub(crate) line: usize,
}

/// A name, and the one target that it means; none where more than one has it.
#[derive(Debug)]
struct Name {
    target: Option<usize>,
    origin: Origin,
}

/// A substitution definition: what it refers to in turn.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) substitutions: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Names {
    names: BTreeMap<String, Name>,
    pub(crate) targets: Vec<Target>,
    /// Names that are referred to, each with the line of the text that does so.
    pub(crate) references: Vec<(String, usize)>,
    /// Those in titles of tables of contents.
    pub(crate) contents_references: Vec<(String, usize)>,
    /// The lines of anonymous references and targets.
    pub(crate) anonymous_references: Vec<usize>,
    pub(crate) anonymous_targets: Vec<usize>,
    /// Automatically numbered footnotes: the target of each that has a name.
    pub(crate) auto_footnotes: Vec<Option<usize>>,
    /// References to them: their names, and lines.
    pub(crate) auto_references: Vec<(Option<String>, usize)>,
    pub(crate) symbol_footnotes: usize,
    pub(crate) symbol_references: Vec<usize>,
    /// Definitions by their names as written.
    pub(crate) definitions: BTreeMap<String, Definition>,
    /// Names as written by their normal form.
    pub(crate) definition_names: BTreeMap<String, String>,
    pub(crate) substitution_references: Vec<(String, usize)>,
}

/// What becomes of a name that is declared again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clash {
    /// The new target has no name.
    KeepOld,
    /// The old target has no name.
    TakeNew,
    /// Neither has a name.
    Neither,
}

impl Names {
    /// Whether a target was declared under a name.
    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.names.contains_key(&normalized(name))
    }

    pub(crate) fn refer(&mut self, name: &str, line: usize) {
        self.references.push((normalized(name), line));
    }

    pub(crate) fn refer_to_substitution(&mut self, name: &str, line: usize) {
        self.substitution_references.push((name.to_owned(), line));
    }

    pub(crate) fn anonymous_target(&mut self, destination: Destination, line: usize) {
        self.anonymous_targets.push(line);
        self.targets.push(Target { name: None, destination, line });
    }

    /// The target that a name means; `None` within where more than one has it.
    pub(crate) fn find(&self, name: &str) -> Option<Option<usize>> {
        self.names.get(name).map(|name| name.target)
    }

    fn clash(&self, old: &Name, origin: Origin, destination: &Destination) -> Clash {
        let old_target = old.target.and_then(|target| self.targets.get(target));
        let same =
            |old: &Target| old.destination == *destination && *destination != Destination::Here;
        match (origin, old.origin) {
            _ if old_target.is_some_and(same) => Clash::KeepOld,
            (Origin::Explicit, Origin::Implicit) => Clash::TakeNew,
            (Origin::Implicit, Origin::Explicit) => Clash::KeepOld,
            (Origin::Explicit, Origin::Explicit) | (Origin::Implicit, Origin::Implicit) => {
                Clash::Neither
            }
        }
    }
}

impl Document {
    /// Declares a target under a name, and returns it (`document.set_duplicate_name`).
    pub(crate) fn declare(
        &mut self,
        name: &str,
        origin: Origin,
        destination: Destination,
        line: usize,
    ) -> usize {
        let name = normalized(name);
        let names = &mut self.names;
        let target = names.targets.len();
        let clash = names.names.get(&name).map(|old| names.clash(old, origin, &destination));
        let old = names.names.get(&name).and_then(|old| old.target);
        let own = matches!(clash, None | Some(Clash::TakeNew)).then(|| name.clone());
        names.targets.push(Target { name: own, destination, line });
        let holder = match clash {
            Some(Clash::KeepOld) => old,
            Some(Clash::Neither) => None,
            Some(Clash::TakeNew) | None => Some(target),
        };
        if let Some(old) =
            old.filter(|old| Some(*old) != holder).and_then(|old| names.targets.get_mut(old))
        {
            old.name = None;
        }
        let entry = names.names.entry(name.clone()).or_insert(Name { target: holder, origin });
        let both_explicit = entry.origin == Origin::Explicit && origin == Origin::Explicit;
        entry.target = holder;
        if origin == Origin::Explicit {
            entry.origin = origin;
        }
        if clash == Some(Clash::Neither) && both_explicit {
            self.report(Kind::Target, line, format!("Duplicate explicit target name: \"{name}\"."));
        }
        target
    }

    /// Defines a substitution.
    pub(crate) fn define(&mut self, name: &str, substitutions: Vec<String>, line: usize) {
        let name = spaced(name);
        self.names.definition_names.insert(normalized(&name), name.clone());
        let definition = Definition { substitutions };
        if self.names.definitions.insert(name.clone(), definition).is_some() {
            let message = format!("Duplicate substitution definition name: \"{name}\".");
            self.report(Kind::Target, line, message);
        }
    }
}
