//! Fields that `setup.cfg` or `setup.py` fill beside a `[project]` table: only those that the table
//! lists as dynamic count.

use pyrel_diag::{Finding, Rule, Severity};

use super::super::distribution::Distribution;
use super::dynamic::{DynamicTable, no_source};
use crate::pyproject::{ProjectTable, Reader};

pub(in crate::backends::setuptools) static NOT_DYNAMIC: Rule = Rule {
    id: "not-dynamic",
    severity: Severity::Warning,
    words: "a field that is described beside [project] without being listed as dynamic, so setuptools \
            passes it over",
    remedy: "list the field in `project.dynamic`, or say it in [project] alone",
};

pub(in crate::backends::setuptools) static NOT_DYNAMIC_FAILS: Rule = Rule {
    id: "not-dynamic-fails",
    severity: Severity::Error,
    words: "a field that is described beside [project] without being listed as dynamic, which makes \
            setuptools fail",
    remedy: "list the field in `project.dynamic`, or say it in [project] alone",
};

/// Takes away what does not count, and reports dynamic fields that nobody fills.
pub(crate) fn apply(
    project: &ProjectTable,
    table: &DynamicTable,
    said: &mut Distribution,
    reader: &mut Reader,
) {
    if said.entry_points_are_text {
        let message = "setuptools cannot read entry points that are one text beside [project]";
        reader.report(Finding::new(&NOT_DYNAMIC_FAILS, message).at(said.place.clone()));
    }
    for field in FIELDS {
        let is_listed = project.dynamic.get(field).is_some();
        if !project.has(field) && !is_listed && is_said(field, said) {
            drop_field(field, said, project, reader);
        }
    }
    for listed in project.dynamic.iter() {
        let is_filled = table.has(&listed.value)
            || is_said(&listed.value, said)
            || MAY_STAY_EMPTY.contains(&listed.value.as_str());
        if !is_filled {
            reader.report(no_source(&listed.value, &listed.location));
        }
    }
}

const FIELDS: [&str; 15] = [
    "description",
    "readme",
    "requires-python",
    "license",
    "authors",
    "maintainers",
    "keywords",
    "classifiers",
    "urls",
    "entry-points",
    "scripts",
    "gui-scripts",
    "dependencies",
    "optional-dependencies",
    "version",
];

/// Dynamic fields for which nobody need say anything.
const MAY_STAY_EMPTY: [&str; 7] = [
    "dependencies",
    "entry-points",
    "gui-scripts",
    "optional-dependencies",
    "scripts",
    "urls",
    "version",
];

fn is_said(field: &str, said: &Distribution) -> bool {
    attributes(field).iter().any(|name| said.unproved.contains_key(*name)) || has_value(field, said)
}

/// The attributes that a field means.
fn attributes(field: &str) -> &'static [&'static str] {
    match field {
        "version" => &["version"],
        "description" => &["description"],
        "readme" => &["long_description"],
        "requires-python" => &["python_requires"],
        "license" => &["license", "licence", "license_expression"],
        "authors" => &["author", "author_email"],
        "maintainers" => &["maintainer", "maintainer_email"],
        "keywords" => &["keywords"],
        "classifiers" => &["classifiers"],
        "urls" => &["project_urls"],
        "entry-points" | "scripts" | "gui-scripts" => &["entry_points"],
        "dependencies" => &["install_requires"],
        "optional-dependencies" => &["extras_require"],
        _ => &[],
    }
}

fn has_value(field: &str, said: &Distribution) -> bool {
    let in_group = |wanted: &dyn Fn(&str) -> bool| {
        said.entry_points.iter().any(|group| wanted(&group.group) && !group.items.is_empty())
    };
    match field {
        "version" => said.version.is_some() || said.version_from.is_some(),
        "description" => said.description.is_some(),
        "readme" => said.long_description.is_some(),
        "requires-python" => said.python_requires.is_some(),
        "license" => said.license.is_some() || said.license_expression.is_some(),
        "authors" => said.author.is_some() || said.author_email.is_some(),
        "maintainers" => said.maintainer.is_some() || said.maintainer_email.is_some(),
        "keywords" => !said.keywords.is_empty(),
        "classifiers" => !said.classifiers.is_empty(),
        "urls" => !said.project_urls.is_empty(),
        "entry-points" => in_group(&|name| !is_scripts(name)),
        "scripts" => in_group(&|name| name == "console_scripts"),
        "gui-scripts" => in_group(&|name| name == "gui_scripts"),
        "dependencies" => !said.install_requires.is_empty(),
        "optional-dependencies" => !said.extras_require.is_empty(),
        _ => false,
    }
}

fn is_scripts(group: &str) -> bool {
    matches!(group, "console_scripts" | "gui_scripts")
}

/// Resets a field as setuptools does. Some it cannot reset and fails; people it means to reset and
/// does not.
fn drop_field(field: &str, said: &mut Distribution, project: &ProjectTable, reader: &mut Reader) {
    let mut rule = &NOT_DYNAMIC;
    match field {
        "description" => said.description = None,
        "readme" | "requires-python" => rule = &NOT_DYNAMIC_FAILS,
        "license" => (said.license, said.license_expression) = (None, None),
        "keywords" => said.keywords.clear(),
        "classifiers" => said.classifiers.clear(),
        "urls" => said.project_urls.clear(),
        "scripts" | "gui-scripts" => said.entry_points.clear(),
        "dependencies" => said.install_requires.clear(),
        "optional-dependencies" => said.extras_require.clear(),
        // Entry points of other groups stay, unless there are scripts.
        "authors" | "maintainers" | "entry-points" => return,
        _ => {}
    }
    if rule.id == NOT_DYNAMIC.id {
        attributes(field).iter().for_each(|attribute| said.settle(attribute));
    }
    let message = format!("`{field}` is described outside of [project] and not listed as dynamic");
    reader.report(Finding::new(rule, message).at(project.location.clone()));
}
