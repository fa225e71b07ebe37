//! Questions to whoever sits at the terminal.

use std::fmt;
use std::io::{self, BufRead, Write};

use pyrel_diag::{Explain, Kind};

use crate::env::Stream;
use crate::render::visible;
use crate::session::Session;

/// Asks on one stream and listens on another.
pub(super) struct Dialog<'a> {
    input: Box<dyn BufRead + 'a>,
    output: Box<dyn Write + 'a>,
}

/// The conversation ended before its end; whoever ended it knows why.
#[derive(Debug, thiserror::Error)]
#[error("there was no answer to `{question}`")]
pub(super) struct NoAnswer {
    question: String,
}

impl Explain for NoAnswer {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("`--yes` asks nothing".to_owned())
    }
}

impl Dialog<'_> {
    /// A dialog on the terminal, if there is one on both sides.
    pub(super) fn on_terminal(session: &Session) -> Option<Self> {
        let is_terminal = |stream| matches!(stream, Stream::Terminal { .. });
        let Stream::Terminal { .. } = session.environment.stderr else { return None };
        if !is_terminal(session.environment.stdin) {
            return None;
        }
        let input = Box::new(io::BufReader::new(io::stdin()));
        // On standard error, since results go to standard output.
        Some(Self { input, output: Box::new(io::stderr()) })
    }

    /// Asks until there is an answer; an empty one means what is proposed.
    pub(super) fn ask(&mut self, question: &str, proposed: &str) -> Result<String, NoAnswer> {
        let unanswered = || NoAnswer { question: question.to_owned() };
        let proposal = match proposed {
            "" => String::new(),
            proposed => format!(" [{}]", visible(proposed)),
        };
        write!(self.output, "{question}{proposal}: ").map_err(|_| unanswered())?;
        self.output.flush().map_err(|_| unanswered())?;
        let mut line = String::new();
        match self.input.read_line(&mut line) {
            Ok(0) | Err(_) => Err(unanswered()),
            Ok(_) if line.trim().is_empty() => Ok(proposed.to_owned()),
            Ok(_) => Ok(line.trim().to_owned()),
        }
    }

    /// Asks for one of a few words.
    pub(super) fn choose(
        &mut self,
        question: &str,
        words: &[&str],
        proposed: &str,
    ) -> Result<String, NoAnswer> {
        loop {
            let answer = self.ask(&format!("{question} ({})", words.join(", ")), proposed)?;
            if words.contains(&answer.as_str()) {
                return Ok(answer);
            }
        }
    }
}

impl fmt::Debug for Dialog<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dialog")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialog<'a>(answers: &'a str, said: &'a mut Vec<u8>) -> Dialog<'a> {
        Dialog { input: Box::new(answers.as_bytes()), output: Box::new(said) }
    }

    #[test]
    fn an_empty_answer_means_what_is_proposed() {
        let mut said = Vec::new();
        let mut dialog = dialog("\n  Ann \n", &mut said);
        assert_eq!(dialog.ask("name", "demo").unwrap(), "demo");
        assert_eq!(dialog.ask("author", "").unwrap(), "Ann");
        let error = dialog.ask("version", "1.0.0").unwrap_err();
        assert_eq!(error.to_string(), "there was no answer to `version`");
        drop(dialog);
        assert_eq!(String::from_utf8(said).unwrap(), "name [demo]: author: version [1.0.0]: ");
    }

    #[test]
    fn a_choice_is_asked_for_until_it_is_one() {
        let mut said = Vec::new();
        let mut dialog = dialog("ruby\nuv\n", &mut said);
        assert_eq!(dialog.choose("type", &["node", "uv"], "node").unwrap(), "uv");
    }
}
