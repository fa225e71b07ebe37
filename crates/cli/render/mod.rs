//! How results look: one [`Report`] per run, and one file per `--format` that turns it into text.
//!
//! Nothing is printed here. A renderer answers what belongs on standard output (results, and all
//! that machines read) and on standard error (diagnostics); `main` writes both.

mod act;
mod failure;
mod github;
mod human;
mod json;
mod paint;
mod runner;
mod sarif;

#[cfg(test)]
mod tests;

pub(crate) use failure::{Cause, Failure};
pub(crate) use github::mask;
pub(crate) use paint::{Paint, colours, visible};
pub(crate) use runner::Handover;

use pyrel_diag::{Finding, Place};
use pyrel_effect::{Done, Touch};
use serde_json::Value;

use crate::exit::Exit;
use crate::flags::global::{Format, Loudness};
use crate::policy::Judged;

/// All that a run has to say at its end.
#[derive(Debug)]
pub(crate) struct Report {
    /// The command, as typed: `dxt pack`.
    pub(crate) command: &'static str,
    /// From which loudness on advice is told.
    pub(crate) advice: Loudness,
    /// What was found, weighed.
    pub(crate) findings: Vec<Judged>,
    /// What was done, or would be.
    pub(crate) acts: Acts,
    /// Why it ended early, if it did.
    pub(crate) cause: Option<Cause>,
    /// The exit code.
    pub(crate) exit: Exit,
    /// Lines of the command's own, such as a list of members.
    pub(crate) text: String,
    /// Named results of the command's own, for machines.
    pub(crate) outputs: Vec<(String, Value)>,
}

/// What was done, or would be.
#[derive(Debug)]
pub(crate) enum Acts {
    /// The plan was performed, wholly or up to an error.
    Done(Done),
    /// The plan was shown.
    Planned(Vec<Touch>),
}

/// How a report is to look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// The form.
    pub(crate) format: Format,
    /// How much is said on standard error.
    pub(crate) loudness: Loudness,
    /// Whether standard error is coloured.
    pub(crate) paint: Paint,
    /// The columns of standard error.
    pub(crate) width: usize,
}

/// Text for the two streams.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Output {
    /// For standard output.
    pub(crate) stdout: String,
    /// For standard error.
    pub(crate) stderr: String,
}

impl Report {
    /// A report of nothing.
    pub(crate) fn new(command: &'static str) -> Self {
        Self {
            command,
            advice: Loudness::Verbose,
            findings: Vec::new(),
            acts: Acts::Done(Done::default()),
            cause: None,
            exit: Exit::Success,
            text: String::new(),
            outputs: Vec::new(),
        }
    }

    /// The report in its final form.
    pub(crate) fn render(&self, style: Style) -> Output {
        match style.format {
            Format::Human => human::render(self, style),
            Format::Json => json::render(self, style),
            Format::Github => github::render(self, style),
            Format::Sarif => sarif::render(self, style),
        }
    }

    /// The report for the steps after this one, where a runner of GitHub Actions has some.
    pub(crate) fn handover(&self) -> Handover {
        runner::handover(self)
    }
}

/// Which sort of mistake it is and what an index would say about it, in one line.
fn remark(finding: &Finding) -> Option<String> {
    match (finding.label, &finding.note) {
        (Some(label), Some(note)) => Some(format!("{label}: \"{note}\"")),
        (Some(label), None) => Some(label.to_owned()),
        (None, Some(note)) => Some(format!("\"{note}\"")),
        (None, None) => None,
    }
}

/// The finding as seen from the current folder: its path, if it is relative, below the project's.
pub(crate) fn rebased(mut finding: Finding, base: &str) -> Finding {
    let base = base.trim_end_matches('/');
    let below = |path: &str| match base {
        "" | "." => path.to_owned(),
        _ if path.starts_with('/') => path.to_owned(),
        _ => format!("{base}/{path}"),
    };
    match &mut finding.place {
        Some(Place::File(path)) => *path = below(path),
        Some(Place::Text(location)) => location.path = below(&location.path).into(),
        Some(Place::Entry { .. }) | None => {}
    }
    finding
}
