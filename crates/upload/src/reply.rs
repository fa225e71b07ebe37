//! What an index answers to a file.
//!
//! Every index has its own way to say that a file is there already, and some say it with a web
//! page. What they answered when asked is kept in the tests, word for word.

mod advice;
mod words;

use pyrel_effect::http::Response;

use crate::UploadUrl;

pub(crate) use words::{tidied, words};

/// What an answer means.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Reply {
    /// A file of this name is there already, in the index's words.
    Exists(String),
    /// The file was taken, or is there already with the same contents.
    Published,
    /// The file was not taken.
    Refused(Refusal),
}

/// Why a file was not taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Refusal {
    /// What happened: a fragment that reads on after "…: ".
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
}

impl Reply {
    /// Reads an answer of the index at an address.
    pub(crate) fn read(response: &Response, url: &UploadUrl) -> Self {
        match response.status {
            200..300 if is_page(response) => Self::Refused(Refusal {
                message: "the index answered with a web page, as if nothing had been sent to it"
                    .to_owned(),
                hint: Some(advice::ADDRESS.to_owned()),
            }),
            200..300 => Self::Published,
            300..400 => Self::Refused(redirected(response, url)),
            _ => match existing(response, url) {
                Some(words) => Self::Exists(words),
                None => Self::Refused(Refusal {
                    message: answered(response),
                    hint: advice::advice(response, url),
                }),
            },
        }
    }
}

/// An answer in one line.
pub(crate) fn answered(response: &Response) -> String {
    match words(response) {
        Some(words) => format!("the index answered {}: {words}", response.status),
        None => format!("the index answered {} without a reason", response.status),
    }
}

/// Warehouse shows its front page where it misses the field that says what is to be done.
fn is_page(response: &Response) -> bool {
    let start = response.body.trim_ascii_start();
    let begins =
        |tag: &[u8]| start.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag));
    begins(b"<!doctype html") || begins(b"<html")
}

fn redirected(response: &Response, url: &UploadUrl) -> Refusal {
    let target = response.header("location").and_then(|location| url.follow(location));
    let Some(target) = target else {
        let hint = Some(advice::ADDRESS.to_owned());
        return Refusal { message: answered(response), hint };
    };
    // The form is not sent on by itself: another host would get the credentials.
    if url.lacks_the_slash_of(&target) {
        let message = format!("the address {url} lacks its final slash");
        return Refusal { message, hint: Some(format!("publish to {target}")) };
    }
    let message = format!("the index wants its files at {target}");
    let hint = "if that is right, name that address as the repository".to_owned();
    Refusal { message, hint: Some(hint) }
}

/// How indexes say that a file of this name is there: the status and a part of the words.
const EXISTS: [(u16, &str); 8] = [
    // PyPI, for other contents; pypiserver to twine; Google Artifact Registry.
    (400, "already exist"),
    // Nexus, older and newer.
    (400, "does not allow updating assets"),
    (400, "cannot be updated"),
    // GitLab.
    (400, "file name has already been taken"),
    // Artifactory, older and newer.
    (403, "enough permissions to overwrite artifact"),
    (403, "enough permissions to delete/overwrite artifact"),
    // devpi, pypiserver.
    (409, "already exist"),
    // Azure Artifacts.
    (409, "already contains file"),
];

fn existing(response: &Response, url: &UploadUrl) -> Option<String> {
    let said = words(response).unwrap_or_default();
    let body = words::plain(response);
    let all = format!("{said} {} {body}", response.reason).to_lowercase();
    let known =
        EXISTS.iter().any(|(status, part)| *status == response.status && all.contains(part));
    // AWS CodeArtifact, Gitea and Forgejo: the status alone. On PyPI it is a conflict of names.
    let bare = response.status == 409 && url.warehouse().is_none();
    let said = if said.is_empty() { "a file of this name exists".to_owned() } else { said };
    (known || bare).then_some(said)
}

#[cfg(test)]
mod tests;
