//! The source `scm`: versions from git, and the file that is written with them.

use std::sync::Arc;

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::Version;
use pyrel_scm::pdm::{Found, Options, TagRegex, find};
use pyrel_scm::{Moment, Refusal};
use pyrel_tree::glob::Fnmatch;
use pyrel_tree::{RelPath, Source};

use crate::backends::pdm::selection::Target;
use crate::backends::pdm::{Input, Resolved, Room};
use crate::backends::support::REFUSED_OPTION;
use crate::pyproject::{INVALID_VALUE, Located, Reader, Table, UNKNOWN_KEY};
use crate::setuptools_scm::finding;
use crate::{Error, format_template, named_file};

pub(in crate::backends::pdm) static DAY_OF_BUILD: Rule = Rule {
    id: "day-of-build",
    severity: Severity::Warning,
    words: "the version ends with the day of the build, since there are changes that are not \
            committed",
    remedy: "commit the changes, or set `SOURCE_DATE_EPOCH`, which pyrel takes for the day and \
             pdm-backend does not",
};

/// The variable that says the version.
const VARIABLE: &str = "PDM_BUILD_SCM_VERSION";

/// Where the file is named.
const WRITE_TO: &str = "tool.pdm.version.write_to";

/// The options of the source.
#[derive(Debug)]
pub(in crate::backends::pdm) struct Scm {
    location: Location,
    tag_regex: Option<Located<String>>,
    tag_filter: Option<Located<String>>,
    fallback: Option<Located<String>>,
    write_to: Option<Located<String>>,
    template: Option<Located<String>>,
}

/// A file that is written with the version.
#[derive(Debug)]
pub(in crate::backends::pdm) struct WrittenFile {
    /// Where it lies in a wheel; in the tree and in an sdist it lies below the package folder.
    pub path: RelPath,
    pub text: Arc<[u8]>,
    location: Location,
}

impl Scm {
    pub(in crate::backends::pdm) fn read(table: &Table<'_>, reader: &mut Reader) -> Self {
        let known =
            ["source", "write_to", "write_template", "tag_regex", "tag_filter", "fallback_version"];
        if let Some(code) = table.get("version_format") {
            let message = format!("`{}` is refused: it is code of the project", code.path());
            reader.report(Finding::new(&REFUSED_OPTION, message).at(code.key_location()));
        }
        let unknown = table.unknown_keys(&known, &UNKNOWN_KEY);
        let is_code = |finding: &Finding| finding.message.contains("version_format`");
        reader.report_all(unknown.into_iter().filter(|finding| !is_code(finding)));
        Self {
            location: table.location(),
            tag_regex: reader.text_of(table, "tag_regex"),
            tag_filter: reader.text_of(table, "tag_filter"),
            fallback: reader.text_of(table, "fallback_version"),
            write_to: reader.text_of(table, "write_to"),
            template: reader.text_of(table, "write_template"),
        }
    }

    /// The version, with the file that is written.
    pub(in crate::backends::pdm) fn resolve(
        &self,
        input: &Input<'_>,
        reader: &mut Reader,
    ) -> Result<Resolved, Error> {
        let told = self.told(input).map_err(Error::refused)?;
        let (text, note) = match told {
            Told::From(text, source) => {
                let note = format!("the version {text} is from {source}");
                (text, note)
            }
            Told::Git(found) => {
                if found.is_dated {
                    let message =
                        format!("the version {} ends with the day of the build", found.text);
                    let finding = Finding::new(&DAY_OF_BUILD, message);
                    reader.report(finding.at(self.location.clone()));
                }
                (found.text.clone(), found.to_string())
            }
        };
        let (version, is_its_own) = self.parsed(&text)?;
        let written = match is_its_own {
            // What falls back because a version is none is written nowhere.
            false => None,
            true => self.written(&text, reader),
        };
        Ok(Resolved { version, stated: false, written, notes: vec![note] })
    }

    fn told(&self, input: &Input<'_>) -> Result<Told, Finding> {
        let surroundings = input.surroundings;
        if let Some(version) = &surroundings.version {
            return Ok(Told::From(version.to_string(), "the command line".to_owned()));
        }
        let variable = surroundings.variables.get(VARIABLE).filter(|text| !text.is_empty());
        if let Some(text) = variable {
            return Ok(Told::From(text.clone(), format!("the variable `{VARIABLE}`")));
        }
        let Some(checkout) = &surroundings.checkout else { return self.fallen_back(input) };
        let pattern = self.tag_regex.as_ref().map(|it| it.value.as_str());
        let options = Options {
            tag_regex: TagRegex::new(pattern).map_err(|refusal| self.finding(refusal))?,
            tag_filter: self.tag_filter.as_ref().map(|it| it.value.clone()),
        };
        let now = i64::try_from(surroundings.build_time()).unwrap_or_default();
        let found = find(&options, checkout, Moment::of_seconds(now));
        found.map(Told::Git).map_err(|refusal| self.finding(refusal))
    }

    fn fallen_back(&self, input: &Input<'_>) -> Result<Told, Finding> {
        let is_other = input.tree.item(&RelPath::root().child(".hg"));
        if is_other.is_ok_and(|item| item.is_some()) {
            return Err(self.finding(Refusal::new("repositories of Mercurial are not read")));
        }
        match &self.fallback {
            Some(text) => Ok(Told::From(text.value.clone(), "`fallback_version`".to_owned())),
            None => Err(self.finding(Refusal::new("there is no git repository"))),
        }
    }

    /// The version of a text, and whether it is that and not the one to fall back on.
    fn parsed(&self, text: &str) -> Result<(Version, bool), Error> {
        if let Ok(version) = text.parse() {
            return Ok((version, true));
        }
        let wrong = |text: &str, at: &Location| {
            let message = format!("`{text}` is no version");
            Error::refused(Finding::new(&INVALID_VALUE, message).at(at.clone()))
        };
        let fallback = self.fallback.as_ref().ok_or_else(|| wrong(text, &self.location))?;
        let version = fallback.value.parse();
        Ok((version.map_err(|_| wrong(&fallback.value, &fallback.location))?, false))
    }

    fn written(&self, version: &str, reader: &mut Reader) -> Option<WrittenFile> {
        let name = self.write_to.as_ref()?;
        let path = named_file::path(WRITE_TO, name, reader)?;
        let template = self.template.as_ref().map_or("{}\n", |template| template.value.as_str());
        let Some(text) = filled(template, version) else {
            let at = self.template.as_ref().unwrap_or(name).location.clone();
            let message = "`tool.pdm.version.write_template` holds more than `{}`";
            reader.report(Finding::new(&INVALID_VALUE, message).at(at));
            return None;
        };
        if path.is_root() {
            let message = format!("`{WRITE_TO}` names no file");
            reader.report(Finding::new(&INVALID_VALUE, message).at(name.location.clone()));
            return None;
        }
        Some(WrittenFile { path, text: text.into_bytes().into(), location: name.location.clone() })
    }

    fn finding(&self, refusal: Refusal) -> Finding {
        let option = match refusal.option {
            Some("tag_regex") => self.tag_regex.as_ref(),
            _ => None,
        };
        finding(refusal, option.map_or(&self.location, |it| &it.location).clone())
    }
}

/// Where a version is from.
enum Told {
    From(String, String),
    Git(Found),
}

impl WrittenFile {
    /// Where it lies in the tree.
    pub(in crate::backends::pdm) fn in_tree(&self, room: &Room) -> RelPath {
        let folder = RelPath::new(&room.config.package_dir).unwrap_or_else(|_| RelPath::root());
        folder.join(&self.path)
    }

    /// Puts it into an archive in the place of whatever else is there, unless it is excluded.
    pub(in crate::backends::pdm) fn put(
        &self,
        room: &Room,
        target: Target,
        map: &mut FileMap,
    ) -> Result<(), Error> {
        let path = match target {
            Target::Wheel => self.path.clone(),
            Target::Sdist => self.in_tree(room),
        };
        if is_excluded(room, target, &path) {
            return Ok(());
        }
        let at = ArchivePath::new(path.as_str())?;
        map.remove(&at);
        let entry = Entry {
            source: Source::Bytes(self.text.clone()),
            mode: Mode::Regular,
            origin: Origin::option(WRITE_TO, self.location.clone()),
        };
        map.add(at, entry)?;
        Ok(())
    }
}

/// What is built is held against the patterns themselves, not against what they find.
fn is_excluded(room: &Room, target: Target, path: &RelPath) -> bool {
    let config = &room.config;
    let sources = config.source_includes.iter().map(|pattern| pattern.value.as_str());
    let sources: Vec<&str> = match (target, config.source_includes.is_empty()) {
        (Target::Sdist, _) => Vec::new(),
        (Target::Wheel, true) => vec!["tests"],
        (Target::Wheel, false) => sources.collect(),
    };
    let excludes = config.excludes.iter().map(|pattern| pattern.value.as_str());
    excludes.chain(sources).any(|pattern| {
        let above = RelPath::new(pattern).ok();
        let is_below = above.is_some_and(|above| path.below(&above).is_some());
        is_below || Fnmatch::new(pattern).matches(path.as_str())
    })
}

/// Python's `template.format(version)`; none where there are other fields.
fn filled(template: &str, version: &str) -> Option<String> {
    let quoted = format!("'{version}'");
    let mut fields = vec![("{}", version), ("{0}", version)];
    if !version.contains(['\'', '\\']) {
        fields.push(("{!r}", quoted.as_str()));
    }
    let text = format_template::filled(template, &fields)?;
    // Each `{}` is the next argument, of which there is but one.
    let automatic = template.replace("{{", "").replace("}}", "");
    let (automatic, numbered) = (
        automatic.matches("{}").count() + automatic.matches("{!r}").count(),
        automatic.contains("{0}"),
    );
    (automatic < 2 && !(automatic == 1 && numbered)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn templates_are_filled_with_the_version_alone() {
        let check = |template: &str, expect: Option<&str>| {
            assert_eq!(filled(template, "1.2").as_deref(), expect, "{template}");
        };
        check("{}\n", Some("1.2\n"));
        check("v = \"{0}\" # {{{0}}}", Some("v = \"1.2\" # {1.2}"));
        check("v = {!r}", Some("v = '1.2'"));
        check("{}{}", None);
        check("{}{0}", None);
        check("{:>9}", None);
        check("}", None);
    }
}
