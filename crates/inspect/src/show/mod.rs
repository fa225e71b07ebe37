//! How things look to people: plain lines, in which others' texts steer nothing.

mod comparison;
mod extension;
mod file_tree;
mod inspection;
mod json;
mod plain;
#[cfg(test)]
mod tests;

pub use comparison::{Sides, Telling};
pub use file_tree::FileTree;

/// A part of what is inside of a file.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Part {
    /// The list of files.
    Files,
    /// What it states about itself.
    Metadata,
}

/// In what order files are listed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SortBy {
    /// As the archive has them.
    #[default]
    Archive,
    /// By their paths.
    Name,
    /// The largest first.
    Size,
}
