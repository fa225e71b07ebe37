//! Keys and passwords.

use std::io::Read;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::RelPath;

use super::Published;
use super::published::is_specimen;

pub(super) static SECRET_FILE: Rule = Rule {
    id: "secret-file",
    severity: Severity::Warning,
    words: "a file that holds keys or passwords would be published",
    remedy: "keep the file out of the artefacts; if it was published before, revoke what is in it",
};

/// Files that hold secrets by their name.
const NAMES: [&str; 10] = [
    ".env",
    ".git-credentials",
    ".netrc",
    ".pypirc",
    "_netrc",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
    "service-account.json",
];

/// Endings of stores of keys.
const STORES: [&str; 4] = ["jks", "keystore", "p12", "pfx"];

/// Endings of texts that hold a private key, or only a certificate.
const TEXTS: [&str; 4] = ["key", "p8", "pem", "ppk"];

/// Marks of a private key, and how much of a file is searched for them.
const MARKS: [&[u8]; 2] = [b"PRIVATE KEY-----", b"PuTTY-User-Key-File"];
const SEARCHED: u64 = 64 * 1024;

/// Endings of `.env` files that are meant to be seen.
const SHOWN: [&str; 11] = [
    "ci", "default", "defaults", "dist", "example", "sample", "schema", "template", "test",
    "testing", "tests",
];

pub(super) fn secrets(published: &Published<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in published.files.iter().filter(|path| is_secret(published, path)) {
        let message = format!("`{path}` would be published, and looks like a secret");
        findings.push(Finding::new(&SECRET_FILE, message).in_file(path.as_str()));
    }
    findings
}

pub(super) fn is_secret(published: &Published<'_>, path: &RelPath) -> bool {
    let name = path.file_name();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
    let by_name = NAMES.contains(&name)
        || STORES.contains(&ending)
        || (name.starts_with(".env.") && !SHOWN.contains(&ending));
    (by_name || (TEXTS.contains(&ending) && holds_key(published, path))) && !is_specimen(path)
}

fn holds_key(published: &Published<'_>, path: &RelPath) -> bool {
    let mut head = Vec::new();
    let Ok(file) = published.tree.open(path) else { return false };
    if file.take(SEARCHED).read_to_end(&mut head).is_err() {
        return false;
    }
    MARKS.iter().any(|mark| head.windows(mark.len()).any(|window| window == *mark))
}
