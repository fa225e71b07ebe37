//! Projects held in memory. What the real flit_core makes of whole ones is in `fixtures/backends`.

mod bands;

use pyrel_diag::Finding;
use pyrel_tree::Source;

use crate::backends::in_memory::{paths, tree};
use crate::{Error, Project, Surroundings, read, version_place};

/// What every project below begins with, in three lines.
const SYSTEM: &str = "\
[build-system]
requires = [\"flit_core>=4\"]
build-backend = \"flit_core.buildapi\"
";

/// The same for the third series.
const SYSTEM_3: &str = "\
[build-system]
requires = [\"flit_core>=3.2,<4\"]
build-backend = \"flit_core.buildapi\"
";

/// Lines 4 to 7: all that a project needs.
const DEMO: &str = "[project]\nname = \"demo\"\nversion = \"1\"\ndescription = \"d\"\n";

/// Lines 4 to 6.
const DYNAMIC: &str = "[project]\nname = \"demo\"\ndynamic = [\"version\", \"description\"]\n";

#[track_caller]
fn project(pyproject: &str, files: &[(&str, &str)]) -> (Project, Vec<String>) {
    match read(&tree(pyproject, files), &Surroundings::none()) {
        Ok(read) => (read.value, read.findings.iter().map(shown).collect()),
        Err(error) => panic!("{error}: {:#?}", all(&error)),
    }
}

/// What a project is refused for.
#[track_caller]
fn refusal(pyproject: &str, files: &[(&str, &str)]) -> Vec<String> {
    match read(&tree(pyproject, files), &Surroundings::none()) {
        Err(error) => all(&error),
        Ok(read) => match read.value.no_sdist[..] {
            [] => panic!("it was not refused:\n{pyproject}"),
            _ => read.value.no_sdist.iter().map(shown).collect(),
        },
    }
}

fn all(error: &Error) -> Vec<String> {
    match error {
        Error::Refused(findings) => findings.iter().map(shown).collect(),
        other @ (Error::Archive(_) | Error::Tree(_)) => vec![other.to_string()],
    }
}

fn shown(finding: &Finding) -> String {
    format!("{}: {finding}", finding.rule.id)
}

/// What lies where for each name of a project, and what the wheel then holds.
#[track_caller]
fn finds(name: &str, files: &[&str], expect: &[&str]) {
    let toml =
        format!("{SYSTEM}[project]\nname = \"{name}\"\nversion = \"1\"\ndescription = \"d\"\n");
    let files: Vec<_> = files.iter().map(|path| (*path, "")).collect();
    assert_eq!(paths(&project(&toml, &files).0.wheel), expect, "{name}");
}

#[test]
fn the_module_is_found_in_one_of_four_places() {
    finds(
        "demo",
        &["demo/__init__.py", "demo/a/b.txt", "x.py"],
        &["demo/__init__.py", "demo/a/b.txt"],
    );
    finds("demo", &["demo.py"], &["demo.py"]);
    finds("demo", &["src/demo/__init__.py"], &["demo/__init__.py"]);
    finds("demo", &["src/demo.py", "demo.txt"], &["demo.py"]);
}

#[test]
fn a_name_becomes_an_import_name_by_its_dashes_alone() {
    finds("De-Mo.x_y", &["De_Mo/x_y/__init__.py"], &["De_Mo/x_y/__init__.py"]);
    finds("a.b", &["src/a/b.py", "src/a/c.py"], &["a/b.py"]);
}

#[test]
fn the_end_of_a_stub_name_is_kept_since_the_fourth_series() {
    let toml = "[project]\nname = \"de-mo-stubs\"\nversion = \"1\"\ndescription = \"d\"\n";
    let (kept, parted) = ([("de_mo-stubs/a.pyi", "")], [("de_mo_stubs/__init__.py", "")]);
    let (four, three) = (format!("{SYSTEM}{toml}"), format!("{SYSTEM_3}{toml}"));
    assert_eq!(paths(&project(&four, &kept).0.wheel), ["de_mo-stubs/a.pyi"]);
    assert_eq!(paths(&project(&four, &kept).0.sdist), ["de_mo-stubs/a.pyi", "pyproject.toml"]);
    assert_eq!(paths(&project(&three, &parted).0.wheel), ["de_mo_stubs/__init__.py"]);
    let missing = |name| {
        [format!(
            "no-module: pyproject.toml:5:8: there is no file or folder for the module `{name}`"
        )]
    };
    assert_eq!(refusal(&four, &parted), missing("de_mo-stubs"));
    assert_eq!(refusal(&three, &kept), missing("de_mo_stubs"));
}

#[test]
fn a_module_in_two_places_or_none_is_refused() {
    let toml = format!("{SYSTEM}{DEMO}[tool.flit.module]\nname = \"other\"\n");
    assert_eq!(
        refusal(&toml, &[("other.py", ""), ("src/other/__init__.py", "")]),
        [
            "ambiguous-module: pyproject.toml:9:8: the module `other` could be `other.py` or `src/other`"
        ]
    );
    assert_eq!(
        refusal(&toml, &[("demo.py", "")]),
        ["no-module: pyproject.toml:9:8: there is no file or folder for the module `other`"]
    );
}

#[test]
fn a_package_without_init_makes_a_wheel_and_no_sdist() {
    let toml = format!("{SYSTEM}{DEMO}");
    assert_eq!(
        refusal(&toml, &[("demo/a.py", "")]),
        ["crucial-file: demo/__init__.py: the sdist would lack `demo/__init__.py`"]
    );
}

#[test]
fn the_wheel_takes_all_of_the_package_but_compiled_files() {
    let files = [
        "demo/__init__.py",
        "demo/.dot",
        "demo/__pycache__/a.txt",
        "demo/a.pyc",
        "demo/a.pyo",
        "demo/b/__pycache__/c",
        "demo/b/run.sh",
    ];
    finds("demo", &files, &["demo/.dot", "demo/__init__.py", "demo/a.pyo", "demo/b/run.sh"]);
}

/// The version and the summary that a project's files say.
#[track_caller]
fn says(files: &[(&str, &str)], version: &str, summary: &str) {
    let metadata = project(&format!("{SYSTEM}{DYNAMIC}"), files).0.metadata;
    assert_eq!(
        (metadata.version.to_string(), metadata.summary.as_deref()),
        (version.into(), Some(summary))
    );
}

#[test]
fn of_several_version_files_the_last_that_has_one_counts() {
    let version = |text: &'static str| text;
    let (one, two) = (version("__version__ = '1'"), version("__version__ = '2'"));
    let (three, doc) = (version("__version__ = '3'"), version("'''Doc.'''"));
    says(&[("demo/__version__.py", one), ("demo/__init__.py", doc)], "1", "Doc.");
    says(
        &[("demo/__version__.py", one), ("demo/_version.py", two), ("demo/__init__.py", doc)],
        "2",
        "Doc.",
    );
    let all = [("demo/_version.py", two), ("demo/version.py", three), ("demo/__init__.py", doc)];
    says(&all, "3", "Doc.");
    let init = ("demo/__init__.py", "'''Doc.'''\n__version__ = 'v4.0'");
    says(&[("demo/version.py", three), init], "4.0", "Doc.");
}

#[test]
fn the_first_assignment_of_a_constant_counts() {
    says(&[("demo.py", "'d'\na = __version__ = '1'\n__version__ = '2'")], "1", "d");
    says(&[("demo.py", "'d'\n__version__: str = '1'")], "1", "d");
    says(&[("demo.py", "'d'\n__version__ = ('1' '.2')")], "1.2", "d");
}

#[test]
fn the_summary_is_the_first_line_of_the_docstring() {
    says(
        &[("demo.py", "\"\"\"\n\n   One line.  \n   Another.\n\"\"\"\n__version__ = '1'")],
        "1",
        "One line.  ",
    );
    says(&[("demo/__init__.py", "'''Doc.\r\nMore'''\r\n__version__ = '1'")], "1", "Doc.");
}

#[test]
fn what_only_running_the_module_would_tell_is_refused() {
    let check = |text: &str, expect: &[&str]| {
        assert_eq!(refusal(&format!("{SYSTEM}{DYNAMIC}"), &[("demo.py", text)]), expect, "{text}");
    };
    check(
        "'d'\nfrom .v import __version__",
        &[
            "not-static: pyproject.toml:6:12: `version` is dynamic, but `demo.py` has no `__version__ = \"…\"`",
        ],
    );
    check(
        "'d'\n__version__ = '1' + '2'",
        &["not-static: demo.py:2:15: `__version__` is not a literal, and the module is not run"],
    );
    check(
        "'d'\n__version__ = f'{x}'",
        &["not-static: demo.py:2:15: `__version__` is not a literal, and the module is not run"],
    );
    check(
        "'d'\n__version__ = 1.0",
        &["invalid-value: demo.py:2:15: `__version__` is not a string"],
    );
    check(
        "'d'\n__version__ = 'one'",
        &["invalid-value: demo.py:2:15: `__version__`: `one` is not a version"],
    );
    check(
        "__version__ = '1'",
        &[
            "not-static: pyproject.toml:6:23: `description` is dynamic, but `demo.py` has no docstring",
        ],
    );
    check("'d'\n__version__ = ", &["python-syntax: demo.py:2:15: Expected an expression"]);
}

#[test]
fn what_importing_the_module_would_tell_is_taken_from_the_metadata_of_an_sdist() {
    let info = |text: &str| format!("Metadata-Version: 2.4\nName: Demo\n{text}");
    let module = "from .v import __version__";
    let told = info("Version: 1.2\nSummary: Told.\n");
    says(&[("demo.py", module), ("PKG-INFO", &told)], "1.2", "Told.");
    says(&[("demo.py", "__version__ = '1.2'"), ("PKG-INFO", &told)], "1.2", "Told.");
    // What the module says itself is another.
    let check = |text: &str, info: &str| {
        let files = [("demo.py", text), ("PKG-INFO", info)];
        let found = refusal(&format!("{SYSTEM}{DYNAMIC}"), &files);
        assert!(found.iter().all(|it| it.starts_with("not-static: ")), "{found:?}");
    };
    check("__version__ = '1.3'", &told);
    check("'Other.'\nfrom .v import __version__", &told);
    check(module, &info("Version: 1.2\n"));
    check(module, &info("Version: 1.2\nSummary: Told.\nDynamic: Summary\n"));
    check(module, &told.replace("2.4", "2.1"));
    check(module, &told.replace("Demo", "other"));
}

#[test]
fn what_is_stated_wrongly_is_not_missing_besides() {
    let toml = format!("{SYSTEM}[project]\nname = \"demo\"\nversion = \"one\"\ndescription = 1\n");
    assert_eq!(
        refusal(&toml, &[("demo.py", "")]),
        [
            "invalid-value: pyproject.toml:6:12: `project.version`: `one` is not a version",
            "wrong-type: pyproject.toml:7:15: `project.description` must be a string, not an integer",
        ]
    );
}

#[test]
fn what_is_neither_stated_nor_dynamic_is_missing() {
    let toml = format!("{SYSTEM}[project]\nname = \"demo\"\n");
    assert_eq!(
        refusal(&toml, &[("demo.py", "'d'\n__version__ = '1'")]),
        [
            "missing-key: pyproject.toml:4:1: `project.version` is missing and not listed in `dynamic`",
            "missing-key: pyproject.toml:4:1: `project.description` is missing and not listed in `dynamic`",
        ]
    );
    let toml = format!("{SYSTEM}{DEMO}dynamic = [\"readme\"]\n");
    assert_eq!(
        refusal(&toml, &[("demo.py", "")]),
        ["not-dynamic: pyproject.toml:8:12: flit_core does not fill in `readme`"]
    );
}

#[test]
fn python_2_is_ruled_out_by_a_lower_bound_that_flit_sees() {
    let check = |requires: &str, expect: &str| {
        let toml = format!("{SYSTEM}{DEMO}requires-python = \"{requires}\"\n");
        let tags = project(&toml, &[("demo.py", "")]).0.tags;
        assert_eq!(tags.to_string(), expect, "{requires}");
    };
    for three in [">=3", ">3.5", "~=3.9", "==3.*", "===3.9", "<4,>=3.8", " >= 3.8 , !=3.9.0", ">=4"]
    {
        check(three, "py3-none-any");
    }
    for both in ["", "<4", "!=2.*", "!=3.1", ">=2.7", ">=2.7,!=3.0.*", "<=3.9"] {
        check(both, "py2.py3-none-any");
    }
}

/// What patterns of include and exclude leave of these files.
#[track_caller]
fn packs(include: &str, exclude: &str, files: &[&str], expect: &[&str]) {
    let table = format!("[tool.flit.sdist]\ninclude = [{include}]\nexclude = [{exclude}]\n");
    let files: Vec<_> = files.iter().map(|path| (*path, "")).chain([("demo.py", "")]).collect();
    let mut expect: Vec<_> = expect.iter().copied().chain(["demo.py", "pyproject.toml"]).collect();
    expect.sort_unstable();
    let packed = paths(&project(&format!("{SYSTEM}{DEMO}{table}"), &files).0.sdist);
    assert_eq!(packed, expect, "include {include}, exclude {exclude}");
}

#[test]
fn included_folders_come_whole_less_what_is_excluded() {
    let files = ["docs/a.md", "docs/.b", "docs/c/d.md", "docs/c/e.tmp", "notes.txt"];
    packs("'docs'", "", &files, &["docs/.b", "docs/a.md", "docs/c/d.md", "docs/c/e.tmp"]);
    packs("'./docs//'", "'docs/c/'", &files, &["docs/.b", "docs/a.md"]);
    packs("'docs/*'", "'**/*.tmp'", &files, &["docs/a.md", "docs/c/d.md"]);
    packs("'docs/**/*.md'", "'docs/a.md'", &files, &["docs/c/d.md"]);
    packs("'nothing/*'", "'nothing'", &files, &[]);
    packs("'*.txt', 'notes.txt'", "'docs/**'", &files, &["notes.txt"]);
}

#[test]
fn stars_alone_mean_the_project_with_all_its_dot_names() {
    let files = [".editorconfig", "d/.x/y", "z.txt", "__pycache__/q"];
    packs("'**'", "", &files, &[".editorconfig", "d/.x/y", "z.txt"]);
    packs("'**/**'", "'d'", &files, &[".editorconfig", "z.txt"]);
    packs("'**/*'", "", &files, &["d/.x/y", "z.txt"]);
}

#[test]
fn a_doubled_star_is_only_one_where_it_is_not_a_whole_name() {
    let files = ["top.pyc", "d/in.pyc", "d/__pycache__/x", "__pycache__/y", "e/z.txt"];
    packs("'d', '*.pyc'", "", &files, &["d/in.pyc"]);
    packs("'**'", "", &files, &["d/in.pyc", "e/z.txt"]);
    packs("'**.txt'", "", &files, &[]);
    packs("'**/*.txt'", "", &files, &["e/z.txt"]);
}

#[test]
fn the_automatic_patterns_come_with_the_table_alone() {
    let files = [
        ("demo/__init__.py", ""),
        ("demo/data/x.pyc", ""),
        ("data/a.pyc", ""),
        ("data/__pycache__/b", ""),
    ];
    let data = "[tool.flit.external-data]\ndirectory = \"data\"\n";
    let sdist =
        |more: &str| paths(&project(&format!("{SYSTEM}{DEMO}{data}{more}"), &files).0.sdist);
    assert_eq!(sdist(""), ["data/a.pyc", "demo/__init__.py", "pyproject.toml"]);
    assert_eq!(sdist("[tool.flit.sdist]\n"), ["data/a.pyc", "demo/__init__.py", "pyproject.toml"]);
}

#[test]
fn what_an_sdist_cannot_do_without_may_not_be_excluded() {
    let check = |exclude: &str, lost: &str| {
        let more =
            format!("readme = \"README.md\"\n[tool.flit.sdist]\nexclude = [\"{exclude}\"]\n");
        let files = [("demo/__init__.py", ""), ("README.md", ""), ("LICENSE", "")];
        assert_eq!(
            refusal(&format!("{SYSTEM}{DEMO}{more}"), &files),
            [format!("crucial-file: {lost}: the sdist would lack `{lost}`")]
        );
    };
    check("demo", "demo/__init__.py");
    check("pyproject.toml", "pyproject.toml");
    check("*.md", "README.md");
    check("LICENSE", "LICENSE");
}

#[test]
fn patterns_that_cannot_be_meant_are_refused() {
    let check = |key: &str, pattern: &str, expect: &str| {
        let toml = format!("{SYSTEM}{DEMO}[tool.flit.sdist]\n{key} = ['{pattern}']\n");
        let column = key.len() + 5;
        let expect = format!("invalid-value: pyproject.toml:9:{column}: the pattern {expect}");
        assert_eq!(refusal(&toml, &[("demo.py", "")]), [expect]);
    };
    check("include", "../x", "`../x` leads out of the project");
    check("exclude", "/x", "`/x` leads out of the project");
    check("include", "a\\b", "`a\\\\b` holds `\\\\`, which not every file system allows");
    check("exclude", "a:b", "`a:b` holds `:`, which not every file system allows");
    check("include", "<a>", "`<a>` holds `<`, which not every file system allows");
}

#[test]
fn names_are_compared_composed() {
    // One name written with a combining mark, the other with a composed letter.
    packs("'nu\u{308}'", "", &["nu\u{308}/a"], &["nu\u{308}/a"]);
    packs("'d'", "'d/\u{fc}'", &["d/u\u{308}", "d/v", "d/\u{fc}"], &["d/v"]);
}

#[test]
fn data_goes_below_the_prefix_and_into_the_sdist() {
    let toml = format!("{SYSTEM}{DEMO}[tool.flit.external-data]\ndirectory = \"./share/\"\n");
    let files =
        [("demo.py", ""), ("share/a/b.sh", ""), ("share/c.pyc", ""), ("share/__pycache__/d", "")];
    let (project, _) = project(&toml, &files);
    let data: Vec<_> =
        project.data.iter().map(|(scheme, map)| (scheme.to_string(), paths(map))).collect();
    assert_eq!(data, [("data".to_owned(), vec!["a/b.sh".to_owned(), "c.pyc".to_owned()])]);
    assert_eq!(paths(&project.sdist), ["demo.py", "pyproject.toml", "share/a/b.sh", "share/c.pyc"]);
}

#[test]
fn data_must_be_a_folder_inside_the_project() {
    let check = |directory: &str, expect: &str| {
        let toml =
            format!("{SYSTEM}{DEMO}[tool.flit.external-data]\ndirectory = \"{directory}\"\n");
        let expect = format!(
            "invalid-value: pyproject.toml:9:13: `tool.flit.external-data.directory`: {expect}"
        );
        assert_eq!(refusal(&toml, &[("demo.py", "")]), [expect]);
    };
    check(".", "the project itself cannot be installed as data");
    check("", "the project itself cannot be installed as data");
    check("none", "there is no folder `none`");
    check("demo.py", "there is no folder `demo.py`");
    check("../x", "`../x` leads out of the project");
    check("/x", "`/x` is absolute, not relative to the project");
}

#[test]
fn licence_files_have_usual_names_that_grew_with_the_fourth_series() {
    let names =
        ["AUTHORS", "COPYING.txt", "LICENCE", "LICENSE.md", "NOTICE", "license.rst", "sub/LICENSE"];
    let files: Vec<_> = names.iter().map(|name| (*name, "")).chain([("demo.py", "")]).collect();
    let licences = |system: &str, more: &str| {
        let project = project(&format!("{system}{DEMO}{more}"), &files).0;
        let folder = |name: &String| format!("licenses/{name}");
        let names = project.metadata.license_files;
        assert_eq!(paths(&project.dist_info), names.iter().map(folder).collect::<Vec<_>>());
        names
    };
    assert_eq!(licences(SYSTEM, ""), ["AUTHORS", "COPYING.txt", "LICENCE", "LICENSE.md", "NOTICE"]);
    assert_eq!(licences(SYSTEM_3, ""), ["COPYING.txt", "LICENCE", "LICENSE.md"]);
    assert_eq!(
        licences(SYSTEM, "license-files = [\"**/LICENSE\", \"L*\"]\n"),
        ["LICENCE", "LICENSE.md", "sub/LICENSE"]
    );
    assert_eq!(licences(SYSTEM, "license-files = []\n"), [""; 0]);
    let table = licences(SYSTEM, "license = {file = \"license.rst\"}\n");
    assert_eq!(table, ["AUTHORS", "COPYING.txt", "LICENCE", "LICENSE.md", "NOTICE", "license.rst"]);
}

#[test]
fn a_licence_that_is_not_there_is_refused() {
    let check = |line: &str, expect: &str| {
        assert_eq!(refusal(&format!("{SYSTEM}{DEMO}{line}\n"), &[("demo.py", "")]), [expect]);
    };
    check(
        "license-files = [\"L*\"]",
        "no-license-file: pyproject.toml:8:18: no file matches the pattern `L*`",
    );
    check(
        "license = {file = \"x\"}",
        "missing-file: pyproject.toml:8:19: `project.license.file`: there is no file `x`",
    );
    check(
        "license-files = [\"../x\"]",
        "invalid-value: pyproject.toml:8:18: `project.license-files`: `../x` is not a valid pattern: `..` must not be used (byte 0)",
    );
}

#[test]
fn tables_from_before_pep_621_are_refused_by_the_fourth_series_and_beside_its_successor() {
    let toml = format!(
        "{SYSTEM}{DEMO}[tool.flit.metadata]\nmodule = \"demo\"\n[tool.flit.scripts]\n[tool.flit.entrypoints.x]\n"
    );
    assert_eq!(
        refusal(&toml, &[("demo.py", "")]),
        [
            "refused-option: pyproject.toml:8:12: `tool.flit.metadata` is refused: it cannot stand beside `[project]`",
            "refused-option: pyproject.toml:10:12: `tool.flit.scripts` is refused: it cannot stand beside `[project]`",
            "refused-option: pyproject.toml:11:12: `tool.flit.entrypoints` is refused: it cannot stand beside `[project]`",
        ]
    );
    let alone = format!("{SYSTEM}[tool.flit.metadata]\nmodule = \"demo\"\n");
    assert_eq!(
        refusal(&alone, &[("demo.py", "")]),
        [
            "refused-option: pyproject.toml:4:12: `tool.flit.metadata` is refused: flit_core 4 reads `[project]` alone"
        ]
    );
}

#[test]
fn unknown_keys_are_refused_with_the_one_that_was_meant() {
    let remedies = |toml: &str| match read(
        &tree(&format!("{SYSTEM}{DEMO}{toml}"), &[("demo.py", "")]),
        &Surroundings::none(),
    ) {
        Err(Error::Refused(found)) => found
            .iter()
            .map(|it| (shown(it), it.advice().unwrap_or("").to_owned()))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let check = |toml: &str, key: &str, at: &str, advice: &str| {
        let expect = format!("unknown-key: pyproject.toml:{at}: unknown key `{key}`");
        assert_eq!(remedies(toml), [(expect, advice.to_owned())]);
    };
    check("[tool.flit.modul]\n", "tool.flit.modul", "8:12", "did you mean `module`?");
    check(
        "[tool.flit.sdist]\nincludes = []\n",
        "tool.flit.sdist.includes",
        "9:1",
        "did you mean `include`?",
    );
    check(
        "[tool.flit.module]\nnam = \"x\"\n",
        "tool.flit.module.nam",
        "9:1",
        "did you mean `name`?",
    );
    check(
        "[tool.flit.external-data]\nfolder = \"x\"\n",
        "tool.flit.external-data.folder",
        "9:1",
        "remove the key or correct its spelling",
    );
    check("licence = \"MIT\"\n", "project.licence", "8:1", "did you mean `license`?");
}

#[test]
fn the_third_series_passes_over_unknown_keys_of_project() {
    let (_, found) = project(&format!("{SYSTEM_3}{DEMO}licence = \"MIT\"\n"), &[("demo.py", "")]);
    assert_eq!(found, ["passed-over-key: pyproject.toml:8:1: unknown key `project.licence`"]);
}

#[test]
fn tables_of_other_tools_are_noted_and_passed_over() {
    let (_, found) =
        project(&format!("{SYSTEM}{DEMO}[tool.flit.x-mine]\na = 1\n"), &[("demo.py", "")]);
    assert_eq!(
        found,
        [
            "ignored-option: pyproject.toml:8:12: `tool.flit.x-mine` changes nothing here: keys that begin with `x-` are for other tools"
        ]
    );
}

#[test]
fn import_names_must_be_what_is_distributed() {
    let files = [("a/b/c.py", "")];
    let toml = |more: &str| {
        format!("{SYSTEM}[project]\nname = \"a.b.c\"\nversion = \"1\"\ndescription = \"d\"\n{more}")
    };
    let found = project(&toml(""), &files).0.metadata;
    assert_eq!(
        (found.import_names, found.import_namespaces),
        (vec!["a.b.c".into()], vec!["a".into(), "a.b".into()])
    );
    let stated = "import-names = [\"a.b.c;private\"]\nimport-namespaces = [\"a.b\", \"a\"]\n";
    let found = project(&toml(stated), &files).0.metadata;
    assert_eq!(
        (found.import_names, found.import_namespaces),
        (vec!["a.b.c; private".into()], vec!["a.b".into(), "a".into()])
    );
    assert_eq!(
        refusal(&toml("import-names = [\"a\"]\nimport-namespaces = [\"a\"]\n"), &files),
        [
            "invalid-value: pyproject.toml:8:17: `project.import-names` must be [\"a.b.c\"], which is what is distributed",
            "invalid-value: pyproject.toml:9:22: `project.import-namespaces` must be [\"a\", \"a.b\"], which is what is distributed",
        ]
    );
}

#[test]
fn the_band_is_the_newest_that_requires_allows() {
    let profile = |requires: &str| {
        let toml = format!(
            "[build-system]\nrequires = [{requires}]\nbuild-backend = \"flit_core.buildapi\"\n{DEMO}"
        );
        read(&tree(&toml, &[("demo.py", "")]), &Surroundings::none())
            .map(|read| read.value.rules.name)
            .map_err(|error| all(&error))
    };
    for four in
        ["", "\"flit_core\"", "\"flit-core >=3.2\"", "\"Flit.Core>=3.2,<5\"", "\"flit_core==4.*\""]
    {
        assert_eq!(profile(four).unwrap(), "flit_core 4", "{four}");
    }
    for three in [
        "\"flit_core<4\"",
        "\"flit_core>=3.2,<4\"",
        "\"flit_core~=3.11\"",
        "\"flit_core>=3\", \"flit-core<4\"",
    ] {
        assert_eq!(profile(three).unwrap(), "flit_core 3.12", "{three}");
    }
    for (requires, name) in [
        ("flit_core<3.11", "flit_core 3.10"),
        ("flit_core==3.10.0", "flit_core 3.10"),
        ("flit_core~=3.9.0", "flit_core 3.9"),
        ("flit_core<3.9", "flit_core 3.8"),
        ("flit_core>=3.5,<3.7", "flit_core 3.6"),
        ("flit_core>3.3,<3.4", "flit_core 3.4"),
        ("flit_core==3.2.*", "flit_core 3.2"),
        ("flit<4", "flit_core 3.12"),
    ] {
        assert_eq!(profile(&format!("\"{requires}\"")).unwrap(), name, "{requires}");
    }
    for none in ["\"flit_core==3.1\"", "\"flit_core<3\"", "\"flit_core>=5\""] {
        assert_eq!(
            profile(none).unwrap_err(),
            [
                "backend-version: pyproject.toml:2:13: no release of flit_core between 3.2.0 and 4.2.0 satisfies `build-system.requires`"
            ],
            "{none}"
        );
    }
}

#[test]
fn links_are_kept_in_the_sdist_and_followed_in_the_wheel() {
    let files = [
        ("demo/__init__.py", ""),
        ("demo/a.txt", "a"),
        ("demo/b/link", "-> ../a.txt"),
        ("demo/up", "-> ../top.txt"),
        ("top.txt", "t"),
    ];
    let (project, _) = project(&format!("{SYSTEM}{DEMO}"), &files);
    let source = |map: &pyrel_archive::FileMap, at: &str| {
        let entry = map.iter().find(|(path, _)| path.as_str() == at).unwrap().1;
        match &entry.source {
            Source::File(path) => path.to_string(),
            Source::Link(target) => format!("-> {target}"),
            other @ (Source::Bytes(_) | Source::Slice(_)) => format!("{other:?}"),
        }
    };
    assert_eq!(source(&project.wheel, "demo/b/link"), "demo/b/link");
    assert_eq!(source(&project.sdist, "demo/b/link"), "-> ../a.txt");
    assert_eq!(source(&project.sdist, "demo/up"), "-> ../top.txt");
}

#[test]
fn links_out_of_the_project_are_refused() {
    for target in ["../../elsewhere", "/etc/passwd"] {
        let files = [("demo/__init__.py", ""), ("demo/link", &format!("-> {target}")[..])];
        assert_eq!(
            refusal(&format!("{SYSTEM}{DEMO}"), &files),
            ["`demo/link` is a symbolic link that leads out of the project"]
        );
    }
}

#[test]
fn linked_folders_are_not_entered() {
    let files = [("demo/__init__.py", ""), ("demo/sub", "-> ../other"), ("other/a.txt", "")];
    let (project, _) =
        project(&format!("{SYSTEM}{DEMO}[tool.flit.sdist]\ninclude = [\"other\"]\n"), &files);
    assert_eq!(paths(&project.wheel), ["demo/__init__.py"]);
    assert_eq!(paths(&project.sdist), ["demo/__init__.py", "other/a.txt", "pyproject.toml"]);
}

/// The place of a version, as the text around it with the version marked.
#[track_caller]
fn placed(pyproject: &str, files: &[(&str, &str)]) -> String {
    let place = version_place(&tree(pyproject, files), &Surroundings::none()).unwrap();
    let text = place.with(&"2.0".parse().unwrap());
    format!("{}: {}", place.source.path(), text.lines().find(|line| line.contains("2.0")).unwrap())
}

#[test]
fn another_version_is_put_where_the_first_one_is() {
    let toml = format!("{SYSTEM}{DEMO}");
    assert_eq!(placed(&toml, &[("demo.py", "")]), "pyproject.toml: version = \"2.0\"");
    let dynamic = format!("{SYSTEM}{DYNAMIC}");
    let init = ("demo/__init__.py", "'d'\n__version__: str = '1'  # here\n");
    assert_eq!(placed(&dynamic, &[init]), "demo/__init__.py: __version__: str = \"2.0\"  # here");
    let files = [
        ("demo/__init__.py", "'d'"),
        ("demo/_version.py", "__version__ = x = '1'"),
        ("demo/version.py", "y = 1"),
    ];
    assert_eq!(placed(&dynamic, &files), "demo/_version.py: __version__ = x = \"2.0\"");
}

/// Every key with a value of a type that it cannot have, and what is said about it.
const WRONG_TYPES: &[(&str, &str)] = &[
    ("[project]\nname = 1", "5:8: `project.name` must be a string, not an integer"),
    ("version = 1.0", "8:11: `project.version` must be a string, not a float"),
    ("description = true", "8:15: `project.description` must be a string, not a boolean"),
    ("readme = 1", "8:10: `project.readme` must be a string or a table, not an integer"),
    (
        "readme = {file = 1, content-type = \"text/plain\"}",
        "8:18: `project.readme.file` must be a string, not an integer",
    ),
    ("requires-python = 3.9", "8:19: `project.requires-python` must be a string, not a float"),
    ("license = [\"MIT\"]", "8:11: `project.license` must be a string or a table, not a list"),
    ("license = {text = 1}", "8:19: `project.license.text` must be a string, not an integer"),
    (
        "license-files = \"L*\"",
        "8:17: `project.license-files` must be a list of strings, not a string",
    ),
    ("license-files = [1]", "8:18: `project.license-files[0]` must be a string, not an integer"),
    ("authors = \"me\"", "8:11: `project.authors` must be a list, not a string"),
    (
        "authors = [\"me\"]",
        "8:12: `project.authors[0]` must be a table with `name` and `email`, not a string",
    ),
    (
        "maintainers = [{name = 1}]",
        "8:24: `project.maintainers[0].name` must be a string, not an integer",
    ),
    ("keywords = \"a b\"", "8:12: `project.keywords` must be a list of strings, not a string"),
    (
        "classifiers = 1979-05-27",
        "8:15: `project.classifiers` must be a list of strings, not a date or time",
    ),
    ("urls = []", "8:8: `project.urls` must be a table, not a list"),
    ("urls.Home = 1", "8:13: `project.urls.Home` must be a string, not an integer"),
    ("scripts = \"a\"", "8:11: `project.scripts` must be a table, not a string"),
    ("scripts.a = []", "8:13: `project.scripts.a` must be a string, not a list"),
    ("gui-scripts = 1", "8:15: `project.gui-scripts` must be a table, not an integer"),
    ("entry-points = 1", "8:16: `project.entry-points` must be a table, not an integer"),
    ("entry-points.x = \"y\"", "8:18: `project.entry-points.x` must be a table, not a string"),
    (
        "dependencies = {}",
        "8:16: `project.dependencies` must be a list of requirements, not a table",
    ),
    ("dependencies = [1]", "8:17: `project.dependencies[0]` must be a string, not an integer"),
    (
        "optional-dependencies = []",
        "8:25: `project.optional-dependencies` must be a table, not a list",
    ),
    (
        "optional-dependencies.a = \"b\"",
        "8:27: `project.optional-dependencies.a` must be a list of requirements, not a string",
    ),
    (
        "import-names = \"a\"",
        "8:16: `project.import-names` must be a list of strings, not a string",
    ),
    (
        "import-namespaces = 1",
        "8:21: `project.import-namespaces` must be a list of strings, not an integer",
    ),
    ("dynamic = \"version\"", "8:11: `project.dynamic` must be a list of strings, not a string"),
    ("[tool]\nflit = 1", "9:8: `tool.flit` must be a table, not an integer"),
    ("[tool.flit]\nmodule = \"a\"", "9:10: `tool.flit.module` must be a table, not a string"),
    ("[tool.flit.module]\nname = []", "9:8: `tool.flit.module.name` must be a string, not a list"),
    ("[tool.flit]\nsdist = []", "9:9: `tool.flit.sdist` must be a table, not a list"),
    (
        "[tool.flit.sdist]\ninclude = \"a\"",
        "9:11: `tool.flit.sdist.include` must be a list of strings, not a string",
    ),
    (
        "[tool.flit.sdist]\nexclude = [1]",
        "9:12: `tool.flit.sdist.exclude[0]` must be a string, not an integer",
    ),
    (
        "[[tool.flit.external-data]]",
        "8:1: `tool.flit.external-data` must be a table, not a list of tables",
    ),
    (
        "[tool.flit.external-data]\ndirectory = 1",
        "9:13: `tool.flit.external-data.directory` must be a string, not an integer",
    ),
];

#[test]
fn a_value_of_the_wrong_type_is_found_at_its_place() {
    for (lines, expect) in WRONG_TYPES {
        let key = lines.split([' ', '.']).next().unwrap();
        let demo: String = match *lines {
            lines if lines.starts_with("[project]") => String::new(),
            _ => DEMO
                .lines()
                .map(|line| match line.starts_with(&format!("{key} ")) {
                    true => "\n".to_owned(),
                    false => format!("{line}\n"),
                })
                .collect(),
        };
        let found = refusal(&format!("{SYSTEM}{demo}{lines}\n"), &[("demo.py", "")]);
        let expect = format!("wrong-type: pyproject.toml:{expect}");
        assert!(found.contains(&expect), "{lines}\n{expect}\n{found:#?}");
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let toml =
        format!("{SYSTEM}{DEMO}readme = 1\nkeywords = 2\n[tool.flit.sdist]\ninclude = 3\nx = 4\n");
    let found = refusal(&toml, &[("demo.py", "")]);
    let lines: Vec<_> = found.iter().filter_map(|text| text.split(':').nth(2)).collect();
    assert_eq!(lines, ["8", "9", "11", "12"], "{found:#?}");
}

#[test]
fn licence_files_behind_links_to_folders_are_named_or_refused() {
    let files = [("demo.py", ""), ("L/MIT.txt", ""), ("doc/link", "-> ../L")];
    let with = |pattern: &str| format!("{SYSTEM}{DEMO}license-files = [\"{pattern}\"]\n");
    assert_eq!(
        project(&with("doc/*/MIT.txt"), &files).0.metadata.license_files,
        ["doc/link/MIT.txt"]
    );
    assert_eq!(
        refusal(&with("**/MIT.txt"), &files),
        [
            "linked-license-file: pyproject.toml:8:18: `**/MIT.txt` finds `doc/link/MIT.txt` through a \
             link to a folder"
        ]
    );
}
