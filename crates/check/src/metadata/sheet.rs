//! `METADATA` or `PKG-INFO` as it is looked at: every header with its place.

use std::ops::Range;

use pyrel_diag::{Finding, SourceText};
use pyrel_pep::MetadataVersion;
use pyrel_pep::metadata::{Field, Header, Headers, StrayLine};

use crate::Check;

/// A text of core metadata.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    archive: &'a str,
    entry: &'a str,
    source: SourceText,
    said: Vec<Said<'a>>,
    /// Lines before the body that say nothing.
    pub(super) stray: Vec<StrayLine>,
    /// What follows the headers.
    pub(super) body: &'a str,
    /// Where that begins, in bytes of the text.
    pub(super) body_at: usize,
}

/// What one header says.
#[derive(Debug)]
pub(super) struct Said<'a> {
    /// Which field it is, if any.
    pub(super) field: Option<Field>,
    /// Its name as it is spelled.
    pub(super) name: &'a str,
    /// Where the name stands.
    pub(super) name_at: Range<usize>,
    /// Its value, without blanks around it.
    pub(super) value: String,
    /// Where the first line of the value stands.
    pub(super) value_at: Range<usize>,
    /// Whether blanks follow the value.
    pub(super) is_trailed: bool,
}

impl<'a> Sheet<'a> {
    /// The text of an entry of an archive.
    pub(super) fn of(archive: &'a str, entry: &'a str, text: &'a str) -> Self {
        let Headers { headers, stray, body } = Headers::of(text);
        let said = headers.iter().map(Said::of).collect();
        let source = SourceText::new(format!("{archive}!{entry}"), text);
        Self { archive, entry, source, said, stray, body, body_at: text.len() - body.len() }
    }

    /// All headers, in their order.
    pub(super) fn all(&self) -> &[Said<'a>] {
        &self.said
    }

    /// What is said of a field, in the order of the text.
    pub(super) fn every(&self, field: Field) -> Vec<&Said<'a>> {
        self.said.iter().filter(|said| said.field == Some(field)).collect()
    }

    /// What of it reaches an index: clients send a field that stands once as it stood first, and
    /// PyPI takes neither an empty value nor a field whose last value is `UNKNOWN`.
    pub(super) fn sent(&self, field: Field) -> Vec<&Said<'a>> {
        let mut said = self.every(field);
        if !field.is_multiple() {
            said.truncate(1);
        }
        let is_unknown = said.last().is_some_and(|last| last.is_unknown());
        let is_empty = matches!(said.as_slice(), [only] if only.value.is_empty());
        if is_unknown || is_empty { Vec::new() } else { said }
    }

    /// The same of a field that stands once.
    pub(super) fn one(&self, field: Field) -> Option<&Said<'a>> {
        self.sent(field).into_iter().next()
    }

    /// The description as it is sent, and where it begins, in bytes of the text.
    pub(super) fn description(&self) -> Option<(&str, usize)> {
        match self.every(Field::Description).first() {
            Some(_) => {
                let said = self.one(Field::Description)?;
                Some((&said.value, said.value_at.start))
            }
            None if self.body.is_empty() || self.body.trim() == "UNKNOWN" => None,
            None => Some((self.body, self.body_at)),
        }
    }

    /// Where the lines of the text stand from a place on.
    pub(super) fn lines_from(&self, at: usize) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let mut start = at;
        for line in self.source.text().get(at..).unwrap_or_default().split_inclusive('\n') {
            lines.push(start..start + line.trim_end().len());
            start += line.len();
        }
        lines
    }

    /// The version of the format, if there is such a version.
    pub(super) fn version(&self) -> Option<MetadataVersion> {
        let written = self.one(Field::MetadataVersion)?;
        MetadataVersion::ALL.into_iter().find(|version| version.as_str() == written.value)
    }

    /// A finding about a value.
    pub(super) fn found(&self, check: &'static Check, said: &Said<'_>, message: String) -> Finding {
        let all = if said.value_at.is_empty() { &said.name_at } else { &said.value_at };
        self.at(check, all.clone(), message)
    }

    /// A finding about a part of a value.
    pub(super) fn within(
        &self,
        check: &'static Check,
        said: &Said<'_>,
        part: Range<usize>,
        message: String,
    ) -> Finding {
        // What begins in a later line has no place that is known here.
        if part.start >= said.value_at.len() || part.is_empty() {
            return self.found(check, said, message);
        }
        let start = said.value_at.start;
        let end = (start + part.end).min(said.value_at.end);
        self.at(check, start + part.start..end, message)
    }

    /// A finding about a place in the text.
    pub(super) fn at(&self, check: &'static Check, at: Range<usize>, message: String) -> Finding {
        Finding::new(&check.rule, message).at(self.source.locate(at))
    }

    /// A finding about something that is nowhere.
    pub(super) fn missing(&self, check: &'static Check, message: &str) -> Finding {
        Finding::new(&check.rule, message).in_entry(self.archive, self.entry)
    }
}

impl<'a> Said<'a> {
    fn of(header: &Header<'a>) -> Self {
        let value = header.value();
        let trimmed = value.trim();
        Self {
            field: header.field(),
            name: header.name,
            name_at: header.name_range(),
            value_at: header.first_line.clone(),
            is_trailed: value.trim_start().len() > trimmed.len(),
            value: trimmed.to_owned(),
        }
    }

    /// Whether it is the word that old tools wrote where there was nothing to say.
    pub(super) fn is_unknown(&self) -> bool {
        self.value == "UNKNOWN"
    }
}
