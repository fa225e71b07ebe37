//! Tar archives in one gzip stream: [`read()`] takes apart those that others made, [`survey()`]
//! lists what they say.

mod format;
mod gzip;
mod header;
mod read;
mod scan;
pub mod survey;
pub(crate) mod write;

pub use read::{Contents, Member, read};
pub use survey::{Survey, survey};
