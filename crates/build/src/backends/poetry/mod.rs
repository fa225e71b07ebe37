//! [poetry-core](https://python-poetry.org/docs/pyproject/): tables of its own beside `[project]`,
//! and constraints and markers with an algebra of their own.
//!
//! [`tables`] tells which of the two tables says what, [`config`] reads the keys about files,
//! [`files`] selects them, [`metadata`] puts the rest together. Requirements are the larger half of
//! the room: [`pyrel_poetry`] computes with them as poetry does, since not the author's
//! text is published but what comes out of that.

mod config;
mod dependencies;
mod dependency;
mod files;
mod groups;
mod license;
mod metadata;
mod nested;
mod plug_ins;
mod pythons;
mod rules;
mod scripts;
mod table_dependency;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::{FileMap, Origin};
use pyrel_diag::{Finding, Rule, Warned};
use pyrel_pep::MetadataVersion;
use pyrel_tree::{RelPath, SourceTree};

use super::profile::{Band, Chosen, newest_allowed};
use super::support::{OptionRow, Verdict};
use super::{Backend, Input, PlugInRow};
use crate::member::{Links, add};
use crate::pyproject::{BuildSystem, FILE, Located, MISSING_KEY, Reader};
use crate::version_place::{Spelling, VersionPlace};
use crate::written_files;
use crate::{Editable, Error, Project, Scheme};
use config::{Config, Format};
use files::Selection;
use metadata::Stated;
use pyrel_poetry::Reading;
use tables::Tables;

/// The room of poetry-core.
#[derive(Debug)]
pub(crate) struct Poetry;

const GROUPS: Verdict = Verdict::Ignored("dependency groups are for development");
const TOOL: Verdict = Verdict::Ignored("it is for poetry itself, not for what it builds");

/// Every key below `[tool.poetry]`.
const OPTIONS: &[OptionRow] = &[
    row("package-mode", Verdict::Honoured, "whether there is a package at all"),
    row("name", Verdict::Honoured, "name, where `project.name` is not there"),
    row("version", Verdict::Honoured, "version, where `project.version` is not there"),
    row("description", Verdict::Honoured, "summary"),
    row("license", Verdict::Honoured, "licence: an SPDX identifier, a full name, or any text"),
    row("authors", Verdict::Honoured, "authors as `Name <address>`; the first counts"),
    row("maintainers", Verdict::Honoured, "maintainers as `Name <address>`; the first counts"),
    row("readme", Verdict::Honoured, "one or several readme files"),
    row("homepage", Verdict::Honoured, "address of the home page"),
    row("repository", Verdict::Honoured, "address of the repository"),
    row("documentation", Verdict::Honoured, "address of the documentation"),
    row("urls", Verdict::Honoured, "further addresses by their labels"),
    row("keywords", Verdict::Honoured, "keywords"),
    row("classifiers", Verdict::Honoured, "classifiers besides those that are found out"),
    row("packages", Verdict::Honoured, "packages and modules: `include`, `from`, `to`, `format`"),
    row("include", Verdict::Honoured, "further files, for the sdist unless `format` says more"),
    row("exclude", Verdict::Honoured, "files that stay out"),
    row("dependencies", Verdict::Honoured, "requirements, and the interpreters as `python`"),
    row("extras", Verdict::Honoured, "optional requirements by the extra that they belong to"),
    row("scripts", Verdict::Honoured, "commands, and script files"),
    row("plugins", Verdict::Honoured, "entry points by their group"),
    row(
        "build",
        Verdict::Refused(
            "a build script is code of the project; compile with `python -m build` instead",
        ),
        "build script and generated setup.py",
    ),
    row("group", GROUPS, "groups of requirements for development"),
    row("dev-dependencies", GROUPS, "requirements for development, before groups"),
    row("source", TOOL, "indexes that poetry installs from"),
    row("requires-poetry", TOOL, "releases of poetry that may be used"),
    row("requires-plugins", TOOL, "plug-ins that poetry needs"),
];

const fn row(key: &'static str, verdict: Verdict, words: &'static str) -> OptionRow {
    OptionRow { key, verdict, words }
}

/// What sets the releases of poetry-core apart.
#[derive(Debug)]
pub(super) struct Profile {
    /// The metadata version it always writes.
    metadata_version: MetadataVersion,
    /// How it reads constraints.
    reading: Reading,
    /// The newest minor release of Python 3 that it knows.
    newest_python: u64,
    /// Whether optional requirements that belong to no extra are left out.
    drops_optional: bool,
    /// Whether it reads `[project]`.
    reads_project: bool,
    /// Whether it knows PEP 639: licence expressions, `license-files`, and `licenses/`.
    license_files: bool,
    /// Whether it writes `Home-page`.
    home_page: bool,
    /// Whether `callable` makes a script.
    callable_scripts: bool,
    /// What an item of `include` without `format` is for.
    include_formats: &'static [Format],
    /// Whether folders that a pattern finds are looked into for wheels, even without `format`.
    folders_in_wheels: bool,
    /// Whether an excluded folder stands for the files in it.
    expands_folders: bool,
    /// Whether `__pycache__` and `.pyc` count as excluded wherever they lie.
    skips_bytecode: bool,
    /// Whether what lies below a folder is looked for among the excluded by its path below `from`.
    excludes_below_base: bool,
}

impl Profile {
    /// Before 2.0 compiled files are passed over even where they are named.
    fn drops_bytecode(&self, path: &RelPath) -> bool {
        !self.skips_bytecode && path.as_str().ends_with(".pyc")
    }
}

static POETRY_2_5: Profile = Profile {
    metadata_version: MetadataVersion::V2_4,
    reading: Reading::Canonical,
    newest_python: 15,
    drops_optional: true,
    reads_project: true,
    license_files: true,
    home_page: false,
    callable_scripts: false,
    include_formats: &[Format::Sdist],
    folders_in_wheels: true,
    expands_folders: true,
    skips_bytecode: true,
    excludes_below_base: false,
};

static POETRY_2_2: Profile = Profile { reading: Reading::Written, newest_python: 14, ..POETRY_2_5 };

static POETRY_2_1: Profile = Profile {
    metadata_version: MetadataVersion::V2_3,
    newest_python: 13,
    license_files: false,
    expands_folders: false,
    ..POETRY_2_2
};

static POETRY_1_9: Profile = Profile {
    metadata_version: MetadataVersion::V2_1,
    reading: Reading::Old,
    drops_optional: false,
    reads_project: false,
    home_page: true,
    callable_scripts: true,
    include_formats: &[Format::Sdist, Format::Wheel],
    folders_in_wheels: false,
    skips_bytecode: false,
    excludes_below_base: true,
    ..POETRY_2_1
};

/// Newest first.
const BANDS: &[Band<Profile>] = &[
    Band { name: "poetry-core 2.5", first: "2.5.0", last: "2.5.0", profile: &POETRY_2_5 },
    Band { name: "poetry-core 2.4", first: "2.2.0", last: "2.4.1", profile: &POETRY_2_2 },
    Band { name: "poetry-core 2.1", first: "2.1.0", last: "2.1.3", profile: &POETRY_2_1 },
    Band { name: "poetry-core 1.9", first: "1.9.0", last: "1.9.1", profile: &POETRY_1_9 },
];

/// Releases of poetry itself, which older projects require for a backend: each brings the
/// poetry-core that it was made with.
const POETRY_BANDS: &[Band<Profile>] = &[
    Band { name: "poetry-core 2.5", first: "2.5.0", last: "2.5.1", profile: &POETRY_2_5 },
    Band { name: "poetry-core 2.4", first: "2.2.0", last: "2.4.3", profile: &POETRY_2_2 },
    Band { name: "poetry-core 2.1", first: "2.1.0", last: "2.1.4", profile: &POETRY_2_1 },
    Band { name: "poetry-core 1.9", first: "1.8.0", last: "1.8.5", profile: &POETRY_1_9 },
];

/// The band of poetry-core, or of the poetry that brings it.
fn chosen(build_system: &BuildSystem) -> Result<Chosen<Profile>, Error> {
    let required = |name: &str| {
        build_system.requires.iter().any(|required| required.value.name.normalized() == name)
    };
    match required("poetry") && !required("poetry-core") {
        true => newest_allowed(build_system, "poetry", POETRY_BANDS),
        false => newest_allowed(build_system, "poetry-core", BANDS),
    }
}

impl Backend for Poetry {
    fn name(&self) -> &'static str {
        "poetry-core"
    }

    fn entry_points(&self) -> &'static [&'static str] {
        &["poetry.core.masonry.api", "poetry.masonry.api", plug_ins::BACKEND]
    }

    fn options(&self) -> &'static [OptionRow] {
        OPTIONS
    }

    fn rules(&self) -> &'static [&'static Rule] {
        &rules::RULES
    }

    fn plug_ins(&self) -> &'static [PlugInRow] {
        plug_ins::PLUG_INS
    }

    fn read(&self, input: &Input<'_>) -> Result<Warned<Project>, Error> {
        let mut reader = Reader::new();
        let Some(applied) = plug_ins::apply(input, &mut reader)? else { return read(input) };
        let mut findings = reader.finish()?;
        let applied_to = Input {
            pyproject: &applied.pyproject,
            build_system: input.build_system,
            tree: &applied.tree,
            surroundings: input.surroundings,
        };
        let mut project = read(&applied_to)?.collect_into(&mut findings);
        project.rules.notes.push(applied.note);
        settle(&mut project, &applied.files)?;
        Ok(Warned { value: project, findings })
    }

    fn finds_version_elsewhere(&self, input: &Input<'_>) -> Result<bool, Error> {
        Ok(plug_ins::is_enabled(input))
    }

    fn version_place(&self, input: &Input<'_>) -> Result<VersionPlace, Error> {
        let table = input.pyproject.table(&["tool", "poetry"]);
        let version = table.as_ref().and_then(|table| table.get("version"));
        let source = input.pyproject.source().clone();
        match version.and_then(|version| version.span()) {
            Some(range) => Ok(VersionPlace { source, range, spelling: Spelling::Toml }),
            None => {
                let at = table.map_or_else(|| source.locate(0..0), |table| table.location());
                let message = "`tool.poetry.version` is missing";
                Err(Error::refused(Finding::new(&MISSING_KEY, message).at(at)))
            }
        }
    }
}

/// Makes bytes of members that are read from files which only lie in the tree while it is built.
fn settle(project: &mut Project, files: &BTreeMap<RelPath, Arc<[u8]>>) -> Result<(), Error> {
    let data = project.data.values_mut();
    let maps = data.chain([&mut project.wheel, &mut project.dist_info, &mut project.sdist]);
    for map in maps {
        written_files::settle(map, files)?;
    }
    Ok(())
}

/// Reads a project as poetry-core does.
fn read(input: &Input<'_>) -> Result<Warned<Project>, Error> {
    let Chosen { profile, rules } = chosen(input.build_system)?;
    let mut reader = Reader::new();
    let tables = Tables::read(input, profile, &mut reader);
    groups::check(input.pyproject, &tables, &mut reader);
    let (name, _) = tables.identity(&mut reader)?;
    let config = Config::read(&tables, &name, profile, &mut reader);
    let stated = metadata::read(&tables, input.tree, profile, &mut reader)?;
    files::report_unmatched(input.tree, &config, &mut reader)?;
    let entry_points = scripts::entry_points(&tables, profile, &mut reader);
    let script_files = scripts::files(&tables, input.tree, &mut reader);
    let findings = reader.finish()?;
    let checkout = input.surroundings.checkout.as_ref();
    let select = |format| Selection::new(input.tree, checkout, (&config, profile), format);
    let wheel = select(Format::Wheel)?;
    let sdist = select(Format::Sdist).and_then(|selection| selection.map());
    let data = data(input.tree, &script_files)?;
    let editable = Editable {
        path_file: format!("{}.pth", config.module),
        paths: wheel.bases(),
        data: data.clone(),
        ..Editable::default()
    };
    let (mut sdist, no_sdist) = match sdist {
        Ok(map) => (map, Vec::new()),
        Err(Error::Refused(findings)) => (FileMap::new(), findings),
        Err(error) => return Err(error),
    };
    add_named(input.tree, &stated, &script_files, &mut sdist)?;
    let project = Project {
        entry_points,
        tags: stated.pythons.tags(),
        rules,
        wheel: wheel.map()?,
        data,
        dist_info: licenses(input.tree, &stated, profile)?,
        sdist,
        no_sdist,
        written: BTreeMap::new(),
        editable: Ok(editable),
        metadata: stated.metadata,
    };
    Ok(Warned { value: project, findings })
}

/// The script files, which are installed under their own names.
fn data(
    tree: &SourceTree,
    scripts: &[Located<RelPath>],
) -> Result<BTreeMap<Scheme, FileMap>, Error> {
    let mut map = FileMap::new();
    for script in scripts {
        if let Some(item) = tree.item(&script.value)? {
            let origin = Origin::option("tool.poetry.scripts", script.location.clone());
            let at = RelPath::root().child(script.value.file_name());
            add(&mut map, &at, &item, Links::Follow, &origin)?;
        }
    }
    Ok(if map.is_empty() { BTreeMap::new() } else { BTreeMap::from([(Scheme::Scripts, map)]) })
}

/// What the sdist holds because something names it.
fn add_named(
    tree: &SourceTree,
    stated: &Stated,
    scripts: &[Located<RelPath>],
    sdist: &mut FileMap,
) -> Result<(), Error> {
    let named = RelPath::new(FILE).into_iter();
    let named = named.chain(stated.licenses.iter().cloned());
    let named = named.chain(stated.readmes.iter().cloned());
    for path in named.chain(scripts.iter().map(|script| script.value.clone())) {
        let path = tree.resolve(&path)?;
        if let Some(item) = tree.item(&path)? {
            let origin = Origin::rule("pyproject.toml and the files it names");
            add(sdist, &path, &item, Links::Follow, &origin)?;
        }
    }
    Ok(())
}

/// The licence files, below `licenses/` since PEP 639.
fn licenses(tree: &SourceTree, stated: &Stated, profile: &Profile) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    let folder = match profile.license_files {
        true => RelPath::root().child("licenses"),
        false => RelPath::root(),
    };
    for path in &stated.licenses {
        if let Some(item) = tree.item(path)? {
            let origin = Origin::rule("a licence file");
            add(&mut map, &folder.join(path), &item, Links::Follow, &origin)?;
        }
    }
    Ok(map)
}
