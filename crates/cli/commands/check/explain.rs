//! `pyrel check --explain`: what a rule is about.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::render::Failure;
use crate::rules::{self, Known, UnknownRule};
use crate::session::Outcome;

/// Every rule.
const ALL: &str = "all";

/// All there is to say about a rule, or the list of all.
pub(super) fn explain(asked: &str) -> Result<Outcome, Failure> {
    let found: Vec<Known> = match asked {
        ALL => rules::all().collect(),
        _ => rules::named(asked).collect(),
    };
    if found.is_empty() {
        return Err(UnknownRule::of(asked).into());
    }
    let text = match asked {
        ALL => list(&found),
        _ => found.iter().map(page).collect::<Vec<_>>().join("\n"),
    };
    let outputs = vec![("rules".to_owned(), found.iter().map(json).collect())];
    Ok(Outcome { text, outputs, ..Outcome::default() })
}

fn list(found: &[Known]) -> String {
    let width = found.iter().map(|it| it.rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for Known { rule, .. } in found {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:width$}  {:7}  {}", rule.id, rule.severity, rule.words);
    }
    text
}

fn page(known: &Known) -> String {
    let Known { rule, why, check } = known;
    let mut facts = vec![rule.severity.to_string()];
    if let Some(check) = check {
        facts.extend(check.nature.label().map(str::to_owned));
        let codes = check.codes.iter().map(|code| format!("`{code}` of check-wheel-contents"));
        facts.extend(codes);
    }
    let mut text = format!("{}: {}\n  {}\n", rule.id, rule.words, facts.join(", "));
    let remedy = Some(rule.remedy).filter(|it| !it.is_empty());
    for paragraph in why.iter().copied().chain(remedy) {
        text.push('\n');
        text += &wrapped(paragraph);
    }
    text
}

fn json(known: &Known) -> Value {
    let Known { rule, why, check } = known;
    json!({
        "id": rule.id,
        "severity": rule.severity.to_string(),
        "nature": check.map(|it| it.nature.to_string()),
        "label": check.and_then(|it| it.nature.label()),
        "codes": check.map(|it| it.codes),
        "words": rule.words,
        "remedy": rule.remedy,
        "why": why,
    })
}

/// The columns of a page.
const WIDTH: usize = 78;

fn wrapped(paragraph: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            text.push('\n');
            column = 0;
        }
        text += if column > 0 { " " } else { "  " };
        text += word;
        column += width + 1;
    }
    text.push('\n');
    text
}
