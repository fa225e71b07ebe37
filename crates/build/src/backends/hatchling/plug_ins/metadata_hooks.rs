//! Metadata hooks that are rebuilt: what fills in dynamic fields.
//!
//! hatchling asks its hooks where something is left to fill in, one after the other, and takes from
//! them whatever they set.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::Version;

use super::fancy_readme::{self, FancyReadme};
use super::table::refusal;
use super::uv_dynamic_versioning::{self, Rendered, Requirements};
use super::vcs;
use super::vcs_urls::VcsUrls;
use crate::Error;
use crate::backends::hatchling::Room;
use crate::backends::profile::newest_allowed;
use crate::backends::{Input, PlugInKind};
use crate::pyproject::{Reader, Table};

pub(in crate::backends::hatchling) static NOT_DYNAMIC: Rule = Rule {
    id: "not-dynamic",
    severity: Severity::Error,
    words: "a metadata hook sets a field that is not listed as dynamic",
    remedy: "add the field to `project.dynamic`",
};

/// A metadata hook as it is configured.
#[derive(Debug)]
pub(in crate::backends::hatchling) struct MetadataHook {
    name: String,
    location: Location,
    options: Options,
    /// What is wrong with its options, which counts where it is asked.
    findings: Vec<Finding>,
}

#[derive(Debug)]
enum Options {
    FancyReadme(FancyReadme),
    Requirements(Requirements),
    VcsUrls(VcsUrls),
    /// It is not rebuilt, or its options are wrong.
    None,
}

impl MetadataHook {
    /// All hooks below `[tool.hatch.metadata]`, in their order.
    pub(in crate::backends::hatchling) fn all(
        metadata: &Table<'_>,
        reader: &mut Reader,
    ) -> Vec<Self> {
        let Some(hooks) = reader.table_of(metadata, "hooks") else { return Vec::new() };
        let mut found = Vec::new();
        for value in hooks.values() {
            let Some(table) = reader.table(&value) else { continue };
            let mut own = Reader::new();
            let options = Options::read(value.name(), &table, &mut own);
            found.push(Self {
                name: value.name().to_owned(),
                location: value.key_location(),
                options: options.unwrap_or(Options::None),
                findings: own.findings(),
            });
        }
        found
    }

    /// Has the hook fill in what it is there for.
    fn update(
        &self,
        room: &mut Room,
        input: &Input<'_>,
        version: &Version,
        reader: &mut Reader,
    ) -> Result<(), Error> {
        reader.report_all(self.findings.iter().cloned());
        match &self.options {
            Options::FancyReadme(options) => {
                let name = "hatch-fancy-pypi-readme";
                let chosen = newest_allowed(input.build_system, name, fancy_readme::BANDS)?;
                if let Some(readme) = options.render(room, version, chosen.profile, reader) {
                    self.set(room, "readme", reader);
                    room.project.readme = Some(readme);
                }
            }
            Options::Requirements(options) => {
                if let Some(rendered) = options.render(room, input, reader)? {
                    self.set_requirements(room, rendered, reader);
                }
            }
            Options::VcsUrls(options) => {
                if let Some(urls) = options.filled(input.surroundings, reader) {
                    self.set(room, "urls", reader);
                    room.project.urls = urls;
                }
            }
            Options::None if self.findings.is_empty() => {
                let refusal = refusal(PlugInKind::MetadataHook, &self.name);
                reader.report(refusal.at(self.location.clone()));
            }
            Options::None => {}
        }
        Ok(())
    }

    /// Empty lists are not set.
    fn set_requirements(&self, room: &mut Room, rendered: Rendered, reader: &mut Reader) {
        if !rendered.dependencies.is_empty() {
            self.set(room, "dependencies", reader);
            room.project.dependencies = rendered.dependencies;
        }
        if !rendered.extras.is_empty() {
            self.set(room, "optional-dependencies", reader);
            room.project.optional_dependencies = rendered.extras;
        }
    }

    /// Takes note that the hook gives a field, which then is no longer open. One that is stated is
    /// replaced.
    fn set(&self, room: &mut Room, field: &str, reader: &mut Reader) {
        let told = room.pkg_info.as_ref().is_some_and(|told| told.gives(field));
        let is_open = room.dynamic.iter().any(|other| other == field);
        if !is_open && !told && !room.project.has(field) {
            let message = format!("the metadata hook `{}` sets `{field}`", self.name);
            reader.report(Finding::new(&NOT_DYNAMIC, message).at(self.location.clone()));
        }
        room.dynamic.retain(|other| other != field);
    }
}

impl Options {
    fn read(name: &str, table: &Table<'_>, reader: &mut Reader) -> Option<Self> {
        match name {
            "fancy-pypi-readme" => FancyReadme::read(table, reader).map(Self::FancyReadme),
            uv_dynamic_versioning::NAME => {
                Requirements::read(table, reader).map(Self::Requirements)
            }
            vcs::NAME => Some(Self::VcsUrls(VcsUrls::read(table, reader))),
            _ => None,
        }
    }
}

/// Asks all hooks, if something is left to fill in.
pub(in crate::backends::hatchling) fn ask(
    room: &mut Room,
    input: &Input<'_>,
    version: &Version,
    reader: &mut Reader,
) -> Result<(), Error> {
    if !room.hooks_are_asked() {
        return Ok(());
    }
    for hook in std::mem::take(&mut room.config.metadata_hooks) {
        hook.update(room, input, version, reader)?;
    }
    Ok(())
}
