//! The version, where it is another than a key of `[project]`: out of a literal or a file.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::Version;
use pyrel_python::{Assigned, Literal, PythonSource};
use pyrel_tree::{RelPath, SourceTree};

use super::super::Input;
use super::super::packages::discovery::Discovered;
use super::distribution::{Distribution, VersionFrom};
use super::file_directive::FileTexts;
use super::setup_py;
use super::tables::dynamic::{NO_SOURCE, no_source};
use crate::Error;
use crate::pkg_info::PkgInfo;
use crate::pyproject::{INVALID_VALUE, Located, Reader};
use crate::version_place::{Spelling, VersionPlace};

pub(in crate::backends::setuptools) static NOT_STATIC: Rule = Rule {
    id: "not-static",
    severity: Severity::Error,
    words: "a dynamic field could only be found by running the module",
    remedy: "write it as a literal, `NAME = \"…\"`, or into [project]",
};

/// What the key of files with versions is called in findings.
const FILE_KEY: &str = "tool.setuptools.dynamic.version.file";

/// Finds out the version, once it is known where modules lie.
pub(crate) fn resolve(
    input: &Input<'_>,
    said: &mut Distribution,
    found: &Discovered,
    reader: &mut Reader,
) -> Result<(), Error> {
    let tree = input.tree;
    let text = match &said.version_from {
        None | Some(VersionFrom::Place(_)) => return Ok(()),
        Some(VersionFrom::Attr(attr)) => match attribute_text(input, attr, found)? {
            Ok(text) => Some(text),
            Err(finding) => {
                let name = said.name.as_ref().map(|name| &name.value);
                let info = PkgInfo::read(tree)?;
                if let Some(info) = info.filter(|info| name.is_none_or(|name| info.is_of(name))) {
                    let location = attr.location.clone();
                    said.notes.push(info.note());
                    said.version = Some(Located { value: info.metadata.version, location });
                } else {
                    reader.report(*finding);
                }
                return Ok(());
            }
        },
        Some(VersionFrom::Files(paths)) => {
            let text = file_text(tree, paths, &mut said.referenced, reader);
            if let Some(text) = text.as_ref().filter(|text| has_blanks(&text.value)) {
                let message =
                    "there are blanks around the version, which setuptools turns into dots";
                let finding = Finding::new(&INVALID_VALUE, message);
                reader.report(finding.at(text.location.clone()));
                return Ok(());
            }
            text
        }
        Some(VersionFrom::CfgFiles(paths)) => file_text(tree, paths, &mut said.referenced, reader),
    };
    if let Some(text) = text {
        said.version = parse(&text, reader);
    }
    Ok(())
}

fn file_text(
    tree: &SourceTree,
    paths: &[Located<String>],
    referenced: &mut Vec<RelPath>,
    reader: &mut Reader,
) -> Option<Located<String>> {
    let texts = FileTexts::read(FILE_KEY, paths, tree, reader);
    referenced.extend(texts.files.iter().map(|(path, _)| path.clone()));
    let location = texts.location();
    location.map(|location| Located { value: texts.joined(), location })
}

/// Line ends are taken off, as any blank is that is no space.
fn has_blanks(text: &str) -> bool {
    text.starts_with(' ')
        || text.ends_with(' ')
        || text.trim().contains(' ')
        || text.contains("\n ")
}

/// The version that a text is, the blanks around it aside.
pub(crate) fn parse(text: &Located<String>, reader: &mut Reader) -> Option<Located<Version>> {
    match text.value.trim().parse() {
        Ok(version) => Some(Located { value: version, location: text.location.clone() }),
        Err(error) => {
            let message = error.to_string().replace('\n', "\\n");
            reader.report(Finding::new(&INVALID_VALUE, message).at(text.location.clone()));
            None
        }
    }
}

/// The place of the version.
pub(crate) fn place(
    tree: &SourceTree,
    said: &Distribution,
    found: &Discovered,
) -> Result<VersionPlace, Error> {
    match &said.version_from {
        Some(VersionFrom::Place(place)) => Ok(place.clone()),
        Some(VersionFrom::Attr(attr)) => {
            let (source, assigned) = attribute(tree, attr, found)?;
            match assigned {
                Some(Assigned::Literal { value: Literal::Text(_), range, .. }) => {
                    let source = source.source().clone();
                    Ok(VersionPlace { source, range, spelling: Spelling::Python })
                }
                _ => Err(Error::refused(not_static(attr, None))),
            }
        }
        Some(VersionFrom::Files(paths) | VersionFrom::CfgFiles(paths)) => {
            place_in_file(tree, paths, &said.place)
        }
        None => Err(Error::refused(no_source("version", &said.place))),
    }
}

fn place_in_file(
    tree: &SourceTree,
    paths: &[Located<String>],
    at: &Location,
) -> Result<VersionPlace, Error> {
    let mut reader = Reader::new();
    let texts = FileTexts::read(FILE_KEY, paths, tree, &mut reader);
    reader.finish()?;
    let [(_, source)] = texts.files.as_slice() else {
        let message = "the version is made of more than one file";
        return Err(Error::refused(Finding::new(&NO_SOURCE, message).at(at.clone())));
    };
    let text = source.text();
    let start = text.len() - text.trim_start().len();
    let range = start..start + text.trim().len();
    Ok(VersionPlace { source: source.clone(), range, spelling: Spelling::Plain })
}

/// The value as a text, or why it cannot be told.
fn attribute_text(
    input: &Input<'_>,
    attr: &Located<String>,
    found: &Discovered,
) -> Result<Result<Located<String>, Box<Finding>>, Error> {
    let (source, assigned) = attribute(input.tree, attr, found)?;
    let place = match assigned {
        Some(Assigned::Literal { value, location, .. }) => match version_text(&value) {
            Some(value) => return Ok(Ok(Located { value, location })),
            None => Some(location),
        },
        Some(Assigned::Code(location)) => Some(location),
        None => None,
    };
    // What is no literal setuptools finds by running the module.
    let (module, name) = parts(attr);
    let computed = match RelPath::new(source.source().path()) {
        Ok(path) => setup_py::computed_version(input, (module, &path), name),
        Err(_) => Err(None),
    };
    Ok(match computed {
        Ok(value) => {
            let location = place.unwrap_or_else(|| attr.location.clone());
            Ok(Located { value, location })
        }
        Err(Some(refusal)) => {
            let message =
                format!("the attribute `{}` cannot be proved: {}", attr.value, refusal.words);
            Err(Box::new(Finding::new(&NOT_STATIC, message).at(refusal.location)))
        }
        Err(None) => Err(Box::new(not_static(attr, place))),
    })
}

/// The module and the name in it.
fn parts(attr: &Located<String>) -> (&str, &str) {
    attr.value.trim().rsplit_once('.').unwrap_or(("__init__", attr.value.trim()))
}

/// What the module assigns to the attribute, and the module. The file is looked for where packages
/// lie, `m.py` before `m/__init__.py`; modules of other projects would have to be imported.
fn attribute(
    tree: &SourceTree,
    attr: &Located<String>,
    found: &Discovered,
) -> Result<(PythonSource, Option<Assigned>), Error> {
    let (module, name) = parts(attr);
    let place = found.dirs.of(module).path();
    let mut candidates = vec![place.child("__init__.py")];
    if let Some(folder) = place.parent() {
        candidates.insert(0, folder.child(&format!("{}.py", place.file_name())));
    }
    for path in candidates {
        if tree.is_file(&path)? {
            let source = PythonSource::read(tree, &path)?;
            let assigned = source.first_assignment(name);
            return Ok((source, assigned));
        }
    }
    let message = format!("there is no file for the module `{module}`");
    Err(Error::refused(Finding::new(&NOT_STATIC, message).at(attr.location.clone())))
}

/// A version as text: the parts of a list are joined by dots. A float would lose its last zero.
fn version_text(literal: &Literal) -> Option<String> {
    match literal {
        Literal::Int(text) | Literal::Text(text) => Some(text.clone()),
        Literal::Items(items) => {
            let is_part = |item: &Literal| matches!(item, Literal::Int(_) | Literal::Text(_));
            let parts = items.iter().map(|item| version_text(item).filter(|_| is_part(item)));
            parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("."))
        }
        Literal::Bool(_) | Literal::None | Literal::Other(_) => None,
    }
}

fn not_static(attr: &Located<String>, found: Option<Location>) -> Finding {
    let message = format!("the attribute `{}` is not statically readable", attr.value);
    Finding::new(&NOT_STATIC, message).at(found.unwrap_or_else(|| attr.location.clone()))
}
