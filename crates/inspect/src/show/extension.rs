//! What a bundle is, as lines and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::plain::{count, lines, plain};
use crate::extension::{ExtensionFacts, Offer, Setting};

/// As many tools or prompts are named.
const SHOWN: usize = 30;

impl ExtensionFacts {
    /// The facts as lines: a name in the first column, what there is to say in the second.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = self.title();
        for line in self.description.iter().flat_map(|text| lines(text)) {
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
        for (name, values) in self.rows() {
            let mut name = name.as_str();
            for value in values {
                let _ = writeln!(text, "{}", format!("{name:13}  {value}").trim_end());
                name = "";
            }
        }
        text
    }

    fn title(&self) -> String {
        let name = self.name.as_deref().map_or_else(|| "without a name".to_owned(), plain);
        let shown = match &self.display_name {
            Some(shown) if *shown != name => format!("{} ({name})", plain(shown)),
            Some(_) | None => name,
        };
        let version = self.version.as_deref().map(plain).unwrap_or_default();
        format!("{shown} {version}").trim_end().to_owned() + "\n"
    }

    fn rows(&self) -> Vec<(String, Vec<String>)> {
        let one = |text: &Option<String>| text.iter().map(|text| plain(text)).collect::<Vec<_>>();
        let joined = |texts: &[String], between: &str| match texts.is_empty() {
            true => Vec::new(),
            false => vec![plain(&texts.join(between))],
        };
        let ranges = self.runtimes.iter().map(|(name, range)| plain(&format!("{name} {range}")));
        let platforms = match self.platforms.is_empty() {
            true => vec!["any, since the manifest names none".to_owned()],
            false => joined(&self.platforms, ", "),
        };
        let server = [&self.server_type, &self.entry_point].map(|it| it.as_deref());
        let server: Vec<String> = server.into_iter().flatten().map(str::to_owned).collect();
        let mut rows = vec![
            ("author".to_owned(), joined(&self.author, ", ")),
            ("license".to_owned(), one(&self.license)),
        ];
        rows.extend(self.addresses.iter().map(|(key, url)| (plain(key), vec![plain(url)])));
        rows.extend([
            ("server".to_owned(), joined(&server, ", ")),
            ("command".to_owned(), joined(&self.command, " ")),
            ("variables".to_owned(), joined(&self.variables, ", ")),
            ("overridden".to_owned(), joined(&self.overrides, ", ")),
            ("platforms".to_owned(), platforms),
            ("needs".to_owned(), ranges.collect()),
            ("tools".to_owned(), self.tools.rows()),
            ("prompts".to_owned(), self.prompts.rows()),
            ("settings".to_owned(), self.settings.iter().map(Setting::row).collect()),
            ("manifest".to_owned(), version_row(self.manifest_version.as_deref())),
        ]);
        rows.retain(|(_, values)| !values.is_empty());
        rows
    }

    /// The facts as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let pairs = |pairs: &[(String, String)]| -> Value {
            let pairs = pairs.iter().map(|(key, value)| (key.clone(), json!(value)));
            Value::Object(pairs.collect())
        };
        json!({
            "name": self.name,
            "display_name": self.display_name,
            "version": self.version,
            "manifest_version": self.manifest_version,
            "description": self.description,
            "author": self.author,
            "license": self.license,
            "addresses": pairs(&self.addresses),
            "server": {
                "type": self.server_type,
                "entry_point": self.entry_point,
                "command": self.command,
                "variables": self.variables,
                "overrides": self.overrides,
            },
            "platforms": self.platforms,
            "runtimes": pairs(&self.runtimes),
            "tools": self.tools.to_json(),
            "prompts": self.prompts.to_json(),
            "user_config": self.settings.iter().map(Setting::to_json).collect::<Vec<_>>(),
        })
    }
}

fn version_row(version: Option<&str>) -> Vec<String> {
    version.map(|version| format!("version {}", plain(version))).into_iter().collect()
}

impl Offer {
    fn rows(&self) -> Vec<String> {
        let named = self.named.iter().take(SHOWN).map(|(name, words)| match words {
            Some(words) => plain(&format!("{name}: {words}")),
            None => plain(name),
        });
        let mut rows: Vec<String> = named.collect();
        if self.named.len() > SHOWN {
            rows.push(format!("… and {} more", self.named.len() - SHOWN));
        }
        if self.is_generated {
            rows.push("others when the server runs".to_owned());
        }
        rows
    }

    fn to_json(&self) -> Value {
        let named = self.named.iter();
        let named = named.map(|(name, words)| json!({"name": name, "description": words}));
        json!({"named": named.collect::<Vec<_>>(), "generated": self.is_generated})
    }
}

impl Setting {
    fn row(&self) -> String {
        let mut words = vec![self.kind.clone().unwrap_or_else(|| "of no type".to_owned())];
        words.extend(self.is_required.then(|| "required".to_owned()));
        words.extend(self.is_sensitive.then(|| "secret".to_owned()));
        words.extend(self.default.as_ref().map(|value| format!("default {value}")));
        words.extend(self.title.clone());
        plain(&format!("{}: {}", self.key, words.join(", ")))
    }

    fn to_json(&self) -> Value {
        json!({
            "key": self.key,
            "type": self.kind,
            "title": self.title,
            "required": self.is_required,
            "sensitive": self.is_sensitive,
            "default": self.default,
        })
    }
}

/// How many files there are and how many bytes, in words.
pub(super) fn sizes(files: usize, len: u64) -> String {
    format!("{}, {}", count(files, "file", "files"), super::plain::bytes(len))
}
