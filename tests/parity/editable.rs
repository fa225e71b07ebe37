//! Editable wheels: what Python finds through ours, and through those of the real backends.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Subject, only, path, real, subjects};
use crate::harness::case::{Case, PYREL, REPOSITORY, copy_folder};
use crate::harness::dist::Dist;
use crate::harness::peers::peers;
use crate::harness::run::Run;

const SETUPTOOLS: &str = "[build-system]\nrequires = [\"setuptools\"]\n\
    build-backend = \"setuptools.build_meta\"\n[project]\nname = \"demo\"\nversion = \"1.0\"\n";

/// The table that follows, and the Python files, for what no fixture is about.
const PROJECTS: [(&str, &[&str]); 10] = [
    // Packages with a dot in their names count as lying in themselves.
    (
        "[tool.setuptools.packages.find]\nwhere = [\"src\"]\ninclude = [\"ns.*\"]\n",
        &["src/ns/one/__init__.py", "src/ns/one/deep/__init__.py", "src/ns/other/x.py"],
    ),
    (
        "[tool.setuptools.packages.find]\nwhere = [\"lib\"]\n",
        &["lib/ns/one/__init__.py", "lib/ns/one/m.py", "lib/top/__init__.py"],
    ),
    // A namespace at the root, with another portion of it elsewhere.
    (
        "[tool.setuptools]\npackages = [\"ns.one\", \"ns.two\", \"ns.two.inner\"]\n\
         package-dir = {\"ns.two\" = \"elsewhere\"}\n",
        &["ns/one/__init__.py", "elsewhere/__init__.py", "elsewhere/inner/__init__.py"],
    ),
    (
        "[tool.setuptools]\npackages = [\"a\", \"a.b\", \"c\"]\n\
         package-dir = {a = \"x\", \"a.b\" = \"y\", \"\" = \"z\"}\n",
        &["x/__init__.py", "x/b/__init__.py", "y/__init__.py", "y/m.py", "z/c/__init__.py"],
    ),
    (
        "[tool.setuptools]\npackages = [\"a\"]\npackage-dir = {a = \".\"}\n",
        &["__init__.py", "m.py", "sub/__init__.py"],
    ),
    (
        "[tool.setuptools]\npackages = [\"a\"]\npackage-dir = {\"\" = \".\"}\n",
        &["a/__init__.py", "beside.py"],
    ),
    (
        "[tool.setuptools]\npy-modules = [\"one\", \"two\", \"p.q\"]\n",
        &["one.py", "two.py", "three.py", "p/__init__.py", "p/q.py", "p/r.py"],
    ),
    (
        "[tool.setuptools]\npy-modules = [\"one\"]\npackage-dir = {\"\" = \"lib\"}\n",
        &["lib/one.py", "lib/two.py"],
    ),
    // The folder is not there, or not yet.
    ("[tool.setuptools]\npackages = []\npackage-dir = {\"\" = \"lib\"}\n", &["one.py"]),
    ("[tool.setuptools]\npackages = []\n", &["one.py", "a/__init__.py"]),
];

/// All fixtures, and the projects above, each in a folder of its own where it stays.
fn settled(root: &Path) -> Vec<Subject> {
    let mut all = subjects(root);
    for subject in &mut all {
        let lies_at = subject.folder.join("project");
        copy_folder(&subject.project, &lies_at);
        subject.project = lies_at;
    }
    for (at, (table, files)) in PROJECTS.iter().enumerate() {
        let folder = root.join(format!("inline-{at}"));
        let project = folder.join("project");
        for file in *files {
            fs::create_dir_all(project.join(file).parent().unwrap()).unwrap();
            fs::write(project.join(file), "").unwrap();
        }
        fs::write(project.join("pyproject.toml"), format!("{SETUPTOOLS}{table}")).unwrap();
        let environment = "build".to_owned();
        all.push(Subject { name: table.to_string(), project, environment, folder });
    }
    all
}

fn ours(subject: &Subject) -> PathBuf {
    only(&subject.folder.join("ours"), ".whl")
}

/// What we and the real backends make of each, unless both refuse it.
fn both(subjects: &[Subject]) -> Vec<(&Subject, Value)> {
    // Ours first: theirs leave files in the work tree, which git then sees.
    let case = Case::new().env("SOURCE_DATE_EPOCH", "1577836800");
    let run = |subject: &Subject| {
        let mut command = case.command(PYREL);
        command.args(["build", "--editable"]).arg(&subject.project);
        (subject.name.clone(), Run::of(command.arg("-o").arg(subject.folder.join("ours"))))
    };
    let runs: BTreeMap<String, Run> = subjects.iter().map(run).collect();
    let made = real(subjects, |subject| {
        let out = subject.folder.join("theirs");
        json!({"project": subject.project, "out": out, "make": ["editable"]})
    });
    let is_made = |(subject, made): &(&Subject, Value)| {
        let run = &runs[&subject.name];
        let theirs = !made["editable"].is_null();
        assert_eq!(run.status == 0, theirs, "{}: {}\n{}", subject.name, made["said"], run.stderr);
        theirs
    };
    made.into_iter().filter(is_made).collect()
}

#[test]
fn python_finds_the_same_through_both() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().canonicalize().unwrap();
    let subjects = settled(&folder);
    let made = both(&subjects);
    assert!(2 * made.len() > subjects.len(), "most are refused");
    let cases: Vec<_> = made
        .iter()
        .map(|(subject, made)| {
            let theirs = path(made, "editable", &subject.name);
            (subject.name.clone(), subject.project.clone(), theirs, ours(subject))
        })
        .collect();
    let listed = tempfile::NamedTempFile::new().unwrap();
    fs::write(listed.path(), json!(cases).to_string()).unwrap();
    let script = Path::new(REPOSITORY).join("tests/peers/editable_judge.py");
    Run::of(peers().python("build").arg(script).arg(listed.path())).success().stdout("");
}

/// The text of the path configuration file is flit's own, to the last byte.
#[test]
fn flit_writes_the_same_path_file() {
    let root = tempfile::tempdir().unwrap();
    let mut subjects = settled(&root.path().canonicalize().unwrap());
    // Before 3.9 members had no file type, which the reader of the tests does not put up with.
    let typed = |it: &Subject| it.name.starts_with("flit/") && it.environment != "build-flit36";
    subjects.retain(typed);
    let made = both(&subjects);
    let path_file = |wheel: &Path| {
        let wheel = Dist::read(wheel);
        let found = wheel.members.into_iter().find(|(name, _)| name.ends_with(".pth"));
        format!("{found:?}")
    };
    for (subject, made) in &made {
        let theirs = path(made, "editable", &subject.name);
        assert_eq!(path_file(&ours(subject)), path_file(&theirs), "{}", subject.name);
    }
}

#[test]
fn what_is_edited_is_what_is_imported_next() {
    for (fixture, module, file) in [
        ("flit/src-layout", "rich_pkg", "src/rich_pkg/__init__.py"),
        ("setuptools/flat", "flat_thing", "flat_thing/__init__.py"),
        ("setuptools/single-module", "one", "one.py"),
    ] {
        let case = Case::new().backend(fixture);
        case.run("build --editable").success();
        let target = case.home().join("installed");
        let mut pip = peers().python("build");
        pip.args(["-m", "pip", "install", "--no-deps", "--no-index", "--no-cache-dir"]);
        pip.args(["--disable-pip-version-check", "--quiet", "--prefix"]).arg(&target);
        Run::of(pip.arg(only(&case.path("dist"), ".whl")).current_dir(case.home())).success();
        let site = only(&target.join("lib"), "").join("site-packages");
        let script = format!(
            "import site; site.addsitedir({:?}); import {module}; print({module}.WORD)",
            site.to_str().unwrap()
        );
        for word in ["first", "second one"] {
            let text = fs::read_to_string(case.path(file)).unwrap();
            case.write(file, &format!("{text}\nWORD = {word:?}\n"));
            let mut import = peers().python("build");
            let run = Run::of(import.args(["-c", &script]).current_dir(case.home()));
            run.success().stdout(&format!("{word}\n"));
        }
    }
}
