//! `[metadata]`.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::PackageName;
use pyrel_tree::SourceTree;

use super::super::distribution::{
    Distribution, LicensePatterns, LicensesBy, Packages, VersionFrom,
};
use super::super::version;
use super::value::CfgValue;
use crate::pyproject::{INVALID_VALUE, Located, Reader};
use crate::version_place::{Spelling, VersionPlace};

pub(in crate::backends::setuptools) static LETTER_BY_LETTER: Rule = Rule {
    id: "cfg-letters",
    severity: Severity::Error,
    words: "a key of setup.cfg that setuptools reads letter by letter",
    remedy: "remove the key: nothing reads such headers any more",
};

/// Fills what is not described yet. Keys that setuptools does not have are passed over by it, since
/// other tools have theirs here.
pub(super) fn fill(
    values: &[CfgValue],
    tree: &SourceTree,
    said: &mut Distribution,
    reader: &mut Reader,
) {
    for value in values {
        match real_name(&value.key) {
            "version" if said.version.is_none() && said.version_from.is_none() => {
                version(value, tree, said, reader);
            }
            "description" if is_open(&said.description) => {
                let text = value.text_or_file(tree, &mut said.referenced, reader);
                said.description = Some(text);
            }
            "long_description" if is_open(&said.long_description) => {
                let text = value.text_or_file(tree, &mut said.referenced, reader);
                said.long_description = Some(text);
            }
            "classifiers" if said.classifiers.is_empty() => {
                let referenced = &mut said.referenced;
                said.classifiers = value.items_or_files(',', tree, referenced, reader);
            }
            "license" if value.text.starts_with("file:") && is_open(&said.license) => {
                let message = "`license` is a text here, and no file can be named";
                let finding = Finding::new(&INVALID_VALUE, message);
                reader.report(finding.at(value.location.clone()));
            }
            "license_files" if named_nothing(said) => {
                let by = LicensesBy::Keyword;
                said.license_files = Some(LicensePatterns { patterns: value.list(), by });
            }
            "license_file" if is_open(&said.license_file) => {
                said.license_file = Some(value.located());
            }
            "requires" if said.requires.is_empty() && !value.text.is_empty() => {
                let message = "`requires` is no list for setuptools, which takes each letter alone";
                let finding = Finding::new(&LETTER_BY_LETTER, message);
                reader.report(finding.at(value.location.clone()));
            }
            "project_urls" if said.project_urls.is_empty() => {
                let pairs = value.pairs(reader).into_iter();
                said.project_urls = pairs.map(|(label, url)| (label, url.value)).collect();
            }
            "name" if said.name.is_none() => name(value, said, reader),
            other => plain(other, value, said, reader),
        }
    }
}

fn is_open(field: &Option<Located<String>>) -> bool {
    field.as_ref().is_none_or(|text| text.value.is_empty())
}

fn named_nothing(said: &Distribution) -> bool {
    said.license_files.as_ref().is_none_or(|files| files.patterns.is_empty())
}

/// The key that an alias stands for.
fn real_name(key: &str) -> &str {
    match key {
        "home_page" => "url",
        "summary" => "description",
        "classifier" => "classifiers",
        "platform" => "platforms",
        other => other,
    }
}

/// Texts and lists that are taken as they are.
fn plain(key: &str, value: &CfgValue, said: &mut Distribution, reader: &mut Reader) {
    let Some(text) = said.text_mut(key) else { return list(key, value, said, reader) };
    if is_open(text) {
        *text = Some(value.located());
        // No parser says of this one that it is none of code's.
        if key == "download_url" {
            said.computed.insert("download_url");
        }
    }
}

fn list(key: &str, value: &CfgValue, said: &mut Distribution, reader: &mut Reader) {
    let list = match key {
        "keywords" => &mut said.keywords,
        "platforms" => &mut said.platforms,
        "provides" => &mut said.provides,
        "obsoletes" => &mut said.obsoletes,
        "license_expression" => return license_expression(value, said, reader),
        _ => return,
    };
    if !list.is_empty() {
        return;
    }
    *list = value.list().into_iter().map(|item| item.value).collect();
    // distutils checks these two, and what it answers with counts as computed.
    if let Some(key) = ["provides", "obsoletes"].into_iter().find(|checked| *checked == key) {
        said.computed.insert(key);
    }
}

fn license_expression(value: &CfgValue, said: &mut Distribution, reader: &mut Reader) {
    if said.license_expression.is_some() || value.text.is_empty() {
        return;
    }
    match value.text.parse() {
        Ok(expression) => {
            let location = value.location.clone();
            said.license_expression = Some(Located { value: expression, location });
            said.computed.insert("license_expression");
        }
        Err(error) => {
            let message = format!("`{}`: {error}", value.shown);
            let finding = Finding::new(&INVALID_VALUE, message);
            reader.report(finding.at(value.location.clone()));
        }
    }
}

fn version(value: &CfgValue, tree: &SourceTree, said: &mut Distribution, reader: &mut Reader) {
    if let Some(names) = value.file_names() {
        let text = value.text_or_file(tree, &mut Vec::new(), reader);
        if !text.value.is_empty() {
            said.version_from = Some(VersionFrom::CfgFiles(names));
        }
    } else if let Some(attr) = value.text.strip_prefix("attr:") {
        let attr = Located { value: attr.trim().to_owned(), location: value.location.clone() };
        said.version_from = Some(VersionFrom::Attr(attr));
        let is_open = matches!(said.packages, Packages::Unset) && said.py_modules.is_none();
        said.found_early = is_open && !said.no_discovery;
    } else if !value.text.is_empty() {
        said.version = version::parse(&value.located(), reader);
        if let Some(range) = value.range() {
            let source = value.source().clone();
            let place = VersionPlace { source, range, spelling: Spelling::Plain };
            said.version_from = Some(VersionFrom::Place(place));
        }
    }
}

fn name(value: &CfgValue, said: &mut Distribution, reader: &mut Reader) {
    if value.text.is_empty() {
        return;
    }
    said.name = safe_name(&value.located(), reader);
}

/// A name as setuptools mends it: whatever cannot be in one becomes a hyphen.
pub(crate) fn safe_name(
    written: &Located<String>,
    reader: &mut Reader,
) -> Option<Located<PackageName>> {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let mut safe = String::new();
    for c in written.value.chars() {
        if is_fine(c) {
            safe.push(c);
        } else if !safe.ends_with('\0') {
            safe.push('\0');
        }
    }
    let safe = safe.replace('\0', "-");
    match safe.parse() {
        Ok(name) => Some(Located { value: name, location: written.location.clone() }),
        Err(error) => {
            let finding = Finding::new(&INVALID_VALUE, format!("`{safe}`: {error}"));
            reader.report(finding.at(written.location.clone()));
            None
        }
    }
}
