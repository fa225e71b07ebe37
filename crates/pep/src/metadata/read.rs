//! Metadata from a text, as Python's mail parser would read it.
//!
//! Whatever anybody ever wrote is read: what no field can hold is kept in [`Metadata::other`] and
//! noted as a [`Breach`]. Only metadata without a valid name and version is no metadata.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::place::Place;
use super::{Field, Header, Headers, Metadata, MetadataVersion};
use crate::{Error, PackageName, Version};

/// Metadata that was read, and what was wrong with its text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reading {
    /// The metadata.
    pub metadata: Metadata,
    /// Where the text breaks the standard, in its order.
    pub breaches: Vec<Breach>,
}

/// A text that is no metadata: it says not even of which project and version.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not core metadata: {}", words(.breaches))]
pub struct Unreadable {
    /// All that is wrong with it, in its order; the missing fields last.
    pub breaches: Vec<Breach>,
}

/// One place where a text breaks the standard.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct Breach {
    /// 1-based number of the line.
    pub line: usize,
    /// What is wrong there.
    pub problem: BreachProblem,
}

/// What can be wrong with a text of metadata.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BreachProblem {
    /// A field that has to be there is not.
    #[error("the field `{}` is missing", .field.as_str())]
    Missing {
        /// The field.
        field: Field,
    },
    /// A line that is neither a header nor the continuation of one.
    #[error("neither a header nor the continuation of one")]
    NotAHeader,
    /// The bytes are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A field that may stand once stands again.
    #[error("the field `{}` stands here again", .field.as_str())]
    Repeated {
        /// The field.
        field: Field,
    },
    /// A version of the format that nobody defined.
    #[error("there is no metadata version `{version}`")]
    UnknownVersion {
        /// What was written.
        version: String,
    },
    /// A value that its field cannot have.
    #[error("the field `{}` has a value that it cannot have: {error}", .field.as_str())]
    Value {
        /// The field.
        field: Field,
        /// What is wrong with the value.
        error: Error,
    },
}

impl Metadata {
    /// Reads the bytes of `METADATA` or `PKG-INFO`.
    ///
    /// # Errors
    /// When they are not UTF-8, or name no project or no version.
    pub fn read(bytes: &[u8]) -> Result<Reading, Unreadable> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
            Unreadable { breaches: vec![Breach { line, problem: BreachProblem::NotUtf8 }] }
        })?;
        let Headers { headers, stray, body } = Headers::of(text);
        let stray = stray.into_iter().map(|it| it.line);
        let breaches = stray.map(|line| Breach { line, problem: BreachProblem::NotAHeader });
        let breaches = breaches.collect();
        let mut reader = Reader { breaches, seen: BTreeSet::new() };
        let name = reader.identity::<PackageName>(&headers, Field::Name);
        let version = reader.identity::<Version>(&headers, Field::Version);
        let (Some(name), Some(version)) = (name, version) else {
            return Err(Unreadable { breaches: reader.breaches });
        };
        let mut metadata = Self::new(name, version);
        metadata.description = Some(body.to_owned()).filter(|body| !body.is_empty());
        for header in &headers {
            reader.take(&mut metadata, header);
        }
        reader.breaches.sort_by_key(|breach| breach.line);
        Ok(Reading { metadata, breaches: reader.breaches })
    }
}

fn words(breaches: &[Breach]) -> String {
    breaches.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

struct Reader {
    breaches: Vec<Breach>,
    /// The fields that may stand once and did.
    seen: BTreeSet<Field>,
}

impl Reader {
    /// The value of a field without which there is no metadata.
    fn identity<T: FromStr<Err = Error>>(
        &mut self,
        headers: &[Header<'_>],
        field: Field,
    ) -> Option<T> {
        match headers.iter().find(|header| header.field() == Some(field)) {
            Some(header) => {
                let value = header.value().trim().parse();
                self.taken(
                    value.map_err(|error| BreachProblem::Value { field, error }),
                    header.line,
                )
            }
            None => self.taken(Err(BreachProblem::Missing { field }), 1),
        }
    }

    /// Gives a header to the field that holds it, or to those of no field.
    fn take(&mut self, metadata: &mut Metadata, header: &Header<'_>) {
        let value = header.value();
        let Some(field) = header.field() else {
            metadata.other.push((header.name.to_owned(), value));
            return;
        };
        let place = metadata.place(field);
        // A second identity is noted, but never written again.
        let kept = !matches!(place, Place::Identity | Place::Format(_));
        let again = place.is_single() && !self.seen.insert(field);
        let put =
            if again { Err(BreachProblem::Repeated { field }) } else { place.put(field, &value) };
        if self.taken(put, header.line).is_none() && kept {
            metadata.other.push((field.as_str().to_owned(), value));
        }
    }

    fn taken<T>(&mut self, result: Result<T, BreachProblem>, line: usize) -> Option<T> {
        result.map_err(|problem| self.breaches.push(Breach { line, problem })).ok()
    }
}

impl Place<'_> {
    fn put(self, field: Field, text: &str) -> Result<(), BreachProblem> {
        let refused = |error| BreachProblem::Value { field, error };
        let value = text.trim();
        match self {
            Self::Expression(slot) => *slot = Some(value.parse().map_err(refused)?),
            Self::Extras(list) => list.push(value.parse().map_err(refused)?),
            Self::Format(floor) => {
                let known = MetadataVersion::ALL.into_iter().find(|known| known.as_str() == value);
                let unknown = || BreachProblem::UnknownVersion { version: value.to_owned() };
                *floor = known.ok_or_else(unknown)?;
            }
            Self::Identity => {}
            Self::Keywords(list) => {
                let keywords = value.split(',').map(str::trim).filter(|word| !word.is_empty());
                list.extend(keywords.map(str::to_owned));
            }
            Self::Line(slot) => *slot = Some(value.to_owned()),
            Self::Lines(list) => list.push(value.to_owned()),
            Self::Requirements(list) => list.push(value.parse().map_err(refused)?),
            Self::Text(slot) if slot.is_none() => *slot = Some(text.to_owned()),
            Self::Text(_) => return Err(BreachProblem::Repeated { field }),
            Self::Urls(list) => {
                let words = "no comma between a label and an address";
                let none = || refused(Error::other(words, 0..value.len()));
                let (label, url) = value.split_once(',').ok_or_else(none)?;
                list.push((label.trim().to_owned(), url.trim().to_owned()));
            }
        }
        Ok(())
    }
}
