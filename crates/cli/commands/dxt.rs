//! `pyrel dxt`: desktop extensions, checked and packed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyrel_dxt::{Bundle, BundleFormat, ManifestSource, PackOptions, Values, Why, layout, validate};
use pyrel_effect::{Place, Plan};
use pyrel_release::{Config, Extension, Sealing, values};
use pyrel_tree::{RelPath, SourceTree};
use serde_json::{Value, json};

use crate::flags::dxt::{BundleKind, DxtCommand, Pack, Validate};
use crate::render::Failure;
use crate::session::{Outcome, Session};

use super::bundle_file;

pub(super) fn run(session: &Session, command: &DxtCommand) -> Result<Outcome, Failure> {
    match command {
        DxtCommand::Pack(flags) => pack(session, flags),
        DxtCommand::Validate(flags) => check(flags),
    }
}

/// Holds a manifest against its schema. What is found decides the exit code.
fn check(flags: &Validate) -> Result<Outcome, Failure> {
    let Some(path) = &flags.path else {
        return match project_extension(Path::new("."))? {
            Some((extension, findings)) => Ok(valid(&extension.bundle, findings)),
            None => judge(&SourceTree::folder(Path::new("."))?, MANIFEST, Path::new(".")),
        };
    };
    if path.is_dir() {
        return judge(&SourceTree::folder(path)?, MANIFEST, path);
    }
    if bundle_file::is_bundle(path) {
        return judge(&bundle_file::tree_of_heads(path)?, MANIFEST, path);
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    judge(&SourceTree::folder(folder)?, name.as_deref().unwrap_or(MANIFEST), folder)
}

const MANIFEST: &str = "manifest.json";

fn judge(tree: &SourceTree, name: &str, folder: &Path) -> Result<Outcome, Failure> {
    let path = RelPath::root().child(name);
    let mut source = ManifestSource::new(path);
    if let Some(values) = template_values(&[folder, Path::new(".")]) {
        source = source.filled_with(values);
    }
    let verdict = validate(tree, &source)?;
    let mut outcome = Outcome { findings: verdict.findings, ..Outcome::default() };
    if let Some(manifest) = verdict.manifest {
        let version = manifest.manifest_version;
        outcome.text = format!("{name} is valid (manifest version {version})\n");
        outcome.outputs.push(("manifest_version".to_owned(), json!(version.to_string())));
        outcome.outputs.push(("name".to_owned(), json!(manifest.name)));
        outcome.outputs.push(("version".to_owned(), json!(manifest.version)));
    }
    Ok(outcome)
}

fn valid(bundle: &Bundle, findings: Vec<pyrel_diag::Finding>) -> Outcome {
    let (name, version) = (&bundle.manifest.name, &bundle.manifest.version);
    let text =
        format!("the extension {name} {version} is valid, with {} files\n", bundle.map.len());
    Outcome { findings, text, ..Outcome::default() }
}

fn pack(session: &Session, flags: &Pack) -> Result<Outcome, Failure> {
    let (extension, findings, folder) = laid_out(session, flags)?;
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
    let path = destination(flags.out.as_deref(), &folder, &extension.bundle.file_name);
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

type LaidOut = (Extension, Vec<pyrel_diag::Finding>, PathBuf);

/// The extension of a folder; without one, that of the project around us if it has one.
fn laid_out(session: &Session, flags: &Pack) -> Result<LaidOut, Failure> {
    let here = Path::new(".");
    if flags.folder.is_none()
        && flags.manifest.is_none()
        && let Some((extension, findings)) = project_extension(here)?
    {
        let config = Config::read(&SourceTree::folder(here)?)?.value;
        let variable = session.environment.variable("DIST_DIR");
        let folder = PathBuf::from(variable.unwrap_or(config.dist_dir.as_str()));
        return Ok((extension, findings, folder));
    }
    let folder = flags.folder.as_deref().unwrap_or(here);
    let tree = SourceTree::folder(folder)?;
    let (tree, manifest) = with_manifest(tree, folder, flags.manifest.as_deref())?;
    let options = PackOptions {
        format: format(flags),
        values: template_values(&[folder, here]),
        manifest,
        ..PackOptions::default()
    };
    let mut bundle = layout(&tree, &options)?;
    leave_out_itself(&mut bundle.value, folder, flags.out.as_deref());
    let extension = Extension { bundle: bundle.value, tree };
    Ok((extension, bundle.findings, PathBuf::new()))
}

/// The extension that `[tool.pyrel.dxt]` of a project describes.
fn project_extension(
    folder: &Path,
) -> Result<Option<(Extension, Vec<pyrel_diag::Finding>)>, Failure> {
    let tree = SourceTree::folder(folder)?;
    if !tree.is_file(&RelPath::root().child("pyproject.toml"))? {
        return Ok(None);
    }
    let mut findings = Vec::new();
    let config = Config::read(&tree)?.collect_into(&mut findings);
    if config.dxt.is_none() {
        return Ok(None);
    }
    let project = pyrel_build::read(&tree)?.collect_into(&mut findings);
    match Extension::of_project(&tree, &config, &project.metadata)? {
        Some(extension) => Ok(Some((extension.collect_into(&mut findings), findings))),
        None => Ok(None),
    }
}

/// A manifest from elsewhere takes the place of the folder's own.
fn with_manifest(
    tree: SourceTree,
    folder: &Path,
    manifest: Option<&Path>,
) -> Result<(SourceTree, Option<RelPath>), Failure> {
    let Some(manifest) = manifest else { return Ok((tree, None)) };
    if let Ok(inner) = manifest.strip_prefix(folder)
        && let Ok(path) = RelPath::new(&inner.to_string_lossy())
    {
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

/// A bundle that is packed into its own folder is not part of itself the next time.
fn leave_out_itself(bundle: &mut Bundle, folder: &Path, out: Option<&Path>) {
    let inner = out.and_then(|out| out.strip_prefix(folder).ok());
    let path = inner.and_then(|inner| RelPath::new(&inner.to_string_lossy()).ok());
    if let Some(path) = path.and_then(|path| pyrel_archive::ArchivePath::try_from(&path).ok()) {
        bundle.map.remove(&path);
    }
}

fn format(flags: &Pack) -> BundleFormat {
    let ending = flags.out.as_ref().and_then(|out| out.extension());
    match (flags.kind, ending.and_then(|ending| ending.to_str())) {
        (Some(BundleKind::Dxt), _) | (None, Some("dxt")) => BundleFormat::Dxt,
        (Some(BundleKind::Mcpb), _) | (None, _) => BundleFormat::Mcpb,
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
fn template_values(folders: &[&Path]) -> Option<Values> {
    folders.iter().find_map(|folder| {
        let tree = SourceTree::folder(folder).ok()?;
        let project = pyrel_build::read(&tree).ok()?;
        Some(values(&project.value.metadata))
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
    let member = extension.member_of(&asked).unwrap_or(asked);
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
