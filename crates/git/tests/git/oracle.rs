//! The real git, asked about the same work trees.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use pyrel_git::{Checkout, Standing};
use pyrel_tree::RelPath;

/// Runs git where no configuration but the repository's own counts.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "safe.directory=*"])
        .args(["-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("nowhere"));
    command
}

/// What git says of all files below a folder.
pub(crate) fn standings(folder: &Path) -> BTreeMap<String, Standing> {
    let mut known = BTreeMap::new();
    let others = ["ls-files", "-z", "--others", "--exclude-standard"];
    let ignored = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard"];
    for (arguments, standing) in [
        (&others[..], Standing::Unknown),
        (&ignored[..], Standing::Ignored),
        (&["ls-files", "-z"][..], Standing::Tracked),
    ] {
        for path in git(folder, arguments).split_terminator('\0') {
            known.insert(path.to_owned(), standing);
        }
    }
    known
}

/// Compares all that git says with what a checkout says, in order and backwards.
pub(crate) fn compare(folder: &Path) {
    let expected = standings(folder);
    let checkout = Checkout::discover(folder).unwrap();
    let mut differing = Vec::new();
    for (path, expected) in expected.iter().chain(expected.iter().rev()) {
        let asked = RelPath::new(path.trim_end_matches('/')).unwrap();
        let found = checkout.standing(&asked).unwrap();
        if found != *expected {
            differing.push(format!("{path}: git says {expected:?}, we say {found:?}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// Writes a file and the folders above it.
pub(crate) fn write(root: &Path, path: &str, text: &str) {
    let full = root.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, text).unwrap();
}

/// What git says, if it does not fail.
pub(crate) fn says(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = command(folder, arguments).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// Runs git with something to read.
pub(crate) fn feed(folder: &Path, arguments: &[&str], input: &str) {
    let mut child = command(folder, arguments).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "git {arguments:?}");
}
