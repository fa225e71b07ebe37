//! [pbr](https://docs.openstack.org/pbr/latest/): a semantic version out of the newest tag and of
//! what the commits since then say of themselves, and the files that tell of all commits.
//!
//! [`find()`] looks where the tool looks, [`change_log()`] and [`authors()`] are the texts of `ChangeLog`
//! and `AUTHORS`, [`pbr_json`] that of `pbr.json`.

mod authors;
mod change_log;
mod find;
mod mailmap;
mod semantic_version;

pub use authors::authors;
pub use change_log::change_log;
pub use find::{Found, Source, find, pbr_json};
