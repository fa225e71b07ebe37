//! `pyrel dxt`: desktop extensions, checked and packed.

mod clean;
mod dialog;
mod diff;
mod info;
mod init;
mod keys;
mod migrate;
mod sign;
mod unpack;
mod validate;
mod verify;

pub(crate) use unpack::RULES;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyrel_build::pyproject::is_project;
use pyrel_diag::{Explain, Finding, Kind};
use pyrel_dxt::{Bundle, BundleFormat, PackOptions, Values, Why, layout};
use pyrel_effect::{Place, Plan};
use pyrel_release::{Config, Extension, Sealing, values};
use pyrel_tree::{RelPath, Source, SourceTree};
use serde_json::{Value, json};

use crate::flags::dxt::{BundleKind, DxtCommand, Pack};
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) use validate::usual as usual_inspection;

use super::bundle_file::{self, MANIFEST};
use super::project::surroundings;

pub(super) fn run(session: &Session, command: &DxtCommand) -> Result<Outcome, Failure> {
    match command {
        DxtCommand::Clean(flags) => clean::run(session, flags),
        DxtCommand::Diff(flags) => diff::run(session, flags),
        DxtCommand::Info(flags) => info::run(session, flags),
        DxtCommand::Init(flags) => init::run(session, flags),
        DxtCommand::Unpack(flags) => unpack::run(session, flags),
        DxtCommand::Migrate(flags) => migrate::run(session, flags),
        DxtCommand::Pack(flags) => pack(session, flags),
        DxtCommand::Validate(flags) => validate::run(session, flags),
        DxtCommand::Sign(flags) => sign::sign(session, flags),
        DxtCommand::Unsign(flags) => sign::unsign(session, flags),
        DxtCommand::Verify(flags) => verify::verify(session, flags),
    }
}

/// Whoever names a folder or a bundle has not named a manifest yet.
fn ensure_manifest(tree: &SourceTree, path: &Path) -> Result<(), Failure> {
    match tree.kind(&RelPath::root().child(MANIFEST))? {
        Some(_) => Ok(()),
        None => Err(NoManifest { path: path.to_owned() }.into()),
    }
}

fn pack(session: &Session, flags: &Pack) -> Result<Outcome, Failure> {
    let (mut extension, findings, folder) = laid_out(session, flags)?;
    let path = destination(flags.out.as_deref(), &folder, &extension.bundle.file_name);
    if let Some(name) = path.file_name() {
        extension.bundle.file_name = name.to_string_lossy().into_owned();
    }
    leave_out_itself(&mut extension, &path)?;
    let mut outcome = Outcome { findings, ..Outcome::default() };
    if flags.list {
        outcome.text = list(&extension.bundle);
        outcome.outputs.push(("members".to_owned(), members(&extension.bundle)));
        return Ok(outcome);
    }
    if let Some(path) = &flags.why {
        outcome.text = why(&extension, path);
        return Ok(outcome);
    }
    let spool = session.spool(path.parent().unwrap_or(Path::new(".")));
    let sealing = Sealing { epoch: session.epoch, spool: &spool, progress: &*session.progress };
    let artifact = extension.seal(&sealing)?;
    outcome.outputs.push(("path".to_owned(), json!(path.display().to_string())));
    outcome.outputs.push(("sha256".to_owned(), json!(artifact.sha256().to_string())));
    let mut plan = Plan::new();
    plan.push(Place { path, artifact });
    outcome.plan = plan;
    Ok(outcome)
}

type LaidOut = (Extension, Vec<Finding>, PathBuf);

/// The extension of a folder; without one, that of the project around us if it has one.
fn laid_out(session: &Session, flags: &Pack) -> Result<LaidOut, Failure> {
    let here = Path::new(".");
    let folder = flags.folder.as_deref().unwrap_or(here);
    let described = match (&flags.folder, &flags.manifest) {
        (_, Some(_)) => None,
        (None, None) => project_extension(session, here, asked(flags))?,
        (Some(folder), None) => own_extension(session, folder, asked(flags))?,
    };
    if let Some((extension, findings)) = described {
        let config = Config::read(&SourceTree::folder(folder)?)?.value;
        let variable = session.environment.variable("DIST_DIR");
        let dist = folder.join(variable.unwrap_or(config.dist_dir.as_str()));
        let dist = dist.strip_prefix(here).map(Path::to_path_buf).unwrap_or(dist);
        return Ok((extension, findings, dist));
    }
    let tree = SourceTree::folder(folder)?;
    let (tree, manifest) = with_manifest(tree, flags.manifest.as_deref())?;
    if manifest.is_none() {
        ensure_manifest(&tree, folder)?;
    }
    let options = PackOptions {
        format: asked(flags).unwrap_or_default(),
        values: template_values(session, &[folder, here]),
        manifest,
        ..PackOptions::default()
    };
    let bundle =
        layout(&tree, &options).map_err(|error| explained(session, error, &[folder, here]))?;
    let extension = Extension { bundle: bundle.value, tree };
    Ok((extension, bundle.findings, PathBuf::new()))
}

/// The extension of a folder that was named: the one that its project describes, unless it is an
/// extension already.
fn own_extension(
    session: &Session,
    folder: &Path,
    format: Option<BundleFormat>,
) -> Result<Option<(Extension, Vec<Finding>)>, Failure> {
    match SourceTree::folder(folder)?.kind(&RelPath::root().child(MANIFEST))? {
        Some(_) => Ok(None),
        None => project_extension(session, folder, format),
    }
}

/// The extension that `[tool.pyrel.dxt]` of a project describes, in this format or its own.
fn project_extension(
    session: &Session,
    folder: &Path,
    format: Option<BundleFormat>,
) -> Result<Option<(Extension, Vec<Finding>)>, Failure> {
    let tree = SourceTree::folder(folder)?;
    if !is_project(&tree) {
        return Ok(None);
    }
    let mut findings = Vec::new();
    let mut config = Config::read(&tree)?.collect_into(&mut findings);
    let Some(dxt) = &mut config.dxt else { return Ok(None) };
    dxt.format = format.unwrap_or(dxt.format);
    let project =
        pyrel_build::read(&tree, &surroundings(session, folder)?)?.collect_into(&mut findings);
    match Extension::of_project(&tree, &config, &project.metadata)? {
        Some(extension) => Ok(Some((extension.collect_into(&mut findings), findings))),
        None => Ok(None),
    }
}

/// A manifest from elsewhere takes the place of the folder's own.
fn with_manifest(
    tree: SourceTree,
    manifest: Option<&Path>,
) -> Result<(SourceTree, Option<RelPath>), Failure> {
    let Some(manifest) = manifest else { return Ok((tree, None)) };
    if let Some(path) = tree.place_of(manifest) {
        return Ok((tree, Some(path)));
    }
    let beside = manifest.parent().filter(|parent| !parent.as_os_str().is_empty());
    let elsewhere = SourceTree::folder(beside.unwrap_or(Path::new(".")))?;
    let name = manifest.file_name().map(|name| name.to_string_lossy().into_owned());
    let path = RelPath::root().child(name.as_deref().unwrap_or(MANIFEST));
    let bytes = elsewhere.read(&path)?;
    let files = BTreeMap::from([(RelPath::root().child(MANIFEST), bytes.into())]);
    Ok((tree.overlaid(files), None))
}

/// A bundle that is packed into its own folder is not part of itself the next time, and takes the
/// place of no other file there.
fn leave_out_itself(extension: &mut Extension, path: &Path) -> Result<(), Failure> {
    if path.exists() && !path.is_file() {
        return Err(BadTarget { path: path.to_owned(), why: "is no regular file" }.into());
    }
    let Some(place) = extension.tree.place_of(path) else { return Ok(()) };
    if path.exists() && !bundle_file::is_replaceable(path) {
        return Err(BadTarget { path: path.to_owned(), why: "is a file of the extension" }.into());
    }
    if let Ok(member) = pyrel_archive::ArchivePath::try_from(&place) {
        extension.bundle.map.remove(&member);
    }
    Ok(())
}

/// The format that the command line asks for.
fn asked(flags: &Pack) -> Option<BundleFormat> {
    let ending = flags.out.as_ref().and_then(|out| out.extension());
    match (flags.kind, ending.and_then(|ending| ending.to_str())) {
        (Some(BundleKind::Dxt), _) | (None, Some("dxt")) => Some(BundleFormat::Dxt),
        (Some(BundleKind::Mcpb), _) | (None, Some("mcpb")) => Some(BundleFormat::Mcpb),
        (None, _) => None,
    }
}

/// A file, or a folder that gets the file under its usual name.
fn destination(out: Option<&Path>, folder: &Path, name: &str) -> PathBuf {
    match out {
        None => folder.join(name),
        Some(out) if out.is_dir() || out.as_os_str().to_string_lossy().ends_with('/') => {
            out.join(name)
        }
        Some(out) => out.to_owned(),
    }
}

/// What a template is filled with: the project in the first of these folders that is one.
fn template_values(session: &Session, folders: &[&Path]) -> Option<Values> {
    folders.iter().find_map(|folder| {
        let tree = SourceTree::folder(folder).ok()?;
        let surroundings = surroundings(session, folder).ok()?;
        let project = pyrel_build::read(&tree, &surroundings).ok()?;
        Some(values(&project.value.metadata))
    })
}

/// A template that nothing fills, beside a project: then it is the project that has to be mended.
fn explained(session: &Session, error: pyrel_dxt::Error, folders: &[&Path]) -> Failure {
    if !error.findings().iter().any(|found| found.rule.id == "template-without-values") {
        return error.into();
    }
    match broken_project(session, folders) {
        Some(source) => UnreadableProject { source }.into(),
        None => error.into(),
    }
}

/// Why the first of these folders that is a project, and cannot be read, cannot be.
fn broken_project(session: &Session, folders: &[&Path]) -> Option<pyrel_build::Error> {
    folders.iter().find_map(|folder| {
        let tree = SourceTree::folder(folder).ok()?;
        is_project(&tree).then_some(())?;
        let surroundings = surroundings(session, folder).ok()?;
        pyrel_build::read(&tree, &surroundings).err()
    })
}

fn list(bundle: &Bundle) -> String {
    let width = bundle.map.iter().map(|(path, _)| path.as_str().chars().count()).max();
    let width = width.unwrap_or(0).min(60);
    let mut text = format!("{}\n", bundle.file_name);
    // Writing to a string cannot fail.
    for (path, entry) in bundle.map.iter() {
        let _ = writeln!(text, "  {:width$}  {}", path.as_str(), entry.origin);
    }
    if !bundle.ignored.is_empty() {
        text += "left out\n";
        for (path, origin) in &bundle.ignored {
            let _ = writeln!(text, "  {:width$}  {origin}", path.as_str());
        }
    }
    text
}

fn members(bundle: &Bundle) -> Value {
    let members = bundle
        .map
        .iter()
        .map(|(path, entry)| json!({"path": path.as_str(), "why": entry.origin.to_string()}));
    Value::Array(members.collect())
}

/// The path may be that of the member or that of the file it is made from.
fn why(extension: &Extension, path: &str) -> String {
    let name = &extension.bundle.file_name;
    let Ok(asked) = RelPath::new(path) else {
        return format!("{name}: `{path}` leads out of the folder\n");
    };
    let member = member_of(extension, &asked).unwrap_or(asked);
    match extension.bundle.why(&member) {
        Why::Absent => format!("{name}: there is no `{member}` to put in\n"),
        Why::Admitted(origin) => format!("{name}: {member}: {origin}\n"),
        Why::Dropped { path, origin } if *path == member => {
            format!("{name}: `{member}` stays out: {origin}\n")
        }
        Why::Dropped { path, origin } => {
            format!("{name}: `{member}` stays out with `{path}`: {origin}\n")
        }
    }
}

/// The member that a file becomes: for the extension of a project, a file of the project.
fn member_of(extension: &Extension, file: &RelPath) -> Option<RelPath> {
    let is_from = |path: &RelPath| extension.tree.read_from(path).unwrap_or(path) == file;
    let manifest = RelPath::root().child(MANIFEST);
    if is_from(&manifest) {
        return Some(manifest);
    }
    let mut members = extension.bundle.map.iter();
    let found = members.find(|(_, it)| matches!(&it.source, Source::File(path) if is_from(path)));
    found.and_then(|(path, _)| RelPath::new(path.as_str()).ok())
}

/// A folder or a bundle without a manifest; who named it must name another.
#[derive(Debug, thiserror::Error)]
#[error("there is no manifest.json in `{}`", path.display())]
pub(super) struct NoManifest {
    pub(super) path: PathBuf,
}

/// A bundle cannot get this name; whoever asked for it must choose another.
#[derive(Debug, thiserror::Error)]
#[error("`{}` cannot become a bundle: it {why}", path.display())]
struct BadTarget {
    path: PathBuf,
    why: &'static str,
}

/// A template without values, since the project that has them cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the manifest is a template, and the project to fill it from cannot be read")]
struct UnreadableProject {
    source: pyrel_build::Error,
}

impl Explain for UnreadableProject {
    fn kind(&self) -> Kind {
        self.source.kind()
    }

    fn hint(&self) -> Option<String> {
        Some("`pyrel build --list` says more about the project".to_owned())
    }
}

impl Explain for NoManifest {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("name the folder that holds it, or the manifest itself".to_owned())
    }
}

impl Explain for BadTarget {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("give the bundle a name of its own".to_owned())
    }
}
