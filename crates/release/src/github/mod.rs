//! GitHub releases through the REST API.
//!
//! The order that leaves nothing half done: a draft is made or found, every asset is uploaded to
//! it and held against its digest, and only then is the release published. Each act is skipped
//! where it is done already, so that a release that broke off goes on when it is run again.

mod api;
mod assets;
mod step;

use pyrel_effect::CredentialSource;

pub use step::GithubRelease;

/// Which release of which repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// The API's address, `https://api.github.com` for github.com.
    pub api: String,
    /// `owner/name`.
    pub repository: String,
    /// The tag.
    pub tag: String,
    /// Where the token is.
    pub token: CredentialSource,
}

#[cfg(test)]
mod tests;
