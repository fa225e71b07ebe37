//! A project in a folder of its own, where `pyrel` runs with a clean environment.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::fixture::lay_out;
use super::run::Run;

/// The built binary under test.
pub(crate) const PYREL: &str = env!("CARGO_BIN_EXE_pyrel");

/// The root of this repository.
pub(crate) const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// A project folder, a home folder and an environment; all gone when the case is.
#[derive(Debug)]
pub(crate) struct Case {
    folder: tempfile::TempDir,
    env: BTreeMap<String, String>,
}

impl Case {
    /// An empty project.
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("pyrel-case-").tempdir().unwrap();
        for name in ["project", "home", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder, env: BTreeMap::new() }
    }

    /// Adds a file, with the folders it lies in.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// Adds everything in `fixtures/projects/<name>`.
    pub(crate) fn fixture(self, name: &str) -> Self {
        copy_folder(&Path::new(REPOSITORY).join("fixtures/projects").join(name), &self.project());
        self
    }

    /// Adds the project of `fixtures/backends/<case>`, where `case` is `<backend>/<name>`.
    pub(crate) fn backend(self, case: &str) -> Self {
        let folder = Path::new(REPOSITORY).join("fixtures/backends").join(case);
        lay_out(&folder, &self.project());
        self
    }

    /// Adds a file to the home folder, such as `.pypirc`.
    pub(crate) fn home_file(self, path: &str, text: &str) -> Self {
        fs::write(self.home().join(path), text).unwrap();
        self
    }

    /// Sets an environment variable for every run.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Runs `pyrel` in the project; `arguments` are parted at white space.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        Run::of(self.command(PYREL).args(arguments.split_whitespace()))
    }

    /// A command in the project with nothing but this case's environment and the search path.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.project())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home())
            .env("TMPDIR", self.temporary())
            // The version of fixtures that have theirs from a variable; the peers see it as well.
            .env("FIXTURE_VERSION", "20.1")
            .envs(&self.env);
        command
    }

    /// Writes a file into the project, or over one.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The text of a file of the project.
    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
    }

    /// The names in a folder of the project, sorted; nothing where there is no such folder.
    pub(crate) fn list(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Where `path` of the project is on disk.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.project().join(path)
    }

    /// The home folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The folder for temporary files.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }
}

/// Copies a folder with everything in it; files keep their permissions, and links are copied as
/// links.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let entries = fs::read_dir(from)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", from.display()));
    for entry in entries {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy_folder(&entry.path(), &target);
        } else if kind.is_symlink() {
            symlink(&fs::read_link(entry.path()).unwrap(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Makes a symbolic link.
#[cfg(unix)]
pub(crate) fn symlink(points_at: &Path, link: &Path) {
    std::os::unix::fs::symlink(points_at, link).unwrap();
}

/// Makes a symbolic link to a file.
#[cfg(windows)]
pub(crate) fn symlink(points_at: &Path, link: &Path) {
    std::os::windows::fs::symlink_file(points_at, link).unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_comes_whole_and_files_are_added_to_it() {
        let case = Case::new().fixture("seed-like").file("src/deploy/notes/more.txt", "more");
        assert_eq!(
            case.list("src/deploy"),
            ["README.md", "check-prereqs.sh", "icon.png", "manifest.json", "notes"]
        );
        assert_eq!(case.read("src/deploy/notes/more.txt"), "more");
        assert_eq!(case.list("no/such/folder"), [""; 0]);
        Run::of(&mut case.command("src/deploy/check-prereqs.sh")).success();
    }

    #[test]
    fn pyrel_runs_in_the_project() {
        Case::new().run("--version").success();
    }

    #[test]
    fn a_command_sees_only_the_environment_of_its_case() {
        let case = Case::new().env("PYREL_TOKEN", "t").home_file(".pypirc", "[pypi]");
        let names =
            "env | cut -d= -f1 | grep -vE '^(_|PWD|OLDPWD|SHLVL)$' | sort | xargs; cat ~/.pypirc";
        Run::of(case.command("sh").args(["-c", names]))
            .success()
            .stdout("FIXTURE_VERSION HOME PATH PYREL_TOKEN TMPDIR\n[pypi]");
    }
}
