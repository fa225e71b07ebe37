//! Core metadata: the file `METADATA` of a wheel and `PKG-INFO` of a source distribution.
//!
//! <https://packaging.python.org/en/latest/specifications/core-metadata/>
//!
//! [`Metadata`] is the value, [`Metadata::write`] and [`Metadata::read`] go to the text and back;
//! [`Metadata::by_field`] is what goes into JSON. [`Headers`] are the text in its parts, for whoever
//! looks for what is wrong with it.

mod by_field;
mod fields;
mod fold;
mod headers;
mod place;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use by_field::FieldValue;
pub use fields::{Field, Metadata, MetadataVersion, VersionSpelling};
pub use headers::{Header, Headers, StrayLine};
pub use read::{Breach, BreachProblem, Reading, Unreadable};
