//! A project's options, and dunamai asked with them.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Location};
use pyrel_python::{Flags, PythonRegex};
use pyrel_scm::Refusal;
use pyrel_scm::dunamai::{
    Bump, Context, LookForChanges, NoVersion, Options, Pattern, Serialization, Template, Version,
    find,
};
use pyrel_tree::SourceTree;

use super::read::Keys;
use crate::Surroundings;
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, Located, Reader};
use crate::setuptools_scm::finding;

/// Options as dunamai takes them, and where they are written.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(super) location: Location,
    pub(super) keys: Keys,
    pub(super) options: Options,
    /// The pattern as it is written.
    pub(super) pattern: Option<String>,
    pub(super) serialization: Serialization,
    pub(super) bump: Option<Bump>,
    /// `format-jinja`.
    pub(super) template: Option<Template>,
    pub(super) from_file: Option<FromFile>,
    pub(super) fallback: Option<Located<String>>,
}

/// A file with the version.
#[derive(Debug)]
pub(super) struct FromFile {
    pub key: String,
    pub source: Located<String>,
    pub pattern: Option<Located<String>>,
}

/// The version that was found.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// As it is written.
    pub text: String,
    /// As dunamai knows it.
    pub version: Version,
    /// What is said of it.
    pub note: String,
    /// Whether it was asked for, so that it is its own text wherever it is named.
    is_asked: bool,
}

impl Configured {
    /// Finds the version. `bypass` is a variable that says it, with what it says; `templates` are
    /// those that will be filled in with it.
    ///
    /// # Errors
    /// A finding that says why there is none.
    pub(crate) fn find(
        &self,
        tree: &SourceTree,
        surroundings: &Surroundings,
        (bypass, templates): (Option<(&str, &str)>, &[&Template]),
    ) -> Result<Answer, Finding> {
        let variables = &surroundings.variables;
        if let Some(version) = &surroundings.version {
            return self.written(&version.to_string(), "the command line", Asked::Yes);
        }
        if let Some((name, text)) = bypass {
            return self.written(text, &format!("the variable `{name}`"), Asked::No);
        }
        if let Some((text, file)) = self.in_file(tree)? {
            return self.written(&text, &format!("`{file}`"), Asked::No);
        }
        let (version, source) = self.of_history(tree, surroundings, templates)?;
        let before = version.clone();
        let (text, version) = self.serialized(version, variables)?;
        // poetry-dynamic-versioning hands on the version as it was found.
        let version = if self.keys == Keys::Hyphens { before } else { version };
        let note = format!("the version {text} is from {source}");
        Ok(Answer { text, version, note, is_asked: false })
    }

    /// What `str(version)` is: uv-dynamic-versioning has it written as the version itself is.
    pub(crate) fn shown(&self, answer: &Answer) -> Result<String, Refusal> {
        match answer.is_asked {
            true => Ok(answer.text.clone()),
            false => self.plainly(&answer.version),
        }
    }

    /// Fills in a template of the project.
    ///
    /// # Errors
    /// Why that cannot be done.
    pub(crate) fn render(
        &self,
        template: &Template,
        answer: &Answer,
        variables: &BTreeMap<String, String>,
    ) -> Result<String, Refusal> {
        let more = [("formatted_version", answer.text.as_str())];
        match (self.keys, self.bump) {
            (Keys::Either, _) => {
                template.render(&self.context(&answer.version, self.shown(answer), variables))
            }
            (Keys::Hyphens, bump) => {
                let version = match bump {
                    Some(bump) if answer.version.distance > 0 => bump.up(&answer.version)?,
                    _ => answer.version.clone(),
                };
                let text = match answer.is_asked {
                    true => Ok(answer.text.clone()),
                    false => self.plainly(&version),
                };
                let context = self.context(&version, text, variables);
                template.render(&Context { more: &more, ..context })
            }
        }
    }

    fn plainly(&self, version: &Version) -> Result<String, Refusal> {
        match self.keys {
            Keys::Either => self.serialization.write(version),
            Keys::Hyphens => Serialization::default().write(version),
        }
    }

    fn context<'a>(
        &'a self,
        version: &'a Version,
        text: Result<String, Refusal>,
        variables: &'a BTreeMap<String, String>,
    ) -> Context<'a> {
        let escape = self.serialization.escape_with.as_deref();
        let branch_escape = escape.filter(|_| self.keys == Keys::Either).unwrap_or_default();
        Context { version, text, branch_escape, variables, parts: self.keys.parts(), more: &[] }
    }

    /// A version that somebody wrote.
    fn written(&self, text: &str, source: &str, asked: Asked) -> Result<Answer, Finding> {
        let pattern = match self.keys {
            Keys::Either => Pattern::new(self.pattern.as_deref().unwrap_or("default"), None),
            Keys::Hyphens => Pattern::preset(),
        };
        let version = pattern.and_then(|pattern| Version::parse(text, &pattern));
        let version = version.map_err(|refusal| self.finding(&refusal))?;
        let note = format!("the version {text} is from {source}");
        Ok(Answer { text: text.to_owned(), version, note, is_asked: asked == Asked::Yes })
    }

    fn in_file(&self, tree: &SourceTree) -> Result<Option<(String, String)>, Finding> {
        let Some(from) = &self.from_file else { return Ok(None) };
        let mut reader = Reader::new();
        let read = named_file::text(&from.key, &from.source, tree, &mut reader);
        let Some((path, text)) = read else {
            let missing = reader.findings().into_iter().next();
            return Err(missing.unwrap_or_else(|| self.finding(&Refusal::new("no file"))));
        };
        let text = text.trim();
        let found = match &from.pattern {
            None => text.to_owned(),
            Some(pattern) => first_group(&pattern.value, text).map_err(|why| {
                let message = format!("`{path}`: {why}");
                Finding::new(&INVALID_VALUE, message).at(pattern.location.clone())
            })?,
        };
        let counts = !found.is_empty() || self.keys == Keys::Hyphens;
        Ok(counts.then(|| (found, path.to_string())))
    }

    fn of_history(
        &self,
        tree: &SourceTree,
        surroundings: &Surroundings,
        templates: &[&Template],
    ) -> Result<(Version, String), Finding> {
        let mut all = self.template.iter().chain(templates.iter().copied());
        let looks = all.any(|template| template.looks_for_changes(&self.serialization));
        let changes = match looks || self.serialization.looks_for_changes() {
            true => LookForChanges::Yes,
            false => LookForChanges::No,
        };
        let checkout = surroundings.checkout.as_ref();
        let found = find(&self.options, changes, tree, checkout);
        match (found, &self.fallback) {
            (Ok(found), _) => {
                let source = format!("git: {found}");
                Ok((found.version, source))
            }
            (Err(NoVersion::Nowhere(_)), Some(fallback)) if !fallback.value.is_empty() => {
                Ok((Version::of(&fallback.value), "`fallback-version`".to_owned()))
            }
            (Err(NoVersion::Nowhere(refusal) | NoVersion::Wrong(refusal)), _) => {
                Err(self.finding(&refusal))
            }
        }
    }

    /// The version as text, and the one that it is of.
    fn serialized(
        &self,
        version: Version,
        variables: &BTreeMap<String, String>,
    ) -> Result<(String, Version), Finding> {
        let made = match &self.template {
            Some(template) => self.by_template(template, version, variables),
            None => {
                let version = match self.bump {
                    Some(bump) => bump.next(&version),
                    None => Ok(version),
                };
                version.and_then(|version| Ok((self.serialization.write(&version)?, version)))
            }
        };
        made.map_err(|refusal| self.finding(&refusal))
    }

    fn by_template(
        &self,
        template: &Template,
        version: Version,
        variables: &BTreeMap<String, String>,
    ) -> Result<(String, Version), Refusal> {
        let version = match self.bump {
            Some(bump) if version.distance > 0 => bump.up(&version)?,
            _ => version,
        };
        let shown = self.plainly(&version);
        let text = template.render(&self.context(&version, shown, variables))?;
        if let Some(style) = self.serialization.style {
            style.check(&text)?;
        }
        Ok((text, version))
    }

    fn finding(&self, refusal: &Refusal) -> Finding {
        finding(refusal.clone(), self.location.clone())
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Asked {
    Yes,
    No,
}

/// The first group of the first match.
fn first_group(pattern: &str, text: &str) -> Result<String, String> {
    let regex = PythonRegex::new(pattern, Flags::MULTILINE)?;
    let found = regex.search(text)?.ok_or("the pattern finds nothing")?;
    let group = found.group(1).ok_or("the pattern has no group that took part")?;
    Ok(group.1.to_owned())
}
