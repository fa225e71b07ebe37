//! Versions that are put into the sources of a project.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_diag::{Finding, Location};
use pyrel_python::{Flags, PythonRegex};
use pyrel_tree::glob::{DotNames, PythonGlob};
use pyrel_tree::{RelPath, SourceTree};

use crate::Error;
use crate::pyproject::{INVALID_VALUE, Reader, Table, Value};

const FILES: [&str; 4] = ["*.py", "*/__init__.py", "*/__version__.py", "*/_version.py"];
const TEXT: &str = r#"(^__version__\s*(?::.*?)?=\s*['"])[^'"]*(['"])"#;
const TUPLE: &str = r"(^__version_tuple__\s*(?::.*?)?=\s*\()[^)]*(\))";

/// `substitution`.
#[derive(Debug)]
pub(super) struct Substitutions {
    folders: Vec<Folder>,
}

/// A folder with the files in it and what is replaced in them.
#[derive(Debug)]
struct Folder {
    path: RelPath,
    files: Vec<(PythonGlob, Location)>,
    patterns: Vec<Pattern>,
}

#[derive(Clone, Debug)]
struct Pattern {
    text: String,
    kind: Kind,
    location: Location,
}

/// How a version is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Text,
    Tuple,
}

impl Substitutions {
    pub(super) fn read(table: &Table<'_>, reader: &mut Reader) -> Self {
        let own = reader.table_of(table, "substitution");
        let location = own.as_ref().map_or_else(|| table.location(), Table::location);
        let usual = || FILES.iter().map(|file| ((*file).to_owned(), location.clone())).collect();
        let files = own.as_ref().and_then(|own| files(own, reader)).unwrap_or_else(usual);
        let patterns = own.as_ref().and_then(|own| patterns(own, reader));
        let patterns = patterns.unwrap_or_else(|| {
            let of = |text: &str, kind| Pattern {
                text: text.to_owned(),
                kind,
                location: location.clone(),
            };
            vec![of(TEXT, Kind::Text), of(TUPLE, Kind::Tuple)]
        });
        let mut folders = Vec::new();
        folders.extend(folder(RelPath::root(), &files, &patterns, reader));
        let more = own.as_ref().and_then(|own| reader.list_of(own, "folders")).unwrap_or_default();
        for value in more {
            let Some(inner) = reader.table(&value) else { continue };
            let Some(path) = reader.text_of(&inner, "path") else { continue };
            let own_files = self::files(&inner, reader).unwrap_or_else(|| files.clone());
            let own_patterns = self::patterns(&inner, reader).unwrap_or_else(|| patterns.clone());
            match RelPath::new(&path.value) {
                Ok(path) => folders.extend(folder(path, &own_files, &own_patterns, reader)),
                Err(error) => reader.invalid(&value, error),
            }
        }
        Self { folders }
    }

    /// The files in which something is replaced; one that two folders find belongs to the first.
    pub(super) fn apply(
        &self,
        version: &str,
        tree: &SourceTree,
        reader: &mut Reader,
    ) -> Result<BTreeMap<RelPath, Arc<[u8]>>, Error> {
        let mut found: BTreeMap<RelPath, &Folder> = BTreeMap::new();
        for folder in &self.folders {
            for (glob, _) in &folder.files {
                for path in glob.expand(tree, &folder.path)? {
                    let path = tree.resolve(&path)?;
                    if tree.is_file(&path)? {
                        found.entry(path).or_insert(folder);
                    }
                }
            }
        }
        let mut changed = BTreeMap::new();
        for (path, folder) in found {
            let text = tree.read_text(&path)?;
            let mut made = text.clone();
            for pattern in &folder.patterns {
                match pattern.replaced(&made, version) {
                    Ok(replaced) => made = replaced,
                    Err(why) => {
                        let message = format!("a substitution in `{path}`: {why}");
                        let finding = Finding::new(&INVALID_VALUE, message);
                        reader.report(finding.at(pattern.location.clone()));
                    }
                }
            }
            if made != text {
                changed.insert(path, Arc::from(made.into_bytes()));
            }
        }
        Ok(changed)
    }
}

fn files(table: &Table<'_>, reader: &mut Reader) -> Option<Vec<(String, Location)>> {
    let texts = reader.texts_of(table, "files")?;
    Some(texts.into_iter().map(|text| (text.value, text.location)).collect())
}

fn patterns(table: &Table<'_>, reader: &mut Reader) -> Option<Vec<Pattern>> {
    let items = reader.list_of(table, "patterns")?;
    Some(items.iter().filter_map(|item| Pattern::read(item, reader)).collect())
}

fn folder(
    path: RelPath,
    files: &[(String, Location)],
    patterns: &[Pattern],
    reader: &mut Reader,
) -> Option<Folder> {
    let mut globs = Vec::new();
    for (text, location) in files {
        match PythonGlob::with_dot_names(text, DotNames::Match) {
            Ok(glob) if !text.contains("**") => globs.push((glob, location.clone())),
            Ok(_) => {
                let message = format!("`{text}`: what `**` finds depends on the version of Python");
                reader.report(Finding::new(&INVALID_VALUE, message).at(location.clone()));
            }
            Err(error) => {
                let finding = Finding::new(&INVALID_VALUE, error.to_string());
                reader.report(finding.at(location.clone()));
            }
        }
    }
    Some(Folder { path, files: globs, patterns: patterns.to_vec() })
}

impl Pattern {
    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        let location = value.location();
        if let Some(text) = value.as_text() {
            return Some(Self { text: text.to_owned(), kind: Kind::Text, location });
        }
        let table = reader.table(value)?;
        let text = reader.text_of(&table, "value")?.value;
        let kind = match table.get("mode").and_then(|mode| mode.as_text()) {
            Some("str") => Kind::Text,
            Some("tuple") => Kind::Tuple,
            _ => {
                reader.invalid(value, "`mode` is neither `str` nor `tuple`");
                return None;
            }
        };
        Some(Self { text, kind, location })
    }

    fn replaced(&self, text: &str, version: &str) -> Result<String, String> {
        let insert = match self.kind {
            Kind::Text => version.to_owned(),
            Kind::Tuple => tuple(version),
        };
        let regex = PythonRegex::new(&self.text, Flags::MULTILINE)?;
        regex.replace_all(&format!(r"\g<1>{insert}\g<2>"), text)
    }
}

/// The parts of a version as a tuple is written.
fn tuple(version: &str) -> String {
    let (public, metadata) = version.split_once('+').unwrap_or((version, ""));
    let mut parts = Vec::new();
    for part in public.split(['-', '.']).filter(|part| !part.is_empty()) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        match (number.is_empty(), rest.is_empty()) {
            (true, _) => parts.push(format!("\"{part}\"")),
            (false, true) => parts.push(without_zeros(number)),
            (false, false) => parts.extend([without_zeros(number), format!("\"{rest}\"")]),
        }
    }
    if !metadata.is_empty() {
        let is_number = metadata.bytes().all(|byte| byte.is_ascii_digit());
        parts.push(if is_number { without_zeros(metadata) } else { format!("\"{metadata}\"") });
    }
    let comma = if parts.len() == 1 { "," } else { "" };
    parts.join(", ") + comma
}

fn without_zeros(number: &str) -> String {
    let rest = number.trim_start_matches('0');
    if rest.is_empty() { "0".to_owned() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::tuple;

    #[test]
    fn a_version_becomes_a_tuple() {
        assert_eq!(tuple("1"), "1,");
        assert_eq!(
            tuple("1.2.3rc4.post05.dev0+abc.1"),
            "1, 2, 3, \"rc4\", \"post05\", \"dev0\", \"abc.1\""
        );
        assert_eq!(tuple("1.02-a+007"), "1, 2, \"a\", 7");
    }
}
