//! For programs: one document on standard output, whatever happens.

use pyrel_diag::{Kind, Place};
use pyrel_effect::Touch;
use serde_json::{Map, Value, json};

use super::{Acts, Cause, Output, Report, Style, human};
use crate::exit::Exit;
use crate::policy::Judged;

pub(super) fn render(report: &Report, style: Style) -> Output {
    let cause = report.cause.as_ref();
    Output {
        stdout: format!("{:#}\n", document(report)),
        // Whoever keeps standard output in a file sees at least this in the log.
        stderr: cause
            .map(|cause| human::failure(&cause.spelt_out(), style.paint))
            .unwrap_or_default(),
    }
}

fn document(report: &Report) -> Value {
    let mut document = Map::new();
    let mut put = |key: &str, value: Value| document.insert(key.to_owned(), value);
    put("command", json!(report.command));
    put("ok", json!(report.exit == Exit::Success));
    if let Some(cause) = &report.cause {
        put("error", error(cause));
    }
    put("findings", report.findings.iter().map(finding).collect());
    let mut outputs: Map<String, Value> = report.outputs.iter().cloned().collect();
    match &report.acts {
        Acts::Planned(touches) => {
            put("plan", touches.iter().map(Touch::to_json).collect());
        }
        Acts::Done(done) => {
            put("done", done.felt.iter().map(Touch::to_json).collect());
            put("spared", done.spared.iter().map(|(touch, why)| spared(touch, why)).collect());
            outputs.extend(done.outputs.iter().cloned());
        }
    }
    put("outputs", Value::Object(outputs));
    Value::Object(document)
}

fn spared(touch: &Touch, why: &str) -> Value {
    let mut object = touch.to_json();
    if let Value::Object(object) = &mut object {
        object.insert("because".to_owned(), json!(why));
    }
    object
}

fn error(cause: &Cause) -> Value {
    let kind = match cause.kind {
        Kind::Bug => "bug",
        Kind::Remote => "remote",
        Kind::Usage => "usage",
        Kind::User => "user",
    };
    json!({"kind": kind, "message": cause.message, "causes": cause.causes, "hint": cause.hint})
}

fn finding(found: &Judged) -> Value {
    json!({
        "rule": found.finding.rule.id,
        "severity": found.severity.to_string(),
        "message": found.finding.message,
        "label": found.finding.label,
        "note": found.finding.note,
        "remedy": found.finding.advice(),
        "place": found.finding.place.as_ref().map(place),
    })
}

fn place(place: &Place) -> Value {
    match place {
        Place::Entry { archive, entry } => json!({"archive": archive, "entry": entry}),
        Place::File(path) => json!({"path": path}),
        Place::Text(at) => json!({
            "path": &*at.path,
            "line": at.line,
            "column": at.column,
            "end_column": at.end_column,
        }),
    }
}
