//! What gets into archives because everything in a folder was taken.

use std::collections::BTreeSet;

use super::contents::Contents;
use super::library::Library;
use super::secret::{base, is_for_show};
use crate::findings::Findings;
use crate::{Check, Nature};

pub(super) static BYTECODE: Check = Check::of(
    Nature::Advice,
    "bytecode",
    "files that Python compiled",
    "leave out `__pycache__` and `*.pyc`: installers make their own",
    "A `.pyc` file fits one release of Python, holds the paths of the machine that made it, and is made \
     anew on installation. Published, it is dead weight at best; a stale one without its source can \
     still be imported.",
)
.coded(&["W001"]);

pub(super) static VERSION_CONTROL: Check = Check::of(
    Nature::Advice,
    "version-control-folder",
    "the store of a version control system",
    "leave out `.git`, `.hg` and `.svn`",
    "The folder `.git` holds the whole history of a project: everything that was ever removed from it, \
     and sometimes the password for its remote. It has no use in an archive.",
);

pub(super) static LEFTOVER: Check = Check::of(
    Nature::Advice,
    "leftover-file",
    "files that an editor or a desktop left behind",
    "leave them out, best by a pattern in the backend's configuration",
    "`.DS_Store`, `Thumbs.db`, `._demo.py`, `demo.py~`, `.demo.py.swp`, `demo.py.rej`: such files hold \
     what was on somebody's desktop, are of no use to anybody, and differ from machine to machine, so \
     the archive cannot be made again byte by byte.",
);

pub(super) static DEVELOPMENT: Check = Check::of(
    Nature::Advice,
    "development-folder",
    "folders that tools make while one works",
    "leave them out, best by a pattern in the backend's configuration",
    "`node_modules`, virtual environments and caches such as `.mypy_cache`, `.pytest_cache` or `.tox` \
     are made on one machine for one machine. They make archives large and bring code of others with \
     them.",
);

pub(super) static NESTED: Check = Check::of(
    Nature::Advice,
    "nested-distribution",
    "wheels or sdists inside",
    "leave out the folder `dist`; if they are meant to be there, ignore this",
    "An archive that holds other distributions has mostly swallowed `dist` or `build` of an earlier \
     build, and grows with every release. Some projects do it on purpose, such as those that bring \
     pip along. Folders of tests and examples are passed over.",
);

pub(super) static PROJECT_FILE: Check = Check::of(
    Nature::Advice,
    "project-file-installed",
    "files for working on a project that are installed as modules",
    "leave them out of the wheel",
    "`setup.py`, `conftest.py` or `noxfile.py` at the top of a wheel become modules `setup` and \
     `conftest` of site-packages, which all projects share; a `conftest` there is even loaded by the \
     tests of others.",
);

const STORES: [&str; 7] = [".bzr", ".git", ".hg", ".jj", ".svn", "CVS", "_darcs"];
const DEVELOPMENT_FOLDERS: [&str; 15] = [
    ".cache",
    ".coverage",
    ".eggs",
    ".hypothesis",
    ".idea",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    ".vscode",
    "htmlcov",
    "node_modules",
];
const DESKTOP: [&str; 4] = [".DS_Store", "Desktop.ini", "Thumbs.db", "desktop.ini"];
const PROJECT_FILES: [&str; 5] =
    ["conftest.py", "ez_setup.py", "noxfile.py", "setup.py", "versioneer.py"];

/// Looks at the paths.
pub(super) fn look(contents: &Contents<'_>, library: &Library<'_>, findings: &mut Findings) {
    let files = || contents.files.keys().copied();
    let paths = |fits: fn(&str) -> bool| -> Vec<&str> { files().filter(|it| fits(it)).collect() };
    let is_environment = |path: &str| {
        path.strip_suffix("pyvenv.cfg").filter(|folder| folder.ends_with('/')).map(str::len)
    };
    let folders = |names: &'static [&'static str]| -> BTreeSet<&str> {
        files().filter_map(|path| up_to(path, names)).collect()
    };
    let mut development = folders(&DEVELOPMENT_FOLDERS);
    development.extend(files().filter_map(|path| path.get(..is_environment(path)?)));
    let installed = library.tops().into_iter();
    let installed = installed.filter(|top| PROJECT_FILES.contains(&top.name) && !top.is_folder);
    for (check, paths, words) in [
        (&BYTECODE, paths(is_bytecode), "compiled by Python"),
        (&VERSION_CONTROL, folders(&STORES).into_iter().collect(), "of version control"),
        (&LEFTOVER, paths(is_leftover), "left behind by an editor or a desktop"),
        (&DEVELOPMENT, development.into_iter().collect(), "made by tools for one machine"),
        (&NESTED, paths(is_distribution), "a distribution"),
        (&PROJECT_FILE, installed.map(|top| top.path).collect(), "installed as a module"),
    ] {
        let verb = match (paths.len(), words) {
            (1, _) => "is",
            (_, "a distribution" | "installed as a module") => "are each",
            _ => "are",
        };
        findings
            .extend(contents.of_entries(check, &paths, |paths| format!("{paths} {verb} {words}")));
    }
}

/// The path up to the first folder, or file, with one of some names.
fn up_to<'a>(path: &'a str, names: &[&str]) -> Option<&'a str> {
    let mut end = 0;
    for part in path.split('/') {
        end += part.len();
        if names.contains(&part) {
            return path.get(..end);
        }
        end += 1;
    }
    None
}

fn is_bytecode(path: &str) -> bool {
    let name = base(path).trim_start_matches('.');
    name.rsplit_once('.').is_some_and(|(_, end)| end == "pyc" || end == "pyo")
}

fn is_leftover(path: &str) -> bool {
    let name = base(path);
    let swap = name.starts_with('.') && [".swp", ".swo"].iter().any(|end| name.ends_with(end));
    // Backends that write another `pyproject.toml` into an sdist keep the first one under this name.
    let patch = [".rej", ".orig"].iter().any(|end| name.ends_with(end));
    let patch = patch && name != "pyproject.toml.orig";
    DESKTOP.contains(&name)
        || name.len() > 2 && (name.starts_with("._") || name.starts_with(".#"))
        || name.len() > 1 && name.ends_with('~')
        || name.len() > 2 && name.starts_with('#') && name.ends_with('#')
        || swap
        || patch && !is_for_show(path)
}

fn is_distribution(path: &str) -> bool {
    let name = base(path);
    let is_sdist = name.parse::<pyrel_pep::SdistName>().is_ok();
    let is_wheel = pyrel_pep::WheelParts::of(name).is_ok();
    (is_sdist || is_wheel || name.ends_with(".egg")) && !is_for_show(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_meant_to_pack_is_known_by_its_name() {
        for path in ["a/__pycache__/b.cpython-312.pyc", "a.pyo", "..x.pyc"] {
            assert!(is_bytecode(path), "{path}");
        }
        assert!(!is_bytecode(".pyc") && !is_bytecode("a.pyc.txt"));
        for path in ["a/.DS_Store", "._a.py", ".a.swp", "a.py~", "#a#", "a/b.orig", ".#a"] {
            assert!(is_leftover(path), "{path}");
        }
        for path in ["tests/b.orig", "~", "a.swp", "._", "a/pyproject.toml.orig"] {
            assert!(!is_leftover(path), "{path}");
        }
        for path in ["dist/a-1.0.tar.gz", "a-1.0-py3-none-any.whl", "x.egg"] {
            assert!(is_distribution(path), "{path}");
        }
        assert!(!is_distribution("data.tar.gz") && !is_distribution("tests/a-1.0.tar.gz"));
    }

    #[test]
    fn a_folder_is_named_once_for_all_its_files() {
        assert_eq!(up_to("a/.git/config", &STORES), Some("a/.git"));
        assert_eq!(up_to("a/b/.git", &STORES), Some("a/b/.git"));
        assert_eq!(up_to(".gitignore", &STORES), None);
    }
}
