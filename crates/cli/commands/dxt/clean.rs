//! `pyrel dxt clean`.

use std::collections::BTreeMap;
use std::path::Path;

use pyrel_archive::Artifact;
use pyrel_archive::unpack::{Bounds, Parcel, check};
use pyrel_diag::{Explain, Finding};
use pyrel_dxt::{PackOptions, Zip64, layout};
use pyrel_release::{Extension, Sealing};
use pyrel_signature::SignatureBlock;
use pyrel_tree::{RelPath, SourceTree};
use serde_json::json;

use super::NoManifest;
use super::sign::place;
use crate::commands::bundle_file::{MANIFEST, holds_manifest, inside};
use crate::flags::dxt::Clean;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Clean) -> Result<Outcome, Failure> {
    let artifact = Artifact::existing(&flags.bundle)?;
    let (signature, archive) = SignatureBlock::find(&artifact)?;
    let mut outcome = Outcome::default();
    let checked = check(artifact.name(), &archive, &Bounds::default(), None, &*session.progress)?;
    let parcel = checked.collect_into(&mut outcome.placed);
    let target = flags.output.as_deref().unwrap_or(&flags.bundle);
    let spool = session.spool(target.parent().unwrap_or(Path::new(".")));
    let name = name_of(target);
    let tree = parcel.to_tree(&spool, &*session.progress)?;
    ensure_manifest(&parcel, &flags.bundle)?;
    let cleaned = pyrel_dxt::clean(&tree, &RelPath::root().child(MANIFEST))?;
    let told = |found: Finding| inside(found, artifact.name());
    if !cleaned.findings.is_empty() {
        outcome.placed.extend(cleaned.findings.into_iter().map(told));
        return Ok(outcome);
    }
    let tree = with_manifest(tree, cleaned.text);
    // Whoever has a bundle that needs ZIP64 has readers for it.
    let zip64 = Zip64::Allowed;
    let options = PackOptions { name: Some(name), zip64, ..PackOptions::default() };
    let mut bundle = match layout(&tree, &options) {
        Ok(laid_out) => {
            outcome.placed.extend(laid_out.findings.into_iter().map(told));
            laid_out.value
        }
        Err(error) if error.findings().is_empty() => return Err(error.into()),
        Err(error) => {
            outcome.placed.extend(error.findings().iter().cloned().map(told));
            return Ok(outcome);
        }
    };
    let unneeded = bundle.unneeded_packages(&tree)?;
    bundle.leave_out(&unneeded);
    let keys = cleaned.removed.into_iter().map(|key| (MANIFEST.to_owned(), key));
    let mut gone: Vec<(String, String)> = keys.collect();
    gone.extend(bundle.ignored.iter().map(|(path, why)| (path.to_string(), why.to_string())));
    gone.extend(unneeded.iter().map(|path| (path.to_string(), UNNEEDED.to_owned())));
    if gone.is_empty() {
        outcome.text = format!("{}: there is nothing to clean\n", artifact.name());
        tell(&mut outcome, &gone, false);
        return Ok(outcome);
    }
    outcome.text = lines(&artifact, &gone, signature.as_ref());
    tell(&mut outcome, &gone, signature.is_some());
    let sealing = Sealing { epoch: session.epoch, spool: &spool, progress: &*session.progress };
    let sealed = Extension { bundle, tree, zip64 }.seal(&sealing)?;
    outcome.text += &format!("{} bytes become {}\n", artifact.len(), sealed.len());
    place(&mut outcome, target, sealed, &spool)?;
    Ok(outcome)
}

/// Why a package goes.
const UNNEEDED: &str = "a package that nothing leads to from the package.json of the bundle";

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn ensure_manifest(parcel: &Parcel, path: &Path) -> Result<(), Failure> {
    match holds_manifest(parcel) {
        true => Ok(()),
        false => Err(NoManifest { path: path.to_owned() }.into()),
    }
}

fn with_manifest(tree: SourceTree, text: Option<String>) -> SourceTree {
    let Some(text) = text else { return tree };
    let path = RelPath::root().child(MANIFEST);
    tree.overlaid(BTreeMap::from([(path, text.into_bytes().into())]))
}

/// What goes, and why.
fn lines(artifact: &Artifact, gone: &[(String, String)], block: Option<&SignatureBlock>) -> String {
    let mut text = String::new();
    for (path, why) in gone {
        text += &match path == MANIFEST {
            true => format!("out of {path}: {why}\n"),
            false => format!("out: {path}: {why}\n"),
        };
    }
    if block.is_some() {
        text += &format!(
            "out: the signature of {}, which would not be right any more; sign the bundle anew\n",
            artifact.name()
        );
    }
    text
}

fn tell(outcome: &mut Outcome, gone: &[(String, String)], is_signature_gone: bool) {
    let gone = gone.iter().map(|(path, why)| json!({"path": path, "why": why})).collect();
    outcome.outputs.push(("removed".to_owned(), gone));
    outcome.outputs.push(("signature_removed".to_owned(), json!(is_signature_gone)));
}
