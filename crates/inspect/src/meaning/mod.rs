//! What the files of a distribution mean, so that two spellings of one thing are equal.
//!
//! What differs between backends that say the same: the order of headers and of everything that is
//! a set, folds and line ends, spellings of names, versions, requirements and markers, and who made
//! it.

pub(crate) mod entry_points;
pub(crate) mod headers;
mod marker;
pub(crate) mod metadata;
mod people;
pub(crate) mod record;
mod requirement;
pub(crate) mod setup_cfg;
pub(crate) mod wheel_file;
