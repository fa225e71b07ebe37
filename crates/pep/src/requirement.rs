//! Requirements: which project, which versions, and when (PEP 508).
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/>

mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::{ExtraName, Marker, PackageName, VersionSpecifiers};

/// A requirement. Shown as the `packaging` library shows it; equal if all its parts are, however
/// they were written.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The project, as written.
    pub name: PackageName,
    /// The extras asked for, in the order of their spellings, each spelling once.
    pub extras: Vec<ExtraName>,
    /// Where the project comes from.
    pub origin: Origin,
    /// When the requirement counts.
    pub marker: Option<Marker>,
    written: String,
}

/// Where a required project comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Origin {
    /// From an index, in an admitted version; all are if there are no specifiers.
    Index(VersionSpecifiers),
    /// From a place of its own: `name @ https://…`.
    Url(String),
}

impl Requirement {
    /// The requirement as it was written.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The admitted versions, if they are named.
    #[must_use]
    pub fn specifiers(&self) -> Option<&VersionSpecifiers> {
        match &self.origin {
            Origin::Index(specifiers) => Some(specifiers),
            Origin::Url(_) => None,
        }
    }

    /// The address, if there is one.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match &self.origin {
            Origin::Index(_) => None,
            Origin::Url(url) => Some(url),
        }
    }

    /// The same requirement as an extra has it: its marker asks for the extra besides.
    #[must_use]
    pub fn with_extra(mut self, extra: &ExtraName) -> Self {
        self.marker = Some(match self.marker.take() {
            Some(marker) => marker.and_extra(extra),
            None => Marker::extra(extra),
        });
        self.written = self.to_string();
        self
    }
}

impl PartialEq for Requirement {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.extras == other.extras
            && self.origin == other.origin
            && self.marker == other.marker
    }
}

impl Eq for Requirement {}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)?;
        if !self.extras.is_empty() {
            let extras: Vec<&str> = self.extras.iter().map(ExtraName::as_str).collect();
            write!(f, "[{}]", extras.join(","))?;
        }
        match (&self.origin, &self.marker) {
            (Origin::Index(specifiers), Some(marker)) => write!(f, "{specifiers}; {marker}"),
            (Origin::Index(specifiers), None) => specifiers.fmt(f),
            // An address may end with a semicolon, so the blank before the next one matters.
            (Origin::Url(url), Some(marker)) => write!(f, " @ {url} ; {marker}"),
            (Origin::Url(url), None) => write!(f, " @ {url}"),
        }
    }
}
