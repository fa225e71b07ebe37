//! A manifest in another version of the format: as few characters changed as it takes.

use std::ops::Range;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{RelPath, SourceTree};

use crate::json::{Document, Node, Replaced};
use crate::manuscript::Manuscript;
use crate::misfit::{Misfit, into_findings};
use crate::schema::{self, UNKNOWN_KEY};
use crate::validate::{ManifestSource, choose, duplicate, judge};
use crate::{Error, Level, Version};

/// A manifest after it was brought to another version.
#[derive(Debug)]
pub struct Migrated {
    /// The version that it had; `None` where something is in the way.
    pub from: Option<Version>,
    /// The new text; `None` where something is in the way, or where it is the old one.
    pub text: Option<String>,
    /// What was changed, each in a few words.
    pub changes: Vec<String>,
    /// What is in the way, and what was wrong before.
    pub findings: Vec<Finding>,
}

pub(crate) static RULES: [&Rule; 2] = [&LOSES, &LACKS];

static LACKS: Rule = Rule {
    id: "migration-lacks",
    severity: Severity::Error,
    words: "a manifest that the other version of the format does not allow",
    remedy: "",
};

static LOSES: Rule = Rule {
    id: "migration-loses",
    severity: Severity::Error,
    words: "a key that the older version of the format does not have",
    remedy: "remove the key first if it may be lost",
};

/// A stretch of the text, and what takes its place.
struct Edit {
    range: Range<usize>,
    text: String,
    words: String,
}

/// Rewrites a manifest for another version of the format, in its own formatting and order. Going
/// back is refused where keys would be lost. A template stays one.
///
/// # Errors
/// When the manifest cannot be read.
pub fn migrate(tree: &SourceTree, path: &RelPath, to: Version) -> Result<Migrated, Error> {
    let judged = judge(tree, &ManifestSource::new(path.clone()), Level::Schema)?;
    let version = judged.read.as_ref().and_then(|(document, _)| choose(document.root()).ok());
    let is_utf8 = judged.misfits.iter().all(|misfit| misfit.rule.id != "not-utf8");
    let (Some((document, _)), Some(from), true) = (&judged.read, version, is_utf8) else {
        let findings = judged.told(Vec::new(), Vec::new()).findings;
        // What is merely replaced by readers would be replaced for good here.
        let weighed = |finding: Finding| match finding.rule.id {
            "not-utf8" => finding.weighing(Severity::Error),
            _ => finding,
        };
        let findings = findings.into_iter().map(weighed);
        return Ok(Migrated {
            from: None,
            text: None,
            changes: Vec::new(),
            findings: findings.collect(),
        });
    };
    let text = judged.manuscript.text();
    let mut edits = version_edits(document.root(), text, to);
    edits.extend(uv_edit(document.root(), text, to));
    let mut misfits = remaining(document, (from, to), &edits)?;
    misfits.extend(uncovered(document, &edits, &judged.manuscript));
    let findings = into_findings(misfits, &judged.manuscript);
    if findings.iter().any(|finding| finding.severity() == Severity::Error) {
        return Ok(Migrated { from: None, text: None, changes: Vec::new(), findings });
    }
    let changes = edits.iter().map(|edit| edit.words.clone()).collect();
    let text = (!edits.is_empty()).then(|| applied(text, edits));
    Ok(Migrated { from: Some(from), text, changes, findings })
}

/// One key names the version afterwards, by its new name.
fn version_edits(root: Node<'_>, text: &str, to: Version) -> Vec<Edit> {
    let member = |name| Some((root.name_span(name)?, root.member(name)?));
    let value = |node: Node<'_>| {
        let old = node.text().unwrap_or_default().to_owned();
        let words = format!("version `{old}` becomes `{to}`");
        (old != to.text()).then(|| Edit { range: node.span(), text: format!("\"{to}\""), words })
    };
    let mut edits = Vec::new();
    match (member("manifest_version"), member("dxt_version")) {
        (Some((_, node)), old) => {
            edits.extend(value(node));
            if let Some((name, node)) = old {
                let range = removal(text, name.start..node.span().end);
                let words = "`dxt_version` is removed, since `manifest_version` says it";
                edits.push(Edit { range, text: String::new(), words: words.to_owned() });
            }
        }
        // The first version is the only one that tools know by the old name.
        (None, Some((_, node))) if to == Version::V0_1 => edits.extend(value(node)),
        (None, Some((name, node))) => {
            let words = "`dxt_version` becomes `manifest_version`".to_owned();
            edits.push(Edit { range: name, text: "\"manifest_version\"".to_owned(), words });
            edits.extend(value(node));
        }
        (None, None) => {}
    }
    edits
}

/// A member with the comma that parts it from the others, and the blanks before the next one.
pub(crate) fn removal(text: &str, member: Range<usize>) -> Range<usize> {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let behind = text.get(member.end..).unwrap_or_default();
    let rest = behind.trim_start_matches(is_blank);
    if let Some(next) = rest.strip_prefix(',') {
        let next = next.trim_start_matches(is_blank);
        return member.start..text.len() - next.len();
    }
    let before = text.get(..member.start).unwrap_or_default().trim_end_matches(is_blank);
    before.strip_suffix(',').map_or(member.clone(), |before| before.len()..member.end)
}

/// The command for a server of type `uv`, which the reference tool asks for and newer tools do not.
fn uv_edit(root: Node<'_>, text: &str, to: Version) -> Option<Edit> {
    let server = root.member("server").filter(|_| to >= Version::V0_4)?;
    let is_uv = server.member("type").and_then(Node::text) == Some("uv");
    if !is_uv || server.member("mcp_config").is_some() {
        return None;
    }
    let entry = serde_json::Value::from(server.member("entry_point")?.text()?);
    let (name, last) = server.members().max_by_key(|(_, node)| node.span().end)?;
    let line = text.get(..server.name_span(name)?.start)?.rsplit_once('\n');
    let indent = line.map(|(_, indent)| indent).filter(|indent| indent.trim().is_empty());
    let gap = indent.map_or(" ".to_owned(), |indent| format!("{}{indent}", line_end(text)));
    let end = last.span().end;
    let config = format!(
        ",{gap}\"mcp_config\": {{ \"command\": \"uv\", \"args\": [\"run\", \"--directory\", \
         \"${{__dirname}}\", {entry}] }}"
    );
    let words = "`server.mcp_config` is added, which the reference tool asks for".to_owned();
    Some(Edit { range: end..end, text: config, words })
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// What the schema of the other version says. What was wrong before keeps nobody from migrating.
fn remaining(
    document: &Document,
    (from, to): (Version, Version),
    edits: &[Edit],
) -> Result<Vec<Misfit>, Error> {
    let before = schema::check(document, from)?;
    let is_old = |misfit: &Misfit| {
        before.iter().any(|old| old.rule == misfit.rule && old.span == misfit.span)
    };
    let keys = ["manifest_version", "dxt_version"];
    let keys = keys.map(|key| document.root().member(key).map(Node::span));
    let is_added = |misfit: &Misfit| {
        let adds_config = edits.iter().any(|edit| edit.range.is_empty());
        adds_config && misfit.message == "`server.mcp_config` is missing"
    };
    let is_version = |misfit: &Misfit| keys.contains(&Some(misfit.span.clone()));
    let after = schema::check(document, to)?;
    let after = after.into_iter().filter(|misfit| !is_version(misfit) && !is_added(misfit));
    let told = after.map(|misfit| {
        if is_old(&misfit) {
            return misfit.weighing(Severity::Warning);
        }
        if misfit.rule == &UNKNOWN_KEY && to < from {
            let message = format!("{}: version {to} does not have it", misfit.message);
            return Misfit::new(&LOSES, misfit.span, message);
        }
        Misfit { rule: &LACKS, remedy: None, ..misfit }
    });
    Ok(told.collect())
}

/// Keys that are given twice, and of which the one that counts would be changed: then the other one
/// would count.
fn uncovered(document: &Document, edits: &[Edit], manuscript: &Manuscript) -> Vec<Misfit> {
    let is_changed = |key: &&Replaced| edits.iter().any(|it| it.range.contains(&key.last.start));
    let keys = document.replaced.iter().filter(is_changed);
    keys.map(|key| duplicate(key, manuscript).weighing(Severity::Error)).collect()
}

fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut migrated = String::with_capacity(text.len() + 200);
    let mut done = 0;
    for edit in edits {
        migrated.push_str(text.get(done..edit.range.start).unwrap_or_default());
        migrated.push_str(&edit.text);
        done = edit.range.end;
    }
    migrated.push_str(text.get(done..).unwrap_or_default());
    migrated
}
