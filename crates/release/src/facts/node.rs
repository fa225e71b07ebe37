//! The facts of a `package.json`.
//!
//! <https://docs.npmjs.com/cli/v11/configuring-npm/package-json>

use pyrel_diag::{Finding, Rule, Severity, SourceText};
use pyrel_tree::{RelPath, SourceTree};
use serde_json::{Map, Value};

use super::web::browsable;
use super::{Facts, Language, Person, SemanticVersion};
use crate::Error;

/// The name of the file.
pub const PACKAGE_JSON: &str = "package.json";

/// A larger file is read by nobody.
const MOST: u64 = 16 << 20;

pub(crate) static INVALID: Rule = Rule {
    id: "package-json-invalid",
    severity: Severity::Error,
    words: "a package.json that cannot be read",
    remedy: "correct the file; `npm pkg get name` reads it as well",
};

impl Facts {
    /// What the `package.json` in a folder of a tree says; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is no object of JSON.
    pub fn of_node(tree: &SourceTree, folder: &RelPath) -> Result<Option<Self>, Error> {
        let path = folder.child(PACKAGE_JSON);
        match tree.item(&path)?.map(|item| item.kind) {
            None => return Ok(None),
            Some(pyrel_tree::EntryKind::File { len, .. }) if len <= MOST => {}
            Some(_) => {
                let message = "it is no regular file of a usual size";
                return Err(Error::refused(Finding::new(&INVALID, message).in_file(path.as_str())));
            }
        }
        let text = String::from_utf8_lossy(&tree.read(&path)?).into_owned();
        // npm and Node overlook a byte order mark.
        let source = SourceText::new(path.as_str(), text.trim_start_matches('\u{feff}').to_owned());
        match serde_json::from_str::<Value>(source.text()) {
            Ok(Value::Object(package)) => Ok(Some(Self::of_package(&package))),
            Ok(_) => {
                let finding = Finding::new(&INVALID, "it is no object");
                Err(Error::refused(finding.at(source.locate(0..1))))
            }
            Err(error) => Err(Error::refused(malformed(&source, &error))),
        }
    }

    fn of_package(package: &Map<String, Value>) -> Self {
        let text = |key: &str| package.get(key).and_then(present);
        let version = text("version");
        Self {
            language: Some(Language::Node),
            name: text("name"),
            version: version.as_deref().map(SemanticVersion::as_written),
            project_version: version,
            description: text("description"),
            license: license(package),
            author: package.get("author").and_then(person),
            homepage: text("homepage"),
            repository: address(package, "repository").and_then(|it| browsable(&it)),
            documentation: None,
            support: address(package, "bugs").filter(|it| it.contains("://")),
            keywords: keywords(package),
            runtime: package.get("engines").and_then(|it| it.get("node")).and_then(present),
            commands: commands(package),
            main: text("main"),
        }
    }
}

fn malformed(source: &SourceText, error: &serde_json::Error) -> Finding {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or_default().to_owned();
    let lines = source.text().split_inclusive('\n').take(error.line().saturating_sub(1));
    let start = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let start = start.min(source.text().len());
    Finding::new(&INVALID, words).at(source.locate(start..start))
}

fn present(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

/// A text, or the object with a `type` of the days before expressions.
fn license(package: &Map<String, Value>) -> Option<String> {
    let license = package.get("license")?;
    present(license).or_else(|| license.get("type").and_then(present))
}

fn person(value: &Value) -> Option<Person> {
    let person = match value {
        Value::String(text) => Person::read(text),
        Value::Object(fields) => {
            let field = |key: &str| fields.get(key).and_then(present);
            Person { name: field("name"), email: field("email"), url: field("url") }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    Some(person).filter(|person| *person != Person::default())
}

/// A text, or an object with a `url`.
fn address(package: &Map<String, Value>, key: &str) -> Option<String> {
    let value = package.get(key)?;
    present(value).or_else(|| value.get("url").and_then(present))
}

fn keywords(package: &Map<String, Value>) -> Vec<String> {
    let list = package.get("keywords").and_then(Value::as_array);
    list.map_or_else(Vec::new, |list| list.iter().filter_map(present).collect())
}

/// `bin`: names with their paths, or the one path of the command that is called like the package.
fn commands(package: &Map<String, Value>) -> Vec<(String, String)> {
    match package.get("bin") {
        Some(Value::Object(all)) => {
            let all = all.iter();
            all.filter_map(|(name, path)| Some((name.clone(), present(path)?))).collect()
        }
        Some(value) => {
            let name = package.get("name").and_then(present);
            // The command of `@scope/name` is `name`.
            let name = name.map(|name| name.rsplit('/').next().unwrap_or_default().to_owned());
            name.zip(present(value)).into_iter().collect()
        }
        None => Vec::new(),
    }
}
