//! All that a zip archive says, however broken it is, judged by nobody: what [`survey()`] finds.

mod cp437;
mod look;
mod pass;
mod records;
mod view;

pub use look::{Survey, is_zip, survey};
pub use pass::{Ending, Pass};
pub use records::{Central, End, Header, Local, Record, Zip64End};
pub(super) use records::{DESCRIPTOR, ENCRYPTED, UTF8};
pub use view::{Member, View};
