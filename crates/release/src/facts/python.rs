//! The facts of a Python project.

use pyrel_pep::{EntryPoints, Metadata};

use super::{Facts, Language, Person, SemanticVersion};

/// The labels of addresses by which a project means one thing, without blanks and punctuation, in
/// small letters.
///
/// <https://packaging.python.org/en/latest/specifications/well-known-project-urls/>
const HOMEPAGE: &[&str] = &["homepage"];
const REPOSITORY: &[&str] = &["source", "repository", "sourcecode", "github"];
const DOCUMENTATION: &[&str] = &["documentation", "docs"];
const SUPPORT: &[&str] =
    &["support", "issues", "bugs", "issue", "tracker", "issuetracker", "bugtracker"];

/// A longer text in the field of old is the licence itself and not its name.
const LONGEST_LICENSE: usize = 100;

impl Facts {
    /// What the metadata of a Python project says, and its commands.
    #[must_use]
    pub fn of_python(metadata: &Metadata, entry_points: Option<&EntryPoints>) -> Self {
        let of = |labels| address(metadata, labels);
        let author = author(metadata.author_email.as_deref(), metadata.author.as_deref());
        let maintainer =
            || self::author(metadata.maintainer_email.as_deref(), metadata.maintainer.as_deref());
        Self {
            language: Some(Language::Python),
            name: Some(metadata.name.as_str().to_owned()),
            project_version: Some(metadata.version.to_string()),
            version: Some(SemanticVersion::from(&metadata.version)),
            description: metadata.summary.clone().filter(|text| !text.is_empty()),
            license: license(metadata),
            author: author.or_else(maintainer),
            homepage: of(HOMEPAGE).or_else(|| metadata.home_page.clone()),
            repository: of(REPOSITORY),
            documentation: of(DOCUMENTATION),
            support: of(SUPPORT),
            keywords: metadata.keywords.clone(),
            runtime: metadata.requires_python.clone(),
            commands: entry_points.map_or_else(Vec::new, commands),
            main: None,
        }
    }
}

/// Those with an address stand in a header of their own.
fn author(emails: Option<&str>, names: Option<&str>) -> Option<Person> {
    let with_address = emails.and_then(Person::first_of);
    let Some(name) = names.and_then(Person::first_of).and_then(|person| person.name) else {
        return with_address;
    };
    match with_address {
        // The old way: a name in the one header, its address in the other.
        Some(Person { name: None, email, url }) => Some(Person { name: Some(name), email, url }),
        Some(person) => Some(person),
        None => Some(Person { name: Some(name), ..Person::default() }),
    }
}

fn license(metadata: &Metadata) -> Option<String> {
    let expression = metadata.license_expression.as_ref().map(|it| it.as_str().to_owned());
    let is_name = |text: &&str| {
        !text.is_empty() && !text.contains('\n') && text.chars().count() <= LONGEST_LICENSE
    };
    let text = metadata.license.as_deref().map(str::trim).filter(is_name);
    expression.or_else(|| text.map(ToOwned::to_owned))
}

/// The address of the first of these labels that there is.
fn address(metadata: &Metadata, labels: &[&str]) -> Option<String> {
    labels.iter().find_map(|label| {
        let is_it = |(written, _): &&(String, String)| plain(written) == *label;
        metadata.project_urls.iter().find(is_it).map(|(_, address)| address.clone())
    })
}

fn plain(label: &str) -> String {
    label
        .chars()
        .filter(|c| !(c.is_ascii_punctuation() || c.is_whitespace()))
        .collect::<String>()
        .to_lowercase()
}

fn commands(entry_points: &EntryPoints) -> Vec<(String, String)> {
    let scripts = entry_points.groups().filter(|(group, _)| *group == "console_scripts");
    scripts.flat_map(|(_, names)| names.iter().cloned()).collect()
}
