//! An inspection and a comparison for machines.

use pyrel_pep::metadata::Field;
use pyrel_signature::Form;
use serde_json::{Map, Value, json};

use crate::{Comparison, Difference, Inspection};

impl Inspection {
    /// All of it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (size, packed) = self.totals();
        json!({
            "file": self.file,
            "kind": self.kind.as_str(),
            "size": self.len,
            "sha256": self.sha256.to_string(),
            "name": self.one(Field::Name),
            "version": self.one(Field::Version),
            "summary": self.one(Field::Summary),
            "metadata": self.metadata(),
            "wheel": self.wheel.as_ref().map(|wheel| json!({
                "wheel_version": wheel.wheel_version,
                "generator": wheel.generator,
                "root_is_purelib": wheel.root_is_purelib == "true",
                "build": wheel.build,
                "tags": wheel.tags,
            })),
            "entry_points": self.entry_points_json(),
            "manifest": self.manifest,
            "signature": self.signature.as_ref().map(|block| json!({
                "format": block.marker.as_str(),
                "offset": block.offset,
                "size": block.len,
                "pkcs7_size": block.der_len,
                "is_comment": block.form == Form::Comment,
            })),
            "record_signatures": self.record_signatures,
            "totals": {"files": self.files.len(), "size": size, "packed_size": packed},
            "files": self.files.iter().map(|file| json!({
                "path": file.path,
                "size": file.len,
                "packed_size": file.packed,
                "executable": file.is_executable,
                "link": file.link,
                "sha256": file.sha256.map(|it| it.to_string()),
            })).collect::<Vec<_>>(),
        })
    }

    /// In the JSON-compatible form of the specification, as far as the fields are known to it.
    fn metadata(&self) -> Value {
        if self.fields.is_empty() {
            return Value::Null;
        }
        let mut object = Map::new();
        for (name, values) in &self.fields {
            let field = Field::of(name);
            let key =
                field.map_or_else(|| name.to_ascii_lowercase().replace('-', "_"), Field::json_name);
            let first = values.first().map_or("", String::as_str);
            let value = match field {
                Some(Field::Keywords) => {
                    let words = first.split(',').map(str::trim).filter(|word| !word.is_empty());
                    words.collect::<Vec<_>>().into()
                }
                Some(field) if !field.is_multiple() => json!(first),
                _ => json!(values),
            };
            // A stranger may stand more than once; it is a list in any case.
            match (object.get_mut(&key), value) {
                (Some(Value::Array(present)), Value::Array(more)) => present.extend(more),
                (_, value) => drop(object.insert(key, value)),
            }
        }
        if let Some(description) = &self.description {
            object.insert(Field::Description.json_name(), json!(description.text));
        }
        Value::Object(object)
    }

    fn entry_points_json(&self) -> Value {
        let groups = self.entry_points.iter().map(|(group, names)| {
            let names: Map<String, Value> =
                names.iter().map(|(name, object)| (name.clone(), json!(object))).collect();
            (group.clone(), Value::Object(names))
        });
        Value::Object(groups.collect())
    }
}

impl Comparison {
    /// All of it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "likeness": self.likeness.as_str(),
            "differences": self.differences.iter().map(Difference::to_json).collect::<Vec<_>>(),
        })
    }
}
