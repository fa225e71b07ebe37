//! `pyrel dxt migrate`.

use std::path::{Path, PathBuf};

use pyrel_archive::Artifact;
use pyrel_build::pyproject::is_project;
use pyrel_diag::{Explain, Kind};
use pyrel_dxt::{Version, migrate};
use pyrel_effect::{Place, Plan};
use pyrel_release::Config;
use pyrel_tree::{RelPath, SourceTree};
use serde_json::json;

use super::ensure_manifest;
use crate::commands::bundle_file::{self, MANIFEST};
use crate::flags::dxt::Migrate;
use crate::render::Failure;
use crate::session::{Outcome, Session};

/// Rewrites a manifest in its place.
pub(super) fn run(session: &Session, flags: &Migrate) -> Result<Outcome, Failure> {
    let to =
        Version::parse(&flags.to).ok_or_else(|| UnknownVersion { version: flags.to.clone() })?;
    let path = manifest(flags.path.as_deref())?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let tree = SourceTree::folder(folder.unwrap_or(Path::new(".")))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let manifest = RelPath::root().child(&name);
    let migrated = migrate(&tree, &manifest, to)?;
    // A link stays one: it is its target that is rewritten.
    let path = folder.unwrap_or(Path::new("")).join(tree.resolve(&manifest)?.as_str());
    let mut outcome = Outcome { findings: migrated.findings, ..Outcome::default() };
    let Some(text) = migrated.text else {
        if migrated.from.is_some() {
            outcome.text = format!("{name} has version {to} already\n");
        }
        return Ok(outcome);
    };
    for change in &migrated.changes {
        outcome.text += &format!("{name}: {change}\n");
    }
    outcome.outputs.push(("manifest_version".to_owned(), json!(to.to_string())));
    outcome.outputs.push(("changes".to_owned(), json!(migrated.changes)));
    let spool = session.spool(path.parent().unwrap_or(Path::new(".")));
    let artifact = Artifact::of_bytes(&name, text.as_bytes(), &spool)
        .map_err(|source| pyrel_archive::Error::Unreadable { path: name, source })?;
    let mut plan = Plan::new();
    plan.push(Place { path, artifact });
    outcome.plan = plan;
    Ok(outcome)
}

/// The manifest that is meant.
fn manifest(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let path = named.unwrap_or(Path::new("."));
    if bundle_file::is_bundle(path) && path.is_file() {
        return Err(Finished { path: path.to_owned() }.into());
    }
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let tree = SourceTree::folder(path)?;
    let own = path.strip_prefix(".").unwrap_or(path).join(MANIFEST);
    if tree.kind(&RelPath::root().child(MANIFEST))?.is_none() && is_project(&tree) {
        let config = Config::read(&tree)?.value;
        let described = config.dxt.and_then(|dxt| dxt.home());
        if let Some(place) = described {
            return Ok(path.strip_prefix(".").unwrap_or(path).join(place.as_str()));
        }
    }
    ensure_manifest(&tree, path)?;
    Ok(own)
}

/// There is no such version of the format; who asked must ask for another.
#[derive(Debug, thiserror::Error)]
#[error("`{version}` is no version of the manifest")]
struct UnknownVersion {
    version: String,
}

/// A bundle is finished; who named it must name the manifest that it is made from.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is a finished bundle", path.display())]
struct Finished {
    path: PathBuf,
}

impl Explain for UnknownVersion {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        let versions = Version::ALL.map(Version::text).join("`, `");
        Some(format!("the versions are `{versions}`"))
    }
}

impl Explain for Finished {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("migrate the manifest that it was packed from, and pack it again".to_owned())
    }
}
