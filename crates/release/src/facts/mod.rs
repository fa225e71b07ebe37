//! What a project says of itself, in the words that the manifest of an extension has for it.

mod node;
mod person;
mod python;
mod semantic;
mod web;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_dxt::{Manifest, Values};

pub use node::PACKAGE_JSON;
pub use person::Person;
pub use semantic::SemanticVersion;

pub(crate) use node::INVALID;

/// What runs a project.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Language {
    /// Node.js.
    Node,
    /// Python.
    Python,
}

/// What a project says of itself: a Python project, or the package of a `package.json`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts {
    /// Whose word this is. Commands and ranges of runtimes mean nothing to the other one.
    pub language: Option<Language>,
    /// Its name, as it is written.
    pub name: Option<String>,
    /// Its version as its own tools show it: for Python in canonical form.
    pub project_version: Option<String>,
    /// Its version as a manifest has it.
    pub version: Option<SemanticVersion>,
    /// What it is, in one line.
    pub description: Option<String>,
    /// Its licence: an SPDX expression, or the few words that it has instead.
    pub license: Option<String>,
    /// Its first author.
    pub author: Option<Person>,
    /// The address of its home page.
    pub homepage: Option<String>,
    /// The address of its sources, one that a browser opens.
    pub repository: Option<String>,
    /// The address of its documentation.
    pub documentation: Option<String>,
    /// The address where help is given, or else bugs are reported.
    pub support: Option<String>,
    /// Its keywords.
    pub keywords: Vec<String>,
    /// The range of the runtime that it needs, as it is written: `requires-python` or
    /// `engines.node`.
    pub runtime: Option<String>,
    /// The commands that it has, each with what it runs: for Python an object reference, for Node a
    /// path in the package.
    pub commands: Vec<(String, String)>,
    /// The module that a `package.json` names as `main`.
    pub main: Option<String>,
}

pub(crate) static VERSION_ORDER: Rule = Rule {
    id: "version-order-lost",
    severity: Severity::Warning,
    words: "a version that has no like among semantic versions",
    remedy: "give the extension a version of its own, or the project one without epoch, \
             post-release and fourth number",
};

impl Facts {
    /// What a template of a manifest may ask for. A fact that the project does not state has no
    /// value, and asking for it is an error.
    #[must_use]
    pub fn values(&self) -> Values {
        let author = self.author.as_ref();
        let version = self.version.as_ref().map(ToString::to_string);
        let facts = [
            ("author", author.and_then(|it| it.name.clone())),
            ("author_email", author.and_then(|it| it.email.clone())),
            ("author_url", author.and_then(|it| it.url.clone())),
            ("description", self.description.clone()),
            ("documentation", self.documentation.clone()),
            ("homepage", self.homepage.clone()),
            ("license", self.license.clone()),
            ("name", self.name.clone()),
            ("project_version", self.project_version.clone()),
            ("repository", self.repository.clone()),
            ("support", self.support.clone()),
            ("version", version),
        ];
        facts.into_iter().fold(Values::new(), |values, (name, value)| match value {
            Some(value) => values.with(name, value),
            None => values.without(name, "the project states none"),
        })
    }

    /// What there is to say of a manifest that has the version of the project: hosts may not see
    /// which of two versions is newer.
    #[must_use]
    pub fn remark(&self, manifest: &Manifest) -> Option<Finding> {
        let version = self.version.as_ref()?;
        let same = version.loses_order()?;
        let project = self.project_version.as_deref().unwrap_or_default();
        let message =
            format!("{project} becomes {version}, which hosts take for the same as {same}");
        let is_it = manifest.version == version.to_string();
        is_it.then(|| Finding::new(&VERSION_ORDER, message))
    }
}

#[cfg(test)]
mod tests;
