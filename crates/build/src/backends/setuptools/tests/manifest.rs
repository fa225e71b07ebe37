//! What goes into the sdist.

use super::case;

#[test]
fn one_readme_the_tests_and_the_package_go_in_unasked() {
    let case = case("").package().files(&[
        "README.md",
        "README.rst",
        "README.txt",
        "tests/test_a.py",
        "tests/conftest.py",
        "test/test1.py",
        "tests/sub/test_b.py",
        "LICENSE",
        "a/data.txt",
        "other.txt",
    ]);
    assert_eq!(
        case.sdist(),
        "LICENSE README.rst a/__init__.py a/m.py test/test1.py tests/test_a.py"
    );
}

#[test]
fn every_command_of_the_file_works_in_its_order() {
    let case = case("[tool.setuptools]\npackages = [\"a\"]\n").package();
    let case = case.file(
        "MANIFEST.in",
        "# comment\ninclude *.txt   # trailing\ninclude a.cfg \\\n   b.cfg \\\n   # inner\n   c.cfg\n\
         recursive-include docs *.rst *.png\nrecursive-exclude docs/skip *\n\
         global-exclude *.pyc .hid*\ngraft data\nprune data/old\ninclude \\#odd.txt\nexclude z.txt\n\
         global-include *.glob\nprune a/tests\nexclude LICENSE\n",
    );
    let case = case.files(&[
        "x.txt",
        "z.txt",
        "a.cfg",
        "b.cfg",
        "c.cfg",
        "docs/a.rst",
        "docs/skip/b.rst",
        "docs/p.png",
        "docs/x/y.rst",
        "data/1",
        "data/.dot",
        "data/old/2",
        "data/m.pyc",
        "a/tests/test_q.py",
        "#odd.txt",
        "LICENSE",
        "q/w/e.glob",
        ".hid.glob",
        "sub/build/x.glob",
        "build/y.glob",
        ".tox/z.glob",
        "demo-1.0/k.glob",
        "sub/.git/x.glob",
        ".git",
    ]);
    assert_eq!(
        case.sdist(),
        "#odd.txt .hid.glob LICENSE MANIFEST.in a.cfg a/__init__.py a/m.py b.cfg c.cfg data/.dot data/1 data/m.pyc \
         docs/a.rst docs/p.png docs/x/y.rst q/w/e.glob sub/build/x.glob x.txt"
    );
}

#[test]
fn patterns_are_those_of_this_file_alone() {
    let case = case("[tool.setuptools]\npackages = [\"a\"]\n").package();
    let case = case.file(
        "MANIFEST.in",
        "include d/**/x.txt\nrecursive-include * *.yml\ninclude [a-c].one\ngraft e*\n\
         exclude e1/[!x].q\nrecursive-exclude */ *.tmp\nglobal-exclude */k.yml\n",
    );
    let case = case.files(&[
        "d/x.txt",
        "d/e/x.txt",
        "d/e/f/x.txt",
        "a/q.yml",
        "z.yml",
        "a.one",
        "d.one",
        "-.one",
        "e1/a.q",
        "e1/x.q",
        "e2/b",
        "e2/b.tmp",
        "e2/k.yml",
        "e2/f/k.yml",
    ]);
    assert_eq!(
        case.sdist(),
        "MANIFEST.in a.one a/__init__.py a/m.py a/q.yml d/e/x.txt e1/x.q e2/b"
    );
}

#[test]
fn a_dot_is_a_spelling_of_its_own() {
    let case = case("[tool.setuptools]\npackages = [\"a\"]\n").package();
    let case = case.file(
        "MANIFEST.in",
        "recursive-include . *.txt\nexclude x.txt\nprune d\nrecursive-exclude . *.log\n\
         include k.log ./j.log\n",
    );
    let case = case.files(&["x.txt", "d/y.txt", "k.log", "j.log", "build/b.txt"]);
    assert_eq!(
        case.sdist(),
        "MANIFEST.in a/__init__.py a/m.py build/b.txt d/y.txt j.log k.log x.txt"
    );
}

#[test]
fn the_whole_project_can_be_grafted() {
    let case = case("[tool.setuptools]\npackages = [\"a\"]\n").package();
    let case = case.file("MANIFEST.in", "graft .\n").files(&[
        ".git/x",
        ".github/w.yml",
        ".gitignore",
        "build/x",
        ".venv/x",
        "sub/.venv/x",
        "CVS",
    ]);
    assert_eq!(
        case.sdist(),
        ".github/w.yml .gitignore CVS MANIFEST.in a/__init__.py a/m.py sub/.venv/x"
    );
}

#[test]
fn a_module_can_be_taken_out_and_what_the_project_names_cannot() {
    let case = case("readme = \"R.md\"\n").package().files(&["R.md", "LICENSE"]);
    let case = case.file("MANIFEST.in", "exclude a/m.py R.md LICENSE pyproject.toml\n");
    assert_eq!(case.sdist(), "LICENSE MANIFEST.in R.md a/__init__.py");
    assert!(!case.text("demo.egg-info/SOURCES.txt").contains("pyproject.toml"));
    assert_eq!(case.wheel(), "a/__init__.py a/m.py");
}

#[test]
fn lines_that_are_no_commands_are_noticed() {
    let text = "bogus x\ninclude\ngraft a b\nrecursive-include docs\ninclude ../x\ninclude none\n";
    let case = case("").package().file("MANIFEST.in", text);
    assert_eq!(
        case.noticed(),
        [
            "manifest-in: MANIFEST.in:1:1: there is no command `bogus`",
            "manifest-in: MANIFEST.in:2:1: `include` needs patterns",
            "manifest-in: MANIFEST.in:3:1: `graft` needs one folder",
            "manifest-in: MANIFEST.in:4:1: `recursive-include` needs a folder and patterns",
            "manifest-in: MANIFEST.in:5:1: `../x` is not a valid pattern: `..` must not be used (byte 0)",
            "unmatched-pattern: MANIFEST.in:6:1: nothing matches `none`",
        ]
    );
}

#[test]
fn the_list_of_an_earlier_build_is_read_back() {
    let sources = "# c\nextra.txt\ngone.txt\r\na/data.json\n./tests/q.txt\n../out\n";
    let case = case("").package().file("demo.egg-info/SOURCES.txt", sources);
    let case = case.files(&["extra.txt", "a/data.json", "tests/q.txt", "tests/r.txt"]);
    assert_eq!(case.sdist(), "a/__init__.py a/data.json a/m.py extra.txt tests/q.txt");
    assert_eq!(case.wheel(), "a/__init__.py a/data.json a/m.py");
    assert_eq!(
        case.text("demo.egg-info/SOURCES.txt"),
        "extra.txt\npyproject.toml\na/__init__.py\na/data.json\na/m.py\ndemo.egg-info/PKG-INFO\n\
         demo.egg-info/SOURCES.txt\ndemo.egg-info/dependency_links.txt\ndemo.egg-info/top_level.txt\n\
         tests/q.txt"
    );
}

#[test]
fn paths_are_listed_as_they_are_spelled_and_then_once_more_without_dots() {
    let case = case(
        "[tool.setuptools]\nscript-files = [\"./bin/a\", \"bin/./b\"]\npackage-dir = {\"\" = \"./src\"}\n\
         packages = [\"a\"]\n",
    );
    let case = case.file("bin/a", "x").file("bin/b", "x").files(&["src/a/__init__.py"]);
    let own = |folder: &str| {
        let names = ["PKG-INFO", "SOURCES.txt", "dependency_links.txt", "top_level.txt"];
        names.map(|name| format!("{folder}/demo.egg-info/{name}")).join("\n")
    };
    assert_eq!(
        case.text("src/demo.egg-info/SOURCES.txt"),
        format!(
            "pyproject.toml\n./bin/a\n{}\nbin/a\nbin/b\nbin/./b\nsrc/a/__init__.py\n{}",
            own("./src"),
            own("src")
        )
    );
    assert_eq!(case.sdist().split("src/demo").next().unwrap(), "bin/a bin/b src/a/__init__.py");
}

#[test]
fn folders_that_are_named_like_tests_are_none() {
    let case = case("").package().files(&["tests/test_a.py/data", "tests/test_b.py"]);
    assert_eq!(case.sdist(), "a/__init__.py a/m.py tests/test_b.py");
    assert!(!case.text("demo.egg-info/SOURCES.txt").contains("test_a"));
}

#[test]
fn links_to_nothing_are_passed_over_and_links_to_elsewhere_are_not() {
    let grafted = || case("").package().file("MANIFEST.in", "graft a\n");
    let case = grafted().link("a/lost.txt", "nowhere");
    assert_eq!(case.sdist(), "MANIFEST.in a/__init__.py a/m.py");
    assert!(!case.text("demo.egg-info/SOURCES.txt").contains("lost"));
    let error = grafted().link("a/out.txt", "../../x.txt").read().unwrap_err();
    assert_eq!(error.to_string(), "`a/out.txt` is a symbolic link that leads out of the project");
}

#[test]
fn a_folder_that_a_walk_finds_twice_has_no_answer() {
    let linked = |line: &str| {
        let case = case("[tool.setuptools]\npackages = [\"a\"]\n").package();
        let case = case.file("MANIFEST.in", line).file("data/x/y.txt", "");
        case.link("a/data", "../data").link("a/data2", "data/x")
    };
    assert_eq!(
        linked("graft a\n").refused(),
        ["folder-twice: MANIFEST.in: `a/data/x` and `a/data2` lead to the same files"]
    );
    assert_eq!(
        linked("global-include *.txt\n").refused(),
        ["folder-twice: MANIFEST.in: `data` and `a/data` lead to the same files"]
    );
    let fine = "graft data\nglobal-include *.rst\nrecursive-include a *.txt\n";
    assert_eq!(
        linked(fine).sdist(),
        "MANIFEST.in a/__init__.py a/data/x/y.txt a/data2/y.txt a/m.py data/x/y.txt"
    );
}
