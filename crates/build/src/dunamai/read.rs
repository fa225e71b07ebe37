//! Reads the options.

use pyrel_diag::{Finding, Location};
use pyrel_scm::Refusal;
use pyrel_scm::dunamai::{Bump, Options, Parts, Pattern, Serialization, Style, Template, Vcs};

use super::configured::{Configured, FromFile};
use crate::backends::REFUSED_OPTION;
use crate::pyproject::{INVALID_VALUE, Located, Reader, Table, Value};

/// How a plug-in names its options.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Keys {
    /// With hyphens.
    Hyphens,
    /// With hyphens, or underscores in their place.
    Either,
}

impl Keys {
    /// uv-dynamic-versioning, whose keys may have underscores, looks for three numbers.
    pub(super) fn parts(self) -> Parts {
        match self {
            Self::Hyphens => Parts::OrZero,
            Self::Either => Parts::Demanded,
        }
    }

    /// The value of a key.
    pub(crate) fn get<'a>(self, table: &Table<'a>, key: &str) -> Option<Value<'a>> {
        let other = || table.get(&key.replace('-', "_")).filter(|_| self == Self::Either);
        table.get(key).or_else(other)
    }
}

/// A table that is being read.
struct Reading<'a, 'r> {
    table: Option<Table<'a>>,
    keys: Keys,
    reader: &'r mut Reader,
}

impl Configured {
    /// Reads the options of a table, or those that count where there is none.
    pub(crate) fn read(
        table: Option<Table<'_>>,
        keys: Keys,
        location: Location,
        reader: &mut Reader,
    ) -> Option<Self> {
        let mut reading = Reading { table, keys, reader };
        reading.refuse_what_runs();
        let serialization = reading.serialization();
        let template = reading.template();
        let bump = reading.bump();
        let from_file = reading.file();
        let (pattern_text, pattern) = reading.pattern()?;
        let options = Options {
            vcs: reading.vcs(),
            pattern,
            latest_tag: reading.flag("latest-tag"),
            strict: reading.flag("strict"),
            full_commit: reading.flag("full-commit"),
            commit_length: reading.integer("commit-length"),
            ignore_untracked: reading.flag("ignore-untracked"),
        };
        let fallback = reading.text("fallback-version").filter(|_| keys == Keys::Either);
        Some(Self {
            location,
            keys,
            options,
            pattern: pattern_text,
            serialization,
            bump,
            template,
            from_file,
            fallback,
        })
    }
}

impl Reading<'_, '_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.keys.get(self.table.as_ref()?, key)
    }

    fn text(&mut self, key: &str) -> Option<Located<String>> {
        let value = self.keys.get(self.table.as_ref()?, key)?;
        self.reader.text(&value)
    }

    fn flag(&mut self, key: &str) -> bool {
        self.maybe_flag(key).unwrap_or(false)
    }

    fn maybe_flag(&mut self, key: &str) -> Option<bool> {
        let value = self.keys.get(self.table.as_ref()?, key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.reader.report(value.wrong_type("a boolean"));
        }
        flag
    }

    fn integer(&mut self, key: &str) -> Option<i64> {
        let value = self.keys.get(self.table.as_ref()?, key)?;
        let integer = value.as_integer();
        if integer.is_none() {
            self.reader.report(value.wrong_type("an integer"));
        }
        integer
    }

    /// What is code, or is read from a history in a way that is not rebuilt.
    fn refuse_what_runs(&mut self) {
        let refused = [
            ("format-jinja-imports", "it imports Python modules"),
            ("highest-tag", "tags are not compared by their versions"),
            ("tag-branch", "tags of another branch are not looked for"),
        ];
        for (key, why) in refused {
            let Some(value) = self.get(key) else { continue };
            let is_off = value.as_bool() == Some(false)
                || value.as_list().is_some_and(|items| items.is_empty());
            if is_off {
                continue;
            }
            let message = format!("`{}` is refused: {why}", value.path());
            let finding = Finding::new(&REFUSED_OPTION, message).at(value.key_location());
            self.reader.report(finding);
        }
    }

    fn vcs(&mut self) -> Vcs {
        let Some(text) = self.text("vcs") else { return Vcs::Any };
        match text.value.as_str() {
            "any" => Vcs::Any,
            "git" => Vcs::Git,
            other => {
                let message = format!("`vcs`: repositories of `{other}` are not read");
                self.reader.report(Finding::new(&REFUSED_OPTION, message).at(text.location));
                Vcs::Any
            }
        }
    }

    fn style(&mut self) -> Option<Style> {
        let text = self.text("style")?;
        let style = Style::named(&text.value);
        if style.is_none() {
            let message = format!("`style`: `{}` is none of pep440, semver and pvp", text.value);
            self.reader.report(Finding::new(&INVALID_VALUE, message).at(text.location));
        }
        style
    }

    fn serialization(&mut self) -> Serialization {
        Serialization {
            metadata: self.maybe_flag("metadata"),
            dirty: self.flag("dirty"),
            tagged_metadata: self.flag("tagged-metadata"),
            format: self.text("format").map(|text| text.value),
            style: self.style(),
            escape_with: self.text("escape-with").map(|text| text.value),
            commit_prefix: self.text("commit-prefix").map(|text| text.value),
        }
    }

    fn template(&mut self) -> Option<Template> {
        let value = self.keys.get(self.table.as_ref()?, "format-jinja")?;
        template(&value, self.reader)
    }

    fn bump(&mut self) -> Option<Bump> {
        let value = self.keys.get(self.table.as_ref()?, "bump")?;
        if let Some(flag) = value.as_bool() {
            return flag.then(Bump::default);
        }
        let table = self.reader.table(&value)?;
        let mut inner = Reading { table: Some(table), keys: self.keys, reader: self.reader };
        let enabled = inner.flag("enable");
        let index = inner.integer("index").unwrap_or(-1);
        enabled.then_some(Bump { index })
    }

    fn file(&mut self) -> Option<FromFile> {
        let value = self.keys.get(self.table.as_ref()?, "from-file")?;
        let key = format!("{}.source", value.path());
        let table = self.reader.table(&value)?;
        let mut inner = Reading { table: Some(table), keys: self.keys, reader: self.reader };
        let source = inner.text("source");
        let pattern = inner.text("pattern");
        if source.is_none() && self.keys == Keys::Either {
            self.reader.invalid(&value, "`source` is missing");
        }
        Some(FromFile { key, source: source?, pattern })
    }

    /// The pattern as it is written, and as it is used for tags.
    fn pattern(&mut self) -> Option<(Option<String>, Pattern)> {
        let text = self.text("pattern");
        let prefix = self.text("pattern-prefix");
        let written = text.as_ref().map(|text| text.value.clone());
        let used = written.as_deref().unwrap_or("default");
        match Pattern::new(used, prefix.as_ref().map(|prefix| prefix.value.as_str())) {
            Ok(pattern) => Some((written, pattern)),
            Err(Refusal { words, option, .. }) => {
                let at = if option == Some("pattern-prefix") { prefix } else { text };
                let finding = Finding::new(&INVALID_VALUE, words);
                self.reader.report(match at {
                    Some(at) => finding.at(at.location),
                    None => finding,
                });
                None
            }
        }
    }
}

/// A template, read; an empty one is none.
pub(crate) fn template(value: &Value<'_>, reader: &mut Reader) -> Option<Template> {
    let text = reader.text(value)?;
    if text.value.is_empty() {
        return None;
    }
    match Template::parse(&text.value) {
        Ok(template) => Some(template),
        Err(error) => {
            let message = format!("`{}`: {}", value.path(), error.words);
            let at = value.location_of(error.range);
            reader.report(Finding::new(&REFUSED_OPTION, message).at(at));
            None
        }
    }
}
