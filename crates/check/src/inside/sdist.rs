//! The one folder of an sdist, and its `pyproject.toml`.
//!
//! <https://packaging.python.org/en/latest/specifications/source-distribution-format/>

use pyrel_diag::Finding;
use pyrel_pep::{PackageName, Version};

use super::contents::{Contents, Text};
use super::file_name::sdist_parts;
use super::words::literal;
use crate::findings::Findings;
use crate::{Check, Error, Nature};

pub(super) static FOLDER: Check = Check::of(
    Nature::Contradiction,
    "sdist-folder-name",
    "an sdist whose folder belongs to another project or version",
    "build it again, and do not rename it",
    "The folder of an sdist is called as the file is, without `.tar.gz`. Here it names another project or \
     another version: the file was renamed, or packed from a folder of an earlier build.",
);

pub(super) static FOLDER_SPELLING: Check = Check::of(
    Nature::Advice,
    "sdist-folder-spelling",
    "an sdist whose folder is spelled other than the file",
    "build it with a backend that normalises names",
    "The folder of an sdist is called as the file is, without `.tar.gz`: `my_demo-1.0` in \
     `my_demo-1.0.tar.gz`. Recipes of distributors that change into `{name}-{version}` fail when it \
     is `My-Demo-1.0`.",
);

pub(super) static PYPROJECT: Check = Check::of(
    Nature::Advice,
    "sdist-pyproject-missing",
    "an sdist without `pyproject.toml`",
    "add a `pyproject.toml` with a table `[build-system]`",
    "An sdist holds the project's `pyproject.toml`, which says what is needed to build it. Without one \
     installers fall back to `setup.py` and whatever setuptools is newest, and pip calls that a way \
     that will end.",
);

pub(super) static PYPROJECT_DISAGREES: Check = Check::of(
    Nature::Advice,
    "sdist-pyproject-disagrees",
    "an sdist whose `pyproject.toml` says another name or version than `PKG-INFO`",
    "build it again: what is built from this sdist will differ from it",
    "`PKG-INFO` of an sdist was made from its `pyproject.toml`. If the two differ, one of them was \
     changed afterwards, and the wheel that is built from the sdist has another name or version than \
     the sdist itself.",
);

/// Looks at the folder and what has to be in it.
pub(super) fn look(contents: &Contents<'_>, findings: &mut Findings) -> Result<(), Error> {
    // Whether there is one, and what says so in it, others have asked.
    let Some(top) = top(contents) else { return Ok(()) };
    findings.extend(folder(contents, top));
    let path = format!("{top}/pyproject.toml");
    match contents.text(&path)? {
        Text::Decoded(text) => findings.extend(pyproject(contents, &path, text.text())),
        Text::Unfit(_) => {}
        Text::Absent if contents.files.contains_key(path.as_str()) => {}
        Text::Absent => {
            findings.push(contents.of_whole(&PYPROJECT, "there is no `pyproject.toml`"));
        }
    }
    Ok(())
}

/// The one folder at the top, if it holds everything.
pub(super) fn top<'a>(contents: &Contents<'a>) -> Option<&'a str> {
    let members = contents.specimen.members().iter();
    let mut paths = members.map(|member| member.path.as_str()).filter(|path| !path.is_empty());
    let first = paths.next()?;
    let top = first.split('/').next().filter(|top| !top.is_empty() && *top != ".")?;
    let below = |path: &str| path.strip_prefix(top).is_some_and(|it| it.starts_with('/'));
    let is_folder = below(first) || contents.files.keys().any(|path| below(path));
    (is_folder && paths.all(|path| path == top || below(path))).then_some(top)
}

fn folder(contents: &Contents<'_>, top: &str) -> Option<Finding> {
    let stem = contents.specimen.stem();
    let file = sdist_parts(contents.archive()).ok().filter(|_| top != stem)?;
    let message = format!("the folder is called {}, the file {}", literal(top), literal(stem));
    let same = sdist_parts(&format!("{top}.tar.gz")).is_ok_and(|folder| folder == file);
    let check = if same { &FOLDER_SPELLING } else { &FOLDER };
    Some(contents.of_entry(check, top, message))
}

fn pyproject(contents: &Contents<'_>, path: &str, text: &str) -> Vec<Finding> {
    let Some(metadata) = contents.metadata else { return Vec::new() };
    let mut findings = Vec::new();
    let other = |key: &str, here: &str, there: &str| {
        let message = format!("{key} {} is {} in `PKG-INFO`", literal(here), literal(there));
        contents.of_entry(&PYPROJECT_DISAGREES, path, message)
    };
    if let Some(name) = stated(text, "name")
        && name.parse::<PackageName>().is_ok_and(|name| name != metadata.name)
    {
        findings.push(other("the name", name, metadata.name.as_str()));
    }
    if let Some(version) = stated(text, "version")
        && version.parse::<Version>().is_ok_and(|version| version != metadata.version)
    {
        findings.push(other("the version", version, metadata.version.as_written()));
    }
    findings
}

/// A text of `[project]` that stands on a line of its own, as everybody writes it. What is written
/// in another way is passed over.
fn stated<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (mut table, mut inside) = ("", None);
    for line in text.lines().map(str::trim) {
        if let Some(quotes) = inside {
            if line.contains(quotes) {
                inside = None;
            }
            continue;
        }
        inside =
            ["\"\"\"", "'''"].into_iter().find(|quotes| line.matches(*quotes).count() % 2 == 1);
        if line.starts_with('[') {
            table = line;
        }
        let value = line.strip_prefix(key).map(str::trim_start).and_then(|it| it.strip_prefix('='));
        if let Some(value) = value.filter(|_| table == "[project]") {
            let value = value.trim();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (stated, rest) = value.get(1..)?.split_once(quote)?;
            let plain = !stated.is_empty() && !stated.contains('\\');
            let ends = rest.trim().is_empty() || rest.trim().starts_with('#');
            return (plain && ends).then_some(stated);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pyproject_states_plainly_is_read() {
        for (text, expect) in [
            ("[project]\nname = \"a\"\nversion = '1.0' # now\n", Some("1.0")),
            ("[project] \nversion=\"1\"", Some("1")),
            ("[tool.poetry]\nversion = \"1\"\n[project]\nname = \"a\"", None),
            ("[project]\ndescription = '''\nversion = \"2\"\n'''\nversion = \"1\"", Some("1")),
            ("[project]\nversion = \"\"\"1\"\"\"", None),
            ("[project]\nversion = \"\\u0031\"", None),
            ("version = \"1\"", None),
        ] {
            assert_eq!(stated(text, "version"), expect, "{text}");
        }
    }
}
