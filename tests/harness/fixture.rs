//! Projects with what their real backends make of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::case::{REPOSITORY, copy_folder};
use super::run::Run;

/// A folder `fixtures/backends/<backend>/<case>`; `tests/peers/bless_backends.py` writes all in it
/// but `project` and the words of `from.txt`.
#[derive(Debug)]
pub(crate) struct Fixture {
    /// `<backend>/<case>`.
    pub(crate) name: String,
    folder: PathBuf,
}

impl Fixture {
    /// All of them, sorted.
    pub(crate) fn all() -> Vec<Self> {
        let root = Path::new(REPOSITORY).join("fixtures/backends");
        let mut found = Vec::new();
        for backend in names(&root) {
            for case in names(&root.join(&backend)) {
                let name = format!("{backend}/{case}");
                found.push(Self { folder: root.join(&name), name });
            }
        }
        assert!(!found.is_empty(), "there are no fixtures in {}", root.display());
        found
    }

    /// Its project.
    pub(crate) fn project(&self) -> PathBuf {
        self.folder.join("project")
    }

    /// Its project in a folder of its own.
    pub(crate) fn lay_out(&self, into: &Path) {
        lay_out(&self.folder, into);
    }

    /// The text of a file, which must be there.
    #[track_caller]
    pub(crate) fn text(&self, file: &str) -> String {
        self.find(file).unwrap_or_else(|| panic!("{} has no {file}", self.name))
    }

    /// The text of a file, if it is there.
    pub(crate) fn find(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file)).ok()
    }

    /// The environment of `tests/peers` whose backend made it: what the fourth line of `from.txt`
    /// says, else the one with the newest release of the backend.
    #[track_caller]
    pub(crate) fn environment(&self) -> String {
        let text = self.text("from.txt");
        if let Some(line) = text.lines().nth(3) {
            return line
                .strip_prefix("environment: ")
                .expect("the fourth line names it")
                .to_owned();
        }
        let (room, _) = self.name.split_once('/').unwrap();
        match room {
            "flit" | "setuptools" => "build".to_owned(),
            room => format!("build-{room}"),
        }
    }

    /// The keys that it is there for.
    #[track_caller]
    pub(crate) fn covers(&self) -> Vec<String> {
        let text = self.text("from.txt");
        let lines: Vec<&str> = text.lines().collect();
        let ([words, made_by, covers] | [words, made_by, covers, _]) = lines[..] else {
            panic!("{}: from.txt has {} lines, not 3 or 4", self.name, lines.len())
        };
        assert!(!words.is_empty() && made_by.starts_with("made by: "), "{}: {text}", self.name);
        let keys = covers.strip_prefix("covers:").expect("the third line says what is covered");
        keys.split_whitespace().map(str::to_owned).collect()
    }
}

/// Copies the project of a case, and puts it under git where the case has a file `git`: it lists what
/// is tracked, whatever is ignored.
pub(crate) fn lay_out(case: &Path, into: &Path) {
    copy_folder(&case.join("project"), into);
    let Ok(tracked) = fs::read_to_string(case.join("git")) else { return };
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(into);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        Run::of(&mut git).success();
    };
    git(&["init", "--quiet"]);
    git(&[&["add", "--force", "--"][..], &tracked.lines().collect::<Vec<_>>()].concat());
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
