use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::{Descend, SourceTree, walk};

/// A folder of files, links (`name -> target`) and folders (`name/`).
fn folder(lines: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for line in lines {
        let (name, target) = line.split_once(" -> ").unwrap_or((line, ""));
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match (target, name.ends_with('/')) {
            ("", true) => fs::create_dir_all(path).unwrap(),
            ("", false) => fs::write(path, name).unwrap(),
            (target, _) => symlink(target, path).unwrap(),
        }
    }
    root
}

fn tree(root: &tempfile::TempDir) -> SourceTree {
    SourceTree::folder(root.path()).unwrap()
}

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn walked(root: &tempfile::TempDir) -> Result<Vec<String>, String> {
    match walk(&tree(root), &RelPath::root(), &mut |_| Descend::Into) {
        Ok(items) => Ok(items.iter().map(|item| item.path.to_string()).collect()),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn links_inside_the_folder_are_followed() {
    let root = folder(&["a/x", "b/y -> ../a/x", "c -> a"]);
    assert_eq!(walked(&root).unwrap(), ["a/x", "b/y", "c/x"]);
    let tree = tree(&root);
    assert_eq!(tree.read(&path("b/y")).unwrap(), b"a/x");
    assert_eq!(tree.read(&path("c/x")).unwrap(), b"a/x");
    let item = tree.item(&path("b/y")).unwrap().unwrap();
    assert_eq!(item.link.as_deref(), Some("../a/x"));
    assert_eq!(item.kind, EntryKind::File { len: 3, executable: false });
}

#[test]
fn a_link_out_of_the_folder_is_listed_but_never_followed() {
    let outside = folder(&["secret/x"]);
    let target = outside.path().join("secret");
    for line in [format!("l -> {}", target.display()), "l -> ../".to_owned()] {
        let root = folder(&[&line, "a"]);
        assert_eq!(walked(&root).unwrap(), ["a", "l"]);
        let tree = tree(&root);
        assert_eq!(tree.kind(&path("l")).unwrap(), Some(EntryKind::Other));
        let expect = "`l` is a symbolic link that leads out of the project";
        assert_eq!(tree.is_file(&path("l")).unwrap_err().to_string(), expect);
        assert_eq!(tree.is_folder(&path("l")).unwrap_err().to_string(), expect);
        assert_eq!(tree.read(&path("l")).unwrap_err().to_string(), expect);
        assert_eq!(tree.list(&path("l")).unwrap_err().to_string(), expect);
        assert_eq!(tree.kind(&path("l/x")).unwrap_err().to_string(), expect);
        assert_eq!(tree.read(&path("l/x")).unwrap_err().to_string(), expect);
    }
}

#[test]
fn a_link_whose_target_is_not_utf8_is_listed_but_never_followed() {
    let root = folder(&["a"]);
    symlink(std::ffi::OsStr::from_bytes(b"\xfc"), root.path().join("l")).unwrap();
    assert_eq!(walked(&root).unwrap(), ["a", "l"]);
    let error = tree(&root).read(&path("l")).unwrap_err();
    assert_eq!(error.to_string(), "`l` is a symbolic link to a name that is not UTF-8");
}

#[test]
fn the_folder_itself_may_be_reached_through_a_link() {
    let root = folder(&["real/a", "link -> real"]);
    let tree = SourceTree::folder(&root.path().join("link")).unwrap();
    assert_eq!(tree.read(&path("a")).unwrap(), b"real/a");
}

#[test]
fn a_folder_that_is_none_is_told() {
    let root = folder(&["a"]);
    for name in ["a", "missing"] {
        let error = SourceTree::folder(&root.path().join(name)).unwrap_err();
        assert!(error.to_string().starts_with("cannot read `"), "{error}");
    }
}

#[test]
fn loops_of_links_are_told() {
    let root = folder(&["a -> b", "b -> a"]);
    assert_eq!(walked(&root).unwrap(), ["a", "b"]);
    let error = tree(&root).read(&path("a")).unwrap_err();
    assert_eq!(error.to_string(), "`a` is part of a loop of symbolic links");
    let root = folder(&["a/x", "a/up -> .."]);
    assert_eq!(walked(&root).unwrap_err(), "`a/up` is part of a loop of symbolic links");
    let root = folder(&["a/to -> ../b", "b/to -> ../a"]);
    assert_eq!(walked(&root).unwrap_err(), "`a/to/to` is part of a loop of symbolic links");
}

#[test]
fn what_is_neither_file_nor_folder_is_listed_but_never_opened() {
    let root = folder(&["a", "dangling -> nowhere"]);
    let mode = rustix::fs::Mode::from_raw_mode(0o644);
    let pipe = root.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert_eq!(walked(&root).unwrap(), ["a", "dangling", "pipe"]);
    let tree = tree(&root);
    for name in ["dangling", "pipe"] {
        assert_eq!(tree.kind(&path(name)).unwrap(), Some(EntryKind::Other));
        let error = tree.read(&path(name)).unwrap_err();
        assert_eq!(error.to_string(), format!("`{name}` is not a regular file"));
    }
    let disk = Disk::new(root.path()).unwrap();
    let error = disk.open_file(&path("pipe")).err().unwrap();
    assert_eq!(error.to_string(), "`pipe` is not a regular file");
}

#[test]
fn a_name_that_is_not_utf8_is_told() {
    let root = folder(&["a/"]);
    fs::write(root.path().join("a").join(std::ffi::OsStr::from_bytes(b"\xfc.py")), "").unwrap();
    assert_eq!(walked(&root).unwrap_err(), "`a/\u{fffd}.py` has a name that is not UTF-8");
}

#[test]
fn a_file_that_vanished_is_missing() {
    let root = folder(&["a", "b/x"]);
    let tree = tree(&root);
    assert!(tree.is_file(&path("a")).unwrap());
    assert!(tree.is_file(&path("b/x")).unwrap());
    fs::remove_file(root.path().join("a")).unwrap();
    fs::remove_dir_all(root.path().join("b")).unwrap();
    assert_eq!(tree.read(&path("a")).unwrap_err().to_string(), "`a` does not exist");
    assert_eq!(tree.kind(&path("b/x")).unwrap(), None);
    assert_eq!(tree.list(&path("missing")).unwrap_err().to_string(), "`missing` does not exist");
}

#[test]
fn a_path_below_a_file_is_nothing() {
    let root = folder(&["a"]);
    assert_eq!(tree(&root).kind(&path("a/b")).unwrap(), None);
}

#[test]
fn a_folder_that_cannot_be_written_can_be_read() {
    let root = folder(&["a/x"]);
    let set = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        fs::set_permissions(root.path().join("a"), permissions).unwrap();
    };
    set(0o555);
    let found = walked(&root);
    set(0o755);
    assert_eq!(found.unwrap(), ["a/x"]);
}

#[test]
fn only_the_owner_decides_what_is_executable() {
    let root = folder(&["a", "b"]);
    for (name, mode) in [("a", 0o744), ("b", 0o655)] {
        let permissions = std::fs::Permissions::from_mode(mode);
        fs::set_permissions(root.path().join(name), permissions).unwrap();
    }
    let kind = |name| tree(&root).kind(&path(name)).unwrap().unwrap();
    assert_eq!(kind("a"), EntryKind::File { len: 1, executable: true });
    assert_eq!(kind("b"), EntryKind::File { len: 1, executable: false });
}

#[test]
fn a_path_of_the_machine_has_its_place_in_the_tree_or_none() {
    let root = folder(&["a/x", "link -> a"]);
    let tree = tree(&root);
    let place = |path: &str| tree.place_of(&root.path().join(path)).map(|it| it.to_string());
    assert_eq!(place("new").unwrap(), "new");
    assert_eq!(place("a/x").unwrap(), "a/x");
    assert_eq!(place("a/../link/./x").unwrap(), "a/x");
    assert_eq!(place("link").unwrap(), "link");
    for outside in ["", "..", "../x", "missing/x"] {
        assert_eq!(place(outside), None, "{outside}");
    }
    assert_eq!(tree.place_of(Path::new("Cargo.toml")), None);
    let here = SourceTree::folder(Path::new("src")).unwrap();
    assert_eq!(here.place_of(Path::new("src/lib.rs")), Some(path("lib.rs")));
    let overlaid = here.overlaid(std::collections::BTreeMap::new());
    assert_eq!(overlaid.place_of(Path::new("src/lib.rs")), Some(path("lib.rs")));
}

#[test]
fn what_was_seen_is_opened_without_another_look() {
    let outside = folder(&["secret"]);
    let away = format!("away -> {}", outside.path().join("secret").display());
    let root = folder(&["a/x", "link -> a/x", "into -> a", &away]);
    let mode = rustix::fs::Mode::from_raw_mode(0o644);
    let pipe = root.path().join("a/pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let disk = Disk::new(root.path()).unwrap();
    let reread = |name| {
        let mut text = String::new();
        disk.reopen(&path(name))
            .map_err(|error| error.to_string())?
            .read_to_string(&mut text)
            .unwrap();
        Ok::<_, String>(text)
    };
    for name in ["a/x", "link", "into/x"] {
        assert_eq!(reread(name).unwrap(), "a/x", "{name}");
    }
    assert_eq!(reread("a/x").unwrap(), "a/x");
    assert_eq!(reread("gone").unwrap_err(), "`gone` does not exist");
    let expect = "`away` is a symbolic link that leads out of the project";
    assert_eq!(reread("away").unwrap_err(), expect);
    // Nobody writes into the pipe that took the place of a file, and nobody waits for it.
    assert_eq!(reread("a/pipe").unwrap(), "");
}
