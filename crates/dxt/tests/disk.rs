//! Folders on a disk: what a tree in memory cannot have.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops where its own folder cannot be made")]
#![expect(clippy::disallowed_methods, reason = "the test writes the folder that is read")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;

use pyrel_diag::Explain;
use pyrel_dxt::{Bundle, Error, PackOptions, layout};
use pyrel_tree::SourceTree;

const MANIFEST: &str = r#"{"manifest_version": "0.3", "name": "n", "version": "1",
"description": "d", "author": {"name": "a"},
"server": {"type": "node", "entry_point": "x", "mcp_config": {"command": "x"}}}"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("manifest.json"), MANIFEST).unwrap();
    folder
}

fn lay(folder: &Path) -> Result<Bundle, Error> {
    let tree = SourceTree::folder(folder).unwrap();
    layout(&tree, &PackOptions::default()).map(|warned| warned.value)
}

fn members(folder: &Path) -> Vec<String> {
    lay(folder).unwrap().map.iter().map(|(path, _)| path.to_string()).collect()
}

fn findings(folder: &Path) -> Vec<String> {
    lay(folder).unwrap_err().findings().iter().map(ToString::to_string).collect()
}

#[test]
fn a_socket_is_refused_and_never_opened_unless_it_is_ignored() {
    let folder = folder();
    let _listener = UnixListener::bind(folder.path().join("s")).unwrap();
    assert_eq!(findings(folder.path()), ["s: a pipe, a socket or a device"]);
    fs::write(folder.path().join(".mcpbignore"), "s\n").unwrap();
    assert_eq!(members(folder.path()), ["manifest.json"]);
}

#[test]
fn a_link_out_of_the_folder_is_refused_unless_it_is_ignored() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "x").unwrap();
    let folder = folder();
    symlink(outside.path().join("secret"), folder.path().join("link")).unwrap();
    assert_eq!(findings(folder.path()), ["link: a symbolic link that leads out of the project"]);
    fs::write(folder.path().join(".mcpbignore"), "link\n").unwrap();
    assert_eq!(members(folder.path()), ["manifest.json"]);
}

#[test]
fn folders_that_are_ignored_are_not_even_looked_at() {
    let folder = folder();
    let bin = folder.path().join(".venv/bin");
    fs::create_dir_all(&bin).unwrap();
    symlink("/nowhere/python", bin.join("python")).unwrap();
    symlink("..", bin.join("loop")).unwrap();
    assert_eq!(members(folder.path()), ["manifest.json"]);
}

#[test]
fn circles_of_links_end_at_once() {
    let folder = folder();
    for name in ["a", "b", "c", "d"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        for other in ["a", "b", "c", "d"] {
            symlink(format!("../{other}"), folder.path().join(name).join(other)).unwrap();
        }
    }
    assert_eq!(
        findings(folder.path()),
        ["a/a", "b/b", "c/c", "d/d"]
            .map(|link| format!("{link}: a symbolic link to a folder that it lies in"))
    );
}

#[test]
fn the_executable_bit_of_the_owner_counts() {
    let folder = folder();
    for (name, mode) in [("run", 0o744), ("text", 0o666), ("group", 0o674)] {
        fs::write(folder.path().join(name), "").unwrap();
        fs::set_permissions(folder.path().join(name), PermissionsExt::from_mode(mode)).unwrap();
    }
    let bundle = lay(folder.path()).unwrap();
    let modes: Vec<_> =
        bundle.map.iter().map(|(path, entry)| (path.as_str(), entry.mode.bits())).collect();
    let expect = [("manifest.json", 0o644), ("group", 0o644), ("run", 0o755), ("text", 0o644)];
    assert_eq!(modes, expect);
}
