//! `[tool.hatch]` and `hatch.toml` as written.

use std::collections::BTreeMap;

use pyrel_archive::Origin;
use pyrel_diag::{Finding, Location};
use pyrel_tree::{RelPath, SourceTree};

use super::options::OPTIONS;
use super::plug_ins::metadata_hooks::MetadataHook;
use super::plug_ins::vcs;
use super::sources::{Sources, normal};
use crate::Error;
use crate::backends::support::check_below;
use crate::pyproject::{
    INVALID_VALUE, Located, PASSED_OVER_KEY, Pyproject, Reader, Table, Value, WRONG_TYPE,
};

/// The file that may stand in for parts of `[tool.hatch]`.
pub(super) const HATCH_TOML: &str = "hatch.toml";

/// `[tool.hatch]`, as far as builds go.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub wheel: Target,
    pub sdist: Target,
    pub version: Option<VersionConfig>,
    /// `metadata.allow-direct-references`.
    pub direct_references: bool,
    /// `metadata.allow-ambiguous-features`.
    pub ambiguous_features: bool,
    pub metadata_hooks: Vec<MetadataHook>,
}

/// What a target is made of: its own options, and where it has none those of `build`.
#[derive(Debug, Default)]
pub(super) struct Target {
    pub include: Option<Vec<Located<String>>>,
    pub exclude: Vec<Located<String>>,
    pub artifacts: Vec<Located<String>>,
    pub packages: Option<Vec<Located<String>>>,
    pub only_include: Option<Vec<Located<String>>>,
    pub force_include: Vec<Inclusion>,
    pub sources: Sources,
    pub only_packages: bool,
    pub ignore_vcs: bool,
    pub skip_excluded_dirs: bool,
    pub strict_naming: Option<Located<bool>>,
    pub dev_mode_dirs: Vec<Located<String>>,
    pub dev_mode_exact: bool,
    pub hooks: Vec<Hook>,
    pub core_metadata_version: Option<Located<String>>,
    /// `support-legacy`.
    pub legacy: bool,
    pub shared_data: Vec<Inclusion>,
    pub shared_scripts: Vec<Inclusion>,
    pub extra_metadata: Vec<Inclusion>,
    pub sbom_files: Vec<Located<String>>,
    pub bypass_selection: bool,
}

/// Something that is put somewhere.
#[derive(Clone, Debug)]
pub(super) struct Inclusion {
    pub source: RelPath,
    /// Where it goes, normalised; empty for the root.
    pub target: String,
    pub origin: Origin,
    pub location: Option<Location>,
}

/// A hook's table, with what the hook `version` reads.
#[derive(Clone, Debug)]
pub(super) struct Hook {
    pub name: String,
    pub by_default: bool,
    pub location: Location,
    pub path: Option<Located<String>>,
    pub template: Option<Located<String>>,
    /// Empty for the usual one.
    pub pattern: Option<Located<String>>,
    /// `version-file`, which the hook `vcs` reads.
    pub version_file: Option<Located<String>>,
}

impl Hook {
    /// Whether it runs, as the environment switches it.
    pub(super) fn runs(&self, variables: &BTreeMap<String, String>) -> bool {
        let is_on =
            |name: &str| matches!(variables.get(name).map(String::as_str), Some("1" | "true"));
        let by_name = format!("HATCH_BUILD_HOOK_ENABLE_{}", self.name.to_uppercase());
        let enabled = self.by_default || is_on("HATCH_BUILD_HOOKS_ENABLE") || is_on(&by_name);
        enabled && !is_on("HATCH_BUILD_NO_HOOKS")
    }
}

/// `[tool.hatch.version]`.
#[derive(Debug)]
pub(super) struct VersionConfig {
    pub location: Location,
    pub source: Option<Located<String>>,
    pub path: Option<Located<String>>,
    pub pattern: Option<Located<String>>,
    pub expression: Option<Located<String>>,
    pub variable: Option<Located<String>>,
    /// What the source `vcs` reads.
    pub vcs: vcs::Options,
}

impl Config {
    pub(super) fn read(
        pyproject: &Pyproject,
        tree: &SourceTree,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let tool = reader.table_of(&pyproject.root(), "tool");
        let own = tool.and_then(|tool| reader.table_of(&tool, "hatch"));
        let file = RelPath::root().child(HATCH_TOML);
        let beside = match tree.is_file(&file)? {
            true => Some(Pyproject::parse_as(HATCH_TOML, &tree.read_text(&file)?)?),
            false => None,
        };
        let tables = Tables { own, beside: beside.as_ref().map(Pyproject::root) };
        tables.check(reader);
        let build = tables.table("build", reader);
        let targets = build.as_ref().and_then(|build| reader.table_of(build, "targets"));
        let target = |name, reader: &mut Reader| {
            let own = targets.as_ref().and_then(|targets| reader.table_of(targets, name));
            Target::read(&Scope { own, build: build.clone() }, reader)
        };
        let (wheel, sdist) = (target("wheel", reader), target("sdist", reader));
        let version = tables.table("version", reader);
        let metadata = tables.table("metadata", reader);
        let mut flag = |key| {
            let flag = metadata.as_ref().and_then(|metadata| reader.flag_of(metadata, key));
            flag.is_some_and(|flag| flag.value)
        };
        let direct_references = flag("allow-direct-references");
        let ambiguous_features = flag("allow-ambiguous-features");
        Ok(Self {
            wheel,
            sdist,
            version: version.map(|version| VersionConfig::read(&version, reader)),
            direct_references,
            ambiguous_features,
            metadata_hooks: metadata.map(|it| MetadataHook::all(&it, reader)).unwrap_or_default(),
        })
    }
}

/// The table in `pyproject.toml` and the file beside it, whose keys replace those of the table.
struct Tables<'a> {
    own: Option<Table<'a>>,
    beside: Option<Table<'a>>,
}

impl<'a> Tables<'a> {
    fn table(&self, key: &str, reader: &mut Reader) -> Option<Table<'a>> {
        let beside = self.beside.as_ref().and_then(|table| table.get(key));
        let value = beside.or_else(|| self.own.as_ref()?.get(key))?;
        reader.table(&value)
    }

    fn check(&self, reader: &mut Reader) {
        // The other tables are for hatch itself, which is there in nearly every project.
        for table in [&self.own, &self.beside].into_iter().flatten() {
            for key in ["build", "metadata", "version"] {
                if let Some(inner) = table.get(key).and_then(|value| value.as_table()) {
                    check_below(&inner, &format!("{key}."), OPTIONS, &PASSED_OVER_KEY, reader);
                }
            }
        }
    }
}

/// Where the options of a target stand.
struct Scope<'a> {
    own: Option<Table<'a>>,
    build: Option<Table<'a>>,
}

impl<'a> Scope<'a> {
    /// The target's own value, or that of `build`: as a whole, nothing is merged.
    fn get(&self, key: &str) -> Option<Value<'a>> {
        self.own(key).or_else(|| self.build.as_ref()?.get(key))
    }

    fn own(&self, key: &str) -> Option<Value<'a>> {
        self.own.as_ref()?.get(key)
    }

    fn texts(&self, key: &str, reader: &mut Reader) -> Option<Vec<Located<String>>> {
        let value = self.get(key)?;
        let mut texts = reader.texts(&value)?;
        texts.retain(|text| not_empty(text, value.path(), reader));
        Some(texts)
    }

    fn flag(&self, key: &str, reader: &mut Reader) -> Option<Located<bool>> {
        flag(&self.get(key)?, reader)
    }
}

fn flag(value: &Value<'_>, reader: &mut Reader) -> Option<Located<bool>> {
    let flag = value.as_bool();
    if flag.is_none() {
        reader.report(value.wrong_type("a boolean"));
    }
    flag.map(|flag| Located { value: flag, location: value.location() })
}

fn not_empty(text: &Located<String>, key: &str, reader: &mut Reader) -> bool {
    if text.value.is_empty() {
        let message = format!("`{key}` holds an empty text");
        reader.report(Finding::new(&INVALID_VALUE, message).at(text.location.clone()));
    }
    !text.value.is_empty()
}

impl Target {
    fn read(scope: &Scope<'_>, reader: &mut Reader) -> Self {
        let is = |key, reader: &mut Reader| scope.flag(key, reader).is_some_and(|flag| flag.value);
        Self {
            only_packages: is("only-packages", reader),
            ignore_vcs: is("ignore-vcs", reader),
            skip_excluded_dirs: is("skip-excluded-dirs", reader),
            dev_mode_exact: is("dev-mode-exact", reader),
            include: scope.texts("include", reader),
            exclude: scope.texts("exclude", reader).unwrap_or_default(),
            artifacts: scope.texts("artifacts", reader).unwrap_or_default(),
            packages: scope.texts("packages", reader),
            only_include: scope.texts("only-include", reader),
            force_include: inclusions(scope.get("force-include"), reader),
            sources: sources(scope.get("sources"), reader),
            strict_naming: scope.flag("strict-naming", reader),
            dev_mode_dirs: scope.texts("dev-mode-dirs", reader).unwrap_or_default(),
            hooks: all_hooks(scope, reader),
            ..Self::own(scope, reader)
        }
    }

    /// What only the target's own table holds.
    fn own(scope: &Scope<'_>, reader: &mut Reader) -> Self {
        let version = scope.own("core-metadata-version");
        let sboms = scope.own("sbom-files");
        let mut is = |key| scope.own(key).and_then(|value| flag(&value, reader));
        let bypass_selection = is("bypass-selection").is_some_and(|flag| flag.value);
        let legacy = is("support-legacy").is_some_and(|flag| flag.value);
        Self {
            bypass_selection,
            legacy,
            core_metadata_version: version.and_then(|value| reader.text(&value)),
            shared_data: inclusions(scope.own("shared-data"), reader),
            shared_scripts: inclusions(scope.own("shared-scripts"), reader),
            extra_metadata: inclusions(scope.own("extra-metadata"), reader),
            sbom_files: sboms.and_then(|value| reader.texts(&value)).unwrap_or_default(),
            ..Self::default()
        }
    }
}

impl Inclusion {
    /// What a key names is put at its own place.
    pub(super) fn in_place(key: &str, text: &Located<String>) -> Option<Self> {
        let target = normal(&text.value);
        let origin = Origin::option(format!("{key} `{}`", text.value), text.location.clone());
        let source = RelPath::new(&target).ok()?;
        Some(Self { source, target, origin, location: Some(text.location.clone()) })
    }

    /// What the backend takes by itself.
    pub(super) fn by_rule(source: RelPath, words: &str) -> Self {
        let target = source.to_string();
        Self { source, target, origin: Origin::rule(words), location: None }
    }
}

/// The order in which hatchling goes through inclusions: by depth of their targets, then by name.
pub(super) fn sort(inclusions: &mut [Inclusion]) {
    inclusions.sort_by(|a, b| {
        let key = |it: &Inclusion| (it.target.matches('/').count(), it.target.clone());
        key(a).cmp(&key(b)).then_with(|| a.source.cmp(&b.source))
    });
}

/// A table from sources to targets. Two spellings of one source are one, and the last counts.
fn inclusions(value: Option<Value<'_>>, reader: &mut Reader) -> Vec<Inclusion> {
    let Some((path, table)) =
        value.and_then(|value| Some((value.path().to_owned(), reader.table(&value)?)))
    else {
        return Vec::new();
    };
    let mut found: Vec<Inclusion> = Vec::new();
    for value in table.values() {
        let Some(target) = reader.text(&value) else { continue };
        match inclusion(&path, &value, &target) {
            Ok(new) => {
                found.retain(|old| old.source != new.source);
                found.push(new);
            }
            Err(why) => reader.invalid(&value, why),
        }
    }
    sort(&mut found);
    found
}

fn inclusion(path: &str, value: &Value<'_>, target: &Located<String>) -> Result<Inclusion, String> {
    let written = value.name();
    if written.is_empty() || target.value.is_empty() {
        return Err("neither source nor target may be empty".to_owned());
    }
    let place = normal(&target.value);
    if place == "." {
        return Err("`.` would become part of the names in the archive; write `/`".to_owned());
    }
    if place == ".." || place.starts_with("../") {
        return Err("the target leads out of the archive".to_owned());
    }
    if written.starts_with('~') {
        return Err(format!("`{written}` lies outside of the project, where pyrel reads nothing"));
    }
    let source = RelPath::new(written)
        .map_err(|error| format!("{error}, and outside of the project pyrel reads nothing"))?;
    let origin = Origin::option(format!("{path} `{written}`"), target.location.clone());
    Ok(Inclusion { source, target: place, origin, location: Some(value.key_location()) })
}

/// A list of prefixes that go, or a table of prefixes and what comes in their place.
fn sources(value: Option<Value<'_>>, reader: &mut Reader) -> Sources {
    let mut sources = Sources::default();
    let Some(value) = value else { return sources };
    if let Some(table) = value.as_table() {
        for value in table.values() {
            if let Some(by) = reader.text(&value) {
                sources.replace(value.name(), &by.value);
            }
        }
    } else if value.as_list().is_some() {
        for prefix in reader.texts(&value).unwrap_or_default() {
            if not_empty(&prefix, value.path(), reader) {
                sources.remove(&prefix.value);
            }
        }
    } else {
        reader.report(value.wrong_type("a list or a table of texts"));
    }
    sources
}

/// The hooks of `build` and those of the target, which replace those of the same name.
fn all_hooks(scope: &Scope<'_>, reader: &mut Reader) -> Vec<Hook> {
    let mut found: Vec<Hook> =
        scope.build.as_ref().map(|build| hooks(build, reader)).unwrap_or_default();
    for hook in scope.own.as_ref().map(|own| hooks(own, reader)).unwrap_or_default() {
        found.retain(|other| other.name != hook.name);
        found.push(hook);
    }
    found
}

impl Hook {
    fn read_version(&mut self, options: &Table<'_>, reader: &mut Reader) {
        let mut text = |key| reader.text_of(options, key).filter(|text| !text.value.is_empty());
        self.path = text("path");
        self.template = text("template");
        self.pattern = match options.get("pattern").map(|value| (value.as_bool(), value)) {
            Some((Some(false), _)) | None => None,
            Some((Some(true), value)) => {
                Some(Located { value: String::new(), location: value.location() })
            }
            Some((None, _)) => text("pattern"),
        };
    }
}

impl Hook {
    fn read_vcs(&mut self, options: &Table<'_>, reader: &mut Reader) {
        let mut text = |key| reader.text_of(options, key).filter(|text| !text.value.is_empty());
        self.version_file = text("version-file");
        self.template = text("template");
    }
}

fn hooks(table: &Table<'_>, reader: &mut Reader) -> Vec<Hook> {
    let Some(hooks) = reader.table_of(table, "hooks") else { return Vec::new() };
    let mut found = Vec::new();
    for value in hooks.values() {
        let Some(options) = reader.table(&value) else { continue };
        let by_default = options.get("enable-by-default").map(|value| truth(&value, reader));
        let mut hook = Hook {
            name: value.name().to_owned(),
            by_default: by_default.unwrap_or(true),
            location: value.key_location(),
            path: None,
            template: None,
            pattern: None,
            version_file: None,
        };
        match hook.name.as_str() {
            "version" => hook.read_version(&options, reader),
            "vcs" => hook.read_vcs(&options, reader),
            _ => {}
        }
        found.push(hook);
    }
    found
}

/// hatchling asks whether a value is true in the way of Python; here it must be a boolean.
fn truth(value: &Value<'_>, reader: &mut Reader) -> bool {
    flag(value, reader).is_none_or(|flag| flag.value)
}

impl VersionConfig {
    fn read(table: &Table<'_>, reader: &mut Reader) -> Self {
        let mut text = |key| {
            let value = table.get(key)?;
            let text = reader.text(&value)?;
            (!text.value.is_empty()).then_some(text)
        };
        let mut found = Self {
            location: table.location(),
            source: text("source"),
            path: text("path"),
            pattern: text("pattern"),
            expression: text("expression"),
            variable: text("variable"),
            vcs: vcs::Options::default(),
        };
        if found.source.as_ref().is_some_and(|it| it.value == vcs::NAME) {
            found.vcs = vcs::Options::read(table, reader);
        }
        if let Some(value) = table.get("source")
            && value.as_text() == Some("")
        {
            reader.complain(&WRONG_TYPE, &value, "`version.source` must not be empty");
        }
        found
    }
}
