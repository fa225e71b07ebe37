//! The JSON Schema and the documentation page of `[tool.pyrel]`, made from [`SETTINGS`].

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{SETTINGS, Setting, Shape};

/// A JSON Schema (draft 2020-12) of the `[tool.pyrel]` table.
#[must_use]
pub fn schema() -> Value {
    let mut top = Map::new();
    let mut tables: Map<String, Value> = Map::new();
    for setting in SETTINGS {
        let (table, name) = setting.split();
        let property = property(setting);
        match table {
            None => drop(top.insert(name.to_owned(), property)),
            Some(table) => {
                let inner = tables.entry(table).or_insert_with(|| json!({}));
                if let Some(inner) = inner.as_object_mut() {
                    inner.insert(name.to_owned(), property);
                }
            }
        }
    }
    for (name, properties) in tables {
        top.insert(name, object(&properties));
    }
    let mut schema = object(&Value::Object(top));
    if let Some(root) = schema.as_object_mut() {
        root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("title".into(), json!("[tool.pyrel]"));
    }
    schema
}

fn object(properties: &Value) -> Value {
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn property(setting: &Setting) -> Value {
    let words = format!("{} Default: {}.", setting.words, setting.default);
    let mut property = shape(setting.shape);
    if let Some(property) = property.as_object_mut() {
        property.insert("description".into(), json!(words));
    }
    property
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Choice(texts) => json!({"enum": texts}),
        Shape::Landings => {
            let landing = json!({
                "type": "object",
                "additionalProperties": false,
                "required": ["from"],
                "properties": {"from": {"type": "string"}, "to": {"type": "string"}},
            });
            json!({"type": "array", "items": {"anyOf": [{"type": "string"}, landing]}})
        }
        Shape::Path | Shape::Text => json!({"type": "string"}),
        Shape::Paths | Shape::Rules => json!({"type": "array", "items": {"type": "string"}}),
    }
}

/// The page that documents the table, as Markdown.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# `[tool.pyrel]`\n\n\
         What a project says about its releases, in `pyproject.toml`. Unknown keys are errors. \
         Paths are relative to the project and use `/`.\n\n\
         | key | takes | default | meaning |\n|---|---|---|---|\n",
    );
    for setting in SETTINGS {
        let takes = match setting.shape {
            Shape::Choice(texts) => {
                texts.iter().map(|t| format!("`{t}`")).collect::<Vec<_>>().join(" or ")
            }
            Shape::Landings => "list of paths or `{from = …, to = …}`".to_owned(),
            Shape::Path => "path".to_owned(),
            Shape::Paths => "list of paths".to_owned(),
            Shape::Rules => "list of rules".to_owned(),
            Shape::Text => "text".to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "| `{}` | {takes} | {} | {} |",
            setting.key, setting.default, setting.words
        );
    }
    page
}
