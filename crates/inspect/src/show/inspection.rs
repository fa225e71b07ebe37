//! An inspection as lines.

use std::fmt::Write as _;

use pyrel_signature::Form;
use serde_json::Value;

use super::plain::{bytes, count, grouped, lines, plain};
use super::{Part, SortBy};
use crate::{FileFacts, Inspection};

/// As many items of a list or members of an object are shown.
const SHOWN: usize = 40;

impl Inspection {
    /// The inspection as lines, or some parts of it; all where none is named.
    #[must_use]
    pub fn to_text(&self, parts: &[Part], sort: SortBy) -> String {
        let wanted = |part| parts.is_empty() || parts.contains(&part);
        let mut text = format!("{}: {}, {}\n", plain(&self.file), self.kind, bytes(self.len));
        let _ = writeln!(text, "sha256 {}", self.sha256);
        if wanted(Part::Metadata) {
            text += &block(&self.rows());
            text += &self.manifest_block();
            text += &self.entry_point_blocks();
        }
        if wanted(Part::Files) {
            text += &self.file_block(sort);
        }
        text
    }

    /// What is told by name and value.
    fn rows(&self) -> Vec<(String, Vec<String>)> {
        let mut rows: Vec<_> = self
            .fields
            .iter()
            .map(|(name, values)| (plain(name), values.iter().flat_map(|it| lines(it)).collect()))
            .collect();
        if let Some(description) = &self.description {
            let kind = description.content_type.as_deref().map_or("no type", |it| it);
            let count = count(description.text.lines().count(), "line", "lines");
            let len = bytes(description.text.len() as u64);
            rows.push(("Description".to_owned(), vec![format!("{}, {len}, {count}", plain(kind))]));
        }
        if let Some(wheel) = &self.wheel {
            let one = |value: &str| vec![plain(value)];
            rows.push(("Tag".to_owned(), wheel.tags.iter().map(|tag| plain(tag)).collect()));
            rows.push(("Root-Is-Purelib".to_owned(), one(&wheel.root_is_purelib)));
            rows.push(("Wheel-Version".to_owned(), one(&wheel.wheel_version)));
            rows.extend(wheel.build.as_ref().map(|build| ("Build".to_owned(), one(build))));
            rows.push(("Generator".to_owned(), one(&wheel.generator)));
        }
        rows.extend(self.signature_row());
        rows
    }

    fn signature_row(&self) -> Option<(String, Vec<String>)> {
        let found = match &self.signature {
            Some(block) => {
                let mut words = format!(
                    "a block of {} ({}), not verified",
                    bytes(block.len),
                    block.marker.as_str()
                );
                if block.form == Form::Loose {
                    words +=
                        "; strict readers refuse the archive, since its comment does not count it";
                }
                vec![words]
            }
            None if self.kind == crate::Kind::Bundle => vec!["none".to_owned()],
            None => self.record_signatures.iter().map(|path| plain(path)).collect(),
        };
        (!found.is_empty()).then(|| ("Signature".to_owned(), found))
    }

    fn manifest_block(&self) -> String {
        let Some(Value::Object(manifest)) = &self.manifest else { return String::new() };
        let rows: Vec<_> =
            manifest.iter().map(|(key, value)| (plain(key), of_value(value))).collect();
        block(&rows)
    }

    fn entry_point_blocks(&self) -> String {
        let mut text = String::new();
        for (group, names) in &self.entry_points {
            let _ = writeln!(text, "\n[{}]", plain(group));
            for (name, object) in names {
                let _ = writeln!(text, "{} = {}", plain(name), plain(object));
            }
        }
        text
    }

    fn file_block(&self, sort: SortBy) -> String {
        let mut files: Vec<&FileFacts> = self.files.iter().collect();
        match sort {
            SortBy::Archive => {}
            SortBy::Name => files.sort_by(|a, b| a.path.cmp(&b.path)),
            SortBy::Size => {
                files.sort_by(|a, b| b.len.cmp(&a.len).then_with(|| a.path.cmp(&b.path)));
            }
        }
        let (len, packed) = self.totals();
        let mut text = format!("\n{}, {}", count(files.len(), "file", "files"), bytes(len));
        if let Some(packed) = packed {
            let _ = write!(text, ", packed {}", grouped(packed));
        }
        text.push('\n');
        let width = files.iter().map(|file| grouped(file.len).len()).max().unwrap_or(0);
        let packed_width = files.iter().filter_map(|file| Some(grouped(file.packed?).len())).max();
        for file in files {
            let _ = write!(text, "  {:>width$}", grouped(file.len));
            if let Some(width) = packed_width {
                let _ = write!(text, "  {:>width$}", file.packed.map(grouped).unwrap_or_default());
            }
            let mark = if file.is_executable { '*' } else { ' ' };
            let _ = write!(text, " {mark}{}", plain(&file.path));
            if let Some(target) = &file.link {
                let _ = write!(text, " -> {}", plain(target));
            }
            text.push('\n');
        }
        text
    }

    /// All bytes of the files, unpacked and packed.
    #[must_use]
    pub fn totals(&self) -> (u64, Option<u64>) {
        let len = self.files.iter().map(|file| file.len).fold(0, u64::saturating_add);
        let packed: Option<Vec<u64>> = self.files.iter().map(|file| file.packed).collect();
        let packed = packed.filter(|packed| !packed.is_empty());
        (len, packed.map(|packed| packed.into_iter().fold(0, u64::saturating_add)))
    }
}

/// Names and values in two columns, after an empty line.
fn block(rows: &[(String, Vec<String>)]) -> String {
    let names = rows.iter().map(|(name, _)| name.chars().count());
    let width = names.max().unwrap_or(0).min(30);
    let mut text = String::new();
    for (name, values) in rows {
        let mut name = name.as_str();
        for value in values {
            let _ = writeln!(text, "{}", format!("{name:width$}  {value}").trim_end());
            name = "";
        }
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// A value of a manifest: a text as its lines, a list by what its items are called, an object by its
/// members.
fn of_value(value: &Value) -> Vec<String> {
    let mut shown: Vec<String> = match value {
        Value::String(text) => return lines(text).collect(),
        Value::Array(items) => items.iter().take(SHOWN + 1).map(of_item).collect(),
        Value::Object(object) => {
            let members = object.iter().take(SHOWN + 1);
            members.map(|(key, value)| format!("{}: {}", plain(key), of_item(value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => vec![value.to_string()],
    };
    if shown.len() > SHOWN {
        shown.truncate(SHOWN);
        shown.push("…".to_owned());
    }
    shown
}

/// What is in a list: by its name, if it has one.
fn of_item(item: &Value) -> String {
    let text = item.as_str().or_else(|| item.get("name").and_then(Value::as_str));
    text.map_or_else(|| plain(&item.to_string()), plain)
}
