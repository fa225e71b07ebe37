//! `pyrel metadata`: what a project states about itself.

use pyrel_build::metadata;
use pyrel_diag::{Explain, Kind, nearest};
use pyrel_pep::metadata::{Field, FieldValue};
use serde_json::{Map, Value, json};

use super::project::Project;
use crate::flags::metadata::Metadata;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Metadata) -> Result<Outcome, Failure> {
    let field = flags.field.as_deref().map(field).transpose()?;
    let project = Project::open(session, &flags.source, flags.set_version.as_deref())?;
    let read = metadata(&project.tree, &project.surroundings)?;
    let stated = &read.value;
    let rules = &stated.rules;
    session.rules("read", rules);
    let mut fields = stated.metadata.by_field();
    fields.retain(|(found, _)| field.is_none_or(|field| field == *found));
    let text = match field {
        None => stated.metadata.write(),
        Some(_) => fields.iter().map(|(_, value)| lines(value)).collect(),
    };
    let object: Map<String, Value> =
        fields.iter().map(|(field, value)| (field.json_name(), json(value))).collect();
    let outputs = vec![("metadata".to_owned(), Value::Object(object))];
    Ok(Outcome { findings: read.findings, text, outputs, ..Outcome::default() })
}

/// A field by its header or its name in JSON, whatever the letter case.
fn field(name: &str) -> Result<Field, UnknownField> {
    let header = name.replace('_', "-");
    Field::of(&header).ok_or_else(|| {
        let near = nearest(&header, Field::all().map(Field::as_str));
        UnknownField { name: name.to_owned(), near }
    })
}

fn lines(value: &FieldValue) -> String {
    let line =
        |text: &String| if text.ends_with('\n') { text.clone() } else { format!("{text}\n") };
    match value {
        FieldValue::One(text) => line(text),
        FieldValue::Many(texts) => texts.iter().map(line).collect(),
    }
}

fn json(value: &FieldValue) -> Value {
    match value {
        FieldValue::One(text) => json!(text),
        FieldValue::Many(texts) => json!(texts),
    }
}

/// `--field` of no field.
#[derive(Debug, thiserror::Error)]
#[error("core metadata has no field `{name}`")]
struct UnknownField {
    name: String,
    near: Option<&'static str>,
}

impl Explain for UnknownField {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some(match self.near {
            Some(near) => format!("did you mean `{}`?", near.to_ascii_lowercase()),
            None => "name a header of METADATA, such as `version` or `requires-dist`".to_owned(),
        })
    }
}
