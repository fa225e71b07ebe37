//! What each level finds, word by word.

#![expect(clippy::unwrap_used, reason = "a test stops where its own data is wrong")]

mod hosts;
mod lint;
mod structure;

use std::sync::Arc;

use pyrel_dxt::{Client, Inspection, Level, ManifestSource, inspect};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

/// A server that is found in a bundle with `x.js`.
const NODE: &str = r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js"]}}"#;

/// The files of a bundle; behind an equals sign their text.
fn tree(manifest: &str, files: &[&str]) -> SourceTree {
    let files = files.iter().map(|file| file.split_once('=').unwrap_or((file, "")));
    let entries = files.chain([("manifest.json", manifest)]).map(|(path, text)| {
        let source = Source::Bytes(Arc::from(text.as_bytes()));
        (RelPath::new(path).unwrap(), TreeEntry { source, executable: false })
    });
    SourceTree::of_entries(None, entries.collect())
}

/// Holds what is found in a manifest with this server and these lines against the findings,
/// `weight[rule] place: message`, each with its advice.
#[track_caller]
fn check(
    (level, clients): (Level, &[Client]),
    (server, lines): (&str, &str),
    files: &[&str],
    expect: &[&str],
) {
    let manifest = format!(
        "{{\"manifest_version\": \"0.4\", \"name\": \"n\", \"version\": \"1.0.0\", \"description\": \"d\",\n\
         \"author\": {{\"name\": \"a\"}},\n\"server\": {server},\n{lines}}}"
    );
    let licence = |text: &str| if text == "MIT" { Ok(()) } else { Err(String::new()) };
    let inspection = Inspection { level, clients: clients.to_vec(), licence };
    let source = ManifestSource::new(RelPath::new("manifest.json").unwrap());
    let findings = inspect(&tree(&manifest, files), &source, &inspection).unwrap().findings;
    let told = findings.iter().flat_map(|found| {
        let line = format!("{}[{}] {found}", found.severity(), found.rule.id);
        [Some(line), found.advice().map(|advice| format!("  {advice}"))]
    });
    assert_eq!(told.flatten().collect::<Vec<_>>(), expect);
}
