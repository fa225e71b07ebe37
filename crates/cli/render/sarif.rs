//! For code scanning: SARIF 2.1.0 (OASIS standard of 27 March 2020).

use std::collections::BTreeMap;

use pyrel_diag::{Place, Rule, Severity};
use serde_json::{Map, Value, json};

use super::{Cause, Output, Report, Style, act, human, remark};
use crate::exit::Exit;
use crate::flags::global::Loudness;
use crate::policy::Judged;
use crate::rules;

pub(super) fn render(report: &Report, style: Style) -> Output {
    let mut stderr = String::new();
    // The format knows findings only; what was done has no place in it.
    if style.loudness > Loudness::Quiet {
        stderr.extend(act::lines(&report.acts).into_iter().map(|line| line + "\n"));
    }
    if let Some(cause) = &report.cause {
        stderr += &human::failure(&cause.spelt_out(), style.paint);
    }
    Output { stdout: format!("{:#}\n", log(report)), stderr }
}

/// §3.13 sarifLog, with one §3.14 run.
fn log(report: &Report) -> Value {
    let rules = rules(&report.findings);
    let position = |id| rules.keys().position(|key| *key == id);
    let results: Vec<_> = report
        .findings
        .iter()
        .map(|found| result(found, position(found.finding.rule.id)))
        .collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "pyrel",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.values().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            // §3.14.17: our columns count characters, not UTF-16 units.
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation(report)],
            "results": results,
        }],
    })
}

fn rules(findings: &[Judged]) -> BTreeMap<&'static str, &'static Rule> {
    findings.iter().map(|found| (found.finding.rule.id, found.finding.rule)).collect()
}

/// §3.49 reportingDescriptor.
fn descriptor(rule: &Rule) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(rule.id));
    if !rule.words.is_empty() {
        object.insert("shortDescription".to_owned(), json!({"text": rule.words}));
    }
    let why = rules::named(rule.id).find_map(|it| it.why);
    if let Some(why) = why {
        object.insert("fullDescription".to_owned(), json!({"text": why}));
    }
    let remedy = Some(rule.remedy).filter(|remedy| !remedy.is_empty());
    let help: Vec<&str> = why.into_iter().chain(remedy).collect();
    if !help.is_empty() {
        object.insert("help".to_owned(), json!({"text": help.join("\n\n")}));
    }
    object.insert("defaultConfiguration".to_owned(), json!({"level": level(rule.severity)}));
    Value::Object(object)
}

/// §3.27 result.
fn result(found: &Judged, rule: Option<usize>) -> Value {
    let lines = [
        Some(found.finding.message.clone()),
        remark(&found.finding),
        found.finding.advice().map(str::to_owned),
    ];
    let message = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
    json!({
        "ruleId": found.finding.rule.id,
        "ruleIndex": rule,
        "level": level(found.severity),
        "message": {"text": message},
        "locations": found.finding.place.iter().map(location).collect::<Vec<_>>(),
    })
}

/// §3.28 location. A member of an archive is a logical location in a physical one.
fn location(place: &Place) -> Value {
    match place {
        Place::Entry { archive, entry } => json!({
            "physicalLocation": {"artifactLocation": {"uri": uri(archive)}},
            "logicalLocations": [{"fullyQualifiedName": entry, "kind": "resource"}],
        }),
        Place::File(path) => json!({"physicalLocation": {"artifactLocation": {"uri": uri(path)}}}),
        Place::Text(at) => json!({"physicalLocation": {
            "artifactLocation": {"uri": uri(&at.path)},
            "region": {
                "startLine": at.line,
                "startColumn": at.column,
                "endColumn": at.end_column,
            },
        }}),
    }
}

/// §3.20 invocation; an error without findings is a §3.58 notification.
fn invocation(report: &Report) -> Value {
    let told = report.cause.iter().map(notification).collect::<Vec<_>>();
    json!({
        "executionSuccessful": report.exit == Exit::Success,
        "exitCode": report.exit.code(),
        "toolExecutionNotifications": told,
    })
}

fn notification(cause: &Cause) -> Value {
    let words = std::iter::once(&cause.message).chain(&cause.causes).cloned().collect::<Vec<_>>();
    json!({"level": "error", "message": {"text": words.join(": ")}})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Advice => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A path as a relative URI reference (RFC 3986): what is neither unreserved nor `/` is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}
