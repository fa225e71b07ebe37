//! A real package index on the loopback interface.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use super::case::REPOSITORY;
use super::peers::peers;

/// Who may upload, list and download.
pub(crate) const USER: &str = "desk";

/// The password of [`USER`].
pub(crate) const PASSWORD: &str = "loopback-password";

/// A running pypiserver with an empty store.
#[derive(Debug)]
pub(crate) struct Index {
    url: String,
    child: Child,
    folder: tempfile::TempDir,
}

impl Index {
    /// Starts the server; it listens when this returns.
    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("pyrel-index-").tempdir().unwrap();
        let mut child = peers()
            .python("publish")
            .arg(Path::new(REPOSITORY).join("tests/peers/index.py"))
            .arg(folder.path())
            .args([USER, PASSWORD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the peers' Python starts");
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "the index did not start: {url:?}");
        Self { url: url.trim_end().to_owned(), child, folder }
    }

    /// Where to upload; the simple index is at `simple/` below it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The names of the files it holds, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.folder.path().join("packages"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The bytes of a file it holds.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join("packages").join(name)).unwrap()
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        // It ends by itself when its standard input does; killing it only saves the wait.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::case::Case;
    use crate::harness::run::Run;

    #[test]
    fn the_index_takes_a_real_build_from_a_real_client() {
        let index = Index::start();
        let case = Case::new().fixture("flit-uv");
        let project = case.path(".");
        Run::of(
            peers()
                .python("build")
                .args(["-m", "build", "--no-isolation", "."])
                .current_dir(&project),
        )
        .success();
        let upload = |password: &str| {
            let mut twine = peers().tool("publish", "twine");
            twine.args(["upload", "--non-interactive", "--repository-url", index.url()]);
            twine.args(["-u", USER, "-p", password, "dist/tide_table-0.3.0-py3-none-any.whl"]);
            Run::of(twine.current_dir(&project))
        };
        upload("wrong").failure(1);
        assert_eq!(index.files(), [""; 0]);
        upload(PASSWORD).success();
        assert_eq!(index.files(), ["tide_table-0.3.0-py3-none-any.whl"]);
        let sent = fs::read(project.join("dist/tide_table-0.3.0-py3-none-any.whl")).unwrap();
        assert_eq!(index.read("tide_table-0.3.0-py3-none-any.whl"), sent);
    }
}
