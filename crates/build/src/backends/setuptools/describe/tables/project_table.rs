//! `[project]`, laid over what `setup.cfg` and `setup.py` say.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{ContentType, PeopleHeaders, Person};
use pyrel_tree::{RelPath, SourceTree};

use super::super::super::Input;
use super::super::super::releases::{self, Profile};
use super::super::distribution::{Distribution, LicensePatterns, LicensesBy, VersionFrom};
use super::dynamic::{Directive, DynamicTable};
use super::missing_dynamic;
use crate::named_file;
use crate::pyproject::{
    INVALID_VALUE, LicenseField, Located, MISSING_KEY, ProjectTable, Reader, Readme, ScriptGroup,
    UNKNOWN_KEY,
};

pub(in crate::backends::setuptools) static MISSING_LICENSE_FILE: Rule = Rule {
    id: "missing-license-file",
    severity: Severity::Warning,
    words: "a licence file is not there, and setuptools writes no `License`",
    remedy: "add the file or correct the name",
};

pub(in crate::backends::setuptools) static IMPORT_NAMES: Rule = Rule {
    id: "import-names",
    severity: Severity::Error,
    words: "a key of [project] that setuptools does not implement",
    remedy: "remove the key",
};

/// Lays the table over what is described so far. One that is missing or empty changes nothing.
pub(crate) fn apply(
    input: &Input<'_>,
    dynamic: &DynamicTable,
    profile: &Profile,
    said: &mut Distribution,
    reader: &mut Reader,
) {
    let table = input.pyproject.table(&["project"]);
    if table.is_some_and(|table| table.values().next().is_none()) {
        return;
    }
    let Some(mut project) = ProjectTable::read(input.pyproject, &UNKNOWN_KEY, reader) else {
        return;
    };
    said.place = project.location.clone();
    check(&project, said, profile, reader);
    missing_dynamic::apply(&project, dynamic, said, reader);
    said.referenced.extend(dynamic.fill(input.tree, &mut project, reader));
    version(&project, dynamic, said, reader);
    Layer { tree: input.tree, said, reader }.lay(project, dynamic);
}

fn check(project: &ProjectTable, said: &Distribution, profile: &Profile, reader: &mut Reader) {
    releases::check_license(project, profile, reader);
    for (key, names) in
        [("import-names", &project.import_names), ("import-namespaces", &project.import_namespaces)]
    {
        if names.is_some() || project.dynamic.get(key).is_some() {
            let message = format!("setuptools does not implement `project.{key}`");
            reader.report(Finding::new(&IMPORT_NAMES, message).at(project.location.clone()));
        }
    }
    let old = said.license_files.as_ref().filter(|old| old.by == LicensesBy::ToolTable);
    if let (Some(_), Some(old)) = (&project.license_files, old) {
        let message = "`tool.setuptools.license-files` cannot stand beside `project.license-files`";
        let at = old.patterns.first().map_or(&project.location, |pattern| &pattern.location);
        reader.report(Finding::new(&INVALID_VALUE, message).at(at.clone()));
    }
    check_readme_type(project, reader);
}

/// setuptools knows three suffixes and refuses all others; a name without one is no mistake.
fn check_readme_type(project: &ProjectTable, reader: &mut Reader) {
    let Some(Readme::File { path, content_type: None }) = &project.readme else { return };
    let name = path.value.rsplit('/').next().unwrap_or_default().to_lowercase();
    let suffix = name.trim_start_matches('.').rsplit_once('.').map(|(_, suffix)| suffix);
    if !matches!(suffix, None | Some("md" | "rst" | "txt")) {
        let message =
            format!("`project.readme`: the name `{}` does not tell the content type", path.value);
        let finding = Finding::new(&INVALID_VALUE, message).at(path.location.clone());
        reader.report(
            finding.remedy("write `readme = {file = \"…\", content-type = \"text/markdown\"}`"),
        );
    }
}

fn version(
    project: &ProjectTable,
    dynamic: &DynamicTable,
    said: &mut Distribution,
    reader: &mut Reader,
) {
    if project.dynamic.get("version").is_none() {
        if !project.has("version") {
            let message = "`project.version` is missing and not listed in `dynamic`";
            let finding = Finding::new(&MISSING_KEY, message);
            reader.report(finding.at(project.location.clone()));
        }
        said.version.clone_from(&project.version);
        said.version_from = None;
        return;
    }
    match dynamic.version() {
        None => {}
        Some(Directive::Attr(attr)) => said.version_from = Some(VersionFrom::Attr(attr.clone())),
        Some(Directive::Files { paths, .. }) => {
            said.version_from = Some(VersionFrom::Files(paths.clone()));
        }
    }
}

/// The table being laid over what is described.
struct Layer<'a> {
    tree: &'a SourceTree,
    said: &'a mut Distribution,
    reader: &'a mut Reader,
}

impl Layer<'_> {
    fn lay(&mut self, project: ProjectTable, dynamic: &DynamicTable) {
        let is_set = |field: &str| {
            project.has(field) || project.dynamic.get(field).is_some() && dynamic.has(field)
        };
        let has_scripts = ["scripts", "gui-scripts"].into_iter().any(is_set);
        let has = ["description", "classifiers", "keywords", "urls", "requires-python"].map(is_set);
        let [description, classifiers, keywords, urls, python] = has;
        let [dependencies, extras] = ["dependencies", "optional-dependencies"].map(is_set);
        self.said.name = Some(project.name.clone());
        self.set(description, "description", project.description, |said| &mut said.description);
        self.set(classifiers, "classifiers", project.classifiers, |said| &mut said.classifiers);
        self.set(keywords, "keywords", project.keywords, |said| &mut said.keywords);
        self.set(urls, "project_urls", project.urls, |said| &mut said.project_urls);
        // What setup.py says of Python versions setuptools puts back in its place at the end.
        let attribute = "python_requires";
        let is_back =
            self.said.computed.contains(attribute) || self.said.unproved.contains_key(attribute);
        let (python, requires_python) = (python && !is_back, project.requires_python);
        self.set(python, attribute, requires_python, |said| &mut said.python_requires);
        let requires = project.dependencies;
        self.set(dependencies, "install_requires", requires, |said| &mut said.install_requires);
        let by_extra = project.optional_dependencies.into_iter().map(|(extra, requirements)| {
            (extra.map(|extra| extra.as_str().to_owned()), requirements)
        });
        let by_extra = by_extra.collect();
        self.set(extras, "extras_require", by_extra, |said| &mut said.extras_require);
        self.people("author", &project.authors);
        self.people("maintainer", &project.maintainers);
        self.entry_points(has_scripts, project.entry_points);
        if let Some(patterns) = project.license_files {
            self.said.license_files = Some(LicensePatterns { patterns, by: LicensesBy::Standard });
            self.said.settle("license_files");
        }
        if let Some(license) = project.license {
            self.license(license);
        }
        if let Some(readme) = project.readme {
            self.readme(readme);
        }
    }

    fn set<T>(
        &mut self,
        is_set: bool,
        attribute: &'static str,
        value: T,
        place: impl Fn(&mut Distribution) -> &mut T,
    ) {
        if is_set {
            *place(self.said) = value;
            self.said.settle(attribute);
        }
    }

    /// Names go into one header, people with addresses into another; a header that nobody goes into
    /// stays as it was.
    fn people(&mut self, kind: &str, people: &[Person]) {
        let headers = PeopleHeaders::of(people);
        let location = self.said.place.clone();
        let located = |text: String| Located { value: text, location: location.clone() };
        if let Some(text) = headers.names.map(located) {
            self.said.settle(kind);
            match kind {
                "author" => self.said.author = Some(text),
                _ => self.said.maintainer = Some(text),
            }
        }
        if let Some(text) = headers.emails.map(located) {
            self.said.settle(&format!("{kind}_email"));
            match kind {
                "author" => self.said.author_email = Some(text),
                _ => self.said.maintainer_email = Some(text),
            }
        }
    }

    /// All of them are put in the place of what was there, where there is anything at all.
    fn entry_points(&mut self, has_scripts: bool, groups: Vec<ScriptGroup>) {
        if has_scripts || !groups.is_empty() {
            self.said.entry_points = groups;
        }
    }

    fn license(&mut self, license: LicenseField) {
        match license {
            LicenseField::Expression(expression) => {
                self.said.license = None;
                self.said.license_expression = Some(expression);
            }
            LicenseField::Text(text) => self.said.license = Some(text),
            LicenseField::File(name) => {
                self.refer(&name);
                let key = "project.license.file";
                let there = RelPath::new(&name.value).map(|path| self.tree.is_file(&path));
                if let Ok(Ok(false)) = there {
                    let message = format!("`{key}`: there is no file `{}`", name.value);
                    let finding = Finding::new(&MISSING_LICENSE_FILE, message);
                    self.reader.report(finding.at(name.location));
                    self.said.license = None;
                } else {
                    let read = named_file::text(key, &name, self.tree, self.reader);
                    self.said.license = read.map(|(_, text)| name.map(|_| text));
                }
            }
        }
        self.said.settle("license");
    }

    fn readme(&mut self, readme: Readme) {
        let (text, content_type) = match readme {
            Readme::Text { text, content_type } => (Some(text), content_type),
            Readme::File { path, content_type } => {
                self.refer(&path);
                let guessed = ContentType::of_file(&path.value).map(|kind| Located {
                    value: kind.as_str().to_owned(),
                    location: path.location.clone(),
                });
                let read = named_file::text("project.readme", &path, self.tree, self.reader);
                (read.map(|(_, text)| path.map(|_| text)), content_type.or(guessed))
            }
        };
        self.said.long_description = text;
        self.said.settle("long_description");
        if let Some(content_type) = content_type.filter(|text| !text.value.is_empty()) {
            self.said.long_description_content_type = Some(content_type);
            self.said.settle("long_description_content_type");
        }
    }

    fn refer(&mut self, name: &Located<String>) {
        self.said.referenced.extend(RelPath::new(&name.value));
    }
}
