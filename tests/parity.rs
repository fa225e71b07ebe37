//! What we build against what the pinned real backends build, live, and what installers and indexes
//! make of ours.

mod editable;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::case::{Case, PYREL, REPOSITORY};
use crate::harness::fixture::Fixture;
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// A project, the environment with its backend, and a folder for what is made of it.
struct Subject {
    name: String,
    project: PathBuf,
    environment: String,
    folder: PathBuf,
}

/// All fixtures of all backends, and the whole projects.
fn subjects(root: &Path) -> Vec<Subject> {
    let projects = Path::new(REPOSITORY).join("fixtures/projects");
    let whole = ["flit-uv", "seed-like"]
        .map(|name| (name.to_owned(), projects.join(name), "build".to_owned()));
    let fixtures = Fixture::all().into_iter().enumerate().map(|(at, it)| {
        // Laid out, since a project below this repository is none below its own.
        let folder = root.join(format!("project-{at}"));
        it.lay_out(&folder);
        (it.name.clone(), folder, it.environment())
    });
    let subject = |(at, (name, project, environment))| Subject {
        folder: root.join(usize::to_string(&at)),
        environment,
        name,
        project,
    };
    fixtures.chain(whole).enumerate().map(subject).collect()
}

impl Subject {
    fn ours(&self, end: &str) -> PathBuf {
        only(&self.folder.join("ours"), end)
    }
}

/// The one file of a folder with this end.
#[track_caller]
fn only(folder: &Path, end: &str) -> PathBuf {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<_> = names.filter(|path| path.to_str().unwrap().ends_with(end)).collect();
    let [path] = &found[..] else { panic!("{}: {found:?}", folder.display()) };
    path.clone()
}

/// Has the real backends make what each job asks for; one process for each environment.
fn real(subjects: &[Subject], job: impl Fn(&Subject) -> Value) -> Vec<(&Subject, Value)> {
    let mut answers = Vec::new();
    let environments: BTreeSet<&String> = subjects.iter().map(|it| &it.environment).collect();
    for environment in environments {
        let asked: Vec<_> = subjects.iter().filter(|it| it.environment == *environment).collect();
        let jobs: Vec<Value> = asked.iter().map(|it| job(it)).collect();
        answers.extend(asked.into_iter().zip(peers().hooks(environment, &jobs)));
    }
    answers
}

/// Has the `packaging` library judge pairs of files.
#[track_caller]
fn judge(pairs: &[(String, PathBuf, PathBuf)]) {
    assert!(!pairs.is_empty());
    let listed = tempfile::NamedTempFile::new().unwrap();
    fs::write(listed.path(), json!(pairs).to_string()).unwrap();
    let script = Path::new(REPOSITORY).join("tests/peers/dist_judge.py");
    Run::of(peers().python("build").arg(script).arg(listed.path())).success().stdout("");
    is_told_by_us(pairs);
}

/// And `pyrel diff` tells of each pair that both files mean the same.
#[track_caller]
fn is_told_by_us(pairs: &[(String, PathBuf, PathBuf)]) {
    let case = Case::new();
    let mut differing = String::new();
    for (name, theirs, ours) in pairs {
        let run = Run::of(case.command(PYREL).args(["diff", "-q"]).arg(theirs).arg(ours));
        if run.status != 0 {
            differing += &format!("--- {name}\n{}{}", run.stdout, run.stderr);
        }
    }
    assert!(differing.is_empty(), "\n{differing}");
}

/// Builds every project into `ours`, as it is and from the tree alone.
fn build(subjects: &[Subject]) {
    let case = Case::new().env("SOURCE_DATE_EPOCH", "1577836800");
    for subject in subjects {
        for (more, folder) in [(&[][..], "ours"), (&["--wheel"], "ours-from-tree")] {
            let mut command = case.command(PYREL);
            command.arg("build").arg(&subject.project).args(more);
            Run::of(command.arg("-o").arg(subject.folder.join(folder))).success();
        }
    }
}

fn path(made: &Value, what: &str, name: &str) -> PathBuf {
    let path = made[what].as_str();
    path.unwrap_or_else(|| panic!("{name}: no {what}: {}", made["said"].as_str().unwrap())).into()
}

#[test]
fn the_real_backends_make_the_same() {
    let root = tempfile::tempdir().unwrap();
    let subjects = subjects(root.path());
    build(&subjects);
    let made = real(&subjects, |subject| {
        let make = ["sdist", "wheel-from-sdist", "wheel"];
        json!({"project": subject.project, "out": subject.folder.join("theirs"), "make": make})
    });
    let mut pairs = Vec::new();
    for (subject, made) in &made {
        let name = &subject.name;
        let of = |what| (format!("{name}: {what}"), path(made, what, name));
        let pair = |(what, theirs), ours| (what, theirs, ours);
        pairs.push(pair(of("sdist"), subject.ours(".tar.gz")));
        pairs.push(pair(of("wheel-from-sdist"), subject.ours(".whl")));
        pairs.push(pair(of("wheel"), only(&subject.folder.join("ours-from-tree"), ".whl")));
    }
    judge(&pairs);
}

#[test]
fn the_real_backends_make_our_wheel_of_our_sdist() {
    let root = tempfile::tempdir().unwrap();
    let subjects = subjects(root.path());
    build(&subjects);
    let made = real(&subjects, |subject| {
        let (sdist, out) = (subject.ours(".tar.gz"), subject.folder.join("theirs"));
        json!({"project": sdist, "out": out, "make": ["sdist", "wheel"]})
    });
    let mut pairs = Vec::new();
    for (subject, made) in &made {
        let name = &subject.name;
        pairs.push((format!("{name}: wheel"), path(made, "wheel", name), subject.ours(".whl")));
        // An sdist of an sdist may know more files than the first: setuptools adds a setup.cfg.
        let again = subject.folder.join("ours-again");
        let case = Case::new().env("SOURCE_DATE_EPOCH", "1577836800");
        let mut command = case.command(PYREL);
        command.args(["build", "--sdist"]).arg(subject.ours(".tar.gz")).arg("-o").arg(&again);
        let run = Run::of(&mut command);
        if made["sdist"].is_null() {
            // What an sdist leaves out may be what another one cannot do without.
            run.failure(1);
            continue;
        }
        run.success();
        pairs.push((format!("{name}: sdist"), path(made, "sdist", name), only(&again, ".tar.gz")));
    }
    judge(&pairs);
}

/// Whole projects with a command that says something, and what it says.
const COMMANDS: [(&str, &str, &str); 2] =
    [("flit-uv", "tide-table", "tide_table"), ("seed-like", "weather-desk", "weather_desk")];

#[test]
fn pip_installs_both_kinds_and_commands_run() {
    for (project, command, module) in COMMANDS {
        let case = Case::new().fixture(project);
        case.run("build").success();
        let folder = case.path("dist");
        for (at, end) in [".whl", ".tar.gz"].into_iter().enumerate() {
            let target = case.home().join(at.to_string());
            let mut pip = peers().python("build");
            pip.args(["-m", "pip", "install", "--no-deps", "--no-index", "--no-build-isolation"]);
            pip.args(["--disable-pip-version-check", "--no-cache-dir", "--quiet", "--prefix"]);
            Run::of(pip.arg(&target).arg(only(&folder, end)).current_dir(case.home())).success();
            let site = only(&target.join("lib"), "").join("site-packages");
            let mut import = peers().python("build");
            import.args(["-c", &format!("import {module}; print({module}.__file__)")]);
            let run = Run::of(import.env("PYTHONPATH", &site).current_dir(case.home()));
            run.success().stdout_contains(site.to_str().unwrap());
            let mut script = std::process::Command::new(target.join("bin").join(command));
            Run::of(script.env("PYTHONPATH", &site).current_dir(case.home())).success();
        }
    }
}

#[test]
fn twine_finds_nothing_to_say() {
    for (project, _, _) in COMMANDS {
        let case = Case::new().fixture(project);
        case.run("build").success();
        let mut twine = peers().tool("publish", "twine");
        twine.args(["check", "--strict"]);
        for end in [".whl", ".tar.gz"] {
            twine.arg(only(&case.path("dist"), end));
        }
        let run = Run::of(&mut twine);
        assert_eq!(run.success().stdout.matches("PASSED").count(), 2, "{}", run.stdout);
    }
}

/// A judge that never says no proves nothing.
#[test]
fn the_judge_finds_what_differs() {
    let case = Case::new().backend("flit/package");
    case.run("build").success();
    case.write("star_map/draw.py", "def draw():\n    return \"+\"\n");
    case.write("README.md", "# Another\n");
    case.run("build -o other").success();
    let pair = |end: &str| ("pair", only(&case.path("dist"), end), only(&case.path("other"), end));
    let listed = tempfile::NamedTempFile::new().unwrap();
    fs::write(listed.path(), json!([pair(".whl"), pair(".tar.gz")]).to_string()).unwrap();
    let script = Path::new(REPOSITORY).join("tests/peers/dist_judge.py");
    let run = Run::of(peers().python("build").arg(script).arg(listed.path()));
    let found = run.failure(1).stdout.lines().map(|line| line.split(": ").nth(1).unwrap());
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            "star_map-0.4.dist-info/METADATA",
            "star_map/draw.py",
            "star_map-0.4/PKG-INFO",
            "star_map-0.4/README.md",
            "star_map-0.4/star_map/draw.py",
        ]
    );
}
