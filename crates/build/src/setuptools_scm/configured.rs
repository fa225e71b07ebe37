//! A project's options, read, and the engine that is asked with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_scm::Refusal;
use pyrel_scm::setuptools_scm::{Around, Found, Options, ScmVersion, find, version_file};
use pyrel_tree::{RelPath, SourceTree};

use super::pretended;
use super::read::{Caller, Typed, placed};
use super::settings::Settings;
use crate::pyproject::Reader;
use crate::{Error, Surroundings};

pub(crate) static VERSION_FROM_GIT: Rule = Rule {
    id: "version-from-git",
    severity: Severity::Error,
    words: "the version that source control should give cannot be found, or not as the tool would",
    remedy: "ask for a version (`--set-version`), or write it into [project]",
};

/// Options as the engine takes them, and where they are written.
#[derive(Debug)]
pub(crate) struct Configured {
    options: Options,
    /// The files that are written with the version.
    pub files: Vec<VersionFile>,
    /// Whether they are written beside the sources too.
    pub writes_to_source: Option<bool>,
    settings: Settings,
    /// Where it is said that the version comes from elsewhere.
    location: Location,
}

/// A file that the version is written to.
#[derive(Clone, Debug)]
pub(crate) struct VersionFile {
    /// The option that names it.
    pub key: &'static str,
    /// From the project's folder, or with `write_to` from the folder that `root` names.
    pub path: String,
    pub template: Option<String>,
}

impl Configured {
    /// Reads the options; where the tool is asked through its configuration, variables of the
    /// environment may say others.
    pub(crate) fn read(
        mut settings: Settings,
        caller: Caller,
        dist_name: Option<&str>,
        location: Location,
        (surroundings, reader): (&Surroundings, &mut Reader),
    ) -> Result<Self, Error> {
        let heeded = |name: &String| {
            name.starts_with("SETUPTOOLS_SCM_") || name.starts_with("VCS_VERSIONING_")
        };
        let variables: BTreeMap<String, String> = surroundings
            .variables
            .iter()
            .filter(|(name, _)| heeded(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if caller == Caller::Configuration {
            settings.update(pretended::overrides(&variables, dist_name)?);
        }
        let mut typed = Typed { settings: &settings, caller, reader };
        let mut options = typed.options(&variables);
        let files = typed.files();
        let writes_to_source = typed.flag("write_to_source");
        options.dist_name = options.dist_name.or_else(|| dist_name.map(str::to_owned));
        options.pretended = pretended::metadata(&variables, options.dist_name.as_deref())?;
        Ok(Self { options, files, writes_to_source, settings, location })
    }

    /// Finds the version.
    ///
    /// # Errors
    /// A finding that says why there is none.
    pub(crate) fn find(
        &self,
        tree: &SourceTree,
        surroundings: &Surroundings,
    ) -> Result<Found, Finding> {
        let around = around(tree, surroundings);
        if let Some(version) = &surroundings.version {
            return Ok(Found::asked(version, &around));
        }
        find(&self.options, &around).map_err(|refusal| self.finding(refusal))
    }

    /// The text of a version file.
    ///
    /// # Errors
    /// A finding that says why there is none.
    pub(crate) fn text_of(
        &self,
        file: &VersionFile,
        version: &str,
        scm_version: Option<&ScmVersion>,
    ) -> Result<Arc<[u8]>, Finding> {
        let text = version_file(&file.path, file.template.as_deref(), version, scm_version);
        let text = text.map_err(|refusal| self.finding(refusal))?;
        Ok(text.into_bytes().into())
    }

    /// Where a version file lies in the project; nothing where it lies outside of it.
    ///
    /// # Errors
    /// A finding where the path leads nowhere.
    pub(crate) fn place_of(
        &self,
        file: &VersionFile,
        surroundings: &Surroundings,
    ) -> Result<Option<RelPath>, Finding> {
        let refuse = |why: &str| {
            let words = format!("`{}` is `{}`, which {why}", file.key, file.path);
            self.finding(Refusal::new(words).option(file.key))
        };
        if file.path.starts_with('/') {
            return Err(refuse("is no place in the project"));
        }
        let up = match file.key {
            "write_to" => self.options.root.split('/').filter(|part| *part == "..").count(),
            _ => 0,
        };
        let mut above: Vec<String> = match (up, &surroundings.checkout) {
            (0, _) | (_, None) => Vec::new(),
            (_, Some(checkout)) => {
                let below = checkout.below_top().map_err(|error| self.finding(error.into()))?;
                let folders = below.components().map(str::to_owned).collect::<Vec<_>>();
                folders.into_iter().rev().take(up).rev().collect()
            }
        };
        let mut parts = file.path.split('/').filter(|part| !matches!(*part, "" | "."));
        while !above.is_empty() {
            if parts.next() != Some(above.remove(0).as_str()) {
                return Ok(None);
            }
        }
        let rest = parts.collect::<Vec<_>>().join("/");
        RelPath::new(&rest).map(Some).map_err(|_| refuse("leads out of the project"))
    }

    pub(crate) fn finding(&self, refusal: Refusal) -> Finding {
        let finding = Finding::new(&VERSION_FROM_GIT, refusal.words);
        let finding = match refusal.remedy {
            Some(remedy) => finding.remedy(remedy),
            None => finding,
        };
        let old = match refusal.option {
            Some("tag.regex") => Some("tag_regex"),
            Some("scm.git.describe_command") => Some("git_describe_command"),
            _ => None,
        };
        let named = refusal.option.into_iter().chain(old);
        let mut settings = named.filter_map(|key| self.settings.find(key));
        let location = settings.next().and_then(|setting| setting.location);
        placed(finding, location.or_else(|| Some(self.location.clone())))
    }
}

/// What the engine sees of a tree's surroundings.
pub(crate) fn around<'a>(tree: &'a SourceTree, surroundings: &'a Surroundings) -> Around<'a> {
    Around {
        tree,
        checkout: surroundings.checkout.as_ref(),
        folder_name: surroundings.folder_name.as_deref(),
        time: surroundings.build_time(),
    }
}
