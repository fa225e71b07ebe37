//! `script-files` and `data-files`: what is installed outside of packages.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::PythonGlob;
use pyrel_tree::{RelPath, Source, SourceTree};

use super::super::describe::distribution::{Distribution, invalid};
use super::listed::Listed;
use crate::member::{Links, add};
use crate::named_file::{missing, path};
use crate::pyproject::{Located, Reader};
use crate::shebang::with_plain_shebang;
use crate::{Error, Scheme};

/// Files by the scheme they are installed in.
pub(crate) type ByScheme = BTreeMap<Scheme, FileMap>;

/// The files, and where they came from.
#[derive(Debug, Default)]
pub(crate) struct Installed {
    pub files: ByScheme,
    pub sources: Vec<Listed>,
}

static EMPTY_SCRIPT: Rule = Rule {
    id: "empty-script",
    severity: Severity::Warning,
    words: "a script is empty, and setuptools leaves it out",
    remedy: "remove it from `tool.setuptools.script-files`",
};

pub(crate) fn collect(
    tree: &SourceTree,
    said: &Distribution,
    reader: &mut Reader,
) -> Result<Installed, Error> {
    let mut installed = Installed::default();
    for script in &said.scripts {
        add_script(tree, script, &mut installed, reader)?;
    }
    for target in &said.data_files {
        for pattern in &target.files {
            add_data(tree, &target.folder, pattern, &mut installed, reader)?;
        }
    }
    Ok(installed)
}

/// A script, with `#!python` in the place of any Python so that the installer can put its own.
fn add_script(
    tree: &SourceTree,
    script: &Located<String>,
    installed: &mut Installed,
    reader: &mut Reader,
) -> Result<(), Error> {
    const KEY: &str = "tool.setuptools.script-files";
    let Some(path) = path(KEY, script, reader) else { return Ok(()) };
    if !tree.is_file(&path)? {
        reader.report(missing(KEY, script));
        return Ok(());
    }
    let bytes = tree.read(&path)?;
    let source = match String::from_utf8(bytes) {
        Ok(text) if text.is_empty() => {
            let finding = Finding::new(&EMPTY_SCRIPT, format!("`{path}` is empty"));
            reader.report(finding.at(script.location.clone()));
            installed.sources.push(Listed::written(&script.value, path));
            return Ok(());
        }
        Ok(text) => match with_plain_shebang(&text) {
            Some(text) => Source::Bytes(text.into_bytes().into()),
            None => Source::File(path.clone()),
        },
        Err(_) => {
            reader.report(invalid(script, "the script is not UTF-8"));
            return Ok(());
        }
    };
    let origin = Origin::option(format!("{KEY} `{}`", script.value), script.location.clone());
    let entry = Entry { source, mode: Mode::Executable, origin };
    let scripts = installed.files.entry(Scheme::Scripts).or_default();
    scripts.add(ArchivePath::new(Arc::<str>::from(path.file_name()))?, entry)?;
    installed.sources.push(Listed::written(&script.value, path));
    Ok(())
}

/// The files of one pattern, all directly in the folder, whatever folders they come from.
fn add_data(
    tree: &SourceTree,
    folder: &str,
    pattern: &Located<String>,
    installed: &mut Installed,
    reader: &mut Reader,
) -> Result<(), Error> {
    const KEY: &str = "tool.setuptools.data-files";
    let folder = match RelPath::new(folder) {
        Ok(folder) => folder,
        Err(error) => {
            reader.report(invalid(&pattern.clone().map(|_| folder.to_owned()), error));
            return Ok(());
        }
    };
    let origin = Origin::option(format!("{KEY} `{}`", pattern.value), pattern.location.clone());
    let data = installed.files.entry(Scheme::Data).or_default();
    for path in data_paths(tree, KEY, pattern, reader)? {
        match tree.item(&path)? {
            Some(item) if tree.is_file(&path)? => {
                add(data, &folder.child(path.file_name()), &item, Links::Follow, &origin)?;
                installed.sources.push(Listed::plain(path));
            }
            Some(_) => reader.report(invalid(pattern, format!("`{path}` is no regular file"))),
            None => reader.report(missing(KEY, pattern)),
        }
    }
    Ok(())
}

fn data_paths(
    tree: &SourceTree,
    key: &str,
    pattern: &Located<String>,
    reader: &mut Reader,
) -> Result<Vec<RelPath>, Error> {
    if !pattern.value.contains(['*', '?', '[', ']', '{', '}']) {
        return Ok(path(key, pattern, reader).into_iter().collect());
    }
    match PythonGlob::new(&pattern.value) {
        Ok(glob) => Ok(glob.expand(tree, &RelPath::root())?),
        Err(error) => {
            reader.report(invalid(pattern, error));
            Ok(Vec::new())
        }
    }
}
