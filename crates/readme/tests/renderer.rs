//! What readme_renderer says to a text, this crate says to it.
//!
//! `fixtures/readme/expect.txt` is made by `tests/peers/description_oracle.py`; a test of the workspace
//! holds it against the pinned renderer.
#![expect(clippy::disallowed_methods, reason = "tests read the fixtures that they judge")]

use std::fs;
use std::path::Path;

use pyrel_readme::{Certainty, Language, Problem, problems};

/// What is expected of one text.
struct Expected {
    path: String,
    /// What docutils says, and the line that it names.
    said: Option<(Option<usize>, String)>,
}

fn expected(row: &str) -> Expected {
    let mut fields = row.split('\t').map(str::to_owned);
    let path = fields.next().unwrap_or_default();
    let line = fields.next().and_then(|line| line.parse().ok());
    Expected { path, said: fields.next().map(|message| (line, message)) }
}

/// docutils names the line below for some of what has no line of its own.
fn is_said(problem: &Problem, line: Option<usize>, message: &str) -> bool {
    problem.certainty == Certainty::Proven
        && problem.message.lines().next() == Some(message)
        && line.is_none_or(|line| line.abs_diff(problem.line) <= 1)
}

#[test]
fn every_text_is_judged_as_by_readme_renderer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/readme");
    let rows = fs::read_to_string(folder.join("expect.txt")).unwrap();
    let rows: Vec<_> = rows.lines().map(expected).collect();
    assert!(rows.len() >= 150);
    let mut differing = Vec::new();
    for row in rows {
        let text = fs::read_to_string(folder.join(&row.path)).unwrap();
        let found = problems(&text, Language::Rst);
        let agrees = match &row.said {
            None => found.is_empty(),
            Some((line, message)) => found.iter().any(|found| is_said(found, *line, message)),
        };
        if !agrees {
            differing.push(format!("{}: {found:?}, but docutils {:?}", row.path, row.said));
        }
    }
    assert_eq!(differing, Vec::<String>::new());
}
