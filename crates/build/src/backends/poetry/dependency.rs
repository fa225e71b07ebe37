//! One requirement, as poetry-core writes it into `Requires-Dist`.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::name::normalize;
use pyrel_pep::{Origin, Requirement};

use crate::pyproject::{INVALID_VALUE, Located};
use pyrel_poetry::{Constraint, Reading, Use};
use pyrel_poetry::{Fault, Marker, Simplify};

pub(super) static UNREADABLE_MARKER: Rule = Rule {
    id: "poetry-marker",
    severity: Severity::Error,
    words: "a marker that cannot be simplified as poetry-core would",
    remedy: "write the marker more simply, or build with the backend itself (`python -m build`)",
};

pub(super) static INVALID_REQUIREMENT: Rule = Rule {
    id: "invalid-requirement",
    severity: Severity::Error,
    words: "poetry-core would write a requirement that installers refuse",
    remedy: "write the versions as one range with exclusions, such as `>=1.0,<3,!=2.1.*`, or as \
             several constraints with markers",
};

pub(super) static UNSATISFIABLE: Rule = Rule {
    id: "unsatisfiable-requirement",
    severity: Severity::Error,
    words: "no version satisfies a requirement",
    remedy: "correct the constraint",
};

pub(super) static LOCAL_PATH: Rule = Rule {
    id: "local-requirement",
    severity: Severity::Error,
    words: "a requirement on a path of this machine, which poetry-core would publish",
    remedy: "require a published version, and keep the path in a dependency group or in uv's or \
             poetry's own sources",
};

/// A requirement that counts for the project itself.
#[derive(Clone, Debug)]
pub(super) struct Dependency {
    /// The normalised name.
    pub name: String,
    /// All but the marker, or why there can be none.
    pub base: Result<String, Box<Finding>>,
    pub marker: Marker,
    pub optional: bool,
    /// The extras that it belongs to, normalised.
    pub extras: Vec<String>,
    pub location: Location,
}

impl Dependency {
    /// A requirement of `[project]`.
    pub(super) fn of_requirement(
        requirement: &Located<Requirement>,
        reading: Reading,
    ) -> Result<Self, Finding> {
        let Located { value, location } = requirement;
        let base = match &value.origin {
            Origin::Index(specifiers) => {
                let text = specifiers.to_string();
                versions(&full_name(value), &text, None, reading, location)
            }
            Origin::Url(url) => address(&full_name(value), url, location),
        };
        let marker = match &value.marker {
            None => Marker::Any,
            Some(marker) => {
                let mut simplify = Simplify::new(reading);
                let read = simplify.read(marker);
                read.map_err(|fault| fault_finding(&fault, location))?
            }
        };
        let mut dependency = Self {
            name: value.name.normalized().to_owned(),
            base,
            marker: Marker::Any,
            optional: false,
            extras: Vec::new(),
            location: location.clone(),
        };
        dependency.set_marker(marker);
        Ok(dependency)
    }

    /// A marker that speaks of extras makes the requirement one of them.
    pub(super) fn set_marker(&mut self, marker: Marker) {
        if marker.mentions_extra() {
            self.optional = true;
            self.extras = marker.extras();
        }
        self.marker = marker;
    }

    /// Whether anybody ever gets it.
    pub(super) fn counts(&self) -> bool {
        !self.optional || !self.extras.is_empty()
    }

    /// The requirement as it is written down.
    pub(super) fn requirement(&self) -> Result<Requirement, Finding> {
        let base = self.base.clone().map_err(|finding| *finding)?;
        let mut markers = Vec::new();
        // poetry forgets a marker that never holds.
        if !matches!(self.marker, Marker::Any | Marker::Empty) {
            markers.push(self.marker.to_string());
        }
        if !self.extras.is_empty() && !self.marker.mentions_extra() {
            let each = self.extras.iter().map(|extra| format!("extra == \"{extra}\""));
            markers.push(each.collect::<Vec<_>>().join(" or "));
        }
        let text = match &markers[..] {
            [] => base,
            [only] => format!("{base} ; {only}"),
            _ => format!("{base} ; ({})", markers.join(") and (")),
        };
        text.parse().map_err(|error| {
            let message = format!("poetry-core would write `{text}`: {error}");
            Finding::new(&INVALID_REQUIREMENT, message).at(self.location.clone())
        })
    }
}

/// The name with its extras.
fn full_name(requirement: &Requirement) -> String {
    let extras: Vec<&str> = requirement.extras.iter().map(|extra| extra.normalized()).collect();
    with_extras(requirement.name.as_str(), &extras)
}

pub(super) fn with_extras(name: &str, extras: &[&str]) -> String {
    let mut extras: Vec<String> = extras.iter().map(|extra| normalize(extra)).collect();
    extras.sort();
    extras.dedup();
    if extras.is_empty() { name.to_owned() } else { format!("{name}[{}]", extras.join(",")) }
}

/// A name with the versions of a constraint. `written` is the constraint's text where poetry has
/// it: it is shown part by part then.
pub(super) fn versions(
    name: &str,
    text: &str,
    written: Option<&str>,
    reading: Reading,
    location: &Location,
) -> Result<String, Box<Finding>> {
    let at = |finding: Finding| Box::new(finding.at(location.clone()));
    let wrong = |words: String| at(Finding::new(&INVALID_VALUE, words));
    let constraint = match text.is_empty() && written.is_none() {
        true => return Ok(name.to_owned()),
        false => reading.read(text, Use::Requirement).map_err(wrong)?,
    };
    if constraint.is_empty() {
        return Err(at(Finding::new(&UNSATISFIABLE, format!("no version satisfies `{text}`"))));
    }
    let shown = shown(&constraint, written, reading).map_err(wrong)?;
    if shown.contains("||") {
        let message = format!("`{text}` would become `{name} ({shown})`, which is no requirement");
        return Err(at(Finding::new(&INVALID_REQUIREMENT, message)));
    }
    if constraint.is_local() && constraint.version().is_none() {
        return Err(wrong(format!("the local versions in `{text}` are not understood")));
    }
    Ok(format!("{name}{shown}"))
}

fn shown(
    constraint: &Constraint,
    written: Option<&str>,
    reading: Reading,
) -> Result<String, String> {
    let own = constraint.to_string();
    if constraint.is_any() {
        return Ok(String::new());
    }
    if constraint.version().is_some() {
        return Ok(format!("=={own}"));
    }
    let series = constraint.ranges().len() == 2 && own.starts_with("!=") && !own.contains(',');
    if constraint.ranges().len() < 2 || series {
        return Ok(own);
    }
    let parts = written.unwrap_or(&own).split(',');
    let each: Result<Vec<String>, String> =
        parts.map(|part| Ok(reading.read(part.trim(), Use::Requirement)?.to_string())).collect();
    Ok(each?.join(","))
}

/// A name with an address. poetry takes addresses apart, and keeps of what follows `#` the folder
/// alone.
pub(super) fn address(name: &str, url: &str, location: &Location) -> Result<String, Box<Finding>> {
    let refuse = |rule, message: String| Box::new(Finding::new(rule, message).at(location.clone()));
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let folder = fragment.split('&').find_map(|part| part.strip_prefix("subdirectory="));
    let suffix = folder.map(|folder| format!("#subdirectory={folder}")).unwrap_or_default();
    let scheme = address.split_once("://").map(|(scheme, _)| scheme).unwrap_or_default();
    match scheme {
        "http" | "https" => Ok(format!("{name} @ {address}{suffix}")),
        "git+https" | "git+http" | "git+ssh" | "git+git" | "git" => {
            let address = address.strip_prefix("git+").unwrap_or(address);
            let (source, reference) = match address.rsplit_once('@') {
                Some((source, reference))
                    if source.contains("://")
                        && !reference.contains('/')
                        && source.split_once("://").is_some_and(|(_, rest)| rest.contains('/')) =>
                {
                    (source, Some(reference))
                }
                _ => (address, None),
            };
            git(name, source, reference, folder, location)
        }
        "file" | "" => {
            let message = format!("`{url}` is a path of this machine");
            Err(refuse(&LOCAL_PATH, message))
        }
        _ => {
            let message =
                format!("poetry-core does not build requirements on `{scheme}` addresses");
            Err(refuse(&INVALID_VALUE, message))
        }
    }
}

/// A name with a repository.
pub(super) fn git(
    name: &str,
    source: &str,
    reference: Option<&str>,
    folder: Option<&str>,
    location: &Location,
) -> Result<String, Box<Finding>> {
    let Some(source) = repository(source) else {
        let message =
            format!("`{source}` is not an address of a git repository that is understood");
        return Err(Box::new(Finding::new(&INVALID_VALUE, message).at(location.clone())));
    };
    let reference = reference.map(|it| format!("@{it}")).unwrap_or_default();
    let folder = folder.map(|it| format!("#subdirectory={it}")).unwrap_or_default();
    Ok(format!("{name} @ git+{source}{reference}{folder}"))
}

/// The address of a repository with its scheme: `git@host:name.git` is SSH.
fn repository(source: &str) -> Option<String> {
    let source = source.strip_prefix("git+").unwrap_or(source);
    let plain = |text: &str, more: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_alphanumeric() || more.contains(c) || c == '_')
    };
    let fits = |host: &str, path: &str| {
        let (user, host) = host.rsplit_once('@').unwrap_or(("user", host));
        let (host, port) = host.split_once(':').unwrap_or((host, "1"));
        plain(user, "-.:%+~") && plain(host, "-.") && plain(port, "") && plain(path, "%~.-+/$")
    };
    if let Some((scheme, rest)) = source.split_once("://") {
        let (host, path) = rest.split_once('/')?;
        let known = matches!(scheme, "https" | "http" | "ssh" | "git");
        return (known && fits(host, path)).then(|| source.to_owned());
    }
    let (host, path) = source.split_once(':')?;
    let nested = path.contains('/') && !path.starts_with('/');
    (nested && fits(host, path)).then(|| format!("ssh://{host}/{path}"))
}

pub(super) fn fault_finding(fault: &Fault, location: &Location) -> Finding {
    let message = match fault {
        Fault::Words(words) => words.clone(),
        Fault::Circle | Fault::TooMuch => {
            "the marker has too many parts to be simplified".to_owned()
        }
    };
    Finding::new(&UNREADABLE_MARKER, message).at(location.clone())
}
