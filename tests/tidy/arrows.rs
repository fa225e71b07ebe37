//! Who may know whom.

use std::collections::BTreeSet;

use super::metadata::{Metadata, Need};
use super::nothing;

/// Our crates and the arrows that leave them, as `crates/README.md` draws them.
const ARROWS: [(&str, &[&str]); 20] = [
    (
        "pyrel",
        &[
            "archive",
            "build",
            "check",
            "diag",
            "dxt",
            "effect",
            "git",
            "inspect",
            "pep",
            "release",
            "signature",
            "tree",
            "upload",
            "world",
        ],
    ),
    ("pyrel-archive", &["diag", "tree"]),
    ("pyrel-build", &["archive", "diag", "git", "pep", "poetry", "python", "scm", "tree"]),
    ("pyrel-check", &["archive", "diag", "pep", "readme", "tree"]),
    ("pyrel-diag", &[]),
    ("pyrel-dxt", &["archive", "diag", "tree"]),
    ("pyrel-effect", &["archive", "diag", "tree"]),
    ("pyrel-git", &["diag", "tree"]),
    ("pyrel-inspect", &["archive", "diag", "pep", "signature", "tree"]),
    ("pyrel-pep", &[]),
    ("pyrel-poetry", &["pep"]),
    ("pyrel-python", &["diag", "tree"]),
    ("pyrel-readme", &[]),
    (
        "pyrel-release",
        &["archive", "build", "check", "diag", "dxt", "effect", "pep", "tree", "upload"],
    ),
    ("pyrel-scm", &["diag", "git", "pep", "python", "tree"]),
    ("pyrel-signature", &["archive", "diag", "tree"]),
    ("pyrel-tree", &["diag"]),
    ("pyrel-upload", &["archive", "diag", "effect", "pep", "tree"]),
    ("pyrel-world", &["archive", "diag", "effect", "tree"]),
    ("xtask", &["build", "check", "dxt", "release"]),
];

/// Outside crates that one room knows, and which.
const ROOMS: [(&str, &str); 43] = [
    ("aes", "pyrel-signature"),
    ("annotate-snippets", "pyrel"),
    ("anstream", "pyrel"),
    ("bytes", "pyrel-world"),
    ("cbc", "pyrel-signature"),
    ("clap", "pyrel"),
    ("crc32fast", "pyrel-archive"),
    ("des", "pyrel-signature"),
    ("dotenvy", "pyrel-upload"),
    ("ed25519-dalek", "pyrel-signature"),
    ("fancy-regex", "pyrel-python"),
    ("flate2", "pyrel-archive"),
    ("futures-util", "pyrel-world"),
    ("getrandom", "pyrel-world"),
    ("gix", "pyrel-git"),
    ("gix-attributes", "pyrel-git"),
    ("hmac", "pyrel-signature"),
    ("hyper", "pyrel-world"),
    ("jsonschema", "pyrel-dxt"),
    ("md-5", "pyrel-signature"),
    ("p256", "pyrel-signature"),
    ("p384", "pyrel-signature"),
    ("pbkdf2", "pyrel-signature"),
    ("pep440_rs", "pyrel-pep"),
    ("rc2", "pyrel-signature"),
    ("reqwest", "pyrel-world"),
    ("rsa", "pyrel-signature"),
    ("ruff_python_ast", "pyrel-python"),
    ("ruff_python_parser", "pyrel-python"),
    ("ruff_text_size", "pyrel-python"),
    ("rustls", "pyrel-world"),
    ("rustls-native-certs", "pyrel-world"),
    ("scrypt", "pyrel-signature"),
    ("secrecy", "pyrel-effect"),
    ("sha1", "pyrel-signature"),
    ("similar", "pyrel-inspect"),
    ("spdx", "pyrel-pep"),
    ("tar", "pyrel-archive"),
    ("tokio", "pyrel-world"),
    ("toml_edit", "pyrel-build"),
    ("zeroize", "pyrel-signature"),
    ("zip", "pyrel-archive"),
    ("zopfli", "pyrel-archive"),
];

/// What nothing may draw in: C libraries, their build systems, and other TLS than rustls with ring.
const BANNED: [&str; 7] =
    ["aws-lc-rs", "aws-lc-sys", "cmake", "libgit2-sys", "native-tls", "openssl", "openssl-sys"];

#[test]
fn the_arrows_between_crates_are_those_drawn() {
    let metadata = Metadata::read();
    let drawn: BTreeSet<_> = ARROWS
        .iter()
        .flat_map(|(from, to)| to.iter().map(move |to| format!("{from} -> pyrel-{to}")))
        .collect();
    let mut found = BTreeSet::new();
    for package in metadata.ours() {
        let ours = package.needs().filter(|(name, _)| name.starts_with("pyrel-"));
        for (name, need) in ours {
            let arrow = format!("{} -> {name}", package.name());
            // A test may look down the same arrows, and down no other.
            if need == Need::Product || !drawn.contains(&arrow) {
                found.insert(arrow);
            }
        }
    }
    let differing: Vec<_> = found.symmetric_difference(&drawn).cloned().collect();
    nothing(&differing, "arrows that are drawn and not there, or there and not drawn");
    let crates: Vec<_> = metadata.ours().map(|package| package.name()).collect();
    assert_eq!(crates, ARROWS.map(|(name, _)| name));
}

#[test]
fn an_outside_crate_is_known_to_one_room() {
    let metadata = Metadata::read();
    let mut found = Vec::new();
    for package in metadata.ours() {
        for (name, need) in package.needs() {
            let room = ROOMS.iter().find(|(outside, _)| *outside == name);
            if let Some((_, room)) = room
                && need == Need::Product
                && *room != package.name()
            {
                found.push(format!("{} knows {name}, which only {room} may", package.name()));
            }
        }
    }
    nothing(&found, "outside crates are known to one room each");
}

#[test]
fn nothing_banned_is_drawn_in() {
    let lock = super::tree::read("Cargo.lock");
    let names = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let found: Vec<_> = names.filter(|name| BANNED.contains(name)).map(ToOwned::to_owned).collect();
    nothing(&found, "banned crates, on whatever platform");
}
