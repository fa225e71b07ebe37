//! What must not get out.

use std::collections::BTreeMap;

use super::contents::Contents;
use super::scan::Seen;
use crate::findings::Findings;
use crate::marks::Mark;
use crate::{Check, Nature};

pub(super) static SECRET: Check = Check::of(
    Nature::Harm,
    "secret-file",
    "a file that usually holds a password, a token or a private key",
    "leave it out of the archive, and if it was ever published, change the secret",
    "What is published stays published: files of a release are mirrored within seconds and cannot \
     be called back. `.env`, `.pypirc`, `.netrc`, `.git-credentials` and private keys get into \
     archives because everything in a folder was taken. Whoever runs the index may also refuse or \
     remove such a file. Keys below folders of tests and examples are passed over.",
);

/// Files that are there to hold secrets.
const NAMES: [&str; 9] = [
    ".aws/credentials",
    ".docker/config.json",
    ".env",
    ".git-credentials",
    ".htpasswd",
    ".netrc",
    ".pgpass",
    ".pypirc",
    "_netrc",
];
/// What variants of `.env` are called that everybody may see.
const TEMPLATES: [&str; 7] =
    ["default", "defaults", "dist", "example", "sample", "template", "tmpl"];

/// What folders are called whose files are there to show or to try something.
const SHOWN: [&str; 12] = [
    "doc", "docs", "example", "examples", "fixture", "fixtures", "sample", "samples", "test",
    "testdata", "testing", "tests",
];

/// Looks at names and at what was seen.
pub(super) fn look(contents: &Contents<'_>, seen: &BTreeMap<&str, Seen>, findings: &mut Findings) {
    let named = contents
        .files
        .iter()
        .filter(|(path, member)| member.len > 0 && is_named(path) && !is_for_show(path));
    for (path, _) in named {
        let message = "files of this name hold secrets";
        findings.push(contents.of_entry(&SECRET, path, message));
    }
    let keys = seen.iter().filter(|(_, seen)| seen.mark == Some(Mark::PrivateKey));
    for (path, _) in keys.filter(|(path, _)| !is_for_show(path)) {
        findings.push(contents.of_entry(&SECRET, path, "this holds a private key"));
    }
}

fn is_named(path: &str) -> bool {
    let small = path.to_ascii_lowercase();
    let ends = |name: &&str| {
        small.strip_suffix(*name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let variant = base(&small).strip_prefix(".env.");
    NAMES.iter().any(ends)
        || variant.is_some_and(|rest| !rest.split('.').any(|word| TEMPLATES.contains(&word)))
}

/// Whether a folder is there to show or to try something.
pub(super) fn is_for_show(path: &str) -> bool {
    let (folders, _) = path.rsplit_once('/').unwrap_or_default();
    let shows = |word: &str| SHOWN.contains(&word.to_ascii_lowercase().as_str());
    folders.split(['/', '-', '_', '.']).any(shows)
}

/// The last part of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_hold_secrets_are_known_by_their_names() {
        for path in [".env", "a/.ENV", "a/.env.local", ".pypirc", "x/.aws/credentials", "_netrc"] {
            assert!(is_named(path), "{path}");
        }
        for path in ["env", "a.env", ".env.example", ".env.local.sample", ".envrc", "credentials"] {
            assert!(!is_named(path), "{path}");
        }
        assert!(is_for_show("a/Tests/x/server.key") && is_for_show("my_docs/x"));
        assert!(!is_for_show("tests.key") && !is_for_show("docker/x"));
    }
}
