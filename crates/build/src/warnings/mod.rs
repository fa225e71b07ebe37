//! What a maintainer wants to hear before a file is published, and no backend says.
//!
//! All of it is computed from the neutral [`Project`](crate::Project), once and for both artefacts,
//! whatever backend the project has. What a backend alone knows, such as which of its patterns
//! matched, its room reports with the instruments of `backends`. One file per family of rules.

mod extras;
mod git;
mod leftovers;
mod mentions;
mod modules;
mod published;
mod secrets;
mod strays;
mod table;
#[cfg(test)]
mod tests;
mod unwritten;

pub(crate) use extras::of_metadata;
pub(crate) use published::{Published, warnings};
pub use table::{WARNINGS, WarningRow};
pub(crate) use unwritten::unwritten;
