//! The described distribution: everything that a project can say of itself, whoever says it.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_diag::{Finding, Location};
use pyrel_pep::{LicenseExpression, PackageName, Requirement, Version, VersionSpecifiers};
use pyrel_tree::RelPath;

use crate::pyproject::{INVALID_VALUE, Located, ScriptGroup};
use crate::version_place::VersionPlace;
use pyrel_python::Keyword;

/// What `setup.py`, `setup.cfg` and `pyproject.toml` say together: the attributes of setuptools' own
/// `Distribution`, under its names. Each value knows its place; nothing here knows which file that
/// is in, but for [`Distribution::computed`].
#[derive(Clone, Debug)]
pub(crate) struct Distribution {
    /// The place of what is about the project as a whole.
    pub place: Location,
    pub name: Option<Located<PackageName>>,
    pub version: Option<Located<Version>>,
    /// Where the version is, where that is another place than a key of `[project]`.
    pub version_from: Option<VersionFrom>,
    /// `Summary`.
    pub description: Option<Located<String>>,
    pub long_description: Option<Located<String>>,
    pub long_description_content_type: Option<Located<String>>,
    /// `Home-page`.
    pub url: Option<Located<String>>,
    pub download_url: Option<Located<String>>,
    pub author: Option<Located<String>>,
    pub author_email: Option<Located<String>>,
    pub maintainer: Option<Located<String>>,
    pub maintainer_email: Option<Located<String>>,
    /// A licence as a text.
    pub license: Option<Located<String>>,
    pub license_expression: Option<Located<LicenseExpression>>,
    /// Patterns; the usual ones where it is not said.
    pub license_files: Option<LicensePatterns>,
    /// One pattern more; where it alone is said, and be it empty, the usual ones do not count.
    pub license_file: Option<Located<String>>,
    pub project_urls: Vec<(String, String)>,
    pub keywords: Vec<String>,
    pub classifiers: Vec<Located<String>>,
    pub platforms: Vec<String>,
    pub requires: Vec<String>,
    pub provides: Vec<String>,
    pub obsoletes: Vec<String>,
    pub python_requires: Option<Located<VersionSpecifiers>>,
    pub install_requires: Vec<Located<Requirement>>,
    /// By name; a name may go on with `:` and a marker.
    pub extras_require: Vec<(Located<String>, Vec<Located<Requirement>>)>,
    pub entry_points: Vec<ScriptGroup>,
    /// Whether the entry points are one text, which setuptools cannot take apart for `[project]`.
    pub entry_points_are_text: bool,
    pub setup_requires: Vec<Located<Requirement>>,
    pub packages: Packages,
    /// Whether packages are not looked for although none are named: beside `ext_modules`.
    pub no_discovery: bool,
    /// Whether packages are looked for before pyproject.toml is read.
    pub found_early: bool,
    pub package_dir: BTreeMap<String, Located<String>>,
    pub py_modules: Option<Vec<Located<String>>>,
    pub namespace_packages: Option<Vec<Located<String>>>,
    pub package_data: Patterns,
    pub exclude_package_data: Patterns,
    pub include_package_data: Option<bool>,
    pub data_files: Vec<DataFiles>,
    /// Executables that are installed as they are.
    pub scripts: Vec<Located<String>>,
    pub headers: Vec<Located<String>>,
    pub zip_safe: Option<bool>,
    pub eager_resources: Option<Vec<String>>,
    pub dependency_links: Vec<String>,
    /// Files that the description is read from: the sdist holds them whatever `MANIFEST.in` says.
    pub referenced: Vec<RelPath>,
    /// The attributes whose values come from code. Of those that are metadata an sdist says that
    /// they are dynamic.
    pub computed: BTreeSet<&'static str>,
    /// Keywords of `setup()` whose values only running it would tell. They matter as long as nobody
    /// else says something in their place.
    pub unproved: BTreeMap<String, Finding>,
    /// What came from elsewhere than the configuration, in sentences.
    pub notes: Vec<String>,
    /// Keywords that setuptools itself does not have; plug-ins may.
    pub other_keywords: Vec<Keyword>,
}

/// `packages` in its forms.
#[derive(Clone, Debug, Default)]
pub(crate) enum Packages {
    /// Left to discovery.
    #[default]
    Unset,
    Listed(Vec<Located<String>>),
    Find(Find),
}

/// Where and how packages are looked for.
#[derive(Clone, Debug)]
pub(crate) struct Find {
    pub wheres: Vec<Located<String>>,
    /// Everything, where it is not written.
    pub include: Option<Vec<Located<String>>>,
    pub exclude: Vec<Located<String>>,
    pub namespaces: bool,
    /// Whether the folder counts for `package_dir`.
    pub root: FoundRoot,
}

/// What becomes of the folder in which packages are looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FoundRoot {
    /// It counts for `package_dir`.
    Added,
    /// It does not: beside a `package_dir` in `setup.cfg`.
    Ignored,
}

/// Files that are installed into one folder.
#[derive(Clone, Debug)]
pub(crate) struct DataFiles {
    /// The folder, below the environment's prefix.
    pub folder: String,
    pub files: Vec<Located<String>>,
    /// Whether the files are patterns: those in `setup.py` are none.
    pub patterns: bool,
}

/// Where a version is.
#[derive(Clone, Debug)]
pub(crate) enum VersionFrom {
    /// The value of an attribute of a module.
    Attr(Located<String>),
    /// The text of files that `[tool.setuptools.dynamic]` names: blanks around it are a mistake.
    Files(Vec<Located<String>>),
    /// The text of files that `setup.cfg` names.
    CfgFiles(Vec<Located<String>>),
    /// Written in the file itself.
    Place(VersionPlace),
}

/// Glob patterns by package; `*` stands for all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns(pub BTreeMap<String, Vec<Located<String>>>);

/// Patterns of licence files.
#[derive(Clone, Debug)]
pub(crate) struct LicensePatterns {
    pub patterns: Vec<Located<String>>,
    pub by: LicensesBy,
}

/// Which key names licence files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum LicensesBy {
    /// `project.license-files`, where each pattern must match.
    Standard,
    /// `tool.setuptools.license-files`.
    ToolTable,
    /// That of `setup.cfg` or `setup.py`.
    Keyword,
}

impl Distribution {
    /// The place of an attribute that is a text and no more.
    pub(crate) fn text_mut(&mut self, attribute: &str) -> Option<&mut Option<Located<String>>> {
        Some(match attribute {
            "author" => &mut self.author,
            "author_email" => &mut self.author_email,
            "description" => &mut self.description,
            "download_url" => &mut self.download_url,
            "license" => &mut self.license,
            "long_description" => &mut self.long_description,
            "long_description_content_type" => &mut self.long_description_content_type,
            "maintainer" => &mut self.maintainer,
            "maintainer_email" => &mut self.maintainer_email,
            "url" => &mut self.url,
            _ => return None,
        })
    }

    /// One that says nothing.
    pub(crate) fn new(place: Location) -> Self {
        Self {
            place,
            name: None,
            version: None,
            version_from: None,
            description: None,
            long_description: None,
            long_description_content_type: None,
            url: None,
            download_url: None,
            author: None,
            author_email: None,
            maintainer: None,
            maintainer_email: None,
            license: None,
            license_expression: None,
            license_files: None,
            license_file: None,
            project_urls: Vec::new(),
            keywords: Vec::new(),
            classifiers: Vec::new(),
            platforms: Vec::new(),
            requires: Vec::new(),
            provides: Vec::new(),
            obsoletes: Vec::new(),
            python_requires: None,
            install_requires: Vec::new(),
            extras_require: Vec::new(),
            entry_points: Vec::new(),
            entry_points_are_text: false,
            setup_requires: Vec::new(),
            packages: Packages::Unset,
            no_discovery: false,
            found_early: false,
            package_dir: BTreeMap::new(),
            py_modules: None,
            namespace_packages: None,
            package_data: Patterns::default(),
            exclude_package_data: Patterns::default(),
            include_package_data: None,
            data_files: Vec::new(),
            scripts: Vec::new(),
            headers: Vec::new(),
            zip_safe: None,
            eager_resources: None,
            dependency_links: Vec::new(),
            referenced: Vec::new(),
            computed: BTreeSet::new(),
            unproved: BTreeMap::new(),
            notes: Vec::new(),
            other_keywords: Vec::new(),
        }
    }

    /// Takes note that an attribute has a value of no code's, whatever it had before.
    pub(crate) fn settle(&mut self, attribute: &str) {
        self.computed.remove(attribute);
        self.unproved.remove(attribute);
    }

    /// The extras by their names alone, each once.
    pub(crate) fn extras(&self) -> Vec<&Located<String>> {
        let mut names: Vec<&Located<String>> = Vec::new();
        for (name, _) in &self.extras_require {
            let bare = extra_name(&name.value);
            let is_there = names.iter().any(|other| extra_name(&other.value) == bare);
            if !bare.is_empty() && !is_there {
                names.push(name);
            }
        }
        names
    }
}

/// The name of an extra, without the marker after it.
pub(crate) fn extra_name(key: &str) -> &str {
    key.split(':').next().unwrap_or_default()
}

impl Patterns {
    /// Those of a table. The empty name is what `setup.py` calls all packages; where both are there,
    /// `*` counts.
    pub(crate) fn of_lists(lists: Vec<(String, Vec<Located<String>>)>) -> Self {
        let mut patterns = BTreeMap::new();
        for (package, list) in lists {
            if package.is_empty() {
                patterns.entry("*".to_owned()).or_insert(list);
            } else {
                patterns.insert(package, list);
            }
        }
        Self(patterns)
    }

    /// Those for all packages, then those for this one.
    pub(crate) fn of(&self, package: &str) -> impl Iterator<Item = &Located<String>> {
        let of = |name: &str| self.0.get(name).into_iter().flatten();
        of("*").chain(of(package))
    }

    /// Those for whatever package.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Located<String>> {
        self.0.values().flatten()
    }
}

/// A finding that a value cannot be used, and why.
pub(crate) fn invalid(value: &Located<String>, why: impl std::fmt::Display) -> Finding {
    Finding::new(&INVALID_VALUE, format!("`{}`: {why}", value.value)).at(value.location.clone())
}
