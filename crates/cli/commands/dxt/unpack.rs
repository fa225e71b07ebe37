//! `pyrel dxt unpack`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pyrel_archive::Artifact;
use pyrel_archive::unpack::{Bounds, Parcel, What, check};
use pyrel_diag::{Explain, Finding, Kind, Rule, Severity};
use pyrel_effect::{Onto, Plan};
use pyrel_signature::SignatureBlock;
use pyrel_world::destination::{Ground, check_folder};
use pyrel_world::files;
use serde_json::json;

use crate::commands::bundle_file::{MANIFEST, holds_manifest};
use crate::flags::dxt::Unpack;
use crate::render::Failure;
use crate::session::{Outcome, Session};

/// A zip archive that is no bundle.
pub(super) static NO_MANIFEST: Rule = Rule {
    id: "no-manifest",
    severity: Severity::Warning,
    words: "an archive without a manifest.json at its top, which no host takes for an extension",
    remedy: "",
};

pub(super) fn run(session: &Session, flags: &Unpack) -> Result<Outcome, Failure> {
    let artifact = Artifact::existing(&flags.bundle)?;
    let folder = flags.folder.clone().unwrap_or_else(|| usual_folder(&flags.bundle));
    ensure_own(&session.environment.cwd, &folder, &flags.bundle)?;
    let ground = check_folder(&folder)?;
    if ground == Ground::Taken && !flags.force {
        return Err(Taken { folder, why: "is not empty" }.into());
    }
    let (signature, archive) = SignatureBlock::find(&artifact)?;
    let bounds =
        Bounds { members: flags.max_files, bytes: flags.max_size.0, ratio: flags.max_ratio };
    let spool = session.spool(folder.parent().unwrap_or(Path::new(".")));
    let checked = check(artifact.name(), &archive, &bounds, Some(&spool), &*session.progress)?;
    let mut outcome = Outcome::default();
    let parcel = checked.collect_into(&mut outcome.placed);
    if !holds_manifest(&parcel) {
        let message = "there is no manifest.json at the top of the archive";
        outcome.placed.push(Finding::new(&NO_MANIFEST, message).in_file(shown(&flags.bundle)));
    }
    if let Some(block) = &signature {
        let (len, format) = (block.len, block.marker.as_str());
        outcome.text = format!(
            "{}: the signature ({format}, {len} bytes) is taken off, and was not verified\n",
            artifact.name()
        );
    }
    outcome.outputs.push(("path".to_owned(), json!(shown(&folder))));
    outcome.outputs.push(("signed".to_owned(), json!(signature.is_some())));
    let onto = match ground {
        Ground::Free => Onto::Nothing,
        Ground::Taken => Onto::Former(lost(&folder, &parcel)?),
    };
    let mut plan = Plan::new();
    plan.push(pyrel_effect::Unpack { path: folder, parcel, onto });
    outcome.plan = plan;
    Ok(outcome)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A folder called like the bundle, in the current one.
fn usual_folder(bundle: &Path) -> PathBuf {
    let name = bundle.file_stem().unwrap_or_default().to_string_lossy();
    match bundle.file_name().is_some_and(|whole| *whole == *name) {
        true => PathBuf::from(format!("{name}-unpacked")),
        false => PathBuf::from(&*name),
    }
}

/// The folder that somebody works in cannot be replaced under them, nor one above it, nor one that
/// the bundle itself lies in.
fn ensure_own(cwd: &Path, folder: &Path, bundle: &Path) -> Result<(), Failure> {
    let taken = |why| Err(Taken { folder: folder.to_owned(), why }.into());
    if folder.file_name().is_none() {
        return taken("is the current folder or one above it");
    }
    let Ok(real) = files::real_folder(folder) else { return Ok(()) };
    let inside = |path: &Path| files::real_folder(path).is_ok_and(|path| path.starts_with(&real));
    if inside(cwd) {
        return taken("is the current folder or one above it");
    }
    match bundle.parent().is_some_and(inside) {
        true => taken("holds the bundle itself"),
        false => Ok(()),
    }
}

/// What is in a former folder and not in the new one. Only what looks like an unpacked bundle gives
/// way: everything else was not meant.
fn lost(folder: &Path, parcel: &Parcel) -> Result<Vec<PathBuf>, Failure> {
    let former = files::below(folder)?;
    if !former.contains(&folder.join(MANIFEST)) {
        let why = "has no manifest.json, and so is no unpacked bundle";
        return Err(Taken { folder: folder.to_owned(), why }.into());
    }
    let items = parcel.items().iter().filter(|item| item.what != What::Folder);
    let kept: BTreeSet<PathBuf> = items.map(|item| folder.join(item.path.as_str())).collect();
    Ok(former.into_iter().filter(|path| !kept.contains(path)).collect())
}

/// A folder cannot be unpacked into; whoever named it must name another.
#[derive(Debug, thiserror::Error)]
#[error("cannot unpack into `{}`: it {why}", folder.display())]
struct Taken {
    folder: PathBuf,
    why: &'static str,
}

impl Explain for Taken {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some(match self.why {
            "is not empty" => "name another folder, or replace this one with `--force`".to_owned(),
            _ => "name a folder of its own".to_owned(),
        })
    }
}
