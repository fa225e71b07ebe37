//! Scripts, data files and headers: what is installed outside of packages.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::PythonGlob;
use pyrel_tree::{RelPath, Source, SourceTree};

use super::super::describe::distribution::{DataFiles, Distribution, invalid};
use super::listed::Listed;
use super::package_data::DataFile;
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
    /// What the wheel holds at its own root.
    pub at_root: Vec<DataFile>,
    pub sources: Vec<Listed>,
}

pub(in crate::backends::setuptools) static EMPTY_SCRIPT: Rule = Rule {
    id: "empty-script",
    severity: Severity::Error,
    words: "a script is empty, at which setuptools stops",
    remedy: "remove it, or write something into it",
};

pub(in crate::backends::setuptools) static ABSOLUTE_FOLDER: Rule = Rule {
    id: "absolute-data-folder",
    severity: Severity::Warning,
    words: "data files shall go into an absolute folder, and land among the packages",
    remedy: "name a folder below the environment's prefix, for example `etc` or `share/NAME`",
};

/// # Errors
/// When the tree cannot be read, or two files want the same place.
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
        for file in &target.files {
            add_data(tree, target, file, &mut installed, reader)?;
        }
    }
    for header in &said.headers {
        add_header(tree, header, &mut installed, reader)?;
    }
    Ok(installed)
}

/// The key as the file spells it that has the value.
fn key(value: &Located<String>, in_toml: &'static str, elsewhere: &'static str) -> &'static str {
    if value.location.path.ends_with(".toml") { in_toml } else { elsewhere }
}

/// A script, with `#!python` in the place of any Python so that the installer can put its own.
fn add_script(
    tree: &SourceTree,
    script: &Located<String>,
    installed: &mut Installed,
    reader: &mut Reader,
) -> Result<(), Error> {
    let key = key(script, "tool.setuptools.script-files", "scripts");
    let Some(path) = path(key, script, reader) else { return Ok(()) };
    if !tree.is_file(&path)? {
        reader.report(missing(key, script));
        return Ok(());
    }
    let bytes = tree.read(&path)?;
    let source = match String::from_utf8(bytes) {
        Ok(text) if text.is_empty() => {
            let finding = Finding::new(&EMPTY_SCRIPT, format!("`{path}` is empty"));
            reader.report(finding.at(script.location.clone()));
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
    let origin = Origin::option(format!("{key} `{}`", script.value), script.location.clone());
    let entry = Entry { source, mode: Mode::Executable, origin };
    let scripts = installed.files.entry(Scheme::Scripts).or_default();
    scripts.add(ArchivePath::new(Arc::<str>::from(path.file_name()))?, entry)?;
    installed.sources.push(Listed::written(&script.value, path));
    Ok(())
}

/// The files of one value, all directly in the folder, whatever folders they come from.
fn add_data(
    tree: &SourceTree,
    target: &DataFiles,
    file: &Located<String>,
    installed: &mut Installed,
    reader: &mut Reader,
) -> Result<(), Error> {
    let key = key(file, "tool.setuptools.data-files", "data_files");
    // What is absolute is so below the folder in which the wheel is gathered.
    let at_root = target.folder.starts_with('/');
    let folder = match RelPath::new(target.folder.trim_start_matches('/')) {
        Ok(folder) => folder,
        Err(error) => {
            reader.report(invalid(&file.clone().map(|_| target.folder.clone()), error));
            return Ok(());
        }
    };
    if at_root {
        let message = format!("`{}` would be `{folder}` among the packages", target.folder);
        reader.report(Finding::new(&ABSOLUTE_FOLDER, message).at(file.location.clone()));
    }
    let origin = Origin::option(format!("{key} `{}`", file.value), file.location.clone());
    for path in data_paths(tree, key, (file, target.patterns), reader)? {
        let place = folder.child(path.file_name());
        match tree.item(&path)? {
            Some(_) if at_root && tree.is_file(&path)? => {
                let source = Listed::plain(path.clone());
                let origin = origin.clone();
                installed.at_root.push(DataFile { target: place, source, origin });
            }
            Some(item) if tree.is_file(&path)? => {
                let data = installed.files.entry(Scheme::Data).or_default();
                add(data, &place, &item, Links::Follow, &origin)?;
            }
            Some(_) => reader.report(invalid(file, format!("`{path}` is no regular file"))),
            None => reader.report(missing(key, file)),
        }
        installed.sources.push(Listed::plain(path));
    }
    Ok(())
}

fn data_paths(
    tree: &SourceTree,
    key: &str,
    (file, patterns): (&Located<String>, bool),
    reader: &mut Reader,
) -> Result<Vec<RelPath>, Error> {
    if !patterns || !file.value.contains(['*', '?', '[', ']', '{', '}']) {
        return Ok(path(key, file, reader).into_iter().collect());
    }
    match PythonGlob::new(&file.value) {
        Ok(glob) => Ok(glob.expand(tree, &RelPath::root())?),
        Err(error) => {
            reader.report(invalid(file, error));
            Ok(Vec::new())
        }
    }
}

/// A header for C; the sdist does not get it for that.
fn add_header(
    tree: &SourceTree,
    header: &Located<String>,
    installed: &mut Installed,
    reader: &mut Reader,
) -> Result<(), Error> {
    let Some(path) = path("headers", header, reader) else { return Ok(()) };
    match tree.item(&path)? {
        Some(item) if tree.is_file(&path)? => {
            let origin = Origin::option("headers", header.location.clone());
            let place = RelPath::root().child(path.file_name());
            let headers = installed.files.entry(Scheme::Headers).or_default();
            add(headers, &place, &item, Links::Follow, &origin)
        }
        _ => {
            reader.report(missing("headers", header));
            Ok(())
        }
    }
}
