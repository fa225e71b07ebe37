//! Options as the engine takes them.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Location, nearest};
use pyrel_scm::Refusal;
use pyrel_scm::setuptools_scm::{
    DescribeCommand, LocalScheme, Options, PreParse, Release, TagRegex, Tags, VersionScheme,
};

use super::configured::VersionFile;
use super::rows::ROWS;
use super::settings::{Given, Setting, Settings};
use crate::backends::{IGNORED_OPTION, OptionRow, REFUSED_OPTION, Verdict};
use crate::pyproject::{INVALID_VALUE, Reader, UNKNOWN_KEY, WRONG_TYPE};

/// Through which door the tool is asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Caller {
    /// `Configuration.from_data`, as setuptools-scm does in setuptools.
    Configuration,
    /// `get_version`, as other plug-ins do, whose arguments are fewer.
    GetVersion,
}

/// Options that are tables of others.
const TABLES: [&str; 3] = ["tag", "scm", "scm.git"];
/// Schemes of the tool that are not rebuilt.
const TOWNCRIER: [&str; 2] = ["towncrier-fragments", "towncrier-fragments-zerover"];

/// Reads typed options and collects what is wrong with them.
pub(super) struct Typed<'a> {
    pub settings: &'a Settings,
    pub caller: Caller,
    pub release: Release,
    pub reader: &'a mut Reader,
}

impl Typed<'_> {
    pub(super) fn options(&mut self, variables: &BTreeMap<String, String>) -> Options {
        self.check();
        let usual = Options::default();
        let git = ("scm.git.describe_command", "git_describe_command");
        Options {
            release: self.release,
            root: self.text("root").unwrap_or(usual.root),
            looks_beside_project: self.is_anchored(),
            search_parent_directories: self.flag("search_parent_directories").unwrap_or(false),
            version_schemes: self
                .schemes("version_scheme", VersionScheme::named)
                .unwrap_or(usual.version_schemes),
            local_schemes: self
                .schemes("local_scheme", LocalScheme::named)
                .unwrap_or(usual.local_schemes),
            tags: self.tags(),
            describe: self.one_of(git).and_then(|setting| self.describe(&setting)),
            pre_parse: self.pre_parse(),
            parentdir_prefix: self.text("parentdir_prefix_version"),
            fallback: self.text("fallback_version"),
            normalize: self.flag("normalize").unwrap_or(true),
            dist_name: self.text("dist_name"),
            variables: variables.clone(),
            pretended: usual.pretended,
        }
    }

    /// Whether the tool knows where the project lies: `get_version` needs a file beside it.
    fn is_anchored(&mut self) -> bool {
        let file = self.text("relative_to");
        if self.caller == Caller::Configuration {
            return true;
        }
        if let (Some(file), Some(setting)) = (&file, self.given("relative_to"))
            && file.contains('/')
        {
            let words = format!("`{file}` is no file beside the project");
            self.invalid(&setting, Refusal::new(words));
        }
        file.is_some()
    }

    /// The files that are written; one of the project's folder before one of the top folder.
    pub(super) fn files(&mut self) -> Vec<VersionFile> {
        let mut files = Vec::new();
        for (key, template) in
            [("write_to", "write_to_template"), ("version_file", "version_file_template")]
        {
            let template = self.text(template);
            if let Some(path) = self.text(key).filter(|path| !path.is_empty()) {
                if key == "version_file" && !self.is_anchored() {
                    self.without_anchor();
                }
                files.push(VersionFile { key, path, template });
            }
        }
        files
    }

    /// `get_version` fails on `version_file` where it is not told of a file beside the project.
    fn without_anchor(&mut self) {
        if let Some(setting) = self.given("version_file") {
            let refusal = Refusal::new("it goes with `relative_to`, which is missing");
            self.invalid(&setting, refusal.remedy("write `write_to` instead"));
        }
    }

    /// Every option must be known, and honoured.
    fn check(&mut self) {
        let mut rest: Vec<Setting> = self.settings.iter().cloned().collect();
        rest.reverse();
        while let Some(setting) = rest.pop() {
            let key = setting.key.as_str();
            if !self.release.knows_option(key) {
                self.too_new(&setting);
                continue;
            }
            let is_table =
                TABLES.contains(&key) && (key != "tag" || self.caller == Caller::Configuration);
            match (self.row(key), &setting.value) {
                (None, Given::Table(pairs)) if is_table => {
                    let inner = pairs.iter().rev().map(|(key, value)| Setting {
                        key: format!("{}.{key}", setting.key),
                        path: format!("{}.{key}", setting.path),
                        value: value.clone(),
                        location: setting.location.clone(),
                    });
                    rest.extend(inner);
                }
                (None, _) if is_table => self.wrong(&setting, "a table"),
                (None, _) => self.unknown(&setting),
                (Some(row), value) => self.judge(row.verdict, &setting, value),
            }
        }
    }

    /// What becomes of an option that the caller has.
    fn row(&self, key: &str) -> Option<&'static OptionRow> {
        let [arguments, others] = ROWS;
        let others = if self.caller == Caller::Configuration { others } else { &[] };
        arguments.iter().chain(others).find(|row| row.key == key)
    }

    fn judge(&mut self, verdict: Verdict, setting: &Setting, value: &Given) {
        let harmless = matches!(value, Given::None) || *value == Given::Flag(false);
        match verdict {
            Verdict::Refused(why) if !harmless => {
                let message = format!("`{}` is refused: {why}", setting.path);
                self.report(Finding::new(&REFUSED_OPTION, message), setting);
            }
            Verdict::Ignored(why) => {
                let message = format!("`{}` changes nothing here: {why}", setting.path);
                self.report(Finding::new(&IGNORED_OPTION, message), setting);
            }
            Verdict::Refused(_) | Verdict::Honoured => {}
        }
    }

    /// Older releases fail on options that they do not know.
    fn too_new(&mut self, setting: &Setting) {
        let message =
            format!("`{}` is newer than the setuptools-scm that is required", setting.path);
        let finding = Finding::new(&UNKNOWN_KEY, message);
        self.report(
            finding.remedy("require a newer setuptools-scm, or remove the option"),
            setting,
        );
    }

    fn unknown(&mut self, setting: &Setting) {
        let finding = Finding::new(&UNKNOWN_KEY, format!("unknown key `{}`", setting.path));
        let known = ROWS.iter().copied().flatten().map(|row| row.key);
        let finding = match nearest(&setting.key, known) {
            Some(near) if near != setting.key => finding.remedy(format!("did you mean `{near}`?")),
            _ => finding,
        };
        self.report(finding, setting);
    }

    fn report(&mut self, finding: Finding, setting: &Setting) {
        self.reader.report(placed(finding, setting.location.clone()));
    }

    fn wrong(&mut self, setting: &Setting, wanted: &str) {
        let message = match &setting.value {
            Given::Code(why) => format!("`{}`: {why}", setting.path),
            Given::None
            | Given::Flag(_)
            | Given::Text(_)
            | Given::List(_)
            | Given::Table(_)
            | Given::Other => format!("`{}` must be {wanted}", setting.path),
        };
        self.report(Finding::new(&WRONG_TYPE, message), setting);
    }

    fn invalid(&mut self, setting: &Setting, refusal: Refusal) {
        let message = format!("`{}`: {}", setting.path, refusal.words);
        let finding = Finding::new(&INVALID_VALUE, message);
        let finding = match refusal.remedy {
            Some(remedy) => finding.remedy(remedy),
            None => finding,
        };
        self.report(finding, setting);
    }

    /// An option that is set to something.
    fn given(&self, key: &str) -> Option<Setting> {
        self.settings.find(key).filter(|setting| setting.value != Given::None)
    }

    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let setting = self.given(key)?;
        let text = setting.value.as_text().map(str::to_owned);
        if text.is_none() {
            self.wrong(&setting, "a string");
        }
        text
    }

    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        let setting = self.given(key)?;
        let flag = setting.value.as_flag();
        if flag.is_none() {
            self.wrong(&setting, "a boolean");
        }
        flag
    }

    /// An option that has a new name and an old one, of which only one may be used.
    fn one_of(&mut self, (new, old): (&str, &str)) -> Option<Setting> {
        let (new, old) = (self.given(new), self.given(old));
        if let (Some(new), Some(old)) = (&new, &old) {
            let message = format!("`{}` and `{}` say the same", new.path, old.path);
            let finding = Finding::new(&INVALID_VALUE, message);
            self.report(finding.remedy("remove one of them"), old);
        }
        new.or(old)
    }

    fn tags(&mut self) -> Tags {
        let prefix = self.text("tag.prefix").unwrap_or_default();
        let strict = self.flag("tag.strict").unwrap_or(false);
        let Some(setting) = self.one_of(("tag.regex", "tag_regex")) else {
            return Tags { prefix, strict, regex: TagRegex::default() };
        };
        let regex = match setting.value.as_text() {
            Some("") if self.caller == Caller::Configuration => {
                Err(Refusal::new("the pattern is empty"))
            }
            Some(text) => TagRegex::new(text),
            None => {
                self.wrong(&setting, "a string");
                Ok(TagRegex::default())
            }
        };
        let regex = regex.unwrap_or_else(|refusal| {
            self.invalid(&setting, refusal);
            TagRegex::default()
        });
        Tags { prefix, strict, regex }
    }

    fn describe(&mut self, setting: &Setting) -> Option<DescribeCommand> {
        let command = match (setting.value.as_text(), setting.value.as_texts()) {
            (Some(text), _) => DescribeCommand::parse(text),
            (None, Some(words)) => DescribeCommand::new(&words),
            (None, None) => {
                self.wrong(setting, "a string or a list of strings");
                return None;
            }
        };
        let command = command.and_then(|command| command.check(self.release).map(|()| command));
        command.map_err(|refusal| self.invalid(setting, refusal)).ok()
    }

    fn pre_parse(&mut self) -> PreParse {
        let key = "scm.git.pre_parse";
        let Some(name) = self.text(key) else { return PreParse::Unset };
        PreParse::named(&name).unwrap_or_else(|| {
            if let Some(setting) = self.given(key) {
                self.invalid(&setting, Refusal::new(format!("there is no check `{name}`")));
            }
            PreParse::Unset
        })
    }

    /// Schemes by their names, one or several.
    fn schemes<S>(&mut self, key: &str, named: fn(&str) -> Option<S>) -> Option<Vec<S>> {
        let setting = self.given(key)?;
        let one = setting.value.as_text().map(|name| vec![name.to_owned()]);
        let names = one.or_else(|| setting.value.as_texts());
        let Some(names) = names else {
            self.wrong(&setting, "the name of a scheme, or a list of names");
            return None;
        };
        let mut schemes = Vec::new();
        for name in names {
            match named(&name).filter(|_| self.release.knows_scheme(&name)) {
                Some(scheme) => schemes.push(scheme),
                None => {
                    let why = match &*name {
                        _ if TOWNCRIER.contains(&&*name) => "is not rebuilt",
                        _ if named(&name).is_some() => {
                            "is newer than the setuptools-scm that is required"
                        }
                        _ if name.contains(':') => "is code, which is not run",
                        _ => "is not one of the tool's own",
                    };
                    let words = format!("the scheme `{name}` {why}");
                    self.invalid(&setting, Refusal::new(words));
                }
            }
        }
        Some(schemes)
    }
}

/// A finding at its place, if it has one.
fn placed(finding: Finding, location: Option<Location>) -> Finding {
    match location {
        Some(location) => finding.at(location),
        None => finding,
    }
}
