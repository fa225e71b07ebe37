//! Zip archives: [`Archive`] reads those that others made, [`survey()`] lists what they say.

mod directory;
mod format;
pub mod survey;
mod window;
pub(crate) mod write;

mod read;

pub use read::{Archive, Kind, Member};
pub use survey::{Survey, survey};
