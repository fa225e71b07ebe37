//! A manifest without the keys that its version of the format does not have.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Severity};
use pyrel_tree::{RelPath, SourceTree};

use crate::json::{self, Node};
use crate::migrate::removal;
use crate::misfit::Misfit;
use crate::schema::{self, UNKNOWN_KEY};
use crate::validate::{ManifestSource, NOT_UTF8, choose, judge};
use crate::{Error, Level};

/// A manifest after its unknown keys were taken out.
#[derive(Debug)]
pub struct Cleaned {
    /// The new text; `None` where it is the old one.
    pub text: Option<String>,
    /// What was taken out, each in a few words.
    pub removed: Vec<String>,
    /// What keeps it from being written anew: bytes that are no text would be replaced for good.
    pub findings: Vec<Finding>,
}

/// So many times a manifest is looked through: each finds as many keys as are shown at once.
const MOST_ROUNDS: usize = 50;

/// Takes out of a manifest what its version of the format does not know, wherever it stands, in its
/// own formatting and order.
///
/// # Errors
/// When the manifest cannot be read.
pub fn clean(tree: &SourceTree, path: &RelPath) -> Result<Cleaned, Error> {
    let judged = judge(tree, &ManifestSource::new(path.clone()), Level::Schema)?;
    let mut text = judged.manuscript.text().to_owned();
    let is_text = judged.misfits.iter().all(|misfit| misfit.rule != &NOT_UTF8);
    let mut removed = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let unknown = unknown_keys(&text)?;
        if unknown.is_empty() || !is_text {
            break;
        }
        removed.extend(unknown.iter().rev().map(|(misfit, _)| misfit.message.clone()));
        for (misfit, end) in unknown {
            text.replace_range(removal(&text, misfit.span.start..end), "");
        }
    }
    let mut findings = Vec::new();
    if !is_text {
        let told = judged.told(Vec::new(), Vec::new()).findings.into_iter();
        let told = told.filter(|finding| finding.rule == &NOT_UTF8);
        findings.extend(told.map(|finding| finding.weighing(Severity::Error)));
    }
    Ok(Cleaned { text: (!removed.is_empty()).then_some(text), removed, findings })
}

/// The unknown keys of a manifest with the ends of their values, the last one first, so that those
/// before it stay where they are when it goes.
fn unknown_keys(text: &str) -> Result<Vec<(Misfit, usize)>, Error> {
    let Ok(document) = json::parse(text) else { return Ok(Vec::new()) };
    let Ok(version) = choose(document.root()) else { return Ok(Vec::new()) };
    let ends = ends(document.root());
    let misfits = schema::check(&document, version)?.into_iter();
    let unknown = misfits.filter(|misfit| misfit.rule == &UNKNOWN_KEY);
    let unknown = unknown.filter_map(|it| Some((ends.get(&it.span.start).copied()?, it)));
    let mut unknown: Vec<_> = unknown.map(|(end, misfit)| (misfit, end)).collect();
    unknown.sort_by_key(|(misfit, _)| std::cmp::Reverse(misfit.span.start));
    Ok(unknown)
}

/// Where the value of each member ends, by where its name begins.
fn ends(root: Node<'_>) -> BTreeMap<usize, usize> {
    let mut ends = BTreeMap::new();
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        nodes.extend(node.items());
        for (name, value) in node.members() {
            if let Some(span) = node.name_span(name) {
                ends.insert(span.start, value.span().end);
            }
            nodes.push(value);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use pyrel_tree::{Source, TreeEntry};

    use super::*;

    fn clean_text(manifest: &[u8]) -> Cleaned {
        let path = RelPath::root().child("manifest.json");
        let entry = TreeEntry { source: Source::Bytes(manifest.into()), executable: false };
        let tree = SourceTree::of_entries(None, BTreeMap::from([(path.clone(), entry)]));
        clean(&tree, &path).unwrap()
    }

    fn manifest(author: &str, more: &str) -> String {
        format!(
            r#"{{"manifest_version": "0.2", "name": "n", "version": "1.0.0", "description": "d",
  "author": {{{author}}},
  "server": {{"type": "node", "entry_point": "i.js", "mcp_config": {{"command": "node"}}}}{more}}}"#
        )
    }

    #[track_caller]
    fn check(from: (&str, &str), to: (&str, &str), removed: &[&str]) {
        let cleaned = clean_text(manifest(from.0, from.1).as_bytes());
        assert_eq!(cleaned.removed, removed);
        assert_eq!(cleaned.text, Some(manifest(to.0, to.1)));
        assert!(cleaned.findings.is_empty());
    }

    #[test]
    fn unknown_keys_go_with_their_commas() {
        let name = r#""name": "a""#;
        check(
            (name, ", \"x\": [1, {\"y\": 2}],\n  \"z\": 3"),
            (name, ""),
            &["unknown key `x`", "unknown key `z`"],
        );
        check(
            (r#""x": 1, "name": "a", "y": 2"#, ""),
            (name, ""),
            &["unknown key `x` in `author`", "unknown key `y` in `author`"],
        );
        check(
            (name, ", \"icons\": [], \"keywords\": []"),
            (name, ", \"keywords\": []"),
            &["unknown key `icons`"],
        );
    }

    #[test]
    fn a_sound_manifest_stays_as_it_is() {
        let cleaned = clean_text(manifest(r#""name": "a""#, "").as_bytes());
        assert!(cleaned.text.is_none() && cleaned.removed.is_empty());
    }

    #[test]
    fn bytes_that_are_no_text_are_not_replaced() {
        let mut bytes = manifest(r#""name": "a", "x": 1"#, "").into_bytes();
        let at = bytes.iter().position(|byte| *byte == b'd').unwrap();
        bytes[at] = b'd';
        bytes.splice(at..at, [0xff]);
        let quoted = clean_text(&bytes);
        assert!(quoted.text.is_none());
        assert_eq!(quoted.findings.len(), 1);
    }
}
