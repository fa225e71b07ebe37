//! [dunamai](https://github.com/mtkennerly/dunamai): a version out of the newest tag that looks like
//! one. uv-dynamic-versioning and poetry-dynamic-versioning ask it.
//!
//! [`find()`] looks for the version of a checkout, [`Version`] is what dunamai knows of it, and
//! [`Style`] and [`Serialization`] say how it is written; [`Template`] is the small part of Jinja
//! with which projects write it themselves.
//!
//! Knowingly different: repositories that are not git's are refused, and so is a shallow clone off a
//! tag, of which dunamai warns.

mod archival;
mod bump;
mod find;
mod format;
mod order;
mod pattern;
mod serialize;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "an operation of templates knows a few kinds of values, and refuses whatever else there is"
)]
mod template;
mod version;

pub use bump::Bump;
pub use find::{Found, LookForChanges, NoVersion, Options, Vcs, find};
pub use pattern::Pattern;
pub use serialize::{Serialization, Style};
pub use template::{Context, Parts, Template, TemplateError};
pub use version::Version;
