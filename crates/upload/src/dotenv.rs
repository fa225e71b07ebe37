//! `.env`: credentials of a project that are kept out of its repository.
//!
//! Such a file is meant for many programs, so only a fixed list of keys is looked at, and a line
//! that means nothing to us is nobody's mistake. A key that stands twice counts where it stands
//! first, as other readers of such files have it.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};

use crate::pypirc::veiled;
use crate::{ConfigText, Error};

/// A credential that cannot be read.
pub(crate) static DOTENV_VALUE: Rule = Rule {
    id: "dotenv-value",
    severity: Severity::Error,
    words: "a value in `.env` that cannot be read",
    remedy: "put the value in single quotes, with no backslash before the last one",
};

/// The keys that a `.env` file may supply: the names of the environment, and the two that are
/// bound to one index each.
pub const DOTENV_KEYS: [&str; 10] = [
    "PYREL_TOKEN",
    "PYREL_USERNAME",
    "PYREL_PASSWORD",
    "UV_PUBLISH_TOKEN",
    "UV_PUBLISH_USERNAME",
    "UV_PUBLISH_PASSWORD",
    "TWINE_USERNAME",
    "TWINE_PASSWORD",
    "PYPI_TOKEN",
    "TESTPYPI_TOKEN",
];

/// Stands for a dollar sign while a value is parsed: a private character that no token holds.
/// The parser would put environment variables in its place, and a password is to be taken as it
/// is written.
const DOLLAR: &str = "\u{f8ff}";

/// The credentials in a `.env` file, by key.
///
/// # Errors
/// All credentials whose value cannot be read, by line.
pub(crate) fn parse(source: &ConfigText) -> Result<BTreeMap<String, String>, Error> {
    let mut values = BTreeMap::new();
    let mut findings = Vec::new();
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    for (number, line) in text.lines().enumerate() {
        let Some(key) = key_of(line) else { continue };
        match value_of(line) {
            Some(value) => {
                values.entry(key.to_owned()).or_insert(value);
            }
            None => {
                let message = format!("the value of `{key}` cannot be read");
                let at = veiled(&source.name, number + 1);
                findings.push(Finding::new(&DOTENV_VALUE, message).at(at));
            }
        }
    }
    values.retain(|_, value| !value.trim().is_empty());
    if findings.is_empty() {
        Ok(values)
    } else {
        Err(Error::Dotenv { file: source.name.clone(), findings })
    }
}

fn key_of(line: &str) -> Option<&'static str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let exported = key.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
    let key = exported.unwrap_or(key).trim_start();
    DOTENV_KEYS.into_iter().find(|known| *known == key)
}

fn value_of(line: &str) -> Option<String> {
    if line.contains(DOLLAR) {
        return None;
    }
    let veiled = line.replace("\\$", DOLLAR).replace('$', DOLLAR);
    let (_, value) = dotenvy::from_read_iter(veiled.as_bytes()).next()?.ok()?;
    Some(value.replace(DOLLAR, "$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<BTreeMap<String, String>, Error> {
        parse(&ConfigText { name: ".env".to_owned(), text: text.to_owned() })
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(read(text).unwrap().get("PYREL_TOKEN").map(String::as_str), Some(expect));
    }

    #[test]
    fn quotes_comments_and_export_are_understood() {
        check("PYREL_TOKEN=pypi-a", "pypi-a");
        check("\u{feff}# tokens\nexport PYREL_TOKEN = 'pypi-a b'\r\n", "pypi-a b");
        check("PYREL_TOKEN=\"pypi-a\" # mine\n", "pypi-a");
        check("PYREL_TOKEN=pypi-a#b\nPYREL_TOKEN=later\n", "pypi-a#b");
    }

    #[test]
    fn a_dollar_sign_stays_one() {
        check("HOME=x\nPYREL_TOKEN=a$HOME${PATH}", "a$HOME${PATH}");
        check("PYREL_TOKEN=\"a\\$b\"", "a$b");
    }

    #[test]
    fn other_keys_are_not_looked_at() {
        let values = read("AWS_SECRET=x\nnot a line\nX='open\nUV_PUBLISH_URL=https://x/\n");
        assert_eq!(values.unwrap(), BTreeMap::new());
    }

    #[test]
    fn an_empty_value_is_none() {
        assert_eq!(read("PYREL_TOKEN=\nPYPI_TOKEN=''\n").unwrap(), BTreeMap::new());
    }

    #[test]
    fn a_broken_value_is_named_by_line_and_not_shown() {
        let error = read("A=1\nPYREL_TOKEN='pypi-secret\n").unwrap_err();
        assert_eq!(error.to_string(), "`.env` cannot be read: line 2");
        let Error::Dotenv { findings, .. } = &error else { panic!("{error:?}") };
        assert_eq!(findings[0].to_string(), ".env:2:1: the value of `PYREL_TOKEN` cannot be read");
        assert!(!format!("{error:?}").contains("secret"));
    }

    proptest::proptest! {
        #[test]
        fn a_value_in_single_quotes_is_taken_as_it_is(value in r"[!-&(-\[\]-~]([ -&(-~]{0,20}[!-&(-\[\]-~])?") {
            let expect = value.replace("\\$", "$");
            let values = read(&format!("export PYREL_TOKEN='{value}'\n")).unwrap();
            proptest::prop_assert_eq!(values.get("PYREL_TOKEN"), Some(&expect));
        }

        #[test]
        fn no_text_is_too_much(text in "(PYREL_TOKEN=|['\"\\\\$]|\\PC|[ \t\r\n]){0,40}") {
            drop(read(&text));
        }
    }
}
