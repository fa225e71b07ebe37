//! For GitHub Actions: workflow commands that become annotations of a commit or pull request.
//!
//! Their form and escapes are those of `docs.github.com/actions/reference/workflow-commands`.

use pyrel_diag::{Place, Severity};

use super::human::is_heard;
use super::paint::is_steering;
use super::{Cause, Output, Report, Style, act, remark};
use crate::exit::Exit;
use crate::policy::Judged;

pub(super) fn render(report: &Report, style: Style) -> Output {
    let mut stdout = String::new();
    for found in report.findings.iter().filter(|found| is_heard(found, report, style)) {
        stdout += &finding(found);
        stdout.push('\n');
    }
    if let Some(cause) = report.cause.as_ref().filter(|cause| !cause.told_by_findings) {
        stdout += &failure(report.command, cause);
        stdout.push('\n');
    }
    if report.cause.is_none() && report.exit != Exit::Success {
        stdout += &answer(report);
        stdout.push('\n');
    }
    // A list of file names must not be taken for commands.
    for line in report.text.lines().map(str::to_owned).chain(act::lines(&report.acts)) {
        stdout += &inert(&line);
        stdout.push('\n');
    }
    Output { stdout, stderr: String::new() }
}

/// The command that makes a runner blot out a secret.
pub(crate) fn mask(secret: &str) -> String {
    let lines = secret.lines().filter(|line| !line.is_empty());
    lines.map(|line| format!("::add-mask::{}\n", data(line))).collect()
}

fn finding(found: &Judged) -> String {
    let command = match found.severity {
        Severity::Advice => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let finding = &found.finding;
    let mut message = match &finding.place {
        Some(Place::Entry { entry, .. }) => format!("{entry}: {}", finding.message),
        Some(Place::File(_) | Place::Text(_)) | None => finding.message.clone(),
    };
    if let Some(remark) = remark(finding) {
        message += &format!("\nnote: {remark}");
    }
    if let Some(advice) = finding.advice() {
        message += &format!("\nhint: {advice}");
    }
    let place = finding.place.as_ref().map(properties).unwrap_or_default();
    format!("::{command} {place}title={}::{}", property(finding.rule.id), words(&message))
}

fn properties(place: &Place) -> String {
    match place {
        Place::Entry { archive: path, .. } | Place::File(path) => {
            format!("file={},", property(path))
        }
        Place::Text(at) => format!(
            "file={},line={},col={},endColumn={},",
            property(&at.path),
            at.line,
            at.column,
            at.end_column
        ),
    }
}

fn failure(command: &str, cause: &Cause) -> String {
    let mut message = cause.message.clone();
    for words in &cause.causes {
        message += &format!("\ncaused by: {words}");
    }
    if let Some(hint) = &cause.hint {
        message += &format!("\nhint: {hint}");
    }
    format!("::error title={}::{}", property(&format!("pyrel {command}")), words(&message))
}

/// An answer that is no success, such as that of a signature which is not trusted, without any error.
fn answer(report: &Report) -> String {
    let title = property(&format!("pyrel {}", report.command));
    format!("::error title={title}::{}", words(report.text.trim_end()))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Names of files and members may hold what a terminal, and the page of a run, obeys.
fn words(text: &str) -> String {
    let shown = |c: char| match is_steering(c) && !matches!(c, '\n' | '\r' | '\t') {
        true => c.escape_unicode().to_string(),
        false => c.to_string(),
    };
    data(&text.chars().map(shown).collect::<String>())
}

fn property(text: &str) -> String {
    words(text).replace(':', "%3A").replace(',', "%2C")
}

/// A line that the runner does not take for a command, which begins with `::` after any blanks.
fn inert(line: &str) -> String {
    if line.trim_start().starts_with("::") { format!("| {line}") } else { line.to_owned() }
}
