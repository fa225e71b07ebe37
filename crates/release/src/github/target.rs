//! Which release of which repository, and who is asked for it.

use std::fmt;

use pyrel_diag::{Explain, Kind};
use pyrel_effect::CredentialSource;
use pyrel_effect::http::Reach;

/// Which release of which repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// Where the API is.
    pub api: ApiUrl,
    /// The repository.
    pub repository: Repository,
    /// The tag.
    pub tag: Tag,
    /// The commit that the tag is made on if it is not there yet; otherwise the newest one of the
    /// default branch.
    pub commit: Option<String>,
    /// Where the token is.
    pub token: CredentialSource,
}

/// Where the API is: over TLS or on this machine, since each request carries the token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiUrl(String);

/// A repository on GitHub, `owner/name`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Repository(String);

/// A tag that git can have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tag(String);

/// A text that names no release. Whoever wrote it must mend it.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Misnamed {
    /// The token would travel in plain text, or nowhere.
    #[error("the token is not sent to the API at `{url}`: {why}")]
    Api {
        /// The address.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A text that is no repository.
    #[error("`{text}` is no repository on GitHub")]
    Repository {
        /// The text.
        text: String,
    },
    /// A text that git takes for no tag.
    #[error("`{text}` is no tag that git can have")]
    Tag {
        /// The text.
        text: String,
    },
}

impl ApiUrl {
    /// Reads an address, `https://api.github.com` for github.com.
    ///
    /// # Errors
    /// When the token cannot go there.
    pub fn parse(text: &str) -> Result<Self, Misnamed> {
        let refused = |why| Err(Misnamed::Api { url: text.to_owned(), why });
        if text.contains(['?', '#', '@']) {
            return refused("it is more than a host and a path");
        }
        match Reach::of(text) {
            Some(Reach::Encrypted | Reach::Loopback) => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            Some(Reach::Open) => refused("it would travel in plain text"),
            None => refused("this is no address"),
        }
    }

    /// Whether the token may follow to an address that the API names. The API of github.com has
    /// another host for uploads; one on this machine may name this machine.
    pub(super) fn vouches_for(&self, url: &str) -> bool {
        match Reach::of(url) {
            Some(Reach::Encrypted) => true,
            Some(Reach::Loopback) => Reach::of(&self.0) == Some(Reach::Loopback),
            Some(Reach::Open) | None => false,
        }
    }
}

impl Repository {
    /// Reads `owner/name`.
    ///
    /// # Errors
    /// For any other text.
    pub fn parse(text: &str) -> Result<Self, Misnamed> {
        let good = |part: &str| {
            let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            !matches!(part, "" | "." | "..") && part.bytes().all(known)
        };
        match text.split_once('/') {
            Some((owner, name)) if good(owner) && good(name) => Ok(Self(text.to_owned())),
            Some(_) | None => Err(Misnamed::Repository { text: text.to_owned() }),
        }
    }

    /// `owner/name`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Tag {
    /// Reads a tag by the rules of `git check-ref-format`.
    ///
    /// # Errors
    /// For a text that breaks one of them.
    pub fn parse(text: &str) -> Result<Self, Misnamed> {
        let strange = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
        let component =
            |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
        let good = text.split('/').all(component)
            && !text.contains(strange)
            && !text.contains("..")
            && !text.contains("@{")
            && !text.ends_with('.')
            && !text.starts_with('-')
            && text != "@";
        if good { Ok(Self(text.to_owned())) } else { Err(Misnamed::Tag { text: text.to_owned() }) }
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ApiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Explain for Misnamed {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Api { .. } => "set GITHUB_API_URL to an address that begins with `https://`",
            Self::Repository { .. } => "write `OWNER/NAME`",
            Self::Tag { .. } => "`git check-ref-format` tells what it takes",
        };
        Some(hint.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refuse(text: &str, why: &str) {
        let expect = format!("the token is not sent to the API at `{text}`: {why}");
        assert_eq!(ApiUrl::parse(text).unwrap_err().to_string(), expect);
    }

    #[test]
    fn the_token_goes_to_an_api_over_tls_or_on_this_machine() {
        for good in ["https://api.github.com", "https://ghe.example/api/v3", "http://127.0.0.1:1"] {
            assert_eq!(ApiUrl::parse(&format!("{good}/")).unwrap().to_string(), good);
        }
        refuse("http://192.0.2.2", "it would travel in plain text");
        refuse("http://api.github.com", "it would travel in plain text");
        refuse("api.github.com", "this is no address");
        refuse("https://me@api.example", "it is more than a host and a path");
    }

    #[test]
    fn a_repository_is_an_owner_and_a_name() {
        for good in ["o/r", "desk-1/weather_desk.py"] {
            assert_eq!(Repository::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "nonsense", "o/", "/r", "a/b/../c", "a/..", "a/b c", "a/b?x", "a/b/c"] {
            let error = Repository::parse(bad).unwrap_err();
            assert_eq!(error.to_string(), format!("`{bad}` is no repository on GitHub"));
        }
    }

    #[test]
    fn a_tag_is_what_git_takes_for_one() {
        for good in ["v1", "1.2.0", "demo/v1", "v1@2", "v1.0+local", "été"] {
            assert_eq!(Tag::parse(good).unwrap().to_string(), good);
        }
        for bad in [
            "", "v1 x", "../v1", "v1..2", "/v1", "v1/", "a//b", ".v1", "v1.", "v1.lock", "v1~1",
            "@", "v1^", "a:b", "a?", "a*", "a[", "a\\b", "a@{1}", "v\n1", "-v1", "a/.b",
        ] {
            let error = Tag::parse(bad).unwrap_err();
            assert_eq!(error.to_string(), format!("`{bad}` is no tag that git can have"));
        }
    }

    #[test]
    fn the_api_may_send_the_token_on_over_tls_alone() {
        let public = ApiUrl::parse("https://api.github.com").unwrap();
        assert!(public.vouches_for("https://uploads.github.com/7/assets"));
        assert!(!public.vouches_for("http://uploads.github.com/7/assets"));
        assert!(!public.vouches_for("http://127.0.0.1/7/assets"));
        assert!(!public.vouches_for("/7/assets"));
        let local = ApiUrl::parse("http://127.0.0.1:8080").unwrap();
        assert!(local.vouches_for("http://localhost:8081/7/assets"));
        assert!(!local.vouches_for("http://uploads.example/7/assets"));
    }
}
