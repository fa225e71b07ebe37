//! `pyrel build`: wheel and sdist, laid out, sealed, and placed.

use std::path::{Path, PathBuf};

use pyrel_archive::Artifact;
use pyrel_build::{Dists, Formats, Kind, Layout, dists, editable};
use pyrel_check::Audience;
use pyrel_diag::{Explain, Finding};
use pyrel_effect::{Place, Plan, RemoveFile};
use pyrel_pep::{SdistName, WheelName};
use pyrel_release::without_earlier_results;
use pyrel_tree::RelPath;
use pyrel_world::files;
use serde_json::{Value, json};

use super::check::distributions;
use super::compare::{self, Built};
use super::contents;
use super::packages::{Package, Packages};
use super::project::ProjectKind;
use super::version_file;
use crate::flags::build::Build;
use crate::render::{Failure, rebased};
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Build) -> Result<Outcome, Failure> {
    let packages = Packages::open(session, flags)?;
    let mut outcome = Outcome::default();
    let mut made = Vec::new();
    for package in &packages.projects {
        let base = package.member.as_deref();
        let dists = lay_out(session, flags, package, &packages.out, &mut outcome.findings);
        made.push(dists.map_err(|failure| match base {
            Some(base) => failure.below(base),
            None => failure,
        })?);
    }
    if flags.list {
        outcome.text = made.iter().map(contents::list).collect();
        let members = made.iter().flat_map(contents::members).collect();
        outcome.outputs.push(("members".to_owned(), Value::Array(members)));
    } else if let Some(path) = &flags.why {
        outcome.text = why(&packages.projects, &made, path)?;
    } else {
        let built = seal(session, &made, &packages.out)?;
        for (package, dists) in packages.projects.iter().zip(&made) {
            let files = built.iter().filter(|it| std::ptr::eq(it.dists, dists));
            let files: Vec<(PathBuf, Artifact)> = files.map(|it| it.at(&packages.out)).collect();
            let found = distributions(session, &files, Audience::Build)?.into_findings();
            outcome.placed.extend(found.into_iter().filter(|it| !package.ignores(it)));
        }
        if let Some(folder) = &flags.compare {
            compare::hold(session, folder, &built, &mut outcome)?;
        }
        let (mut plan, files) = plan(&made, &built, &packages.out, flags.clear)?;
        if flags.write_version_file {
            for (package, dists) in packages.projects.iter().zip(&made) {
                version_file::write(session, &package.project, &dists.project, &mut plan)?;
            }
        }
        outcome.plan = plan;
        outcome.outputs.push(("files".to_owned(), files));
    }
    Ok(outcome)
}

/// Lays out what is asked for of one project.
fn lay_out(
    session: &Session,
    flags: &Build,
    package: &Package,
    out: &Path,
    findings: &mut Vec<Finding>,
) -> Result<Dists, Failure> {
    let project = &package.project;
    let tree = without_earlier_results(&project.tree, out)?;
    let around = &project.surroundings;
    let made = match (flags.editable, project.kind) {
        (true, ProjectKind::Archive) => return Err(NothingToEdit.into()),
        (true, ProjectKind::Folder) => {
            editable(&tree, around, &files::real_folder(&project.base)?)?
        }
        (false, kind) => dists(&tree, around, formats(flags, kind))?,
    };
    let rules = &made.value.project.rules;
    let whose = match &package.member {
        Some(_) => format!("`{}` is ", made.value.project.metadata.name),
        None => String::new(),
    };
    session.rules(&format!("{whose}built"), rules);
    let base = package.member.as_deref().unwrap_or_default();
    let found = made.findings.into_iter();
    let found = found.filter(|it| !(flags.write_version_file && version_file::is_mended(it)));
    let found = found.filter(|it| !package.ignores(it));
    findings.extend(found.map(|it| rebased(it, base)));
    Ok(made.value)
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

/// Everything is sealed before anything gets its place.
fn seal<'a>(session: &Session, made: &'a [Dists], out: &Path) -> Result<Vec<Built<'a>>, Failure> {
    let spool = session.spool(out);
    let mut built = Vec::new();
    for (dists, layout) in made.iter().flat_map(|it| it.layouts.iter().map(move |one| (it, one))) {
        let artifact = layout.seal(session.epoch, &spool, &*session.progress)?;
        built.push(Built { artifact, layout, dists });
    }
    Ok(built)
}

fn plan(
    made: &[Dists],
    built: &[Built<'_>],
    out: &Path,
    clear: bool,
) -> Result<(Plan, Value), Failure> {
    let mut plan = Plan::new();
    let mut files = Vec::new();
    let mut places = Vec::new();
    for Built { artifact, layout, dists } in built {
        files.push(json!({
            "path": out.join(artifact.name()).display().to_string(),
            "name": artifact.name(),
            "kind": kind(layout),
            "package": dists.project.metadata.name.as_str(),
            "size": artifact.len(),
            "sha256": artifact.sha256().to_string(),
        }));
        places.push(Place { path: out.join(artifact.name()), artifact: artifact.clone() });
    }
    let kept: Vec<String> = places.iter().map(|it| it.artifact.name().to_owned()).collect();
    for place in places {
        plan.push(place);
    }
    // Last: whoever has no new files shall keep the old ones.
    if clear {
        for path in earlier(made, out)? {
            if !kept.iter().any(|name| path.ends_with(name)) {
                plan.push(RemoveFile { path });
            }
        }
    }
    Ok((plan, Value::Array(files)))
}

/// The distributions of these projects in the output folder, whatever their version.
fn earlier(made: &[Dists], out: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in files::list(out)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let wheel = name.parse::<WheelName>().map(|wheel| wheel.name);
        let dist = wheel.or_else(|_| name.parse::<SdistName>().map(|sdist| sdist.name));
        let is_ours = |dist: &pyrel_pep::PackageName| {
            made.iter().any(|it| it.project.metadata.name.normalized() == dist.normalized())
        };
        if dist.is_ok_and(|dist| is_ours(&dist)) {
            found.push(path);
        }
    }
    Ok(found)
}

pub(super) fn kind(layout: &Layout) -> &'static str {
    match layout.kind {
        Kind::Sdist { .. } => "sdist",
        Kind::Wheel { .. } => "wheel",
    }
}

/// What becomes of a file in each project that has it.
fn why(packages: &[Package], made: &[Dists], path: &str) -> Result<String, Failure> {
    let place = RelPath::new(path.trim_start_matches("./")).ok();
    let mut found = String::new();
    for (package, dists) in packages.iter().zip(made) {
        let (text, is_member) = contents::why(dists, path);
        let is_there = |place: &RelPath| package.project.tree.kind(place);
        if is_member || place.as_ref().map(is_there).transpose()?.flatten().is_some() {
            found += &text;
        }
    }
    match found.is_empty() {
        true => Err(NoFile { path: path.to_owned() }.into()),
        false => Ok(found),
    }
}

/// `--why` of what is nowhere.
#[derive(Debug, thiserror::Error)]
#[error("there is no file `{path}` in the project")]
struct NoFile {
    path: String,
}

/// `--editable` of an sdist.
#[derive(Debug, thiserror::Error)]
#[error(
    "an editable wheel cannot be made of an sdist: none of its files lies anywhere to be edited"
)]
struct NothingToEdit;

impl Explain for NoFile {
    fn kind(&self) -> pyrel_diag::Kind {
        pyrel_diag::Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("name it from the project's folder on, with `/`".to_owned())
    }
}

impl Explain for NothingToEdit {
    fn kind(&self) -> pyrel_diag::Kind {
        pyrel_diag::Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("unpack it, and name its folder".to_owned())
    }
}
