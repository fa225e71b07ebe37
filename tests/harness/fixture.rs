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

/// Copies the project of a case, and puts it under git where the case has a file `git`, which lists
/// what is tracked, whatever is ignored, or `history`, which tells what happened to it.
pub(crate) fn lay_out(case: &Path, into: &Path) {
    copy_folder(&case.join("project"), into);
    if let Ok(tracked) = fs::read_to_string(case.join("git")) {
        let mut repository = Repository::init(into);
        repository
            .git([&["add", "--force", "--"][..], &tracked.lines().collect::<Vec<_>>()].concat());
    }
    if let Ok(history) = fs::read_to_string(case.join("history")) {
        let mut repository = Repository::init(into);
        for line in history.lines() {
            repository.follow(line);
        }
    }
}

/// A repository that comes out the same wherever it is made: no configuration counts, and time goes
/// on by a minute with each line of its history.
#[derive(Debug)]
struct Repository<'a> {
    folder: &'a Path,
    /// In seconds since 1970.
    now: u64,
}

impl<'a> Repository<'a> {
    /// A new one, on the branch `main`.
    fn init(folder: &'a Path) -> Self {
        let mut repository = Self { folder, now: 1_704_067_200 };
        repository.git(vec!["init", "--quiet", "--template=", "--initial-branch=main"]);
        repository
    }

    /// Does what a line of a history says: `write PATH TEXT`, `at SECONDS`, or arguments for git
    /// parted by blanks.
    fn follow(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [] => {}
            [word, ..] if word.starts_with('#') => {}
            ["at", seconds] => self.now = seconds.parse().unwrap(),
            ["write", path, ..] => {
                let text = words[2..].join(" ") + "\n";
                let path = self.folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            _ => self.git(words),
        }
    }

    fn git(&mut self, arguments: Vec<&str>) {
        let now = format!("@{} +0000", self.now);
        self.now += 60;
        let mut git = Command::new("git");
        git.args(["-c", "core.autocrlf=false"]).args(arguments).current_dir(self.folder);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), "Ada Example");
            git.env(format!("GIT_{role}_EMAIL"), "ada@example.org");
            git.env(format!("GIT_{role}_DATE"), &now);
        }
        Run::of(&mut git).success();
    }
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
