//! For people: findings with their line of text and a caret, errors with causes and hints.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use pyrel_diag::{Location, Place, Severity};

use super::paint::visible;
use super::{Cause, Output, Paint, Report, Style, act, remark};
use crate::flags::global::Loudness;
use crate::policy::Judged;

pub(super) fn render(report: &Report, style: Style) -> Output {
    let mut stdout = report.text.clone();
    for line in act::lines(&report.acts) {
        stdout += &line;
        stdout.push('\n');
    }
    let heard = report.findings.iter().filter(|found| is_heard(found, report, style));
    let mut stderr: String = heard.map(|found| finding(found, style) + "\n").collect();
    if let Some(cause) = &report.cause {
        stderr += &failure(cause, style.paint);
    }
    Output { stdout, stderr }
}

/// Errors always are, warnings unless `--quiet` is given, advice where the command is about it, else
/// with `--verbose`: what changes nothing has nothing to say at every build.
pub(super) fn is_heard(found: &Judged, report: &Report, style: Style) -> bool {
    match found.severity {
        Severity::Error => true,
        Severity::Warning => style.loudness > Loudness::Quiet,
        Severity::Advice => style.loudness >= report.advice,
    }
}

/// The `error:` line with what belongs to it. Where findings have said it all, only the hint.
pub(super) fn failure(cause: &Cause, paint: Paint) -> String {
    let mut text = String::new();
    if !cause.told_by_findings {
        text += &format!("{}: {}\n", paint.severity(Severity::Error), visible(&cause.message));
        for words in &cause.causes {
            text += &format!("  {}: {}\n", paint.caused_by(), visible(words));
        }
    }
    if let Some(hint) = &cause.hint {
        text += &format!("{}: {}\n", paint.hint(), visible(hint));
    }
    text
}

fn finding(found: &Judged, style: Style) -> String {
    let message = visible(&found.finding.message);
    let title = level(found.severity).primary_title(message).id(found.finding.rule.id);
    let remark = remark(&found.finding).map(|it| visible(&it));
    let advice = found.finding.advice().map(visible);
    let mut group = Group::with_title(title);
    if let Some(place) = &found.finding.place {
        group = at(group, place);
    }
    if let Some(remark) = &remark {
        group = group.element(Level::NOTE.message(remark.as_str()));
    }
    if let Some(advice) = &advice {
        group = group.element(Level::HELP.with_name("hint").message(advice.as_str()));
    }
    let renderer = match style.paint {
        Paint::Plain => Renderer::plain(),
        Paint::Styled => Renderer::styled(),
    };
    renderer.term_width(style.width).render(&[group]) + "\n"
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Advice => Level::NOTE.with_name("advice"),
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    }
}

fn at<'a>(group: Group<'a>, place: &'a Place) -> Group<'a> {
    match place {
        Place::Entry { archive, entry } => {
            group.element(Origin::path(in_one_line(&format!("{archive}!{entry}"))))
        }
        Place::File(path) => group.element(Origin::path(in_one_line(path))),
        Place::Text(location) if location.excerpt.is_empty() => group.element(
            Origin::path(in_one_line(&location.path))
                .line(location.line)
                .char_column(location.column),
        ),
        Place::Text(location) => group.element(
            Snippet::source(&*location.excerpt)
                .path(in_one_line(&location.path))
                .line_start(location.line)
                .annotation(AnnotationKind::Primary.span(span(location))),
        ),
    }
}

/// A path whose line breaks are shown as well: after one, anything could pass for a finding.
fn in_one_line(path: &str) -> String {
    visible(&path.replace('\r', "\\r").replace('\n', "\\n"))
}

/// The columns, which count characters, as bytes of the excerpt.
fn span(location: &Location) -> std::ops::Range<usize> {
    let byte = |column: usize| {
        let at = location.excerpt.char_indices().nth(column.saturating_sub(1));
        at.map_or(location.excerpt.len(), |(at, _)| at)
    };
    byte(location.column)..byte(location.end_column)
}
