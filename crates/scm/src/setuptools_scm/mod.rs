//! [setuptools-scm](https://setuptools-scm.readthedocs.io/) and its engine, vcs-versioning: a
//! version out of the nearest tag, the commits since then and what is changed.
//!
//! [`find()`] looks where the tool looks, [`Options`] are what a project can ask for, and
//! [`version_file()`] writes what the tool would write. hatch-vcs and flit_scm ask the same engine.
//!
//! Knowingly different: a shallow clone off a tag is refused where the tool warns and counts what is
//! there, and repositories that are not git's are refused.

mod archival;
mod calver;
mod describe_command;
mod fallbacks;
mod fields;
mod find;
mod live;
mod options;
mod release;
mod schemes;
mod scm_version;
mod tag;
#[cfg(test)]
mod tests;
mod tracked;
mod variables;
mod version_file;

pub(crate) use archival::headers;
pub use describe_command::DescribeCommand;
pub use find::{Around, Found, Source, find};
pub use options::{Options, PreParse, Pretended, Tags};
pub use release::Release;
pub use schemes::{LocalScheme, VersionScheme};
pub use scm_version::{ScmVersion, file_list_json};
pub use tag::TagRegex;
pub use tracked::{Files, files, files_found};
pub use variables::tool_variable;
pub use version_file::version_file;
