//! Projects that are described in setup.cfg.

use super::{Case, case, old_case};

fn cfg(text: &str) -> Case {
    old_case().package().file("setup.cfg", text)
}

/// Headers of the metadata, but for those that all have.
#[track_caller]
fn headers(case: &Case) -> Vec<String> {
    let text = case.project().metadata.write();
    let head = text.split("\n\n").next().unwrap_or_default().to_owned();
    let lines = head.lines().filter(|line| {
        !["Metadata-Version", "Name: demo", "Version: 1"].iter().any(|it| line.starts_with(it))
    });
    lines.map(str::to_owned).collect()
}

const HEAD: &str = "[metadata]\nname = demo\nversion = 1\n";

#[test]
fn lists_stand_on_lines_or_between_commas() {
    let text = format!(
        "{HEAD}keywords = a, b c\nplatform =\n  any\n\n  linux\nclassifiers = X :: Y\n\
         project_urls =\n  A = https://a?b=c\nhome-page = https://h\nAuthor = N\n"
    );
    assert_eq!(
        headers(&cfg(&text)),
        [
            "Platform: any",
            "Platform: linux",
            "Keywords: a,b c",
            "Home-page: https://h",
            "Author: N",
            "Classifier: X :: Y",
            "Project-URL: A, https://a?b=c",
        ]
    );
    let noticed = cfg(&text).noticed();
    assert!(noticed.iter().any(|it| it.starts_with("old-cfg-key: setup.cfg:12:1: `home-page`")));
}

#[test]
fn requirements_stand_on_lines_or_between_semicolons() {
    let text = format!(
        "{HEAD}[options]\ninstall_requires = a; b>=1\n[options.extras_require]\n\
         X_y = c\n:python_version<\"3\" =\n  # no\n  d\n"
    );
    // The colon ends the second key, as it does for Python.
    assert_eq!(cfg(&text).refused().len(), 1);
    let text = format!(
        "{HEAD}[options]\ninstall_requires = a; b>=1\n[options.extras_require]\nX_y =\n  # no\n  c\n"
    );
    assert_eq!(
        headers(&cfg(&text)),
        [
            "Requires-Dist: a",
            "Requires-Dist: b>=1",
            "Requires-Dist: c; extra == \"x-y\"",
            "Provides-Extra: x-y",
        ]
    );
}

#[test]
fn references_are_filled_in_and_lone_percent_signs_refused() {
    let text = format!("{HEAD}url = https://x/%(name)s\nauthor = 1%%\n");
    assert_eq!(headers(&cfg(&text)), ["Home-page: https://x/demo", "Author: 1%"]);
    assert_eq!(
        cfg(&format!("{HEAD}author = 1%\n")).refused(),
        ["invalid-value: setup.cfg:4:1: the percent sign in `author` must be doubled"]
    );
    assert_eq!(
        cfg(&format!("{HEAD}author = %(author)s%(author)s\n")).refused(),
        ["invalid-value: setup.cfg:4:1: `author` refers to others too often"]
    );
}

#[test]
fn texts_and_versions_may_be_in_files_and_modules() {
    let text =
        "[metadata]\nname = demo\nversion = attr: a.V\nlong_description = file: R.md, no.md\n";
    let case = cfg(text).file("a/__init__.py", "V = (1, 2)\n").file("R.md", "Text\n");
    let project = case.project();
    assert_eq!(project.metadata.version.to_string(), "1.2");
    assert_eq!(project.metadata.description.as_deref(), Some("Text\n"));
    assert_eq!(
        case.noticed(),
        [
            "missing-cfg-file: setup.cfg:4:32: `[metadata] long_description`: there is no file `no.md`"
        ]
    );
    let out = cfg(&text.replace("R.md, no.md", "../R.md"));
    assert!(out.file("a/__init__.py", "V = '1'").refused()[0].contains("setup.cfg:4:26"));
}

#[test]
fn packages_are_listed_found_or_discovered() {
    let options = |text: &str| cfg(&format!("{HEAD}[options]\n{text}\n"));
    assert_eq!(options("packages = a").wheel(), "a/__init__.py a/m.py");
    assert_eq!(options("py_modules =").wheel(), "");
    let found = options("packages = find:\n[options.packages.find]\nwhere = lib\nexclude = b.*\n");
    assert_eq!(found.files(&["lib/b/__init__.py", "lib/b/c/__init__.py"]).wheel(), "b/__init__.py");
    assert_eq!(cfg("[metadata]\nversion = 1\n").project().metadata.name.as_str(), "a");
}

#[test]
fn sections_and_keys_that_setuptools_reads_as_something_else_are_refused() {
    let refused = |text: &str| cfg(&format!("{HEAD}{text}")).refused();
    assert_eq!(
        refused("[options.nope]\nx = 1\n"),
        ["setup-cfg: setup.cfg:4:1: setuptools has no section `[options.nope]`"]
    );
    assert_eq!(
        refused("[options]\npackage_data = x\n"),
        ["cfg-shapeless: setup.cfg:5:1: `[options] package_data` is a mere text to setuptools"]
    );
    assert_eq!(
        refused("[options]\ncmdclass = build_py = a.B\n"),
        ["setup-py-logic: setup.cfg:5:12: the command `build_py` is code of the project"]
    );
    assert_eq!(refused("requires = x\n").len(), 1);
}

#[test]
fn beside_a_project_table_only_dynamic_fields_count() {
    let both = case("dynamic = [\"description\"]\n").package();
    let both = both.file("setup.cfg", "[metadata]\ndescription = d\nkeywords = k\nauthor = A\n");
    assert_eq!(headers(&both), ["Summary: d", "Author: A"]);
    assert_eq!(
        both.noticed(),
        ["not-dynamic: pyproject.toml:4:1: `keywords` is described outside of [project] and not \
          listed as dynamic"]
    );
    let fails = case("").package().file("setup.cfg", "[metadata]\nlong_description = d\n");
    assert_eq!(fails.refused().len(), 1);
}

#[test]
fn a_tool_table_needs_a_project_table() {
    let text = "[tool.setuptools]\nzip-safe = true\n";
    assert_eq!(
        cfg(HEAD).file("pyproject.toml", text).refused(),
        [
            "missing-key: pyproject.toml:1:1: `[tool.setuptools]` makes setuptools ask for [project], \
          which is not there"
        ]
    );
    assert_eq!(
        cfg(HEAD).file("pyproject.toml", "[tool.black]\nx = 1\n").wheel(),
        "a/__init__.py a/m.py"
    );
}
