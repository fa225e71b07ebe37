//! `pyrel dxt pack`.

use std::collections::BTreeMap;
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use pyrel_archive::zip::Archive;
use pyrel_archive::{Artifact, Limits, SpoolFolder};
use pyrel_diag::{Explain, Finding, Kind, Rule, Severity};
use pyrel_dxt::{
    BadLinks, BundleFormat, Gitignore, PackOptions, Prune, Selection, Sizes, Zip64, largest_files,
    layout,
};
use pyrel_effect::{Place, Plan};
use pyrel_release::{Config, Effort, Extension, Sealing, Wishes};
use pyrel_tree::{EntryKind, RelPath, SourceTree};
use serde_json::json;

use super::filling::Filling;
use super::{ensure_manifest, listing, own_extension, project_extension};
use crate::commands::bundle_file::{self, MANIFEST, at_source};
use crate::flags::dxt::{BundleKind, LinksChoice, Pack, Zip64Choice};
use crate::render::{Failure, rebased};
use crate::session::{Outcome, Session};

pub(super) static NOT_REPRODUCED: Rule = Rule {
    id: "not-reproduced",
    severity: Severity::Error,
    words: "a bundle that is not the same when it is made twice",
    remedy: "see what changes the files meanwhile; if nothing does, please report it",
};

pub(super) fn run(session: &Session, flags: &Pack) -> Result<Outcome, Failure> {
    let LaidOut { mut extension, findings, folder, home } = laid_out(session, flags)?;
    let name = &extension.bundle.file_name;
    let path = match &flags.out_dir {
        Some(folder) => folder.join(name),
        None => destination(flags.out.as_deref(), &folder, name),
    };
    // Neither lines of `sha256sum` nor those of a terminal can hold such a name.
    let name = path.to_string_lossy();
    if name.chars().any(char::is_control) {
        let path = name.escape_debug().to_string().into();
        return Err(BadTarget { path, why: "has a control character in its name" }.into());
    }
    if let Some(name) = path.file_name() {
        extension.bundle.file_name = name.to_string_lossy().into_owned();
    }
    let checksum = (!flags.no_sha256).then(|| checksum_path(&path));
    leave_out_results(&mut extension, &path, checksum.as_deref())?;
    let mut outcome = Outcome { findings, ..Outcome::default() };
    if flags.list {
        outcome.text = listing::list(&extension.bundle);
        outcome.outputs.push(("members".to_owned(), listing::members(&extension.bundle)));
        return Ok(outcome);
    }
    if let Some(path) = &flags.why {
        outcome.text = listing::why(&extension, path);
        return Ok(outcome);
    }
    let source = elsewhere(flags);
    for found in extension.remarks(home.as_ref(), std::mem::take(&mut outcome.findings)) {
        match at_source(found, source) {
            Ok(found) => outcome.placed.push(found),
            Err(found) => outcome.findings.push(found),
        }
    }
    seal(session, flags, &extension, (path, checksum), outcome)
}

/// Seals the bundle, reads it again, and plans where it goes.
fn seal(
    session: &Session,
    flags: &Pack,
    extension: &Extension,
    (path, checksum): (PathBuf, Option<PathBuf>),
    mut outcome: Outcome,
) -> Result<Outcome, Failure> {
    let spool = session.spool(path.parent().unwrap_or(Path::new(".")));
    let sealing = Sealing { epoch: session.epoch, spool: &spool, progress: &*session.progress };
    let level = flags.compress;
    let artifact = extension.seal_with(&sealing, Effort { level, workers: None })?;
    outcome.findings.extend(extension.zip64.judge(&artifact));
    if flags.check {
        let alone = Effort { level, workers: Some(NonZeroUsize::MIN) };
        let again = extension.seal_with(&sealing, alone)?;
        outcome.findings.extend(difference(&artifact, &again));
    }
    // Nothing that we made is too large to be read again.
    let limits = Limits { members: u64::MAX, bytes: u64::MAX };
    let archive = Archive::open(&artifact, &limits)?;
    let sizes = Sizes::of(&archive);
    outcome.findings.extend(flags.max_size.and_then(|most| sizes.judge(most.0)));
    if flags.sizes {
        outcome.text = listing::sizes(&sizes);
    }
    if let Some(most) = flags.top {
        let largest = largest_files(&archive, most);
        outcome.text += &listing::largest_files(&largest);
        outcome.outputs.push(("largest".to_owned(), listing::sizes_by_file(&largest)));
    }
    outcome.outputs.extend([
        ("path".to_owned(), json!(path.display().to_string())),
        ("sha256".to_owned(), json!(artifact.sha256().to_string())),
        ("size".to_owned(), json!(sizes.bundle)),
        ("unpacked".to_owned(), json!(sizes.whole.len)),
        ("files".to_owned(), json!(sizes.whole.files)),
        ("folders".to_owned(), listing::sizes_by_folder(&sizes)),
    ]);
    let checksum = checksum.map(|path| checksum_of(&artifact, path, &spool)).transpose()?;
    let mut plan = Plan::new();
    plan.push(Place { path, artifact });
    checksum.into_iter().for_each(|place| plan.push(place));
    outcome.plan = plan;
    Ok(outcome)
}

/// What two bundles of the same files do not have in common.
fn difference(first: &Artifact, again: &Artifact) -> Option<Finding> {
    (first.sha256() != again.sha256()).then(|| {
        let message =
            format!("the bundle has the SHA-256 {} and then {}", first.sha256(), again.sha256());
        Finding::new(&NOT_REPRODUCED, message)
    })
}

/// Where the digest of a bundle lies.
pub(super) fn checksum_path(bundle: &Path) -> PathBuf {
    let mut path = bundle.as_os_str().to_owned();
    path.push(".sha256");
    PathBuf::from(path)
}

/// A file that `sha256sum --check` reads, beside the bundle that it names.
pub(super) fn checksum_of(
    bundle: &Artifact,
    path: PathBuf,
    spool: &SpoolFolder,
) -> Result<Place, pyrel_archive::Error> {
    let beside = path.file_stem().unwrap_or_default().to_string_lossy();
    let text = format!("{}  {beside}\n", bundle.sha256());
    let name = format!("{beside}.sha256");
    let artifact = Artifact::of_bytes(&name, text.as_bytes(), spool);
    let artifact = artifact.map_err(|source| pyrel_archive::Error::Spool { name, source })?;
    Ok(Place { path, artifact })
}

/// An extension, what was noticed, and the folder that its bundle goes to unless one is named.
struct LaidOut {
    extension: Extension,
    findings: Vec<Finding>,
    folder: PathBuf,
    /// Where its files come from, if a project says so.
    home: Option<pyrel_release::config::DxtConfig>,
}

/// The extension of a folder; without one, that of the project around us if it has one.
fn laid_out(session: &Session, flags: &Pack) -> Result<LaidOut, Failure> {
    let here = Path::new(".");
    let folder = flags.folder.as_deref().unwrap_or(here);
    let wishes = wishes(flags);
    let described = match (&flags.folder, &flags.manifest) {
        (_, Some(_)) => None,
        (None, None) => project_extension(session, here, asked(flags), &wishes)?,
        (Some(folder), None) => own_extension(session, folder, asked(flags), &wishes)?,
    };
    let Some((extension, findings)) = described else {
        return of_folder(session, flags, folder, wishes);
    };
    let config = Config::read(&SourceTree::folder(folder)?)?.value;
    let variable = session.environment.variable("DIST_DIR");
    let dist = folder.join(variable.unwrap_or(config.dist_dir.as_str()));
    let dist = dist.strip_prefix(here).map(Path::to_path_buf).unwrap_or(dist);
    Ok(LaidOut { extension, findings, folder: dist, home: config.dxt })
}

fn of_folder(
    session: &Session,
    flags: &Pack,
    folder: &Path,
    wishes: Wishes,
) -> Result<LaidOut, Failure> {
    let tree = SourceTree::folder(folder)?;
    let (tree, manifest) = with_manifest(tree, flags.manifest.as_deref())?;
    if manifest.is_none() {
        ensure_manifest(&tree, folder)?;
    }
    let place = manifest.clone().unwrap_or_else(|| RelPath::root().child(MANIFEST));
    let filling = Filling::find(session, &[folder, Path::new(".")], &tree, &place);
    let zip64 = wishes.zip64.unwrap_or_default();
    let options = PackOptions {
        format: asked(flags).unwrap_or_default(),
        values: filling.values(),
        manifest,
        settings: wishes.settings,
        selection: wishes.selection,
        zip64,
        ..PackOptions::default()
    };
    let laid_out = match layout(&tree, &options) {
        Ok(laid_out) => laid_out,
        Err(error) => return Err(refused(error, filling, (folder, elsewhere(flags)))),
    };
    let mut findings = laid_out.findings;
    let facts = filling.facts.as_ref();
    findings.extend(facts.and_then(|facts| facts.remark(&laid_out.value.manifest)));
    let extension = Extension { bundle: laid_out.value, tree, zip64 };
    Ok(LaidOut { extension, findings, folder: PathBuf::new(), home: None })
}

/// A manifest from elsewhere is refused where it lies.
fn refused(
    error: pyrel_dxt::Error,
    filling: Filling,
    (folder, source): (&Path, Option<&Path>),
) -> Failure {
    match (error, source) {
        (pyrel_dxt::Error::Invalid { findings, .. }, Some(source)) => {
            let base = folder.display().to_string();
            let findings = findings.into_iter();
            let findings = findings.map(|found| {
                at_source(found, Some(source)).unwrap_or_else(|other| rebased(other, &base))
            });
            let (path, findings) = (source.display().to_string(), findings.collect());
            filling.explain(pyrel_dxt::Error::Invalid { path, findings }).below("")
        }
        (error, _) => filling.explain(error),
    }
}

/// The manifest, if it does not lie in the folder.
fn elsewhere(flags: &Pack) -> Option<&Path> {
    let manifest = flags.manifest.as_deref()?;
    let tree = SourceTree::folder(flags.folder.as_deref().unwrap_or(Path::new("."))).ok()?;
    tree.place_of(manifest).is_none().then_some(manifest)
}

fn wishes(flags: &Pack) -> Wishes {
    let settings = flags.settings.iter().map(|it| (it.key.clone(), it.value.clone()));
    Wishes {
        settings: settings.collect(),
        selection: Selection {
            include: flags.include.clone(),
            gitignore: if flags.gitignore { Gitignore::Heeded } else { Gitignore::Passed },
            prune: if flags.prune { Prune::Development } else { Prune::Nothing },
            links: match flags.links {
                LinksChoice::Refuse => BadLinks::Refused,
                LinksChoice::Skip => BadLinks::Skipped,
            },
        },
        zip64: flags.zip64.map(|choice| match choice {
            Zip64Choice::Allow => Zip64::Allowed,
            Zip64Choice::Refuse => Zip64::Refused,
        }),
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
    let usual = RelPath::root().child(MANIFEST);
    // Whatever lay in such a folder would be gone without a word.
    if tree.kind(&usual)? == Some(EntryKind::Folder) {
        tree.read(&usual)?;
    }
    Ok((tree.overlaid(BTreeMap::from([(usual, bytes.into())])), None))
}

/// What is packed into its own folder is not part of itself the next time, and takes the place of
/// no other file there.
fn leave_out_results(
    extension: &mut Extension,
    bundle: &Path,
    checksum: Option<&Path>,
) -> Result<(), Failure> {
    leave_out(extension, bundle, bundle_file::is_replaceable)?;
    checksum.map_or(Ok(()), |path| leave_out(extension, path, is_checksum))
}

fn leave_out(
    extension: &mut Extension,
    path: &Path,
    is_replaceable: fn(&Path) -> bool,
) -> Result<(), Failure> {
    if path.exists() && !path.is_file() {
        return Err(BadTarget { path: path.to_owned(), why: "is no regular file" }.into());
    }
    let Some(place) = extension.tree.place_of(path) else { return Ok(()) };
    if path.exists() && !is_replaceable(path) {
        return Err(BadTarget { path: path.to_owned(), why: "is a file of the extension" }.into());
    }
    if let Ok(member) = pyrel_archive::ArchivePath::try_from(&place) {
        extension.bundle.map.remove(&member);
    }
    Ok(())
}

/// Whether a file may give its place to a digest: one that holds nothing else.
pub(super) fn is_checksum(path: &Path) -> bool {
    let Ok(artifact) = Artifact::existing(path) else { return false };
    let mut head = Vec::new();
    let read = artifact.reader().take(DIGEST).read_to_end(&mut head);
    let is_digest = head.len() as u64 == DIGEST && head.iter().all(u8::is_ascii_hexdigit);
    artifact.is_empty() || (read.is_ok() && is_digest)
}

/// So many characters has a digest.
const DIGEST: u64 = 64;

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

/// A bundle cannot get this name; whoever asked for it must choose another.
#[derive(Debug, thiserror::Error)]
#[error("`{}` cannot become a bundle: it {why}", path.display())]
struct BadTarget {
    path: PathBuf,
    why: &'static str,
}

impl Explain for BadTarget {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("give the bundle a name of its own".to_owned())
    }
}
