//! Workspaces in memory. What is expected was seen with uv 0.13.9.

use std::collections::BTreeMap;

use pyrel_diag::Finding;
use pyrel_git::{Checkout, Standing};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use super::{Workspace, is_member};
use crate::pyproject::Pyproject;
use crate::{Error, Surroundings};

const PROJECT: &str = "[build-system]\nrequires = []\n[project]\nname = \"NAME\"\n";

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

/// A workspace with this table, and these files; one that ends in a slash is a project with the
/// name of its folder.
fn tree(table: &str, files: &[(&str, &str)]) -> SourceTree {
    let mut entries = BTreeMap::new();
    let root = format!("[tool.uv.workspace]\n{table}\n");
    for (at, text) in [("pyproject.toml", root.as_str())].iter().chain(files) {
        let (at, text) = match at.strip_suffix('/') {
            Some(folder) => {
                let name = folder.rsplit('/').next().unwrap();
                (format!("{folder}/pyproject.toml"), PROJECT.replace("NAME", name) + text)
            }
            None => (at.to_string(), text.to_string()),
        };
        let source = match text.strip_prefix("-> ") {
            Some(target) => Source::Link(target.into()),
            None => Source::Bytes(text.into_bytes().into()),
        };
        entries.insert(path(&at), TreeEntry { source, executable: false });
    }
    SourceTree::of_entries(None, entries)
}

fn workspace(table: &str, files: &[(&str, &str)]) -> Result<Workspace, Error> {
    Workspace::read(&tree(table, files), &Surroundings::none())
}

fn shown(error: Error) -> Vec<String> {
    let line = |found: &Finding| format!("{}: {found}", found.rule.id);
    let Error::Refused(findings) = error else { panic!("{error}") };
    findings.iter().map(line).collect()
}

/// The folders of all members that are built.
#[track_caller]
fn check(table: &str, files: &[(&str, &str)], expect: &[&str]) {
    let workspace = workspace(table, files).unwrap();
    let packages = workspace.packages().unwrap();
    let folders: Vec<_> = packages.iter().map(|member| member.folder.as_str()).collect();
    assert_eq!(folders, expect, "{table}");
}

#[track_caller]
fn refused(table: &str, files: &[(&str, &str)], expect: &[&str]) {
    assert_eq!(shown(workspace(table, files).unwrap_err()), expect, "{table}");
}

const THREE: &[(&str, &str)] = &[("packages/a/", ""), ("packages/b/", ""), ("c/", "")];

#[test]
fn members_are_found_by_patterns() {
    check("members = [\"packages/*\"]", THREE, &["packages/a", "packages/b"]);
    let all = ["packages/a", "packages/b", "c"];
    check(
        "members = [\"packages/*\", \"packages/a\", \"./c/\", \"no/*\", \"absent\"]",
        THREE,
        &all,
    );
    check("members = [\"packages/[!a]\", \"c\", \"packages/[]x]\"]", THREE, &["packages/b", "c"]);
    check("members = [\"packages/{a,b}\", \"c\"]", THREE, &["c"]);
    check("members = [\"**\"]\nexclude = [\"packages\"]", THREE, &all);
    let hidden = ("packages/.h/pyproject.toml", "[build-system]\n[project]\nname = \"h\"\n");
    check(
        "members = [\"packages/*\"]",
        &[("packages/a/", ""), hidden],
        &["packages/a", "packages/.h"],
    );
}

#[test]
fn excluded_folders_are_no_members_and_wildcards_cross_slashes_there() {
    let exclude =
        |patterns: &str| format!("members = [\"packages/*\", \"c\"]\nexclude = [{patterns}]");
    check(&exclude("\"pack*\""), THREE, &["c"]);
    check(&exclude("\"packages\", \"packages/b\", \"c/\""), THREE, &["packages/a"]);
    check(&exclude("\"**/c\""), THREE, &["packages/a", "packages/b"]);
    check(&exclude("\"**/packages/a\", \"./c\""), THREE, &["packages/b"]);
    check(&exclude("\"packages/?\", \"../w/c\""), THREE, &["c"]);
    check(&exclude("\"c/**\", \"**/packages/**/b\""), THREE, &["packages/a", "c"]);
}

#[test]
fn members_are_built_if_they_have_a_backend_or_say_so() {
    let files = [
        ("a/pyproject.toml", "[project]\nname = \"a\"\n"),
        ("b/pyproject.toml", "[project]\nname = \"b\"\n[tool.uv]\npackage = true\n"),
        ("c/", "[tool.uv]\npackage = false\n"),
        ("d/", "[tool.uv]\nmanaged = false\n"),
        ("e/", ""),
    ];
    check("members = [\"*\"]", &files, &["b", "e"]);
    let workspace = workspace("members = [\"*\"]", &files).unwrap();
    let package =
        |name: &str| workspace.package(&name.parse().unwrap()).map(|it| it.folder.clone());
    assert_eq!(package("E").unwrap(), path("e"));
    assert_eq!(
        shown(package("c").unwrap_err()),
        ["no-build-backend: c/pyproject.toml:4:8: the member `c` is not to be built"]
    );
    assert_eq!(
        shown(package("d").unwrap_err()),
        ["unknown-package: pyproject.toml: the workspace has no member `d`"]
    );
}

#[test]
fn the_root_is_a_member_if_it_is_a_project() {
    let project = PROJECT.replace("NAME", "zed");
    check(&format!("members = [\"c\", \".\"]\n{project}"), THREE, &["c", ""]);
    let alone = SourceTree::of_entries(
        None,
        BTreeMap::from([(
            path("pyproject.toml"),
            TreeEntry { source: Source::Bytes(project.into_bytes().into()), executable: false },
        )]),
    );
    let workspace = Workspace::read(&alone, &Surroundings::none()).unwrap();
    assert_eq!(workspace.packages().unwrap()[0].folder, RelPath::root());
}

#[test]
fn whether_a_folder_is_a_member_is_known_from_the_patterns_alone() {
    let check = |table: &str, folder: &str, expect: bool| {
        let text = format!("[tool.uv.workspace]\n{table}\n");
        let pyproject = Pyproject::parse(&text).unwrap();
        assert_eq!(is_member(&pyproject, &path(folder)).unwrap(), expect, "{table}: {folder}");
    };
    let table = "members = [\"packages/*\", \"deep/**\", \".\"]\nexclude = [\"*/b\"]";
    for (folder, expect) in [
        ("packages/a", true),
        ("packages/a/nested", false),
        ("packages/b", false),
        ("deep/er", true),
        ("deep", false),
        ("c", false),
        ("", true),
    ] {
        check(table, folder, expect);
    }
    check("members = [\"*\"]\n[tool.uv]\nmanaged = false", "c", false);
    let wrong = Pyproject::parse("[tool.uv.workspace]\nmembers = 1\n").unwrap();
    assert!(is_member(&wrong, &path("c")).is_err());
}

#[test]
fn folders_that_hold_nothing_are_passed_over() {
    let table = "members = [\"p/*\"]";
    check(table, &[("p/a/", ""), ("p/.hidden/x", ""), ("p/file", "")], &["p/a"]);
    let files = [("p/a/", ""), ("p/b/left/x", ""), ("p/c/.x", "")];
    let missing = |name: &str| {
        format!(
            "missing-member: pyproject.toml:2:12: the member `p/{name}` has no `pyproject.toml`"
        )
    };
    refused(table, &files, &[&missing("b"), &missing("c")]);
    let known = BTreeMap::from([(path("p/b/left"), Standing::Ignored)]);
    let around = Surroundings { checkout: Some(Checkout::of(known)), ..Surroundings::none() };
    let error = Workspace::read(&tree(table, &files), &around).unwrap_err();
    assert_eq!(shown(error), [missing("c")]);
}

#[test]
fn wrong_types_and_patterns_are_found_at_their_place() {
    refused(
        "members = 3\nexclude = [true]\nmember = []",
        &[],
        &[
            "wrong-type: pyproject.toml:2:11: `tool.uv.workspace.members` must be a list of strings, not an integer",
            "wrong-type: pyproject.toml:3:12: `tool.uv.workspace.exclude[0]` must be a string, not a boolean",
            "unknown-key: pyproject.toml:4:1: unknown key `tool.uv.workspace.member`",
        ],
    );
    refused(
        "members = [\"p/[ab\", \"p/***\", \"p**/x\"]\nexclude = [\"[!]\"]",
        &[],
        &[
            "invalid-value: pyproject.toml:2:12: `tool.uv.workspace.members`: `p/[ab` is not a valid pattern: a `[` has no `]`",
            "invalid-value: pyproject.toml:2:21: `tool.uv.workspace.members`: `p/***` is not a valid pattern: `*` stands alone or twice",
            "invalid-value: pyproject.toml:2:30: `tool.uv.workspace.members`: `p**/x` is not a valid pattern: `**` must be a whole component",
            "invalid-value: pyproject.toml:3:12: `tool.uv.workspace.exclude`: `[!]` is not a valid pattern: a `[` has no `]`",
        ],
    );
    let files = [("a/", "[tool.uv]\npackage = 3\n"), ("b/", "[tool]\nuv = 1\n")];
    refused(
        "members = [\"a\", \"b\"]",
        &files,
        &["wrong-type: a/pyproject.toml:6:11: `tool.uv.package` must be a boolean, not an integer"],
    );
}

#[test]
fn members_that_are_no_projects_are_named() {
    let files = [
        ("a/pyproject.toml", "[projec]\n"),
        ("b/pyproject.toml", "[project]\nversion = \"1\"\n"),
        ("c/pyproject.toml", "[project\n"),
        ("d/", "[tool.uv.workspace]\n"),
    ];
    refused(
        "members = [\"*\"]",
        &files,
        &[
            "missing-key: a/pyproject.toml: there is no table [project]",
            "missing-key: b/pyproject.toml:1:1: `project.name` is missing",
            "toml-syntax: c/pyproject.toml:1:9: unclosed table, expected `]`",
            "nested-workspace: d/pyproject.toml:5:10: the member `d` is a workspace itself",
        ],
    );
}

#[test]
fn names_that_are_one_when_normalised_are_refused() {
    let files = [
        ("x/pyproject.toml", "[project]\nname = \"My.Pkg\"\n"),
        ("y/pyproject.toml", "[project]\nname = \"my_pkg\"\n"),
    ];
    refused(
        "members = [\"x\", \"y\"]",
        &files,
        &["same-member-name: y/pyproject.toml:2:8: `x` and `y` are both named `my-pkg`"],
    );
}

#[test]
fn members_outside_are_refused() {
    let outside = |pattern: &str| {
        format!("member-outside: pyproject.toml:2:12: `{pattern}` leads out of the workspace")
    };
    for pattern in ["../x", "/etc", "a/../../x"] {
        refused(&format!("members = [\"{pattern}\"]"), &[], &[&outside(pattern)]);
    }
    refused(
        "members = [\"p/.*\", \".h*\"]",
        &[],
        &[
            "member-outside: pyproject.toml:2:12: `p/.*` leads out of the workspace: `.*` finds `..`",
        ],
    );
    let files = [
        ("p/a/", ""),
        ("p/link", "-> ../../x"),
        ("p/nothing", "-> nowhere"),
        ("p/in", "-> ../c"),
        ("c/", ""),
    ];
    refused(
        "members = [\"p/*\"]",
        &files,
        &[
            "member-outside: pyproject.toml:2:12: `p/link` is a symbolic link that leads out of the project",
        ],
    );
    check("members = [\"p/[ain]*\"]", &files, &["p/a", "p/in"]);
}

#[test]
fn a_workspace_without_packages_says_so() {
    let nothing = workspace("", &[]).unwrap();
    assert_eq!(
        shown(nothing.packages().unwrap_err()),
        ["no-package: pyproject.toml: no member of the workspace is to be built"]
    );
    let near =
        workspace("members = [\"packages/*\", \"c\"]", &[("packages/demo-core/", ""), ("c/", "")])
            .unwrap();
    let remedy = |name: &str| match near.package(&name.parse().unwrap()) {
        Err(Error::Refused(found)) => found[0].advice().unwrap().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(remedy("demo-cor"), "did you mean `demo-core`?");
    assert_eq!(remedy("xyz"), "its members are `c`, `demo-core`");
}
