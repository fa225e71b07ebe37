//! What is refused, and what is said about it.

use super::{DEMO, refused, wrong};

#[track_caller]
fn dependency(line: &str, expected: &str) {
    wrong(&format!("{DEMO}[tool.poetry.dependencies]\n{line}\n"), &[expected]);
}

#[test]
fn requirements_that_installers_would_refuse() {
    dependency(
        "x = \"^1 || ^3\"",
        "pyproject.toml:10:5: `^1 || ^3` would become `x (>=1,<2 || >=3,<4)`, which is no requirement",
    );
    dependency("x = \">2,<1\"", "pyproject.toml:10:5: no version satisfies `>2,<1`");
    dependency("x = \"1.x\"", "pyproject.toml:10:5: `1.x` is not a constraint on versions");
    dependency(
        "x = {path = \"../x\"}",
        "pyproject.toml:10:5: `tool.poetry.dependencies.x` requires `x` from the path `../x`",
    );
    dependency(
        "x = {git = \"file:///x\"}",
        "pyproject.toml:10:5: `file:///x` is not an address of a git repository that is understood",
    );
}

#[test]
fn names_that_are_one() {
    dependency(
        "Foo_x = \"1\"\nfoo-X = \"2\"",
        "pyproject.toml:11:1: `tool.poetry.dependencies.foo-X` is `foo-x` already, written `Foo_x`",
    );
    wrong(
        &format!("{DEMO}[tool.poetry.extras]\na_b = []\nA-b = []\n"),
        &[
            "pyproject.toml:11:1: `tool.poetry.extras.A-b`: the extra is `a-b` already, written `a_b`",
        ],
    );
    wrong(
        &format!(
            "{DEMO}[tool.poetry.group.a_b]\noptional = true\n[tool.poetry.group.A-b]\noptional = true\n"
        ),
        &["pyproject.toml:11:20: `a_b` and `A-b` are the same dependency group `a-b`"],
    );
    wrong(
        &format!(
            "{DEMO}[dependency-groups]\na = [{{include-group = \"b\"}}]\nb = [{{include-group = \"A\"}}]\n"
        ),
        &[
            "pyproject.toml:10:1: the dependency group `a` includes itself",
            "pyproject.toml:11:1: the dependency group `b` includes itself",
        ],
    );
}

#[test]
fn values_of_another_type() {
    wrong(
        &format!("{DEMO}keywords = \"x\"\npackages = [1]\ninclude = [{{path = 1}}]\nexclude = 2\n"),
        &[
            "pyproject.toml:9:12: `tool.poetry.keywords` must be a list of strings, not a string",
            "pyproject.toml:10:13: `tool.poetry.packages[0]` must be a table, not an integer",
            "pyproject.toml:11:20: `tool.poetry.include[0].path` must be a string, not an integer",
            "pyproject.toml:12:11: `tool.poetry.exclude` must be a list, not an integer",
        ],
    );
    dependency(
        "x = {version = \"1\", optional = \"yes\"}",
        "pyproject.toml:10:32: `tool.poetry.dependencies.x.optional` must be a boolean, not a string",
    );
    dependency(
        "x = {version = \"1\", git = \"https://x.org/a/b\"}",
        "pyproject.toml:10:21: unknown key `tool.poetry.dependencies.x.git`",
    );
}

#[test]
fn what_a_package_needs() {
    wrong(
        "[tool.poetry]\nname = \"demo\"\n",
        &["pyproject.toml:5:1: `tool.poetry.version` is missing"],
    );
    refused(
        DEMO,
        &[("other/a.py", "")],
        &["pyproject.toml:6:8: there is no file or folder for the module `demo`"],
    );
    refused(DEMO, &[("demo/a.txt", "")], &["pyproject.toml:6:8: `demo` holds no module"]);
    wrong(
        &format!("{DEMO}package-mode = false\n"),
        &["pyproject.toml:9:16: `tool.poetry.package-mode` is false"],
    );
    wrong(
        &format!("{DEMO}build = \"build.py\"\n"),
        &["pyproject.toml:9:1: `tool.poetry.build` is refused: a build script is code of the \
           project; compile with `python -m build` instead"],
    );
    wrong(
        &format!("{DEMO}include = [\"/etc/passwd\", \"../x\", \"a**b\"]\n"),
        &[
            "pyproject.toml:9:12: `tool.poetry.include[0]`: `/etc/passwd` is not a valid pattern: it must be relative to the project (byte 0)",
            "pyproject.toml:9:27: `tool.poetry.include[1]`: `../x` is not a valid pattern: `..` must not be used (byte 0)",
            "pyproject.toml:9:35: `tool.poetry.include[2]`: `**` must be a whole component of the pattern",
        ],
    );
}

#[test]
fn interpreters_that_contradict() {
    wrong(
        "[project]\nname = \"demo\"\nversion = \"1\"\nrequires-python = \">=3.9\"\n\
         [tool.poetry.dependencies]\npython = \">=3.8\"\n",
        &[
            "pyproject.toml:10:10: the interpreters `>=3.8`: it is no part of `project.requires-python`",
        ],
    );
}

#[test]
fn people_and_texts_that_would_break_the_headers() {
    wrong(
        &format!("{DEMO}authors = [\"<a@b.c>\"]\n"),
        &["pyproject.toml:9:12: `<a@b.c>` is not of the form `Name <address>`"],
    );
    wrong(
        "[project]\nname = \"demo\"\nversion = \"1\"\ndescription = \"a\\nb\"\n",
        &[
            "pyproject.toml:8:15: the description has several lines, of which poetry-core makes headers",
        ],
    );
}
