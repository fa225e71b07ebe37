//! The source tree of a project: read-only, relative, and a value.
//!
//! A [`SourceTree`] stands over a folder ([`SourceTree::folder`]), over an overlay on another tree
//! ([`SourceTree::overlaid`]: a bumped version, a generated file) or over finished entries
//! ([`SourceTree::of_entries`]: an sdist, made or unpacked, of which nothing lies on disk). Whoever
//! reads cannot tell which, so a rule that works on one works on all.
//!
//! Paths are [`RelPath`]s: no rule ever sees where the project lies, and so none can depend on it.
//! [`Source`] says where the bytes of a future archive member come from. Symbolic links are
//! followed inside the tree; one that leaves it is listed, and refused when it is opened. What is
//! neither file nor folder is never opened. [`glob`] holds the pattern dialects of the Python world, each under its own name.
//!
//! *What this crate does not know*: what a package is, archive formats, and how to write.

mod disk;
mod entries;
mod error;
pub mod glob;
mod many;
mod rel_path;
mod source;
mod source_tree;
mod walk;

pub use error::Error;
pub use rel_path::{NotRelative, RelPath};
pub use source::{Content, Slice, Source};
pub use source_tree::{EntryKind, Item, SourceTree, TreeEntry};
pub use walk::{Descend, walk, walk_once};
