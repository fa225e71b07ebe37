//! What to do about a refusal.

use pyrel_effect::http::Response;

use super::words::words;
use crate::{UploadUrl, Warehouse};

/// Where files seem to have been sent to the wrong place.
pub(super) const ADDRESS: &str = "check the upload address: that of PyPI is \
    `https://upload.pypi.org/legacy/`, and an address that ends in `/simple/` is for installing";

/// Known refusals of PyPI: a part of the words, in lower case, and what to do.
const KNOWN: [(&str, &str); 14] = [
    (
        "username/password authentication is no longer supported",
        "use an API token: set `PYREL_TOKEN` to it and leave the user name away",
    ),
    ("token is expired", "run again: a token of Trusted Publishing lives for 15 minutes"),
    (
        "project-scoped token is not valid",
        "make a token whose scope is this project, or the whole account for its first release",
    ),
    (
        "oidc scoped token is not valid",
        "register this workflow as a trusted publisher of this very project",
    ),
    (
        "non-user identities cannot create new projects",
        "register a pending publisher with exactly this project name",
    ),
    (
        "allowed to upload to project",
        "the token must belong to a maintainer of the project, and its scope must cover it; if the \
         name is somebody else's, choose another one",
    ),
    ("verified primary email", "verify the primary e-mail address of the account"),
    ("since been deleted", "raise the version: the name of a deleted file is never free again"),
    ("older than 14 days", "raise the version: a release takes new files for 14 days only"),
    ("only one sdist may be uploaded", "leave one sdist in the folder"),
    ("too similar to an existing project", "choose another project name"),
    ("file too large", "make the file smaller, or ask the index for a higher limit"),
    ("use of local versions", "build with a version without a `+…` part"),
    ("digest supplied does not match", "run again: the file was damaged on its way"),
];

/// What to do about a refusal, by the index's words, else by the status.
pub(super) fn advice(response: &Response, url: &UploadUrl) -> Option<String> {
    let said = words(response).unwrap_or_default().to_lowercase();
    if let Some((_, advice)) = KNOWN.iter().find(|(part, _)| said.contains(part)) {
        return Some((*advice).to_owned());
    }
    match response.status {
        401 | 403 => Some(credentials(url)),
        404 | 405 | 410 => Some(ADDRESS.to_owned()),
        413 => Some("the file is larger than the index or a proxy before it allows".to_owned()),
        429 => {
            Some(match response.header("retry-after").and_then(|text| text.parse::<u32>().ok()) {
                Some(seconds) => {
                    format!("wait {seconds} seconds, then run again with `--skip-existing`")
                }
                None => "wait some minutes, then run again with `--skip-existing`".to_owned(),
            })
        }
        500.. => Some(
            "the index has trouble, and the file may be there nevertheless: run again with \
             `--skip-existing` later"
                .to_owned(),
        ),
        _ => None,
    }
}

fn credentials(url: &UploadUrl) -> String {
    let other = match url.warehouse() {
        Some(Warehouse::Pypi) => ": a token of TestPyPI is not known to PyPI",
        Some(Warehouse::TestPypi) => ": a token of PyPI is not known to TestPyPI",
        None => "",
    };
    format!("check that the credentials belong to this index and were not withdrawn{other}")
}
