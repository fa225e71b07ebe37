//! `pyrel build`: wheel and sdist, laid out, sealed, and placed.

use std::fmt::Write as _;
use std::path::Path;

use pyrel_build::{Dists, Formats, Kind, Layout, dists};
use pyrel_diag::Explain;
use pyrel_effect::{Place, Plan, RemoveFile};
use pyrel_pep::{SdistName, WheelName};
use pyrel_release::without_earlier_results;
use pyrel_tree::{RelPath, Source};
use pyrel_world::files;
use serde_json::{Value, json};

use super::project::{Project, ProjectKind};
use crate::flags::build::Build;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Build) -> Result<Outcome, Failure> {
    let project = Project::open(session, &flags.source, flags.set_version.as_deref())?;
    let out = project.dist(session, flags.out_dir.as_deref())?;
    let tree = without_earlier_results(&project.tree, &out)?;
    let made = dists(&tree, &project.surroundings, formats(flags, project.kind))?;
    let mut outcome = Outcome { findings: made.findings, ..Outcome::default() };
    let rules = &made.value.project.rules;
    session.note(&format!("built by the rules of {}: {}", rules.name, rules.because));
    if flags.list {
        outcome.text = list(&made.value);
        outcome.outputs.push(("members".to_owned(), members(&made.value)));
    } else if let Some(path) = &flags.why {
        let (text, is_member) = why(&made.value, path);
        let place = RelPath::new(path.trim_start_matches("./")).ok();
        let is_there = |place: &RelPath| project.tree.kind(place);
        if !is_member && place.as_ref().map(is_there).transpose()?.flatten().is_none() {
            return Err(NoFile { path: path.clone() }.into());
        }
        outcome.text = text;
    } else {
        let (plan, files) = plan(session, &made.value, &out, flags.clear)?;
        outcome.plan = plan;
        outcome.outputs.push(("files".to_owned(), files));
    }
    Ok(outcome)
}

/// An sdist is built from an sdist only on request: it would be the same one again.
fn formats(flags: &Build, kind: ProjectKind) -> Formats {
    match (flags.wheel, flags.sdist, kind) {
        (true, true, _) => Formats::BothFromTree,
        (true, false, _) | (false, false, ProjectKind::Archive) => Formats::Wheel,
        (false, true, _) => Formats::Sdist,
        (false, false, ProjectKind::Folder) => Formats::Both,
    }
}

fn plan(
    session: &Session,
    dists: &Dists,
    out: &Path,
    clear: bool,
) -> Result<(Plan, Value), Failure> {
    let spool = session.spool(out);
    let mut plan = Plan::new();
    let mut files = Vec::new();
    let mut places = Vec::new();
    for layout in &dists.layouts {
        let artifact = layout.seal(session.epoch, &spool, &*session.progress)?;
        files.push(json!({
            "path": out.join(artifact.name()).display().to_string(),
            "name": artifact.name(),
            "kind": kind(layout),
            "size": artifact.len(),
            "sha256": artifact.sha256().to_string(),
        }));
        places.push(Place { path: out.join(artifact.name()), artifact });
    }
    let kept: Vec<String> = places.iter().map(|it| it.artifact.name().to_owned()).collect();
    for place in places {
        plan.push(place);
    }
    // Last: whoever has no new files shall keep the old ones.
    if clear {
        for path in earlier(dists, out)? {
            if !kept.iter().any(|name| path.ends_with(name)) {
                plan.push(RemoveFile { path });
            }
        }
    }
    Ok((plan, Value::Array(files)))
}

/// The distributions of this project in the output folder, whatever their version.
fn earlier(dists: &Dists, out: &Path) -> Result<Vec<std::path::PathBuf>, Failure> {
    let project = dists.project.metadata.name.normalized();
    let mut found = Vec::new();
    for path in files::list(out)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let wheel = name.parse::<WheelName>().map(|wheel| wheel.name);
        let dist = wheel.or_else(|_| name.parse::<SdistName>().map(|sdist| sdist.name));
        if dist.is_ok_and(|dist| dist.normalized() == project) {
            found.push(path);
        }
    }
    Ok(found)
}

fn kind(layout: &Layout) -> &'static str {
    match layout.kind {
        Kind::Sdist { .. } => "sdist",
        Kind::Wheel { .. } => "wheel",
    }
}

/// Why there is a `RECORD`.
const MADE_LAST: &str = "made from the digests of all others";

/// Every member with the rule that admitted it; the wheel's `RECORD` too, which is made last.
fn list(dists: &Dists) -> String {
    let mut text = String::new();
    for layout in &dists.layouts {
        let names = layout.map.iter().map(|(path, _)| path.as_str().chars().count());
        let width = names.max().unwrap_or(0).min(60);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", layout.name);
        for (path, entry) in layout.map.iter() {
            let _ = writeln!(text, "  {:width$}  {}", path.as_str(), entry.origin);
        }
        for path in layout.made_last() {
            let _ = writeln!(text, "  {path:width$}  {MADE_LAST}");
        }
    }
    text
}

fn members(dists: &Dists) -> Value {
    let layouts = dists.layouts.iter().map(|layout| {
        let members = layout.map.iter().map(|(path, entry)| {
            json!({
                "path": path.as_str(),
                "source": source(&entry.source),
                "why": entry.origin.to_string(),
            })
        });
        let last = layout.made_last();
        let members = members.chain(
            last.into_iter()
                .map(|path| json!({"path": path.as_str(), "source": null, "why": MADE_LAST})),
        );
        json!({"name": layout.name, "kind": kind(layout), "members": members.collect::<Vec<_>>()})
    });
    Value::Array(layouts.collect())
}

fn source(source: &Source) -> Value {
    match source {
        Source::File(path) => Value::from(path.as_str()),
        Source::Bytes(_) | Source::Link(_) | Source::Slice(_) => Value::Null,
    }
}

/// For each artefact, as what a file goes in and why, or that nothing admits it. The path may be
/// that of the file in the project or that of the member; whether it is any member's comes with it.
fn why(dists: &Dists, path: &str) -> (String, bool) {
    let path = path.trim_start_matches("./");
    let mut text = String::new();
    let mut is_member = false;
    for layout in &dists.layouts {
        let mut found = false;
        for (member, entry) in layout.map.iter() {
            let from = matches!(&entry.source, Source::File(file) if file.as_str() == path);
            if from || member.as_str() == path || is_below_top(layout, member.as_str(), path) {
                found = true;
                let _ = writeln!(text, "{}: {member}: {}", layout.name, entry.origin);
            }
        }
        is_member |= found;
        if !found {
            let _ = writeln!(text, "{}: `{path}` is not in it: no rule admits it", layout.name);
        }
    }
    (text, is_member)
}

fn is_below_top(layout: &Layout, member: &str, path: &str) -> bool {
    match &layout.kind {
        Kind::Sdist { top } => {
            member.strip_prefix(top.as_str()).and_then(|rest| rest.strip_prefix('/')) == Some(path)
        }
        Kind::Wheel { .. } => false,
    }
}

/// `--why` of what is nowhere.
#[derive(Debug, thiserror::Error)]
#[error("there is no file `{path}` in the project")]
struct NoFile {
    path: String,
}

impl Explain for NoFile {
    fn kind(&self) -> pyrel_diag::Kind {
        pyrel_diag::Kind::User
    }
}
