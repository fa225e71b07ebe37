//! `pyrel dxt clean`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pyrel_archive::Artifact;
use pyrel_archive::unpack::{Bounds, Parcel, What, check};
use pyrel_diag::{Explain, Finding};
use pyrel_dxt::{PackOptions, Zip64, layout};
use pyrel_release::{Extension, Sealing};
use pyrel_signature::SignatureBlock;
use pyrel_tree::{RelPath, SourceTree};
use serde_json::json;

use super::NoManifest;
use super::sign::{ensure_replaceable, place};
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
    ensure_replaceable(target, &flags.bundle)?;
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
        if flags.output.is_some() {
            place(&mut outcome, target, artifact.named(&name_of(target)), &spool)?;
        }
        return Ok(outcome);
    }
    outcome.text = lines(&artifact, &gone, signature.as_ref());
    tell(&mut outcome, &gone, signature.is_some());
    tell_besides(&mut outcome, besides(&parcel, &gone));
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

/// What no bundle of ours has, and so is another thing or gone in one that is packed anew.
fn besides<'a>(parcel: &'a Parcel, gone: &[(String, String)]) -> Vec<(&'a str, &'static str)> {
    let gone: BTreeSet<&str> = gone.iter().map(|(path, _)| path.as_str()).collect();
    let is_gone = |path: &str| {
        let mut above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        gone.contains(path) || above.any(|above| gone.contains(above))
    };
    let items = parcel.items();
    // What lies in a folder follows it, but for what has its name and a sign before the slash.
    let is_empty = |path: &str, at: usize| {
        let later = items.get(at + 1..).unwrap_or_default().iter().map(|item| item.path.as_str());
        let mut alike = later.take_while(|later| later.starts_with(path));
        !alike.any(|later| later.get(path.len()..).is_some_and(|rest| rest.starts_with('/')))
    };
    let others = items.iter().enumerate().filter_map(|(at, item)| match &item.what {
        What::Link(_) => Some((item.path.as_str(), "a link, which becomes what it leads to")),
        What::Folder if is_empty(item.path.as_str(), at) => {
            Some((item.path.as_str(), "an empty folder, which no bundle has"))
        }
        What::File { .. } | What::Folder => None,
    });
    others.filter(|(path, _)| !is_gone(path)).collect()
}

fn tell_besides(outcome: &mut Outcome, besides: Vec<(&str, &'static str)>) {
    for (path, why) in &besides {
        outcome.text += &format!("besides: {path}: {why}\n");
    }
    let besides = besides.into_iter().map(|(path, why)| json!({"path": path, "why": why}));
    outcome.outputs.push(("changed".to_owned(), besides.collect()));
}

fn tell(outcome: &mut Outcome, gone: &[(String, String)], is_signature_gone: bool) {
    let gone = gone.iter().map(|(path, why)| json!({"path": path, "why": why})).collect();
    outcome.outputs.push(("removed".to_owned(), gone));
    outcome.outputs.push(("signature_removed".to_owned(), json!(is_signature_gone)));
}
