//! GitHub releases through the REST API.
//!
//! The order that leaves nothing half done: a draft is made or found, every asset is uploaded to
//! it and held against its digest, and only then is the release published. Each act is skipped
//! where it is done already, so that a release that broke off goes on when it is run again.

mod api;
mod assets;
mod step;
pub(crate) mod tag_version;
mod target;

pub use step::GithubRelease;
pub(crate) use tag_version::check as check_tag;
pub use target::{ApiUrl, Misnamed, Repository, Tag, Target};

#[cfg(test)]
mod tests;
