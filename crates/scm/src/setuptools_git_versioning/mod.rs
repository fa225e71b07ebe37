//! [setuptools-git-versioning](https://setuptools-git-versioning.readthedocs.io/): the newest tag,
//! or the text of a file, put into one of three templates.
//!
//! [`find()`] looks where the tool looks, [`Options`] are what a project can ask for.
//!
//! Knowingly refused: callbacks and formatters that are code of the project, `{timestamp}`, which
//! is another one with every build, and orders of tags that are not the usual ones.

mod find;
mod options;
mod template;

pub use find::{Found, Source, find};
pub use options::{Options, Pattern, SortBy};
