//! `pyrel dxt info`.

use std::path::Path;

use pyrel_archive::Artifact;
use pyrel_diag::Explain;
use pyrel_dxt::{PackOptions, layout};
use pyrel_inspect::{Digests, ExtensionFacts, FileTree, Opened, inspect};
use pyrel_tree::{EntryKind, RelPath, Source, SourceTree};
use serde_json::{Value, json};

use super::{NoManifest, ensure_manifest, signature};
use crate::commands::bundle_file::MANIFEST;
use crate::flags::dxt::Info;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Info) -> Result<Outcome, Failure> {
    let path = flags.path.as_deref().unwrap_or(Path::new("."));
    match path.is_dir() {
        true => folder(path, flags.depth),
        false => bundle(session, path, flags.depth),
    }
}

/// A finished bundle. What of it cannot be read is said beside the rest.
fn bundle(session: &Session, path: &Path, depth: usize) -> Result<Outcome, Failure> {
    let artifact = Artifact::existing(path)?;
    let mut opened = Opened::new(&artifact, &pyrel_archive::Limits::default(), &session.scratch())?;
    let inspection = inspect(&mut opened, Digests::Skipped)?;
    let mut outcome = Outcome { placed: inspection.findings.clone(), ..Outcome::default() };
    if let Some(manifest) = &inspection.manifest {
        tell(&ExtensionFacts::of(manifest), &mut outcome);
    } else if inspection.findings.is_empty() {
        return Err(NoManifest { path: path.to_owned() }.into());
    }
    let files = inspection.files.iter().map(|file| (file.path.as_str(), file.len));
    let tree = FileTree::of(files);
    let packed = inspection.totals().1.unwrap_or_default();
    let (told, mut signature) = signature::told(session, path)?;
    for (row_of, value) in std::iter::once("signature").chain(std::iter::repeat("")).zip(told) {
        outcome.text += &row(row_of, &value);
    }
    outcome.text += &row("size", &format!("{} bytes packed, {}", artifact.len(), tree.sizes()));
    outcome.text += &row("sha256", &artifact.sha256().to_string());
    outcome.text += &format!("\nfiles\n{}", tree.to_text(depth));
    let mut put = |name: &str, value: Value| outcome.outputs.push((name.to_owned(), value));
    put("file", json!(path.display().to_string()));
    put("size", json!(artifact.len()));
    put("sha256", json!(artifact.sha256().to_string()));
    let mut whole = inspection.to_json();
    let mut of = |key: &str| whole.get_mut(key).map(Value::take).unwrap_or_default();
    if let (Value::Object(judged), Value::Object(block)) = (&mut signature, of("signature")) {
        judged.extend(block);
    }
    put("signature", signature);
    put("totals", of("totals"));
    put("files", of("files"));
    put("packed_size", json!(packed));
    Ok(outcome)
}

/// A folder: what its manifest says, and the files that would go into its bundle.
fn folder(path: &Path, depth: usize) -> Result<Outcome, Failure> {
    let tree = SourceTree::folder(path)?;
    ensure_manifest(&tree, path)?;
    let manifest = tree.read(&RelPath::root().child(MANIFEST))?;
    let mut outcome = Outcome::default();
    if let Ok(manifest) = serde_json::from_slice(&manifest) {
        tell(&ExtensionFacts::of(&manifest), &mut outcome);
    }
    let (bundle, findings) = match layout(&tree, &PackOptions::default()) {
        Ok(laid_out) => (Some(laid_out.value), laid_out.findings),
        Err(error) if error.findings().is_empty() => return Err(error.into()),
        Err(error) => (None, error.findings().to_vec()),
    };
    outcome.findings = findings;
    let Some(bundle) = bundle else { return Ok(outcome) };
    let files: Vec<(&str, u64)> =
        bundle.map.iter().map(|(path, entry)| (path.as_str(), len(&tree, &entry.source))).collect();
    let listed = files.iter().map(|(path, len)| json!({"path": path, "size": len})).collect();
    let tree = FileTree::of(files);
    outcome.text += &row("bundle", &format!("{}, {}", bundle.file_name, tree.sizes()));
    outcome.text += &format!("\nfiles\n{}", tree.to_text(depth));
    let mut put = |name: &str, value: Value| outcome.outputs.push((name.to_owned(), value));
    put("folder", json!(path.display().to_string()));
    put("file_name", json!(bundle.file_name));
    put("files", listed);
    Ok(outcome)
}

fn len(tree: &SourceTree, source: &Source) -> u64 {
    match source {
        Source::Bytes(bytes) => bytes.len() as u64,
        Source::File(path) => match tree.kind(path) {
            Ok(Some(EntryKind::File { len, .. })) => len,
            Ok(_) | Err(_) => 0,
        },
        Source::Link(_) => 0,
        Source::Slice(slice) => slice.len,
    }
}

fn tell(facts: &ExtensionFacts, outcome: &mut Outcome) {
    outcome.text += &facts.to_text();
    outcome.outputs.push(("extension".to_owned(), facts.to_json()));
}

fn row(name: &str, value: &str) -> String {
    format!("{name:13}  {value}\n")
}
