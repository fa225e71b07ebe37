//! One occurrence of a rule.

use std::fmt;

use crate::{Location, Rule, Severity};

/// Where a finding was made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// A member of an archive: the archive's file name and the member's path.
    Entry {
        /// File name of the archive.
        archive: String,
        /// Path of the member inside it.
        entry: String,
    },
    /// A file as a whole, relative to the project or as the user named it.
    File(String),
    /// A range of a text file.
    Text(Location),
}

/// One occurrence of a [`Rule`]: what exactly, where, and what to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The kind of mistake.
    pub rule: &'static Rule,
    /// What exactly is wrong: a lower-case fragment without a full stop, literals in backticks.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// What to do here, where that is more than the rule's general remedy.
    pub remedy: Option<String>,
    /// How much it weighs in this case, where that is not what the rule says.
    pub severity: Option<Severity>,
    /// Which sort of mistake it is, in a few words, where whoever judged it tells sorts apart.
    pub label: Option<&'static str>,
    /// What somebody else would say about it, in that one's own words.
    pub note: Option<String>,
}

impl Finding {
    /// A finding without a place; add one with [`Finding::at`], [`Finding::in_file`] or
    /// [`Finding::in_entry`].
    #[must_use]
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            place: None,
            remedy: None,
            severity: None,
            label: None,
            note: None,
        }
    }

    /// Places the finding at a range of a text file.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.place = Some(Place::Text(location));
        self
    }

    /// Places the finding at a whole file.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<String>) -> Self {
        self.place = Some(Place::File(path.into()));
        self
    }

    /// Places the finding at a member of an archive.
    #[must_use]
    pub fn in_entry(mut self, archive: impl Into<String>, entry: impl Into<String>) -> Self {
        self.place = Some(Place::Entry { archive: archive.into(), entry: entry.into() });
        self
    }

    /// Says what to do in this very case.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Weighs it by more than its rule: by who shall get what it is about.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Names the sort of mistake.
    #[must_use]
    pub fn labelled(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }

    /// Quotes what somebody else, such as an index, would say about it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What to do: the case's own remedy, else the rule's; `None` where neither says anything.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.remedy.as_deref().or(Some(self.rule.remedy)).filter(|text| !text.is_empty())
    }

    /// How much it weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity.unwrap_or(self.rule.severity)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            None => {}
            Some(Place::Entry { archive, entry }) => write!(f, "{archive}!{entry}: ")?,
            Some(Place::File(path)) => write!(f, "{path}: ")?,
            Some(Place::Text(location)) => {
                write!(f, "{}:{}:{}: ", location.path, location.line, location.column)?;
            }
        }
        f.write_str(&self.message)
    }
}
