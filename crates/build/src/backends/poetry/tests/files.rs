//! What goes where.

use std::collections::BTreeMap;

use pyrel_git::{Checkout, Standing};
use pyrel_tree::RelPath;

use super::{DEMO, SYSTEM, built, tree};
use crate::{Surroundings, read};

fn names(map: &pyrel_archive::FileMap) -> String {
    map.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(keys: &str, files: &[&str], wheel: &str, sdist: &str) {
    let files: Vec<(&str, &str)> = files.iter().map(|path| (*path, "")).collect();
    let project = built(&format!("{DEMO}{keys}\n"), &files).unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!((names(&project.wheel).as_str(), names(&project.sdist).as_str()), (wheel, sdist));
}

#[test]
fn the_package_is_found_by_the_name() {
    check("", &["demo/a.py"], "demo/a.py", "demo/a.py pyproject.toml");
    check("", &["demo.py", "x.py"], "demo.py", "demo.py pyproject.toml");
    check("", &["src/demo/a.py"], "demo/a.py", "pyproject.toml src/demo/a.py");
    check(
        "",
        &["demo/a.py", "demo/x.pyc", "demo/__pycache__/a.py"],
        "demo/a.py",
        "demo/a.py pyproject.toml",
    );
}

#[test]
fn packages_say_where_from_and_where_to() {
    check(
        "packages = [{include = \"a\", from = \"lib\", to = \"x/y\"}]",
        &["lib/a/m.py"],
        "x/y/a/m.py",
        "lib/a/m.py pyproject.toml",
    );
    check(
        "packages = [{include = \"demo\"}, {include = \"t\", format = \"sdist\"}]",
        &["demo/m.py", "t/m.py"],
        "demo/m.py",
        "demo/m.py pyproject.toml t/m.py",
    );
}

#[test]
fn an_include_is_for_the_sdist_and_beats_an_exclude_there() {
    check(
        "include = [\"demo/a.txt\", \"notes\"]\nexclude = [\"demo/a.txt\", \"notes/b\"]",
        &["demo/m.py", "demo/a.txt", "notes/b"],
        "demo/m.py",
        "demo/a.txt demo/m.py notes/b pyproject.toml",
    );
}

#[test]
fn what_git_ignores_stays_out_unless_it_is_included() {
    let files =
        [("demo/m.py", ""), ("demo/lost.log", ""), ("demo/kept.log", ""), ("demo/é.log", "")];
    let keys = "include = [{path = \"demo/kept.log\", format = [\"wheel\", \"sdist\"]}]\n";
    let tree = tree(&format!("{SYSTEM}{DEMO}{keys}"), &files);
    let ignored = files.iter().filter(|(path, _)| path.ends_with(".log"));
    let known: BTreeMap<RelPath, Standing> =
        ignored.map(|(path, _)| (RelPath::new(path).unwrap(), Standing::Ignored)).collect();
    let checkout = Some(Checkout::of(known));
    let project = read(&tree, &Surroundings { checkout, ..Surroundings::none() }).unwrap().value;
    // git quotes the last name, so that poetry does not find it.
    assert_eq!(names(&project.wheel), "demo/kept.log demo/m.py demo/é.log");
    let root = BTreeMap::from([(RelPath::root(), Standing::Ignored)]);
    let checkout = Some(Checkout::of(root));
    let project = read(&tree, &Surroundings { checkout, ..Surroundings::none() }).unwrap().value;
    assert_eq!(project.wheel.len(), 4);
}

#[test]
fn scripts_that_are_files_are_installed_and_distributed() {
    let keys = "[tool.poetry.scripts]\nrun = {reference = \"bin/run.sh\", type = \"file\"}\n";
    let files = [("demo/m.py", ""), ("bin/run.sh", "#!/bin/sh\n")];
    let project = built(&format!("{DEMO}{keys}"), &files).unwrap();
    let data: Vec<String> = project.data.values().map(names).collect();
    assert_eq!(data, ["run.sh"]);
    assert_eq!(names(&project.sdist), "bin/run.sh demo/m.py pyproject.toml");
    let editable = project.editable.unwrap();
    assert_eq!((editable.path_file.as_str(), editable.paths), ("demo.pth", vec![RelPath::root()]));
}
