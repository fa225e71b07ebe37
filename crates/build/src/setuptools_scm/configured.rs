//! A project's options, read, and the engine that is asked with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_git::Standing;
use pyrel_scm::Refusal;
use pyrel_scm::setuptools_scm::{
    Around, Found, Options, Release, ScmVersion, find, tool_variable, version_file,
};
use pyrel_tree::{RelPath, SourceTree};

use super::pretended;
use super::read::{Caller, Typed};
use super::settings::{Given, Settings};
use crate::pyproject::Reader;
use crate::{Error, Surroundings};

pub(crate) static VERSION_FROM_GIT: Rule = Rule {
    id: "version-from-git",
    severity: Severity::Error,
    words: "the version that source control should give cannot be found, or not as the tool would",
    remedy: "ask for a version (`--set-version`), or write it into [project]",
};

pub(crate) static NOT_WRITTEN: Rule = Rule {
    id: "version-file-not-written",
    severity: Severity::Warning,
    words: "a file that the version should be written to lies where it cannot be written",
    remedy: "name a file in a folder of the project",
};

/// Options as the engine takes them, and where they are written.
#[derive(Debug)]
pub(crate) struct Configured {
    options: Options,
    /// The files that are written with the version.
    pub files: Vec<VersionFile>,
    /// Whether they are written beside the sources too.
    writes_to_source: Option<bool>,
    settings: Settings,
    caller: Caller,
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

/// What the tool has found, and the files that it has written on the way.
#[derive(Debug)]
pub(crate) struct FromGit {
    pub found: Found,
    pub written: BTreeMap<RelPath, Arc<[u8]>>,
}

impl Configured {
    /// Reads the options; where the tool is asked through its configuration, variables of the
    /// environment may say others.
    fn read(
        mut settings: Settings,
        (caller, release): (Caller, Release),
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
        let named = settings.get("dist_name").and_then(|setting| setting.value.as_text());
        let variables = release.heeded(&variables, named.or(dist_name));
        if caller == Caller::Configuration {
            settings.update(pretended::overrides(&variables, dist_name)?);
        }
        let mut typed = Typed { settings: &settings, caller, release, reader };
        let mut options = typed.options(&variables);
        let files = typed.files();
        let writes_to_source = typed.flag("write_to_source");
        options.dist_name = options.dist_name.or_else(|| dist_name.map(str::to_owned));
        options.pretended = pretended::metadata(&variables, options.dist_name.as_deref())?;
        Ok(Self { options, files, writes_to_source, settings, caller, location })
    }

    /// Reads the options of a project that configures the tool itself: beside its table, a file for
    /// several projects may say others.
    pub(crate) fn of_project(
        mut settings: Settings,
        tree: &SourceTree,
        (dist_name, release): (Option<&str>, Release),
        location: Location,
        around: (&Surroundings, &mut Reader),
    ) -> Result<Self, Error> {
        let at_top = settings.get("root").is_none_or(|root| root.value == Given::Text(".".into()));
        if release >= Release::V10 {
            match at_top {
                true => settings.update(pretended::of_file(tree)?),
                false => refuse_file_above(&settings, around.0)?,
            }
        }
        Self::read(settings, (Caller::Configuration, release), dist_name, location, around)
    }

    /// The options as the engine takes them.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Whether version files are written beside the sources: a variable says so, or an option.
    pub(crate) fn writes_to_source(&self) -> bool {
        let Options { variables, dist_name, .. } = &self.options;
        match tool_variable(variables, "WRITE_TO_SOURCE", dist_name.as_deref()) {
            Some((_, value)) => !["0", "false", "no"].contains(&value.to_lowercase().as_str()),
            None => self.writes_to_source.unwrap_or(true),
        }
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
        let text = version_file(
            &file.path,
            file.template.as_deref(),
            version,
            (scm_version, self.options.release),
        );
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
            (0, _) => Vec::new(),
            // Where `root` leads is not known, and nobody else makes the folder there.
            (_, None) if self.passes_over_files() => return Ok(None),
            (_, None) => return Err(refuse("lies outside of the project")),
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

    /// A folder that is not there is not made: setuptools-scm 10 goes on without the file, while its
    /// `get_version` and older releases fail.
    fn without_folder(&self, file: &VersionFile, folder: &RelPath) -> Finding {
        let words = format!("there is no folder `{folder}` for the version file");
        let finding = self.finding(Refusal::new(words).option(file.key));
        match self.passes_over_files() {
            false => finding,
            true => Finding { rule: &NOT_WRITTEN, remedy: None, ..finding },
        }
    }

    /// Whether files that cannot be written are left out.
    fn passes_over_files(&self) -> bool {
        self.caller == Caller::Configuration && self.options.release >= Release::V10
    }

    /// A version file that git tracks is changed by one hook of a build, and seen as changed by the
    /// next, which finds another version.
    fn tracked_file(
        &self,
        file: &VersionFile,
        path: &RelPath,
        text: &[u8],
        (tree, surroundings): (&SourceTree, &Surroundings),
    ) -> Result<Option<Finding>, Error> {
        let Some(checkout) = &surroundings.checkout else { return Ok(None) };
        let standing = checkout.standing(path);
        let standing = standing.map_err(|error| Error::refused(self.finding(error.into())))?;
        if standing != Standing::Tracked || (tree.is_file(path)? && tree.read(path)? == text) {
            return Ok(None);
        }
        let words =
            format!("git tracks the version file `{path}`, so writing it changes the version");
        let remedy = "remove it from git (`git rm --cached`) and add it to `.gitignore`";
        Ok(Some(self.finding(Refusal::new(words).remedy(remedy).option(file.key))))
    }

    /// The finding of a refusal, at the option that it is about.
    pub(crate) fn finding(&self, refusal: Refusal) -> Finding {
        let old = match refusal.option {
            Some("tag.regex") => Some("tag_regex"),
            Some("scm.git.describe_command") => Some("git_describe_command"),
            _ => None,
        };
        let named = refusal.option.into_iter().chain(old);
        let mut settings = named.filter_map(|key| self.settings.find(key));
        let location = settings.next().and_then(|setting| setting.location);
        finding(refusal, location.unwrap_or_else(|| self.location.clone()))
    }
}

/// The file for several projects lies where `root` leads, and what it says is not read there.
fn refuse_file_above(settings: &Settings, surroundings: &Surroundings) -> Result<(), Error> {
    let Some(setting) = settings.get("root") else { return Ok(()) };
    let root = setting.value.as_text().unwrap_or_default();
    let folders = root.split('/').filter(|part| *part == "..").count();
    let checkout = surroundings.checkout.as_ref();
    if !checkout.is_some_and(|checkout| checkout.has_file_above(folders, &pretended::file())) {
        return Ok(());
    }
    let words = format!("`{root}/{}` may have other options for the project", pretended::file());
    let remedy = "write the options into the project's own table, and remove that file";
    let finding = Finding::new(&VERSION_FROM_GIT, words).remedy(remedy);
    Err(Error::refused(match &setting.location {
        Some(location) => finding.at(location.clone()),
        None => finding,
    }))
}

/// The finding of a refusal.
pub(crate) fn finding(refusal: Refusal, location: Location) -> Finding {
    let finding = Finding::new(&VERSION_FROM_GIT, refusal.words).at(location);
    match refusal.remedy {
        Some(remedy) => finding.remedy(remedy),
        None => finding,
    }
}

/// `get_version`, as plug-ins call it: the version, and the files that it writes. Nothing where
/// something is wrong, which is reported.
///
/// # Errors
/// When the tree cannot be read.
pub(crate) fn get_version(
    settings: Settings,
    (location, release): (Location, Release),
    tree: &SourceTree,
    (surroundings, reader): (&Surroundings, &mut Reader),
) -> Result<Option<FromGit>, Error> {
    let mut own = Reader::new();
    let around = (surroundings, &mut own);
    let configured =
        Configured::read(settings, (Caller::GetVersion, release), None, location, around)?;
    let is_wrong = own.has_errors();
    reader.report_all(own.findings());
    if is_wrong {
        return Ok(None);
    }
    match configured.find(tree, surroundings) {
        Ok(found) => {
            let written = written_files(&configured, &found, tree, (surroundings, reader))?;
            Ok(Some(FromGit { found, written }))
        }
        Err(finding) => {
            reader.report(finding);
            Ok(None)
        }
    }
}

/// The files that are written beside the sources, with their texts.
///
/// # Errors
/// When the tree cannot be read.
pub(crate) fn written_files(
    configured: &Configured,
    found: &Found,
    tree: &SourceTree,
    (surroundings, reader): (&Surroundings, &mut Reader),
) -> Result<BTreeMap<RelPath, Arc<[u8]>>, Error> {
    let mut files = BTreeMap::new();
    for file in &configured.files {
        let text = configured.place_of(file, surroundings).and_then(|path| {
            Ok((path, configured.text_of(file, &found.version, Some(&found.scm_version))?))
        });
        match text {
            Ok((Some(path), text)) => {
                let folder = path.parent().unwrap_or_else(RelPath::root);
                if tree.is_folder(&folder)? {
                    reader.report_all(configured.tracked_file(
                        file,
                        &path,
                        &text,
                        (tree, surroundings),
                    )?);
                    files.insert(path, text);
                } else {
                    reader.report(configured.without_folder(file, &folder));
                }
            }
            Ok((None, _)) => {}
            Err(finding) => reader.report(finding),
        }
    }
    Ok(files)
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
