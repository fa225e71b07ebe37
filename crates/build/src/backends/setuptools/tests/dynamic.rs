//! Dynamic fields.

use super::{Case, case, dynamic_case};
use crate::version_place;

#[track_caller]
fn version(case: &Case, expect: &str) {
    assert_eq!(case.project().metadata.version.to_string(), expect);
}

#[track_caller]
fn of_module(text: &str) -> Case {
    dynamic_case("\"version\"", "version = {attr = \"a.V\"}\n").file("a/__init__.py", text)
}

#[test]
fn the_version_is_the_first_literal_assigned() {
    version(&of_module("'''d'''\nV = '1.0-1'\nV = '2'\n"), "1.0.post1");
    version(&of_module("V: tuple = (1, 2, 'rc1')\n"), "1.2rc1");
    version(&of_module("V = 3\n"), "3");
    let beside = dynamic_case("\"version\"", "version = {attr = \"a.v.V\"}\n");
    version(&beside.file("src/a/v.py", "V = '4'").files(&["src/a/__init__.py"]), "4");
    let moved = dynamic_case(
        "\"version\"",
        "version = {attr = \"b.v.V\"}\n[tool.setuptools]\npackages = [\"b\"]\npackage-dir = {b = \"q\"}\n",
    );
    version(&moved.file("q/v.py", "V = '5'"), "5");
}

#[test]
fn a_version_that_must_be_run_is_refused_at_its_place() {
    let refused = |text: &str| of_module(text).refused();
    let message = "the attribute `a.V` is not statically readable";
    version(&of_module("\nV = '1.' + '2'\n"), "1.2");
    version(&of_module("def f():\n    return (1, 5)\nV = f()\n"), "1.5");
    assert_eq!(refused("V = 1.10\n"), [format!("not-static: a/__init__.py:1:5: {message}")]);
    assert_eq!(
        refused("from x import V\n"),
        [format!("not-static: pyproject.toml:8:19: {message}")]
    );
    let absent = dynamic_case("\"version\"", "version = {attr = \"other.V\"}\n").package();
    assert_eq!(
        absent.refused(),
        ["not-static: pyproject.toml:8:19: there is no file for the module `other`"]
    );
    assert_eq!(
        refused("V = 'one'\n"),
        ["invalid-value: a/__init__.py:1:5: `one` is not a version"]
    );
}

#[test]
fn the_version_is_the_text_of_a_file() {
    let case = dynamic_case("\"version\"", "version = {file = \"VERSION\"}\n").package();
    let case = case.file("VERSION", "v1.02-3\n").file("MANIFEST.in", "exclude VERSION");
    version(&case, "1.2.post3");
    assert_eq!(case.sdist(), "MANIFEST.in VERSION a/__init__.py a/m.py");
}

#[test]
fn every_field_is_read_from_its_files() {
    let case = dynamic_case(
        "\"readme\", \"description\", \"classifiers\", \"dependencies\", \"optional-dependencies\", \
         \"entry-points\", \"scripts\"",
        "readme = {file = [\"R1.rst\", \"R2.rst\"]}\ndescription = {file = \"desc.txt\"}\n\
         classifiers = {file = \"cls.txt\"}\ndependencies = {file = [\"r1.txt\", \"docs/r2.txt\"]}\n\
         optional-dependencies.Dev = {file = [\"r2.txt\"]}\nentry-points = {file = \"ep.ini\"}\n",
    );
    let case = case
        .package()
        .file("R1.rst", "a\r\n")
        .file("R2.rst", "b\n")
        .file("desc.txt", "one\ntwo\n")
        .file("cls.txt", "A :: B\nC :: D\n")
        .file("r1.txt", "# c\nfoo  # trailing\n\nbar>=1 \\\n  ,<2\nbaz")
        .file("docs/r2.txt", "qux; os_name==\"nt\"\n")
        .file("r2.txt", "x\n")
        .file("ep.ini", "[console_scripts]\nRun = a.m:x\n# c\n[grp]\nz=a:z\ny = a:y [e]\n");
    let metadata = case.project().metadata;
    assert_eq!(metadata.description.as_deref(), Some("a\n\nb\n"));
    assert_eq!(metadata.description_content_type.as_deref(), Some("text/x-rst"));
    assert_eq!(metadata.summary.as_deref(), Some("one"));
    assert_eq!(metadata.classifiers, ["A :: B", "C :: D"]);
    let requires: Vec<String> = metadata.requires_dist.iter().map(ToString::to_string).collect();
    assert_eq!(
        requires,
        ["foo", "bar<2,>=1", "baz", "qux; os_name == \"nt\"", "x; extra == \"dev\""]
    );
    assert_eq!(
        case.text("demo.egg-info/entry_points.txt"),
        "[console_scripts]\nRun = a.m:x\n\n[grp]\ny = a:y [e]\nz = a:z\n"
    );
    assert_eq!(
        case.sdist(),
        "R1.rst R2.rst a/__init__.py a/m.py cls.txt desc.txt docs/r2.txt ep.ini r1.txt r2.txt"
    );
    assert!(metadata.dynamic.is_empty());
}

#[test]
fn the_content_type_of_a_dynamic_readme_can_be_said() {
    let case = dynamic_case(
        "\"readme\"",
        "readme = {file = \"R.md\", content-type = \"text/markdown\"}\n",
    );
    let metadata = case.package().file("R.md", "a").project().metadata;
    assert_eq!(metadata.description_content_type.as_deref(), Some("text/markdown"));
}

#[test]
fn fields_that_nobody_fills_are_refused_unless_setuptools_leaves_them_empty() {
    let case = dynamic_case("\"version\", \"keywords\", \"scripts\"", "").package();
    let message = "nothing says where the value of the dynamic field";
    assert_eq!(
        case.refused(),
        [format!("dynamic-without-source: pyproject.toml:6:23: {message} `keywords` is")]
    );
}

#[test]
fn without_a_version_it_is_nought() {
    let bare = "[build-system]\nrequires = [\"setuptools\"]\n";
    for (case, line) in
        [(case("").file("pyproject.toml", bare), 1), (dynamic_case("\"version\"", ""), 4)]
    {
        let case = case.package();
        assert_eq!(case.project().metadata.version.to_string(), "0.0.0");
        assert_eq!(
            case.noticed(),
            [format!(
                "no-version: pyproject.toml:{line}:1: nothing says which version the project has, \
                 so setuptools takes 0.0.0"
            )]
        );
    }
}

#[test]
fn a_licence_file_that_is_not_there_says_nothing() {
    let case = case("license = {file = \"L\"}\n").package();
    assert_eq!(case.project().metadata.license, None);
    assert_eq!(
        case.noticed(),
        ["missing-license-file: pyproject.toml:7:19: `project.license.file`: there is no file `L`"]
    );
}

#[test]
fn a_source_without_its_field_is_noticed() {
    let case = dynamic_case("", "version = {file = \"V\"}\n").package();
    assert_eq!(
        case.noticed(),
        ["unused-dynamic: pyproject.toml:9:19: `tool.setuptools.dynamic.version` is not asked for"]
    );
}

#[test]
fn what_is_wrong_in_a_file_is_shown_there() {
    let case =
        dynamic_case("\"dependencies\"", "dependencies = {file = [\"r.txt\", \"gone.txt\"]}\n");
    assert_eq!(
        case.package().file("r.txt", "ok\n-r x.txt\n").refused(),
        [
            "invalid-value: r.txt:2:1: `-r x.txt`: expected a package name, found `-`",
            "missing-file: pyproject.toml:9:34: `tool.setuptools.dynamic.dependencies.file`: \
             `gone.txt` does not exist",
        ]
    );
    let case = dynamic_case("\"entry-points\"", "entry-points = {file = \"ep.ini\"}\n");
    assert_eq!(
        case.package().file("ep.ini", "[x]\na = b:%s\n[console_scripts]\nx = a:b\n").refused(),
        [
            "invalid-value: ep.ini:2:1: a percent sign means something else in this file",
            "invalid-value: ep.ini:3:1: `[console_scripts]` needs `scripts` in `project.dynamic`",
        ]
    );
}

#[test]
fn another_version_can_be_put_in_its_place() {
    let check = |case: Case, expect: &str| {
        let place = version_place(&case.tree(), &crate::Surroundings::none()).unwrap();
        assert_eq!(place.with(&"2.0".parse().unwrap()), expect);
    };
    check(of_module("# v\nV = '1.0'\nx = 1\n"), "# v\nV = \"2.0\"\nx = 1\n");
    let file = dynamic_case("\"version\"", "version = {file = \"VERSION\"}\n").package();
    check(file.file("VERSION", " 1.0\n\n"), " 2.0\n\n");
    assert!(
        version_place(&of_module("V = (1, 0)\n").tree(), &crate::Surroundings::none()).is_err()
    );
}

#[test]
fn every_group_of_a_file_has_what_its_defaults_say() {
    let case = dynamic_case("\"entry-points\"", "entry-points = {file = \"ep.ini\"}\n");
    let case = case.package().file("ep.ini", "[DEFAULT]\nd = m:f\nx = m:g\n[p]\nx = m:h\n[q]\n");
    assert_eq!(
        case.text("demo.egg-info/entry_points.txt"),
        "[p]\nd = m:f\nx = m:h\n\n[q]\nd = m:f\nx = m:g\n"
    );
}
