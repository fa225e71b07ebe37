//! What a project says of itself, in the words that the manifest of an extension has for it.

mod node;
mod person;
mod python;
mod semantic;
mod web;

use pyrel_dxt::Values;

pub use node::PACKAGE_JSON;
pub use person::Person;
pub use semantic::SemanticVersion;

pub(crate) use node::INVALID;

/// What a project says of itself: a Python project, or the package of a `package.json`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts {
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
        let known = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
        known.fold(Values::new(), |values, (name, value)| values.with(name, value))
    }
}

#[cfg(test)]
mod tests;
