//! Values of `setup.cfg` in the forms that setuptools gives them.

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_python::{IniOption, split_lines};
use pyrel_tree::{RelPath, SourceTree};

use super::super::file_directive::FileTexts;
use crate::pyproject::{INVALID_VALUE, Located, Reader};

/// The value of an option.
#[derive(Clone, Debug)]
pub(super) struct CfgValue {
    /// The key as it counts: with underscores and in lower case where setuptools changes it.
    pub key: String,
    /// `[section] key`, as findings name it.
    pub shown: String,
    /// The text, references in it filled in.
    pub text: String,
    source: SourceText,
    /// Where the option begins in the file.
    start: usize,
    /// The place of the option.
    pub location: Location,
}

pub(in crate::backends::setuptools) static MISSING_CFG_FILE: Rule = Rule {
    id: "missing-cfg-file",
    severity: Severity::Warning,
    words: "a file that setup.cfg names is not there, and setuptools goes on without it",
    remedy: "add the file or correct the name",
};

impl CfgValue {
    pub(super) fn new(
        option: &IniOption,
        names: (&str, String),
        text: String,
        source: &SourceText,
    ) -> Self {
        let (section, key) = names;
        Self {
            shown: format!("[{section}] {key}"),
            key,
            text,
            source: source.clone(),
            start: option.range.start,
            location: source.locate(option.range.clone()),
        }
    }

    /// The value as it is.
    pub(super) fn located(&self) -> Located<String> {
        self.part(&self.text)
    }

    /// Where the value stands in the file, if it is spelled there as it is.
    pub(super) fn range(&self) -> Option<std::ops::Range<usize>> {
        let rest = self.source.text().get(self.start..)?;
        let delimiter = rest.find(['=', ':'])? + 1;
        let at = rest.get(delimiter..)?.find(&self.text)? + delimiter + self.start;
        (!self.text.is_empty()).then(|| at..at + self.text.len())
    }

    /// The file that the value is in.
    pub(super) fn source(&self) -> &SourceText {
        &self.source
    }

    /// Items on lines of their own; on one line they are parted by commas.
    pub(super) fn list(&self) -> Vec<Located<String>> {
        self.items(&self.text, ',').into_iter().map(|item| self.part(&item)).collect()
    }

    /// The items of the value or of the files it names, in any case parted by lines or by this.
    pub(super) fn items_or_files(
        &self,
        separator: char,
        tree: &SourceTree,
        referenced: &mut Vec<RelPath>,
        reader: &mut Reader,
    ) -> Vec<Located<String>> {
        let text = self.text_or_file(tree, referenced, reader);
        let own = self.file_names().is_none();
        let place = |item: String| match own {
            true => self.part(&item),
            false => Located { value: item, location: self.location.clone() },
        };
        self.items(&text.value, separator).into_iter().map(place).collect()
    }

    /// Pairs joined by `=`.
    pub(super) fn pairs(&self, reader: &mut Reader) -> Vec<(String, Located<String>)> {
        let mut pairs: Vec<(String, Located<String>)> = Vec::new();
        for item in self.list() {
            let Some((key, value)) = item.value.split_once('=') else {
                let message = format!("`{}`: `{}` is no `key = value`", self.shown, item.value);
                reader.report(Finding::new(&INVALID_VALUE, message).at(item.location));
                continue;
            };
            let value = Located { value: value.trim().to_owned(), location: item.location.clone() };
            match pairs.iter_mut().find(|(other, _)| other == key.trim()) {
                Some((_, there)) => *there = value,
                None => pairs.push((key.trim().to_owned(), value)),
            }
        }
        pairs
    }

    /// Whatever is not one of three words is false.
    pub(super) fn flag(&self) -> bool {
        matches!(self.text.to_lowercase().as_str(), "1" | "true" | "yes")
    }

    /// The files after `file:`, if there is that word.
    pub(super) fn file_names(&self) -> Option<Vec<Located<String>>> {
        let names = self.text.strip_prefix("file:")?.split(',');
        Some(names.map(|name| self.part(name.trim())).collect())
    }

    /// The text itself, or that of the files it names after `file:`.
    pub(super) fn text_or_file(
        &self,
        tree: &SourceTree,
        referenced: &mut Vec<RelPath>,
        reader: &mut Reader,
    ) -> Located<String> {
        let Some(names) = self.file_names() else { return self.located() };
        let mut present = Vec::new();
        for name in names {
            let path = RelPath::new(&name.value).ok();
            if path.is_some_and(|path| matches!(tree.is_file(&path), Ok(false))) {
                let message = format!("`{}`: there is no file `{}`", self.shown, name.value);
                let finding = Finding::new(&MISSING_CFG_FILE, message);
                reader.report(finding.at(name.location));
            } else {
                present.push(name);
            }
        }
        let texts = FileTexts::read(&self.shown, &present, tree, reader);
        referenced.extend(texts.files.iter().map(|(path, _)| path.clone()));
        Located { value: texts.joined(), location: self.location.clone() }
    }

    pub(super) fn items(&self, text: &str, separator: char) -> Vec<String> {
        let parts: Vec<&str> = match text.contains('\n') {
            true => split_lines(text).into_iter().map(|(line, _)| line).collect(),
            false => text.split(separator).collect(),
        };
        let trimmed = parts.into_iter().map(str::trim).filter(|item| !item.is_empty());
        trimmed.map(str::to_owned).collect()
    }

    /// A part of the value with its place, or with that of the option where references in it were
    /// filled in.
    fn part(&self, text: &str) -> Located<String> {
        let end = self.start + self.extent();
        let raw = self.source.text().get(self.start..end).unwrap_or_default();
        let delimiter = raw.find(['=', ':']).map_or(0, |at| at + 1);
        let found = raw.get(delimiter..).and_then(|rest| rest.find(text));
        let location = match found {
            Some(at) if !text.is_empty() => {
                let at = self.start + delimiter + at;
                self.source.locate(at..at + text.len())
            }
            _ => self.location.clone(),
        };
        Located { value: text.to_owned(), location }
    }

    /// How far the option goes: to the next line that begins no later than it does.
    fn extent(&self) -> usize {
        let rest = self.source.text().get(self.start..).unwrap_or_default();
        let mut length = 0;
        for (at, line) in rest.split_inclusive('\n').enumerate() {
            let continues = line.starts_with([' ', '\t']) || line.trim().is_empty();
            if at > 0 && !continues {
                break;
            }
            length += line.len();
        }
        length
    }
}

/// Fills in `%(name)s`, as `configparser` does with options of the section.
pub(super) fn interpolated(
    option: &IniOption,
    others: &[&IniOption],
    depth: usize,
) -> Result<String, String> {
    const DEEPEST: usize = 10;
    let mut text = String::new();
    let mut rest = option.value.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let reference = after.strip_prefix('(').and_then(|inner| inner.split_once(")s"));
        let Some((name, after)) = reference.filter(|(name, _)| !name.contains(')')) else {
            return Err(format!("the percent sign in `{}` must be doubled", option.key));
        };
        let Some(other) = others.iter().find(|other| other.key == name) else {
            return Err(format!("`{}` refers to `{name}`, which is not there", option.key));
        };
        if depth == DEEPEST {
            return Err(format!("`{}` refers to others too often", option.key));
        }
        text.push_str(&interpolated(other, others, depth + 1)?);
        if text.len() > LONGEST {
            return Err(format!("`{}` grows beyond all bounds", option.key));
        }
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

/// References that refer to others twice each grow fast.
const LONGEST: usize = 1 << 20;
