//! For the steps after this one: what a runner of GitHub Actions takes from a step through files.
//!
//! Their form is that of `docs.github.com/actions/reference/workflow-commands`, "Environment files".

use std::fmt::Write as _;

use serde_json::Value;

use super::{Acts, Report};

/// What goes into the runner's files.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Handover {
    /// For the file named by `GITHUB_OUTPUT`: the outputs of the step.
    pub(crate) outputs: String,
    /// For the file named by `GITHUB_STEP_SUMMARY`: Markdown for the page of the run.
    pub(crate) summary: String,
}

/// What a report hands over. A release has a part of its own on the page of the run.
pub(super) fn handover(report: &Report) -> Handover {
    let all = all(report);
    let mut outputs = String::new();
    for (name, value) in &all {
        outputs += &output(name, &as_text(value));
    }
    let is_dry = matches!(report.acts, Acts::Planned(_));
    outputs += &output("dry-run", if is_dry { "true" } else { "false" });
    let summary = if report.command == "release" { summary(report, &all) } else { String::new() };
    Handover { outputs, summary }
}

/// The command's own results, then those of what was done.
fn all(report: &Report) -> Vec<(&str, &Value)> {
    let done = match &report.acts {
        Acts::Done(done) => done.outputs.as_slice(),
        Acts::Planned(_) => &[],
    };
    report.outputs.iter().chain(done).map(|(name, value)| (name.as_str(), value)).collect()
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One output. The word at its end must not be a line of it.
fn output(name: &str, value: &str) -> String {
    let mut end = "END".to_owned();
    while value.lines().any(|line| line == end) {
        end.push('_');
    }
    format!("{name}<<{end}\n{value}\n{end}\n")
}

fn summary(report: &Report, all: &[(&str, &Value)]) -> String {
    let find = |name: &str| all.iter().find(|(found, _)| *found == name).map(|(_, value)| *value);
    let text = |name| find(name).and_then(Value::as_str).unwrap_or_default();
    let title = format!("{} {}", text("name"), text("version"));
    let title = if title == " " { "The release" } else { title.as_str() };
    if let Some(cause) = &report.cause {
        // Indented, for a fence could be closed by the message itself.
        let message = cause.message.lines().map(|line| format!("    {line}\n"));
        return format!("### {title} failed\n\n{}", message.collect::<String>());
    }
    let mut page = match (&report.acts, text("release-url")) {
        (Acts::Planned(_), _) => format!("### {title} (dry run)\n"),
        (Acts::Done(_), "") => format!("### {title}\n"),
        (Acts::Done(_), url) => format!("### [{title}]({url})\n"),
    };
    page += "\n| file | sha256 |\n|---|---|\n";
    for file in find("files").and_then(Value::as_array).into_iter().flatten() {
        let cell = |key| file.get(key).and_then(Value::as_str).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| `{}` | `{}` |", cell("name"), cell("sha256"));
    }
    page
}
