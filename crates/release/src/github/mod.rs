//! GitHub releases through the REST API.
//!
//! The order that leaves nothing half done: a draft is made or found, every asset is uploaded to
//! it and held against its digest, and only then is the release published. Each act is skipped
//! where it is done already, so that a release that broke off goes on when it is run again.

mod api;
mod assets;
mod step;
mod target;

pub use step::GithubRelease;
pub use target::{ApiUrl, Misnamed, Target};

#[cfg(test)]
mod tests;
