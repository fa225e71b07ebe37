//! The first manifest of an extension, made of what its project says.

use std::collections::BTreeMap;

use pyrel_dxt::{ManifestSource, ServerKind, Version, is_email, is_url, validate};
use pyrel_tree::{RelPath, SourceTree};
use serde_json::{Map, Value, json};

use crate::facts::Language;
use crate::{Error, Facts};

/// What a first manifest says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Draft {
    /// What its server is made with.
    pub kind: ServerKind,
    /// The name for machines.
    pub name: String,
    /// The name for people.
    pub display_name: Option<String>,
    /// The version.
    pub version: String,
    /// What it does.
    pub description: String,
    /// Who made it.
    pub author: String,
    /// The file that is run.
    pub entry_point: String,
    /// What there is no need to ask for.
    facts: Facts,
    has_icon: bool,
}

/// The name of the manifest in every bundle.
const MANIFEST: &str = "manifest.json";
const ICON: &str = "icon.png";

/// Where servers usually begin, by what they are made with.
const NODE: [&str; 6] =
    ["server/index.js", "dist/index.js", "build/index.js", "index.js", "src/index.js", "index.mjs"];
const PYTHON: [&str; 5] =
    ["server/main.py", "src/server.py", "main.py", "server.py", "src/main.py"];

impl Draft {
    /// A draft for a folder, of what its project says, if it has one.
    #[must_use]
    pub fn new(tree: &SourceTree, folder: &str, facts: Option<Facts>, kind: ServerKind) -> Self {
        let facts = facts.unwrap_or_default().for_server(kind);
        let name = facts.name.clone().unwrap_or_else(|| folder.to_owned());
        let author = facts.author.as_ref();
        let author = author.and_then(|person| person.name.clone().or_else(|| person.email.clone()));
        Self {
            kind,
            entry_point: entry_point(tree, &facts, &name, kind),
            display_name: None,
            version: facts.version.as_ref().map_or_else(|| "1.0.0".to_owned(), ToString::to_string),
            description: facts
                .description
                .clone()
                .unwrap_or_else(|| format!("{name}, an MCP server")),
            author: author.unwrap_or_else(|| "unknown".to_owned()),
            has_icon: has(tree, ICON),
            name,
            facts,
        }
    }

    /// The manifest, which its schema accepts. What the schema would not take is left out.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn manifest(&self, tree: &SourceTree) -> Result<String, Error> {
        let text = self.text();
        if !self.has_icon {
            return Ok(text);
        }
        let path = RelPath::root().child(MANIFEST);
        let files = BTreeMap::from([(path.clone(), text.as_bytes().into())]);
        let verdict = validate(&tree.overlaid(files), &ManifestSource::new(path))?;
        Ok(match verdict.manifest {
            Some(_) => text,
            // An icon that is no image.
            None => Self { has_icon: false, ..self.clone() }.text(),
        })
    }

    /// The version of the format: the newest that this server does not need, since hosts are older.
    fn format(&self) -> Version {
        match self.kind {
            ServerKind::Uv => Version::V0_4,
            ServerKind::Binary | ServerKind::Node | ServerKind::Python => Version::V0_3,
        }
    }

    fn text(&self) -> String {
        let mut manifest = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            manifest.extend(value.map(|value| (key.to_owned(), value)));
        };
        let facts = &self.facts;
        let url = |url: &Option<String>| url.as_deref().filter(|it| is_url(it)).map(Value::from);
        put("manifest_version", Some(json!(self.format().to_string())));
        put("name", Some(json!(self.name)));
        put("display_name", self.display_name.as_ref().map(|name| json!(name)));
        put("version", Some(json!(self.version)));
        put("description", Some(json!(self.description)));
        put("author", Some(self.author_json()));
        let repository = url(&facts.repository);
        put("repository", repository.map(|url| json!({"type": "git", "url": url})));
        put("homepage", url(&facts.homepage));
        put("documentation", url(&facts.documentation));
        put("support", url(&facts.support));
        put("icon", self.has_icon.then(|| json!(ICON)));
        put("server", Some(self.server()));
        put("keywords", Some(&facts.keywords).filter(|it| !it.is_empty()).map(|it| json!(it)));
        put("license", facts.license.as_ref().map(|license| json!(license)));
        put("compatibility", self.compatibility());
        format!("{:#}\n", Value::Object(manifest))
    }

    fn author_json(&self) -> Value {
        let mut author = Map::new();
        author.insert("name".to_owned(), json!(self.author));
        let person = self.facts.author.as_ref();
        let person = person.filter(|it| {
            [&it.name, &it.email].iter().any(|name| name.as_deref() == Some(&*self.author))
        });
        let email = person.and_then(|it| it.email.as_deref()).filter(|it| is_email(it));
        let url = person.and_then(|it| it.url.as_deref()).filter(|it| is_url(it));
        author.extend(email.map(|it| ("email".to_owned(), json!(it))));
        author.extend(url.map(|it| ("url".to_owned(), json!(it))));
        Value::Object(author)
    }

    fn server(&self) -> Value {
        let entry = &self.entry_point;
        let inside = format!("${{__dirname}}/{entry}");
        let config = match self.kind {
            ServerKind::Binary => json!({"command": inside, "args": []}),
            ServerKind::Node => json!({"command": "node", "args": [inside]}),
            ServerKind::Python => json!({
                "command": "python",
                "args": [inside],
                "env": {"PYTHONPATH": "${__dirname}/server/lib"},
            }),
            ServerKind::Uv => {
                let script = self.script().map_or(entry.as_str(), |(name, _)| name);
                json!({"command": "uv", "args": ["run", "--directory", "${__dirname}", script]})
            }
        };
        json!({"type": self.kind.text(), "entry_point": entry, "mcp_config": config})
    }

    /// The command of the project that starts the server.
    fn script(&self) -> Option<(&str, &str)> {
        script(&self.facts, &self.name)
    }

    fn compatibility(&self) -> Option<Value> {
        let key = match self.kind {
            ServerKind::Binary => return None,
            ServerKind::Node => "node",
            ServerKind::Python | ServerKind::Uv => "python",
        };
        let range = self.facts.runtime.as_deref()?;
        let range = if key == "python" { node_range(range)? } else { range.to_owned() };
        Some(json!({"runtimes": {key: range}}))
    }
}

impl Facts {
    /// Without what would start a server of another kind, or say what that one needs.
    fn for_server(self, kind: ServerKind) -> Self {
        let language = match kind {
            ServerKind::Binary => None,
            ServerKind::Node => Some(Language::Node),
            ServerKind::Python | ServerKind::Uv => Some(Language::Python),
        };
        match language.is_some() && language == self.language {
            true => self,
            false => Self { runtime: None, commands: Vec::new(), main: None, ..self },
        }
    }
}

/// A console script of the project's own name, else the first one.
fn script<'a>(facts: &'a Facts, name: &str) -> Option<(&'a str, &'a str)> {
    let own = facts.commands.iter().find(|(command, _)| command == name);
    let found = own.or_else(|| facts.commands.first());
    found.map(|(command, object)| (command.as_str(), object.as_str()))
}

fn has(tree: &SourceTree, path: &str) -> bool {
    RelPath::new(path).is_ok_and(|path| tree.is_file(&path).unwrap_or_default())
}

fn entry_point(tree: &SourceTree, facts: &Facts, name: &str, kind: ServerKind) -> String {
    let usual = |candidates: &[&str]| {
        let found = candidates.iter().find(|path| has(tree, path));
        found.or_else(|| candidates.first()).map_or_else(String::new, |path| (*path).to_owned())
    };
    match kind {
        ServerKind::Binary => format!("server/{}", name.rsplit('/').next().unwrap_or(name)),
        ServerKind::Node => {
            let main = facts.main.as_deref().and_then(inside);
            let found = main.as_deref().and_then(|path| node_file(tree, path));
            let script = script(facts, name).and_then(|(_, path)| inside(path));
            found.or(script).or(main).unwrap_or_else(|| usual(&NODE))
        }
        ServerKind::Python | ServerKind::Uv => {
            let module = script(facts, name).map(|(_, object)| object);
            let found = module.and_then(|object| module_file(tree, object));
            let started = || usual_module(tree, facts.name.as_deref()?);
            found.or_else(started).unwrap_or_else(|| usual(&PYTHON))
        }
    }
}

/// A path of a package that lies in it.
fn inside(path: &str) -> Option<String> {
    let path = RelPath::new(path).ok().filter(|path| !path.is_root())?;
    Some(path.as_str().to_owned())
}

/// The file that Node.js takes for the `main` of a package.
///
/// <https://nodejs.org/api/modules.html#all-together>
fn node_file(tree: &SourceTree, path: &str) -> Option<String> {
    let files = ["", ".js", "/index.js"].iter().map(|end| format!("{path}{end}"));
    files.into_iter().find(|path| has(tree, path))
}

/// What a package of this name is started by where it has no command, if nothing usual lies beside it.
fn usual_module(tree: &SourceTree, name: &str) -> Option<String> {
    if PYTHON.iter().any(|path| has(tree, path)) {
        return None;
    }
    let module = name.replace(['-', '.'], "_").to_lowercase();
    let below = ["src/", ""].iter().flat_map(|folder| {
        ["__main__", "server", "main"].map(|file| format!("{folder}{module}/{file}.py"))
    });
    below.into_iter().find(|path| has(tree, path))
}

/// The file of the module that `module.name:function` is in.
fn module_file(tree: &SourceTree, object: &str) -> Option<String> {
    let module = object.split([':', ' ']).next()?.replace('.', "/");
    let places = ["src/", "", "server/", "lib/"].iter().flat_map(|folder| {
        ["", "/__init__", "/__main__"].map(|end| format!("{folder}{module}{end}.py"))
    });
    places.into_iter().find(|path| has(tree, path))
}

/// `>=3.10,<4` as hosts read ranges: `>=3.10 <4`. What cannot be said so is not said.
fn node_range(specifiers: &str) -> Option<String> {
    let ranges: Option<Vec<String>> =
        specifiers.split(',').map(|it| comparator(it.trim())).collect();
    let mut ranges = ranges?;
    // Some backends sort them by their text.
    ranges.sort_by_key(|range| range.starts_with('<'));
    Some(ranges.join(" "))
}

fn comparator(specifier: &str) -> Option<String> {
    let operators = [">=", "<=", ">", "<"];
    let operator = operators.iter().find(|operator| specifier.starts_with(*operator))?;
    let version = specifier.strip_prefix(operator)?.trim();
    let is_plain =
        version.split('.').all(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()));
    (is_plain && version.split('.').count() <= 3).then(|| format!("{operator}{version}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_told_as_hosts_read_them() {
        for (specifiers, expect) in [
            (">=3.10", Some(">=3.10")),
            (">=3.10,<4", Some(">=3.10 <4")),
            ("<4,>=3.10", Some(">=3.10 <4")),
            (">= 3.9, < 3.13.1", Some(">=3.9 <3.13.1")),
            ("~=3.10", None),
            (">=3.8,!=3.9.*", None),
            ("==3.*", None),
        ] {
            assert_eq!(node_range(specifiers).as_deref(), expect, "{specifiers}");
        }
    }
}
