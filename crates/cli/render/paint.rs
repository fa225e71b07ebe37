//! Colours, and text that others wrote.

use anstyle::{AnsiColor, Style};
use pyrel_diag::Severity;

use crate::env::{Environment, Stream};
use crate::flags::global::Color;

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Paint {
    /// It is not.
    Plain,
    /// With the escape sequences of terminals.
    Styled,
}

/// Whether a stream gets colours: `--color` decides; where it leaves that open, CLICOLOR_FORCE and
/// NO_COLOR (the conventions of bixense.com/clicolors and no-color.org), else whether it is a
/// terminal that knows them.
pub(crate) fn colours(color: Color, environment: &Environment, stream: Stream) -> Paint {
    let forced = environment.variable("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let refused = environment.variable("CLICOLOR") == Some("0")
        || environment.variable("TERM") == Some("dumb");
    let fit = !refused && stream != Stream::Pipe;
    match color {
        Color::Always => Paint::Styled,
        Color::Auto if environment.variable("NO_COLOR").is_none() && (forced || fit) => {
            Paint::Styled
        }
        Color::Auto | Color::Never => Paint::Plain,
    }
}

impl Paint {
    /// The word that a finding of this weight begins with.
    pub(super) fn severity(self, severity: Severity) -> String {
        let color = match severity {
            Severity::Advice => AnsiColor::BrightBlue,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Error => AnsiColor::BrightRed,
        };
        self.put(&severity.to_string(), color.on_default().bold())
    }

    /// `hint`.
    pub(super) fn hint(self) -> String {
        self.put("hint", AnsiColor::BrightCyan.on_default().bold())
    }

    /// `caused by`.
    pub(super) fn caused_by(self) -> String {
        self.put("caused by", Style::new().bold())
    }

    fn put(self, text: &str, style: Style) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Styled => format!("{style}{text}{style:#}"),
        }
    }
}

/// Text with its control characters made visible: a file name or a server's answer must not steer
/// the terminal. Lines after the first are indented to stay recognisable as what they belong to.
pub(crate) fn visible(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.trim_end().chars() {
        match char {
            '\n' => safe.push_str("\n  "),
            '\r' => {}
            '\t' => safe.push_str("    "),
            _ if is_steering(char) => safe.extend(char.escape_unicode()),
            _ => safe.push(char),
        }
    }
    safe
}

/// Escapes, form feeds and the like, and the marks that turn the direction of writing round.
pub(super) fn is_steering(char: char) -> bool {
    char.is_control() || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Stream = Stream::Terminal { width: 80 };

    #[track_caller]
    fn check(variables: &[(&str, &str)], color: Color, stream: Stream, expect: Paint) {
        let environment = Environment::of(variables.iter().copied());
        assert_eq!(colours(color, &environment, stream), expect);
    }

    #[test]
    fn colours_are_for_terminals_unless_somebody_says_otherwise() {
        check(&[], Color::Auto, TERMINAL, Paint::Styled);
        check(&[], Color::Auto, Stream::Pipe, Paint::Plain);
        check(&[("NO_COLOR", "1")], Color::Auto, TERMINAL, Paint::Plain);
        check(&[("NO_COLOR", "")], Color::Auto, TERMINAL, Paint::Styled);
        check(&[("TERM", "dumb")], Color::Auto, TERMINAL, Paint::Plain);
        check(&[("CLICOLOR_FORCE", "1")], Color::Auto, Stream::Pipe, Paint::Styled);
        check(&[("CLICOLOR_FORCE", "0")], Color::Auto, Stream::Pipe, Paint::Plain);
        check(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], Color::Auto, TERMINAL, Paint::Plain);
        check(&[("NO_COLOR", "1")], Color::Always, Stream::Pipe, Paint::Styled);
        check(&[("CLICOLOR_FORCE", "1")], Color::Never, TERMINAL, Paint::Plain);
    }

    #[test]
    fn foreign_text_cannot_steer_the_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\r\nc\td\n"), "a\\u{1b}[31mb\n  c    d");
        assert_eq!(visible("x\u{202e}y\u{2066}"), "x\\u{202e}y\\u{2066}");
    }
}
