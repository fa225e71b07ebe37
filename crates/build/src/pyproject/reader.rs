//! Reading typed values while collecting what is wrong with them.

use std::fmt::Display;
use std::str::FromStr;

use pyrel_diag::{Finding, Place, Rule, Severity};

use super::{INVALID_VALUE, Located, Table, Value};
use crate::Error;

/// Reads typed values and collects findings instead of stopping at the first.
#[derive(Debug, Default)]
pub struct Reader {
    findings: Vec<Finding>,
}

impl Reader {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes note of a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Takes note of findings.
    pub fn report_all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Takes note that a value does not obey its standard.
    pub fn invalid(&mut self, value: &Value<'_>, why: impl Display) {
        self.complain(&INVALID_VALUE, value, format!("`{}`: {why}", value.path()));
    }

    /// Takes note of a rule that a value broke.
    pub fn complain(&mut self, rule: &'static Rule, value: &Value<'_>, message: impl Into<String>) {
        self.report(Finding::new(rule, message).at(value.location()));
    }

    /// The text of a value.
    pub fn text(&mut self, value: &Value<'_>) -> Option<Located<String>> {
        let text = value.as_text();
        if text.is_none() {
            self.report(value.wrong_type("a string"));
        }
        text.map(|text| Located { value: text.to_owned(), location: value.location() })
    }

    /// The text of a key, if the key is there.
    pub fn text_of(&mut self, table: &Table<'_>, key: &str) -> Option<Located<String>> {
        self.text(&table.get(key)?)
    }

    /// The boolean of a key, if the key is there.
    pub fn flag_of(&mut self, table: &Table<'_>, key: &str) -> Option<Located<bool>> {
        let value = table.get(key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.report(value.wrong_type("a boolean"));
        }
        flag.map(|flag| Located { value: flag, location: value.location() })
    }

    /// The table of a key, if the key is there.
    pub fn table_of<'a>(&mut self, table: &Table<'a>, key: &str) -> Option<Table<'a>> {
        let value = table.get(key)?;
        self.table(&value)
    }

    /// The table that a value is.
    pub fn table<'a>(&mut self, value: &Value<'a>) -> Option<Table<'a>> {
        let inner = value.as_table();
        if inner.is_none() {
            self.report(value.wrong_type("a table"));
        }
        inner
    }

    /// The items of a list.
    pub fn list_of<'a>(&mut self, table: &Table<'a>, key: &str) -> Option<Vec<Value<'a>>> {
        let value = table.get(key)?;
        let items = value.as_list();
        if items.is_none() {
            self.report(value.wrong_type("a list"));
        }
        items
    }

    /// The texts of a list of strings.
    pub fn texts(&mut self, value: &Value<'_>) -> Option<Vec<Located<String>>> {
        let Some(items) = value.as_list() else {
            self.report(value.wrong_type("a list of strings"));
            return None;
        };
        Some(items.iter().filter_map(|item| self.text(item)).collect())
    }

    /// The texts of a key's list of strings, if the key is there.
    pub fn texts_of(&mut self, table: &Table<'_>, key: &str) -> Option<Vec<Located<String>>> {
        self.texts(&table.get(key)?)
    }

    /// What a standard's type makes of a text. Its refusal becomes a finding that points at the
    /// very letters.
    pub fn parse<T: FromStr<Err = pyrel_pep::Error>>(
        &mut self,
        value: &Value<'_>,
    ) -> Option<Located<T>> {
        let text = self.text(value)?;
        match text.value.parse() {
            Ok(parsed) => Some(Located { value: parsed, location: text.location }),
            Err(error) => {
                let message = format!("`{}`: {error}", value.path());
                let at = value.location_of(error.range.clone());
                let finding = Finding::new(&INVALID_VALUE, message).at(at);
                self.report(match error.suggestion() {
                    Some(near) => finding.remedy(format!("did you mean `{near}`?")),
                    None => finding,
                });
                None
            }
        }
    }

    /// What a standard's type makes of the text of a key, if the key is there.
    pub fn parse_of<T: FromStr<Err = pyrel_pep::Error>>(
        &mut self,
        table: &Table<'_>,
        key: &str,
    ) -> Option<Located<T>> {
        self.parse(&table.get(key)?)
    }

    /// All findings, whatever they forbid.
    #[must_use]
    pub fn findings(self) -> Vec<Finding> {
        self.in_order()
    }

    /// A refusal with all findings.
    #[must_use]
    pub fn refuse(self) -> Error {
        Error::Refused(self.in_order())
    }

    /// Whether something was found that forbids to go on.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity() == Severity::Error)
    }

    /// The warnings, if there are no errors; otherwise a refusal with all findings.
    ///
    /// # Errors
    /// The refusal.
    pub fn finish(self) -> Result<Vec<Finding>, Error> {
        if self.has_errors() { Err(self.refuse()) } else { Ok(self.in_order()) }
    }

    /// The findings in the order of the file, those without a line first.
    fn in_order(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| match &finding.place {
            Some(Place::Text(at)) => (at.line, at.column),
            Some(Place::Entry { .. } | Place::File(_)) | None => (0, 0),
        });
        self.findings
    }
}
