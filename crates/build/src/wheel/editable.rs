//! Editable wheels ([PEP 660](https://peps.python.org/pep-0660/)): in place of the package files
//! stands what makes an interpreter find them where they lie.

use std::path::{Path, PathBuf};

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::BuildTag;
use pyrel_tree::{RelPath, Source, SourceTree};

use super::assemble;
use super::finder::Finder;
use crate::layout::Layout;
use crate::{Editable, Error, Project};

pub(crate) static NO_EDITABLE: Rule = Rule {
    id: "no-editable",
    severity: Severity::Error,
    words: "an editable wheel cannot be made of the project",
    remedy: "install with the backend itself (`pip install -e .`)",
};

pub(crate) static UNFIT_PLACE: Rule = Rule {
    id: "unfit-place",
    severity: Severity::Error,
    words: "the project lies where a path configuration file cannot point to",
    remedy: "move the project to a folder with a plain name",
};

/// Lays out the editable wheel of a project. `tree` is the tree that the project was read from, and
/// `place` where it lies on this machine, absolute and free of links.
///
/// # Errors
/// When the project can have none, `place` cannot be written down, or as [`wheel`](super::wheel()).
pub fn editable_wheel(project: &Project, tree: &SourceTree, place: &Path) -> Result<Layout, Error> {
    let editable = match &project.editable {
        Ok(editable) => editable,
        Err(findings) if findings.is_empty() => return Err(Error::refused(unknown(project))),
        Err(findings) => return Err(Error::Refused(findings.clone())),
    };
    let mut installed = project.clone();
    installed.wheel = files(editable, project, &Ground { tree, place })?;
    installed.data.clone_from(&editable.data);
    if let Some(dist_info) = &editable.dist_info {
        installed.dist_info.clone_from(dist_info);
    }
    installed.metadata.requires_dist.extend(editable.requires.iter().cloned());
    // Backends choose the name freely. This one keeps it apart from the wheel that is published.
    assemble(&installed, tree, Some(BuildTag::editable()))
}

fn unknown(project: &Project) -> Finding {
    let message = format!("no editable wheel is made by the rules of {}", project.rules.name);
    Finding::new(&NO_EDITABLE, message)
}

/// The path configuration file, the finder if it needs one, and what is copied all the same.
fn files(editable: &Editable, project: &Project, ground: &Ground<'_>) -> Result<FileMap, Error> {
    let mut lines = Vec::new();
    for folder in &editable.paths {
        lines.push(line(ground.real(folder)?)?);
    }
    let mut map = editable.files.clone();
    if !editable.modules.is_empty() {
        let finder = Finder::of(&project.metadata, &editable.modules, ground)?;
        lines.push(finder.line());
        put(&mut map, &finder.file_name(), finder.text(), "finds what is installed editably")?;
    }
    let words = "names the folders of an editable install";
    put(&mut map, &editable.path_file, lines.join("\n"), words)?;
    Ok(map)
}

fn put(map: &mut FileMap, name: &str, text: String, words: &str) -> Result<(), Error> {
    let source = Source::Bytes(text.into_bytes().into());
    let entry = Entry { source, mode: Mode::Regular, origin: Origin::rule(words) };
    Ok(map.add(ArchivePath::new(name)?, entry)?)
}

/// A folder as a line of a path configuration file. Python strips the end of a line, and ends one
/// at every character that `str.splitlines` knows.
fn line(folder: String) -> Result<String, Error> {
    let ends = |c: char| matches!(c, '\n'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if folder.contains(ends) || folder.ends_with(char::is_whitespace) {
        return Err(unfit(&folder));
    }
    Ok(folder)
}

fn unfit(folder: &str) -> Error {
    let message = format!("{folder:?} cannot be a line of a path configuration file");
    Error::refused(Finding::new(&UNFIT_PLACE, message))
}

/// The tree and where it lies.
pub(super) struct Ground<'a> {
    pub(super) tree: &'a SourceTree,
    place: &'a Path,
}

impl Ground<'_> {
    /// Where something of the tree lies on this machine, links resolved. What is not there may come
    /// to be.
    pub(super) fn real(&self, path: &RelPath) -> Result<String, Error> {
        match self.tree.resolve(path) {
            Err(pyrel_tree::Error::Missing { .. }) => self.absolute(path),
            resolved => self.absolute(&resolved?),
        }
    }

    /// The same for a file, of which only the folder's links are resolved, as Python does where it
    /// looks for a module.
    pub(super) fn real_file(&self, path: &RelPath) -> Result<String, Error> {
        let folder = self.tree.resolve(&path.parent().unwrap_or_else(RelPath::root))?;
        self.absolute(&folder.child(path.file_name()))
    }

    fn absolute(&self, path: &RelPath) -> Result<String, Error> {
        let mut full = PathBuf::from(self.place);
        full.extend(path.components());
        full.to_str().map(str::to_owned).ok_or_else(|| unfit(&full.to_string_lossy()))
    }
}
