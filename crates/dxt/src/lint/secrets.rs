//! Secrets that would be published: by the names of files, by what is in them, and in the manifest
//! itself. Nothing of a secret is ever quoted.

use pyrel_diag::{Finding, Rule, Severity, SourceText};
use pyrel_tree::RelPath;

use crate::command::{Part, invocations};
use crate::holdings::Held;
use crate::inspect::Subject;
use crate::json::Node;
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 4] = [&FILE, &TEXT, &MANIFEST, &NOT_SENSITIVE];

static FILE: Rule = Rule {
    id: "secret-file",
    severity: Severity::Error,
    words: "a file that usually holds secrets",
    remedy: "add it to `.mcpbignore`: everybody who has the bundle can read it; if it holds none, give `--ignore secret-file`",
};

static MANIFEST: Rule = Rule {
    id: "secret-in-manifest",
    severity: Severity::Error,
    words: "a secret in the manifest, which everybody can read",
    remedy: "ask the user for it with a setting that is `sensitive`, and revoke this one; if it is none, give `--ignore secret-in-manifest`",
};

static NOT_SENSITIVE: Rule = Rule {
    id: "setting-not-sensitive",
    severity: Severity::Warning,
    words: "a setting that by its name is a secret, and that hosts show and store as plain text",
    remedy: "add `\"sensitive\": true`",
};

static TEXT: Rule = Rule {
    id: "secret-in-file",
    severity: Severity::Error,
    words: "a file with what looks like a secret",
    remedy: "take it out and revoke it, or add the file to `.mcpbignore`; if it is none, give `--ignore secret-in-file`",
};

/// Names of files and folders that hold secrets. Keys and certificates are told by what is in them:
/// many packages bring the certificates of authorities.
const NAMES: [&str; 16] = [
    ".aws",
    ".env",
    ".env.local",
    ".env.production",
    ".git-credentials",
    ".gnupg",
    ".htpasswd",
    ".netrc",
    ".pypirc",
    ".ssh",
    "credentials.json",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
    "service-account.json",
];

/// Endings of files that hold private keys in a form that cannot be looked into.
const ENDINGS: [&str; 4] = [".jks", ".keystore", ".p12", ".pfx"];

/// How secrets begin, how many more characters they have at least, and what they are.
const BEGINNINGS: [(&str, usize, &str); 13] = [
    ("AKIA", 16, "a key of AWS"),
    ("AIza", 35, "a key of Google"),
    ("ghp_", 36, "a token of GitHub"),
    ("gho_", 36, "a token of GitHub"),
    ("ghs_", 36, "a token of GitHub"),
    ("github_pat_", 60, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("npm_", 36, "a token of npm"),
    ("pypi-AgEIcHlwaS5vcmc", 50, "a token of PyPI"),
    ("sk-ant-", 40, "a key of Anthropic"),
    ("sk_live_", 24, "a key of Stripe"),
    ("xoxb-", 30, "a token of Slack"),
    ("xoxp-", 30, "a token of Slack"),
];

/// More findings about secrets help nobody.
const MOST: usize = 50;
/// Sources are shorter, and what is longer is no text that somebody wrote.
const LONGEST_FILE: u64 = 1 << 20;
/// So many bytes are read in all.
const MOST_BYTES: u64 = 64 << 20;

pub(super) fn look(subject: &mut Subject<'_>) {
    look_for_secrets(subject);
    not_sensitive(subject);
}

/// Looks for what must not be published.
pub(crate) fn look_for_secrets(subject: &mut Subject<'_>) {
    let mut found = Vec::new();
    let mut left = MOST_BYTES;
    for (path, held) in subject.holdings.files() {
        if found.len() >= MOST {
            break;
        }
        if let Some(finding) = by_name(path) {
            found.push(finding);
        } else if is_searched(path, held) && held.len <= left {
            left -= held.len;
            found.extend(in_file(subject, path, held));
        }
    }
    subject.elsewhere.extend(found);
    in_manifest(subject);
}

fn by_name(path: &RelPath) -> Option<Finding> {
    let name = path.components().find(|name| is_secret_name(name))?;
    let message = format!("`{}` usually holds secrets", shown(name));
    Some(Finding::new(&FILE, message).in_file(path.as_str()))
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn is_searched(path: &RelPath, held: &Held) -> bool {
    let manifest = path.as_str() == crate::layout::MANIFEST;
    held.len <= LONGEST_FILE && !manifest && !is_foreign(path)
}

/// Packages of others have keys in their tests and examples, which are no secrets.
fn is_foreign(path: &RelPath) -> bool {
    path.components().any(|name| {
        ["node_modules", "site-packages", "vendor"].contains(&name) || name.ends_with(".dist-info")
    })
}

fn in_file(subject: &Subject<'_>, path: &RelPath, held: &Held) -> Option<Finding> {
    let bytes = subject.holdings.read(held, LONGEST_FILE).ok()?;
    in_text(path, String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?)
}

fn in_text(path: &RelPath, text: String) -> Option<Finding> {
    let (what, range) = secret(&text)?;
    // The line itself is the secret, and is not shown.
    let mut location = SourceText::new(path.as_str(), text).locate(range);
    location.excerpt = "".into();
    Some(Finding::new(&TEXT, format!("what looks like {what}")).at(location))
}

/// The first secret of a text, and where.
fn secret(text: &str) -> Option<(&'static str, std::ops::Range<usize>)> {
    if let Some(range) = private_key(text) {
        return Some(("a private key", range));
    }
    for (beginning, more, what) in BEGINNINGS {
        for (at, _) in text.match_indices(beginning) {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let behind = text.get(at + beginning.len()..).unwrap_or_default();
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            let len = behind.find(|c| !is_part(c)).unwrap_or(behind.len());
            let token = behind.get(..len).unwrap_or_default();
            if !before.is_some_and(is_part) && len >= more && is_random(token) {
                return Some((what, at..at + beginning.len() + len));
            }
        }
    }
    None
}

/// A block of PEM with a key in it, and not merely the words.
fn private_key(text: &str) -> Option<std::ops::Range<usize>> {
    text.match_indices("-----BEGIN ").find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let (line, body) = rest.split_once('\n')?;
        let is_key = line.trim_end().ends_with("PRIVATE KEY-----");
        let first = body.lines().find(|line| !line.trim().is_empty() && !line.contains(':'))?;
        let is_base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
        let first = first.trim();
        (is_key && first.len() >= 40 && first.bytes().all(is_base64)).then_some(at..at + line.len())
    })
}

/// Whether a text looks made by a machine, and not by somebody who shows where one stands.
fn is_random(token: &str) -> bool {
    let small = token.to_ascii_lowercase();
    let distinct: std::collections::BTreeSet<char> = token.chars().collect();
    let is_example = ["example", "xxxx", "your", "test", "0000", "1234", "abcd", "dummy", "fake"];
    distinct.len() >= 8 && !is_example.iter().any(|word| small.contains(word))
}

fn in_manifest(subject: &mut Subject<'_>) {
    let words = invocations(subject.root);
    let words = words.iter().flat_map(|it| &it.words).map(|word| (word.key.clone(), word));
    let mut found = Vec::new();
    for (key, word) in words {
        let is_named =
            word.part == Part::Variable && is_secret(key.rsplit('.').next().unwrap_or(""));
        let is_value = word.text.len() >= 16
            && !word.text.contains([' ', '$', '{', '/', '<', '%'])
            && is_random(word.text)
            && word.text.bytes().any(|b| b.is_ascii_digit());
        let what = match secret(word.text) {
            Some((what, _)) => what,
            None if is_named && is_value => "a secret",
            None => continue,
        };
        let message = format!("`{key}` has what looks like {what}");
        found.push(Misfit::new(&MANIFEST, word.node.span(), message).about_a_secret());
    }
    let settings = subject.root.member("user_config").into_iter().flat_map(Node::members);
    for (name, option) in settings.take(MOST) {
        let Some(node) = option.member("default") else { continue };
        if let Some((what, _)) = node.text().and_then(secret) {
            let message = format!("the default of `{}` looks like {what}", shown(name));
            found.push(Misfit::new(&MANIFEST, node.span(), message).about_a_secret());
        }
    }
    found.into_iter().for_each(|misfit| subject.note(misfit));
}

/// Last words of names that stand for secrets.
const SECRET_WORDS: [&str; 9] =
    ["apikey", "password", "passwd", "passphrase", "secret", "token", "key", "pat", "credential"];

/// Whether a name such as `API_KEY`, `authToken` or `db_password` is that of a secret. A `key` alone
/// may be any, and tokens may also be counted.
fn is_secret(name: &str) -> bool {
    let words = words(name);
    let Some((last, before)) = words.split_last() else { return false };
    let has = |all: &[&str]| before.iter().any(|word| all.contains(&word.as_str()));
    match last.as_str() {
        "key" => has(&["api", "access", "private", "secret", "auth", "license", "encryption"]),
        "token" => !has(&["max", "min"]),
        "pat" => !before.is_empty(),
        last => SECRET_WORDS.contains(&last),
    }
}

/// The words of a name, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars().take(LONGEST_NAME) {
        let begins = !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && was_small);
        if begins {
            words.push(String::new());
        }
        was_small = c.is_ascii_lowercase() || c.is_ascii_digit();
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Longer names are not read to their end.
const LONGEST_NAME: usize = 100;

fn not_sensitive(subject: &mut Subject<'_>) {
    let Some(settings) = subject.root.member("user_config") else { return };
    for (name, option) in settings.members().take(MOST_SETTINGS) {
        let is_text = option.member("type").and_then(Node::text) == Some("string");
        let is_hidden = option.member("sensitive").is_some_and(Node::is_true);
        if is_text && !is_hidden && is_secret(name) {
            let span = settings.name_span(name).unwrap_or_else(|| option.span());
            let message = format!("the setting `{}` is not `sensitive`", shown(name));
            subject.note(Misfit::new(&NOT_SENSITIVE, span, message));
        }
    }
}

/// More settings fill no screen.
const MOST_SETTINGS: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_others() {
        for name in [
            "API_KEY",
            "apiKey",
            "api_key",
            "authToken",
            "db_password",
            "GITHUB_PAT",
            "client_secret",
            "token",
            "password",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "key",
            "max_token",
            "keyboard",
            "tokenizer",
            "token_path",
            "pat",
            "KEYMAP",
            "",
            "secret_name",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    /// Put together here, so that nobody takes this file for a leak.
    fn token(beginning: &str) -> String {
        format!(
            "{beginning}{}",
            "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1cD".chars().cycle().take(60).collect::<String>()
        )
    }

    #[test]
    fn what_looks_like_a_secret_is_found_and_what_only_shows_one_is_not() {
        for (beginning, _, what) in BEGINNINGS {
            let text = format!("x = \"{}\"", token(beginning));
            assert_eq!(secret(&text).map(|found| found.0), Some(what), "{beginning}");
            assert_eq!(secret(&format!("{beginning}{}", "x".repeat(60))), None);
            assert_eq!(secret(&format!("a{}", token(beginning))), None);
        }
        let block = |body: &str| format!("{}BEGIN RSA PRIVATE KEY-----\n{body}\n", "-----");
        assert_eq!(secret(&block(&"Ab1/".repeat(16))).map(|found| found.0), Some("a private key"));
        assert_eq!(secret(&block("...")), None);
        assert_eq!(secret("the text `-----BEGIN PRIVATE KEY-----` alone"), None);
    }

    #[test]
    fn files_are_known_by_their_names() {
        for name in [".env", "ID_RSA", "store.p12", "credentials.json", ".ssh"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["cacert.pem", "env", "credentials.js", ".env.example", "key.py"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
