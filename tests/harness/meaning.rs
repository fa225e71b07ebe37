//! What metadata files mean, so that two spellings of one thing compare equal.

use std::collections::BTreeSet;
use std::str::FromStr;

use pep508_rs::{Requirement, VerbatimUrl};

/// The fields of core metadata, each in one spelling and sorted, and the description.
///
/// The order in which a field is repeated means nothing, and neither do empty fields, the folds of
/// long values, blanks in requirements, or line feeds at the end of the description. Another implementation of
/// the standards says what a requirement means.
pub(crate) fn of_metadata(text: &str) -> Vec<String> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end_matches('\n'), ""));
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split('\n') {
        match line.strip_prefix([' ', '\t']) {
            Some(more) => {
                let (_, value) = fields.last_mut().expect("a fold follows a field");
                *value += &format!(" {}", more.trim_start());
            }
            None => {
                let (name, value) = line.split_once(':').expect("a field has a colon");
                fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }
    let mut meaning: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}: {}", one_spelling(name, value.trim_end())))
        .collect();
    meaning.sort();
    meaning.push(format!("description: {}", body.trim_end_matches('\n')));
    meaning
}

/// The tags and marks of a `WHEEL` file, without who made it.
pub(crate) fn of_wheel(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("Generator: ")).collect()
}

/// Every entry point as `[group] name = object`.
pub(crate) fn of_entry_points(text: &str) -> BTreeSet<String> {
    let mut group = "";
    let mut found = BTreeSet::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('[') {
            group = line;
            found.insert(group.to_owned());
        } else {
            let (name, object) = line.split_once('=').expect("an entry point has a value");
            found.insert(format!("{group} {} = {}", name.trim(), object.trim()));
        }
    }
    found
}

fn one_spelling(name: &str, value: &str) -> String {
    match name {
        "requires-dist" => requirement(value),
        "requires-python" => {
            let mut parts: Vec<String> =
                value.split(',').map(|part| part.replace(' ', "")).collect();
            parts.sort();
            parts.join(",")
        }
        _ => value.to_owned(),
    }
}

fn requirement(text: &str) -> String {
    let mut requirement = Requirement::<VerbatimUrl>::from_str(text)
        .unwrap_or_else(|error| panic!("`{text}` is no requirement: {error}"));
    requirement.extras.sort();
    requirement.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_thing_are_equal() {
        let one =
            "Name: a\nRequires-Dist: b [y, x] <2,>=1 ; os_name=='nt'\nSummary: two\n  lines\n";
        let other =
            "Name: a\nSummary: two lines\nRequires-Dist: b[x,y]>=1,<2; os_name == \"nt\"\n\n";
        assert_eq!(of_metadata(one), of_metadata(other));
        let ini = "[b]\nx=m:f\n[a]\n\n";
        assert_eq!(of_entry_points(ini), of_entry_points("[a]\n\n[b]\nx = m:f\n"));
    }

    #[test]
    fn what_differs_in_meaning_differs() {
        let metadata = |line: &str| of_metadata(&format!("Name: a\n{line}\n\nBody\n"));
        for (one, other) in [
            ("Requires-Dist: b>=1", "Requires-Dist: b>1"),
            ("Requires-Dist: b[x]", "Requires-Dist: b"),
            ("Requires-Python: >=3", "Requires-Python: >=3.0"),
            ("License: MIT", "License-Expression: MIT"),
        ] {
            assert_ne!(metadata(one), metadata(other));
        }
        assert_ne!(of_metadata("Name: a\n\nBody\n"), of_metadata("Name: a\n\nBody.\n"));
    }
}
