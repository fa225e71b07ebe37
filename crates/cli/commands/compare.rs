//! `pyrel build --compare`: what was built, held against what another tool has built.

use std::path::{Path, PathBuf};

use pyrel_archive::{ArchivePath, Artifact, Limits};
use pyrel_build::{Dists, Layout};
use pyrel_diag::{Explain, Finding, Kind, Rule, Severity};
use pyrel_inspect::{
    Aspect, Comparison, Detail, Difference, Likeness, Opened, Sides, Telling, Weight, compare,
    pairs,
};
use serde_json::{Value, json};

use super::diff::distributions;
use super::inspect::open;
use crate::render::{Failure, visible};
use crate::session::{Outcome, Session};

/// An artifact that is not what the other tool has made.
static DIFFERS: Rule = Rule {
    id: "compare-differs",
    severity: Severity::Error,
    words: "something in what was built that is not the same in what another tool has built",
    remedy: "mend the project, or accept it with `--ignore compare-differs` if it is wanted",
};

/// An artifact that the folder has nothing like.
static MISSING: Rule = Rule {
    id: "compare-missing",
    severity: Severity::Warning,
    words: "a file that only one of both tools has built",
    remedy: "build it with the other tool as well, or build only what that has built",
};

/// A folder of old distributions that the build takes for a part of the project.
static PACKED: Rule = Rule {
    id: "compare-packed",
    severity: Severity::Warning,
    words: "distributions to compare with that are packed into what is built",
    remedy: "put the folder outside of the project, or have the backend exclude it",
};

/// The rules of this comparison.
pub(crate) static RULES: [&Rule; 3] = [&DIFFERS, &MISSING, &PACKED];

/// As many differences of one artifact are findings; the text and the JSON have all.
const MOST: usize = 20;

/// An artifact with what was laid out for it.
pub(super) struct Built<'a> {
    pub(super) artifact: Artifact,
    pub(super) layout: &'a Layout,
    pub(super) dists: &'a Dists,
}

impl Built<'_> {
    /// The artifact with the place that it shall have.
    pub(super) fn at(&self, out: &Path) -> (PathBuf, Artifact) {
        (out.join(self.artifact.name()), self.artifact.clone())
    }
}

/// Compares what was built with the distributions of a folder, and says it in the outcome: what
/// matters is an error, so that nothing gets its place.
pub(super) fn hold(
    session: &Session,
    folder: &Path,
    built: &[Built<'_>],
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let theirs = distributions(folder)?;
    let ours: Vec<&str> = built.iter().map(|it| it.artifact.name()).collect();
    let names: Vec<&str> = theirs.iter().map(|found| found.name.as_str()).collect();
    outcome.findings.extend(built.iter().filter_map(|our| packed(our, &names)));
    let mut compared = Vec::new();
    for pair in pairs(&names, &ours) {
        let their = pair.left.and_then(|at| theirs.get(at)).map(|found| &found.path);
        let Some(our) = pair.right.and_then(|at| built.get(at)) else { continue };
        let Some(their) = their else {
            outcome.findings.push(missing(folder, our));
            compared.push(json!({"artifact": our.artifact.name(), "with": null}));
            continue;
        };
        compared.push(one(session, their, our, outcome)?);
    }
    if compared.iter().all(|it| it.get("likeness").is_none()) {
        return Err(NothingToCompare { folder: folder.to_owned() }.into());
    }
    outcome.outputs.push(("compared".to_owned(), Value::Array(compared)));
    Ok(())
}

fn missing(folder: &Path, our: &Built<'_>) -> Finding {
    let (folder, name) = (folder.display(), our.artifact.name());
    Finding::new(&MISSING, format!("`{folder}` has nothing to compare `{name}` with"))
}

/// Backends that pack whatever lies in the project, pack the other tool's distributions as well.
fn packed(our: &Built<'_>, names: &[&str]) -> Option<Finding> {
    let base = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut paths = our.layout.map.iter().map(|(path, _)| path.as_str());
    let path = paths.find(|path| names.contains(&base(path).as_str()))?;
    let message = "one of the distributions to compare with is packed as well";
    Some(Finding::new(&PACKED, message).in_entry(our.artifact.name(), path))
}

fn one(
    session: &Session,
    their: &Path,
    our: &Built<'_>,
    outcome: &mut Outcome,
) -> Result<Value, Failure> {
    let mut old = open(session, their)?;
    let mut new = Opened::new(&our.artifact, &Limits::default(), &session.scratch())?;
    let comparison = compare(&mut old, &mut new)?;
    let name = our.artifact.name();
    outcome.text += &format!("{name}: {}\n", comparison.verdict());
    let folder = their.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    let sides = Sides { left: &visible(&folder), right: "what is built" };
    for difference in &comparison.differences {
        let admitted = origin(our.layout, difference);
        for line in difference.to_text(sides, Telling::Full).lines() {
            outcome.text += &format!("  {line}\n");
        }
        if let Some(origin) = admitted.filter(|_| difference.weight == Weight::Meaning) {
            outcome.text += &format!("    origin: {origin}\n");
        }
    }
    outcome.findings.extend_from_slice(old.findings());
    if comparison.likeness == Likeness::Different {
        outcome.findings.extend(findings(their, our, &comparison));
    }
    Ok(json_of(their, our, &comparison))
}

/// The option or rule that admitted a member of ours.
fn origin(layout: &Layout, difference: &Difference) -> Option<String> {
    let path = ArchivePath::new(difference.entry.as_deref()?).ok()?;
    layout.map.get(&path).map(|entry| entry.origin.to_string())
}

fn findings(their: &Path, our: &Built<'_>, comparison: &Comparison) -> Vec<Finding> {
    let name = our.artifact.name();
    let heavy = comparison.differences.iter().filter(|it| it.weight == Weight::Meaning);
    let mut found: Vec<Finding> = heavy
        .clone()
        .take(MOST)
        .map(|difference| {
            let mut message = about(difference, &their.display().to_string());
            if let Some(origin) = origin(our.layout, difference) {
                message += &format!(" (origin: {origin})");
            }
            match &difference.entry {
                Some(entry) => Finding::new(&DIFFERS, message).in_entry(name, entry),
                None => Finding::new(&DIFFERS, format!("`{name}`: {message}")),
            }
        })
        .collect();
    let more = heavy.count().saturating_sub(MOST);
    if more > 0 {
        let message = format!("`{name}` differs from `{}` in {more} more", their.display());
        found.push(Finding::new(&DIFFERS, message));
    }
    found
}

/// What of a member, or of the whole, is not as it is in another file.
fn about(difference: &Difference, their: &str) -> String {
    let what = match (&difference.field, difference.aspect, &difference.detail) {
        (_, _, Detail::OnlyLeft(_)) => return format!("only `{their}` has it"),
        (_, _, Detail::OnlyRight(_)) => return format!("`{their}` does not have it"),
        (Some(field), ..) => format!("`{field}` is"),
        (None, Aspect::EntryPoints, _) => "the entry points are".to_owned(),
        (None, Aspect::FileName, _) => "the file name is".to_owned(),
        (None, Aspect::Folder, _) => "the name of a folder is".to_owned(),
        (None, Aspect::Mode, _) => "the permissions are".to_owned(),
        (None, Aspect::Type, _) => "the type is".to_owned(),
        (None, Aspect::Unreadable, _) => return format!("`{their}` cannot be read whole"),
        (None, ..) => "the content is".to_owned(),
    };
    format!("{what} not as in `{their}`")
}

fn json_of(their: &Path, our: &Built<'_>, comparison: &Comparison) -> Value {
    let differences: Vec<Value> = comparison
        .differences
        .iter()
        .map(|difference| {
            let mut object = difference.to_json();
            if let Value::Object(object) = &mut object {
                object.insert("why".to_owned(), json!(origin(our.layout, difference)));
            }
            object
        })
        .collect();
    json!({
        "artifact": our.artifact.name(),
        "with": their.display().to_string(),
        "likeness": comparison.likeness.as_str(),
        "differences": differences,
    })
}

/// A folder that holds none of what was built.
#[derive(Debug, thiserror::Error)]
#[error("`{}` has nothing that could be compared with what is built", .folder.display())]
struct NothingToCompare {
    folder: PathBuf,
}

impl Explain for NothingToCompare {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("name the folder that the other tool has put its wheel and sdist into".to_owned())
    }
}
