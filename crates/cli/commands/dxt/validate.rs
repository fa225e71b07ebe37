//! `pyrel dxt validate`.

use std::path::Path;

use pyrel_diag::Finding;
use pyrel_dxt::{Bundle, Client, Inspection, Level, ManifestSource, Verdict, inspect};
use pyrel_pep::license::{LicenseExpression, known_license};
use pyrel_release::{Config, Extension, Wishes};
use pyrel_tree::{RelPath, SourceTree};
use serde_json::json;

use super::filling::Filling;
use super::{ensure_manifest, own_extension, project_extension, signature};
use crate::commands::bundle_file::{self, MANIFEST};
use crate::flags::dxt::{CheckLevel, ClientName, Validate};
use crate::render::Failure;
use crate::session::{Outcome, Session};

/// Judges a manifest and what it names. What is found decides the exit code.
pub(super) fn run(session: &Session, flags: &Validate) -> Result<Outcome, Failure> {
    let inspection = asked(flags);
    let here = Path::new(".");
    let path = flags.path.as_deref().unwrap_or(here);
    if path.is_dir() {
        let extension = match &flags.path {
            None => project_extension(session, here, None, &Wishes::default())?,
            Some(path) => own_extension(session, path, None, &Wishes::default())?,
        };
        return match extension {
            Some((extension, findings)) => described(path, &extension, findings, &inspection),
            None => check_folder(session, path, &inspection),
        };
    }
    if bundle_file::is_bundle(path) {
        return check_bundle(path, &inspection);
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let folder = folder.unwrap_or(here);
    let tree = SourceTree::folder(folder)?;
    judge(session, (&tree, folder), name.as_deref().unwrap_or(MANIFEST), &inspection)
}

fn asked(flags: &Validate) -> Inspection {
    let clients = flags.clients.iter().map(|client| match client {
        ClientName::ClaudeCode => Client::ClaudeCode,
        ClientName::ClaudeDesktop => Client::ClaudeDesktop,
        ClientName::Smithery => Client::Smithery,
    });
    let level = match flags.level {
        CheckLevel::Schema => Level::Schema,
        CheckLevel::Structure => Level::Structure,
        CheckLevel::Lint => Level::Lint,
    };
    Inspection { level, clients: clients.collect(), licence }
}

/// What is looked for where nobody says how closely.
pub(in crate::commands) fn usual() -> Inspection {
    Inspection { level: Level::default(), clients: Vec::new(), licence }
}

/// What the list of SPDX says of a licence.
fn licence(text: &str) -> Result<(), String> {
    let Err(error) = text.parse::<LicenseExpression>() else { return Ok(()) };
    let hyphened = text.trim().replace(' ', "-");
    let near = known_license(text).map(|known| known.id.to_owned());
    let near =
        near.or_else(|| hyphened.parse().ok().map(|near: LicenseExpression| near.to_string()));
    Err(near.map_or_else(|| error.to_string(), |near| format!("did you mean `{near}`?")))
}

/// The extension of a project, which was laid out and so is valid.
fn described(
    project: &Path,
    extension: &Extension,
    mut findings: Vec<Finding>,
    inspection: &Inspection,
) -> Result<Outcome, Failure> {
    let tree = SourceTree::folder(project)?;
    if let Some(config) = &Config::read(&tree)?.value.dxt {
        let more = extension.inspected(config, inspection);
        // What the layout warns of is found again, and more closely.
        let again = ["entry-point-missing", "image-missing"];
        findings.retain(|it| inspection.level == Level::Schema || !again.contains(&it.rule.id));
        findings.extend(more);
    }
    Ok(valid(&extension.bundle, findings))
}

fn valid(bundle: &Bundle, findings: Vec<Finding>) -> Outcome {
    let (name, version) = (&bundle.manifest.name, &bundle.manifest.version);
    let text =
        format!("the extension {name} {version} is valid, with {} files\n", bundle.map.len());
    Outcome { findings, text, ..Outcome::default() }
}

fn check_folder(
    session: &Session,
    path: &Path,
    inspection: &Inspection,
) -> Result<Outcome, Failure> {
    let tree = SourceTree::folder(path)?;
    ensure_manifest(&tree, path)?;
    judge(session, (&tree, path), MANIFEST, inspection)
}

fn check_bundle(path: &Path, inspection: &Inspection) -> Result<Outcome, Failure> {
    let archive = bundle_file::open(path)?;
    bundle_file::ensure_manifest(&archive, path)?;
    let mut outcome = judged(bundle_file::verdict(&archive, path, inspection)?, MANIFEST);
    if inspection.level != Level::Schema {
        outcome.findings.extend(signature::flaws(&pyrel_signature::Bundle::existing(path)?)?);
    }
    Ok(outcome)
}

fn judge(
    session: &Session,
    (tree, folder): (&SourceTree, &Path),
    name: &str,
    inspection: &Inspection,
) -> Result<Outcome, Failure> {
    let mut source = ManifestSource::new(RelPath::root().child(name));
    let filling = Filling::find(session, &[folder, Path::new(".")], tree, source.path());
    if let Some(values) = filling.values() {
        source = source.filled_with(values);
    }
    if let Some((around, place)) = around(folder) {
        source = source.amid(around, place);
    }
    let mut outcome = judged(inspect(tree, &source, inspection)?, name);
    if let Some(error) = filling.broken {
        let unfilled = |found: &&mut Finding| found.rule.id == "template-unfilled";
        for found in outcome.findings.iter_mut().filter(unfilled) {
            found.message += &format!("; the project to fill it from cannot be read: {error}");
        }
    }
    Ok(outcome)
}

/// The whole disk, and a folder in it: where an icon outside of the folder would be.
fn around(folder: &Path) -> Option<(SourceTree, RelPath)> {
    let folder = std::path::absolute(folder).ok()?;
    let disk = SourceTree::folder(folder.ancestors().last()?).ok()?;
    let place = disk.place_of(&folder)?;
    Some((disk, place))
}

fn judged(verdict: Verdict, name: &str) -> Outcome {
    let mut outcome = Outcome { findings: verdict.findings, ..Outcome::default() };
    if let Some(manifest) = verdict.manifest {
        let version = manifest.manifest_version;
        outcome.text = format!("{name} is valid (manifest version {version})\n");
        outcome.outputs.push(("manifest_version".to_owned(), json!(version.to_string())));
        outcome.outputs.push(("name".to_owned(), json!(manifest.name)));
        outcome.outputs.push(("version".to_owned(), json!(manifest.version)));
    }
    outcome
}
