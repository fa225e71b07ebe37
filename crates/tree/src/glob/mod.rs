//! The glob dialects of the Python world, each under its own name.
//!
//! They look alike and differ where it hurts, so none is a flag of another:
//!
//! | dialect | `*` crosses `/` | `**` | dot names | sets | who speaks it |
//! |---|---|---|---|---|---|
//! | [`Fnmatch`] | yes | as `*` | match | `[!…]` | `exclude-package-data`, package finders |
//! | [`PythonGlob`] | no | any depth | skipped | `[!…]` | `package-data`, flit, pdm |
//! | [`Pep639Glob`] | no | any depth | skipped | no negation | `license-files`, uv |
//! | [`UvGlob`] | no | any depth | match | no negation | uv_build's includes and excludes |
//! | [`ManifestPattern`] | no | any depth | match | no ranges | `MANIFEST.in`: excludes, `global-include` |
//! | [`ManifestGlob`] | no | any depth | match | `[!…]` | `MANIFEST.in`: `include`, `graft` |
//! | [`IgnoreRules`] | no | any depth | match | `[!…]`, `[^…]` | git, `.mcpbignore` |
//! | [`HatchSpec`] | no | any depth | match | `[!…]`, `[^…]` | hatchling |
//!
//! Everything is compiled once and matched in time bounded by pattern length times text length. A
//! `?` takes one character, however many bytes it has; only uv's takes a byte.

mod char_set;
mod expand;
mod fault;
mod fnmatch;
mod gitignore;
mod hatch_spec;
mod ignore_pattern;
mod manifest;
mod path_pattern;
mod path_steps;
mod pep639;
mod python_glob;
mod uv_glob;
mod wildcard;

#[cfg(test)]
mod tests;

pub use fault::{GlobError, GlobFault};
pub use fnmatch::Fnmatch;
pub use gitignore::{IgnoreRules, Lines, Origin, Rule};
pub use hatch_spec::{HatchRule, HatchSpec};
pub use ignore_pattern::Verdict;
pub use manifest::{ManifestGlob, ManifestPattern};
pub use path_pattern::DotNames;
pub use pep639::Pep639Glob;
pub use python_glob::PythonGlob;
pub use uv_glob::UvGlob;

/// What lies at a path, as far as a pattern cares.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PathKind {
    /// Anything that is not a folder.
    File,
    /// A folder.
    Folder,
}
