//! `pyrel release`: everything at once, in order, and again.

mod again;
pub(crate) mod github;
pub(crate) mod law;
mod parts;
mod refusal;
mod schema;
mod version;

use crate::harness::case::Case;
use github::{Github, REPOSITORY};

/// The token that the fake of GitHub wants.
pub(crate) const TOKEN: &str = "ghs-loopback";

/// A job of GitHub Actions that runs for a tag.
pub(crate) fn on_tag(case: Case, github: &Github, tag: &str) -> Case {
    case.env("CI", "true")
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_API_URL", github.url())
        .env("GITHUB_REF_NAME", tag)
        .env("GITHUB_REF_TYPE", "tag")
        .env("GITHUB_REPOSITORY", REPOSITORY)
        .env("GITHUB_TOKEN", TOKEN)
}
