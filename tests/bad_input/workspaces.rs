//! Workspaces that are wrong: each mistake at its place, and no file of any member is made.

use std::fs;

use super::refused;
use crate::harness::case::Case;

fn project(name: &str) -> String {
    format!(
        "[build-system]\nrequires = [\"flit_core >=3.2\"]\nbuild-backend = \"flit_core.buildapi\"\n\
         [project]\nname = \"{name}\"\nversion = \"1\"\ndescription = \"d\"\n"
    )
}

/// A workspace with this table, and two members below `p`.
fn workspace(table: &str) -> Case {
    let case = Case::new().file("pyproject.toml", &format!("[tool.uv.workspace]\n{table}\n"));
    for name in ["a", "b"] {
        case.write(&format!("p/{name}/pyproject.toml"), &project(name));
        case.write(&format!("p/{name}/{name}.py"), "");
    }
    case
}

/// Every way to build a member says these words, and nothing is made.
#[track_caller]
fn check(case: &Case, words: &[&str]) {
    let commands = ["build --all-packages", "build --package a", "build --all-packages -e p/a"];
    for command in commands {
        let run = refused(case, command);
        for words in words {
            run.stderr_contains(words);
        }
    }
}

#[test]
fn types_and_keys() {
    for (table, words, place) in [
        ("members = \"p/*\"", "`tool.uv.workspace.members` must be a list of strings", "2:11"),
        ("members = [1]", "`tool.uv.workspace.members[0]` must be a string", "2:12"),
        ("members = []\nexclude = {}", "`tool.uv.workspace.exclude` must be a list", "3:11"),
        ("member = [\"p/*\"]", "unknown key `tool.uv.workspace.member`", "2:1"),
        ("members = []\n[tool.uv]\nmanaged = 1", "`tool.uv.managed` must be a boolean", "4:11"),
    ] {
        check(&workspace(table), &[words, &format!("--> pyproject.toml:{place}\n")]);
    }
    let case = workspace("");
    case.write("pyproject.toml", "[tool.uv]\nworkspace = 3\n");
    check(&case, &["`tool.uv.workspace` must be a table", "--> pyproject.toml:2:13\n"]);
}

#[test]
fn patterns() {
    for (pattern, words) in [
        ("p/[ab", "a `[` has no `]`"),
        ("p/[!]", "a `[` has no `]`"),
        ("p/***", "`*` stands alone or twice"),
        ("p**/a", "`**` must be a whole component"),
    ] {
        for (table, column) in [
            ("members = [\"PATTERN\", \"p/*\"]", 12),
            ("exclude = [\"PATTERN\"]\nmembers = [\"p/*\"]", 12),
        ] {
            let case = workspace(&table.replace("PATTERN", pattern));
            check(&case, &[words, &format!("--> pyproject.toml:2:{column}\n")]);
        }
    }
    for pattern in ["../x", "/etc", "p/../../x"] {
        let case = workspace(&format!("members = [\"{pattern}\", \"p/*\"]"));
        check(&case, &[&format!("`{pattern}` leads out of the workspace")]);
    }
}

#[test]
fn members() {
    let table = "members = [\"p/*\"]";
    let case = workspace(table).file("p/c/notes.txt", "");
    check(&case, &["the member `p/c` has no `pyproject.toml`", "--> pyproject.toml:2:12\n"]);
    let case = workspace(table).file("p/c/pyproject.toml", &project("A"));
    check(&case, &["`p/a` and `p/c` are both named `a`", "--> p/c/pyproject.toml:5:8\n"]);
    let case = workspace(table).file("p/c/pyproject.toml", "[project]\nname = \"my pkg\"\n");
    check(&case, &["is not a valid package name", "--> p/c/pyproject.toml:2:9\n"]);
    let case = workspace(table).file("p/c/pyproject.toml", "[project\n");
    check(&case, &["error[toml-syntax]: ", "--> p/c/pyproject.toml:1:9\n"]);
    let case = workspace(table).file("p/c/pyproject.toml", "[tool.uv.workspace]\n");
    check(&case, &["the member `p/c` is a workspace itself", "--> p/c/pyproject.toml:1:10\n"]);
    let case = workspace(table).file("p/c/pyproject.toml", "");
    fs::write(case.path("p/c/pyproject.toml"), b"\xff").unwrap();
    check(&case, &["`p/c/pyproject.toml` is not UTF-8"]);
}

#[cfg(unix)]
#[test]
fn links() {
    use std::path::Path;

    use crate::harness::case::symlink;
    let table = "members = [\"p/*\"]";
    for (points_at, words) in [
        ("../../home", "`p/c` is a symbolic link that leads out of the project"),
        ("/etc", "`p/c` is a symbolic link that leads out of the project"),
        ("c", "`p/c` is part of a loop of symbolic links"),
    ] {
        let case = workspace(table);
        symlink(Path::new(points_at), &case.path("p/c"));
        check(&case, &[words, "--> pyproject.toml:2:12\n"]);
    }
    let case = workspace(table).file("p/c/x", "");
    symlink(Path::new("/etc/passwd"), &case.path("p/c/pyproject.toml"));
    check(&case, &["`p/c/pyproject.toml` is a symbolic link that leads out of the project"]);
    let case = workspace(table);
    symlink(Path::new("nowhere"), &case.path("p/c"));
    case.run("build --all-packages").success();
}
