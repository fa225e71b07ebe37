//! [uv-dynamic-versioning](https://github.com/ninoseki/uv-dynamic-versioning): a version source that
//! asks dunamai, and a metadata hook that puts the version into requirements.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Location};
use pyrel_pep::{ExtraName, Requirement};
use pyrel_scm::dunamai::Template;

use crate::backends::Input;
use crate::backends::hatchling::Room;
use crate::backends::hatchling::config::Config;
use crate::backends::hatchling::context;
use crate::backends::profile::{Band, newest_allowed};
use crate::dunamai::{Answer, Configured, Keys, template};
use crate::pyproject::{
    INVALID_VALUE, Located, MISSING_KEY, PASSED_OVER_KEY, ProjectTable, Pyproject, Reader, Table,
    Value,
};
use crate::{Error, Surroundings};

/// What the configuration calls source and hook.
pub(in crate::backends::hatchling) const NAME: &str = "uv-dynamic-versioning";

/// The variable that says the version.
const BYPASS: &str = "UV_DYNAMIC_VERSIONING_BYPASS";

/// Newest first.
const BANDS: &[Band<()>] =
    &[Band { name: "uv-dynamic-versioning 0.14", first: "0.14.0", last: "0.14.1", profile: &() }];

const KEYS: &[&str] = &[
    "bump",
    "commit-length",
    "commit-prefix",
    "dirty",
    "escape-with",
    "fallback-version",
    "format",
    "format-jinja",
    "format-jinja-imports",
    "from-file",
    "full-commit",
    "highest-tag",
    "ignore-untracked",
    "latest-tag",
    "metadata",
    "pattern",
    "pattern-prefix",
    "strict",
    "style",
    "tag-branch",
    "tag-dir",
    "tagged-metadata",
    "vcs",
];

/// `[tool.uv-dynamic-versioning]`, whichever of the two asks for it.
#[derive(Debug)]
pub(in crate::backends::hatchling) struct Versioning {
    configured: Configured,
}

impl Versioning {
    pub(in crate::backends::hatchling) fn read(
        input: &Input<'_>,
        reader: &mut Reader,
    ) -> Result<Option<Self>, Error> {
        newest_allowed(input.build_system, NAME, BANDS)?;
        let pyproject = input.pyproject;
        let tool = pyproject.table(&["tool"]);
        let value = tool.as_ref().and_then(|tool| Keys::Either.get(tool, NAME));
        let table = value.and_then(|value| reader.table(&value));
        if let Some(table) = &table {
            let unknown =
                table.values().filter(|it| !KEYS.contains(&&*it.name().replace('_', "-")));
            let unknown: Vec<Finding> =
                unknown.map(|it| it.unknown(KEYS.iter().copied(), &PASSED_OVER_KEY)).collect();
            reader.report_all(unknown);
        }
        let location = table.as_ref().map_or_else(|| asked(pyproject), Table::location);
        let configured = Configured::read(table, Keys::Either, location, reader);
        Ok(configured.map(|configured| Self { configured }))
    }

    /// The version; the templates are those that will be filled in with it.
    pub(in crate::backends::hatchling) fn find(
        &self,
        input: &Input<'_>,
        templates: &[&Template],
        reader: &mut Reader,
    ) -> Option<Answer> {
        let bypass = input.surroundings.variables.get(BYPASS).filter(|text| !text.is_empty());
        let bypass = bypass.map(|text| (BYPASS, text.as_str()));
        let found = self.configured.find(input.tree, input.surroundings, (bypass, templates));
        found.map_err(|finding| reader.report(finding)).ok()
    }
}

fn asked(pyproject: &Pyproject) -> Location {
    let version = pyproject.table(&["tool", "hatch", "version"]);
    version.map_or_else(|| pyproject.source().locate(0..0), |version| version.location())
}

/// The version, where the source is asked for it.
pub(in crate::backends::hatchling) fn find(
    input: &Input<'_>,
    config: &Config,
    project: &ProjectTable,
    reader: &mut Reader,
) -> Result<Option<Found>, Error> {
    let source = config.version.as_ref().and_then(|version| version.source.as_ref());
    let is_asked = source.is_some_and(|source| source.value == NAME);
    if !is_asked || project.dynamic.get("version").is_none() {
        return Ok(None);
    }
    let Some(versioning) = Versioning::read(input, reader)? else { return Ok(None) };
    let answer = versioning.find(input, &[], reader);
    Ok(answer.map(|answer| Found { versioning, answer }))
}

/// A version, and how it was looked for.
#[derive(Debug)]
pub(in crate::backends::hatchling) struct Found {
    versioning: Versioning,
    pub answer: Answer,
}

/// `[tool.hatch.metadata.hooks.uv-dynamic-versioning]`.
#[derive(Debug)]
pub(in crate::backends::hatchling) struct Requirements {
    location: Location,
    dependencies: Option<Vec<Located<Template>>>,
    extras: Option<Vec<Extra>>,
}

/// Requirements of an extra, as they are written.
#[derive(Debug)]
struct Extra {
    name: Located<ExtraName>,
    templates: Vec<Located<Template>>,
}

/// What the hook sets.
#[derive(Debug)]
pub(in crate::backends::hatchling) struct Rendered {
    pub dependencies: Vec<Located<Requirement>>,
    pub extras: Vec<(Located<ExtraName>, Vec<Located<Requirement>>)>,
}

impl Requirements {
    pub(in crate::backends::hatchling) fn read(
        table: &Table<'_>,
        reader: &mut Reader,
    ) -> Option<Self> {
        let known = ["dependencies", "optional-dependencies", "optional_dependencies"];
        reader.report_all(table.unknown_keys(&known, &PASSED_OVER_KEY));
        let dependencies = table.get("dependencies").map(|value| templates(&value, reader));
        let extras = Keys::Either.get(table, "optional-dependencies");
        let extras = extras.and_then(|value| reader.table(&value)).map(|table| {
            let mut found = Vec::new();
            for value in table.values() {
                match value.name().parse::<ExtraName>() {
                    Ok(name) => {
                        let name = Located { value: name, location: value.key_location() };
                        found.push(Extra { name, templates: templates(&value, reader) });
                    }
                    Err(error) => reader.invalid(&value, error),
                }
            }
            found
        });
        if dependencies.is_none() && extras.is_none() {
            let message = format!("`{}` has no dependencies", table.path());
            reader.report(Finding::new(&MISSING_KEY, message).at(table.location()));
        }
        Some(Self { location: table.location(), dependencies, extras })
    }

    /// The requirements with the version in them.
    pub(in crate::backends::hatchling) fn render(
        &self,
        room: &Room,
        input: &Input<'_>,
        reader: &mut Reader,
    ) -> Result<Option<Rendered>, Error> {
        self.check(room, reader);
        let is_source = room.config.version.as_ref().and_then(|version| version.source.as_ref());
        let is_source = is_source.is_some_and(|source| source.value == NAME);
        let read = match &room.uv_dynamic_versioning {
            Some(_) => None,
            // What is wrong was said when the source was asked.
            None if is_source && room.project.version.is_none() => return Ok(None),
            None => Versioning::read(input, reader)?,
        };
        let found = room.uv_dynamic_versioning.as_ref();
        let Some(versioning) = found.map(|found| &found.versioning).or(read.as_ref()) else {
            return Ok(None);
        };
        let Some(answer) = versioning.find(input, &self.templates(), reader) else {
            return Ok(None);
        };
        let mut filling = Filling {
            configured: &versioning.configured,
            answer: &answer,
            surroundings: input.surroundings,
            reader,
        };
        let dependencies = self.dependencies.as_deref().unwrap_or_default();
        let dependencies = filling.all(dependencies);
        let extras = self.extras.iter().flatten();
        let extras = extras.map(|extra| (extra.name.clone(), filling.all(&extra.templates)));
        Ok(Some(Rendered { dependencies, extras: extras.collect() }))
    }

    fn templates(&self) -> Vec<&Template> {
        let extras = self.extras.iter().flatten();
        let all = self.dependencies.iter().flatten();
        let all = all.chain(extras.flat_map(|extra| &extra.templates));
        all.map(|template| &template.value).collect()
    }

    /// The hook itself wants one of its fields to be dynamic, and those that are not to be stated.
    fn check(&self, room: &Room, reader: &mut Reader) {
        let fields = ["dependencies", "optional-dependencies"];
        let is_open = |field: &str| room.dynamic.iter().any(|other| other == field);
        if !fields.into_iter().any(is_open) {
            let message =
                format!("the metadata hook `{NAME}` finds neither field of its own dynamic");
            reader.report(Finding::new(&INVALID_VALUE, message).at(self.location.clone()));
        }
    }
}

fn templates(value: &Value<'_>, reader: &mut Reader) -> Vec<Located<Template>> {
    let Some(items) = value.as_list() else {
        reader.report(value.wrong_type("a list of strings"));
        return Vec::new();
    };
    let read = items.iter().filter_map(|item| {
        let template = template(item, reader)?;
        Some(Located { value: template, location: item.location() })
    });
    read.collect()
}

/// Templates that are being filled in.
struct Filling<'a, 'r> {
    configured: &'a Configured,
    answer: &'a Answer,
    surroundings: &'a Surroundings,
    reader: &'r mut Reader,
}

impl Filling<'_, '_> {
    fn all(&mut self, templates: &[Located<Template>]) -> Vec<Located<Requirement>> {
        templates.iter().filter_map(|template| self.one(template)).collect()
    }

    /// hatchling replaces fields of its own in what the hook gives it.
    fn one(&mut self, template: &Located<Template>) -> Option<Located<Requirement>> {
        let variables: &BTreeMap<String, String> = &self.surroundings.variables;
        let text = self.configured.render(&template.value, self.answer, variables);
        let requirement = text.map_err(|refusal| refusal.words).and_then(|text| {
            let text = context::expand(&text, variables)?;
            text.parse().map_err(|error| format!("`{text}`: {error}"))
        });
        match requirement {
            Ok(value) => Some(Located { value, location: template.location.clone() }),
            Err(why) => {
                let message = format!("a requirement of the metadata hook `{NAME}`: {why}");
                let finding = Finding::new(&INVALID_VALUE, message);
                self.reader.report(finding.at(template.location.clone()));
                None
            }
        }
    }
}
