//! The manifest versions as JSON Schemas, each told as the difference from the one before.

pub(crate) mod check;
mod direction;
mod format;
mod shape;
mod v0_1;
mod v0_2;
mod v0_3;
mod v0_4;

#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

pub(crate) use check::{RULES, UNKNOWN_KEY, WRONG_TYPE, check};
pub use format::{is_email, is_url};
use shape::{Record, Shape};

use crate::json::Step;

/// A version of the manifest format.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Version {
    /// The first, known as DXT.
    V0_1,
    /// With privacy policies.
    V0_2,
    /// With icons for themes, localization and `_meta`.
    V0_3,
    /// With servers of type `uv`.
    V0_4,
}

/// The JSON Schema of a manifest version, for editors and other checkers. What they call `uri`
/// and `email` is checked here by the rules of the reference tool.
#[must_use]
pub fn schema(version: Version) -> Value {
    let mut schema = record(version).to_schema();
    let version_keys = serde_json::json!([
        {"required": ["manifest_version"]},
        {"required": ["dxt_version"]},
    ]);
    schema.insert("anyOf".to_owned(), version_keys);
    let title = format!("Manifest of a desktop extension, version {version}");
    for (name, value) in
        [("title", title.as_str()), ("$schema", "http://json-schema.org/draft-07/schema#")]
    {
        schema.shift_insert(0, name.to_owned(), value.into());
    }
    schema.into()
}

/// What a manifest of some version has at a place.
pub(crate) fn wanted(version: Version, place: &[Step]) -> Wanted {
    match Shape::Record(record(version)).follow(place) {
        None | Some(Shape::Anything) => Wanted::Anything,
        Some(Shape::Setting) => Wanted::Setting,
        Some(shape) if shape.is_text() => Wanted::Text,
        Some(shape) => Wanted::Json(shape.words()),
    }
}

/// What a place in a manifest takes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Wanted {
    /// Whatever is written there, as far as anybody knows.
    Anything,
    /// Something else than text, in words that fit after "must be".
    Json(String),
    /// What the `type` beside it says.
    Setting,
    Text,
}

/// The members of a manifest of some version.
fn record(version: Version) -> Record {
    let differences = [v0_2::over, v0_3::over, v0_4::over];
    let first = v0_1::manifest(version);
    differences.iter().take(version as usize).fold(first, |record, over| over(record))
}

impl Version {
    /// All versions, the oldest first.
    pub const ALL: [Self; 4] = [Self::V0_1, Self::V0_2, Self::V0_3, Self::V0_4];

    /// The newest version.
    pub const LATEST: Self = Self::V0_4;

    /// As `manifest_version` spells it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::V0_1 => "0.1",
            Self::V0_2 => "0.2",
            Self::V0_3 => "0.3",
            Self::V0_4 => "0.4",
        }
    }

    /// The version spelled so, and only so.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.text() == text)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
