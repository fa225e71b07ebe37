//! What `pyrel build` tells of its artefacts instead of making them.

use std::fmt::Write as _;

use pyrel_build::{Dists, Kind, Layout};
use pyrel_tree::Source;
use serde_json::{Value, json};

use super::build::kind;

/// Why there is a `RECORD`.
const MADE_LAST: &str = "made from the digests of all others";

/// Every member with the rule that admitted it; the wheel's `RECORD` too, which is made last.
pub(super) fn list(dists: &Dists) -> String {
    let mut text = String::new();
    for layout in &dists.layouts {
        let names = layout.map.iter().map(|(path, _)| path.as_str().chars().count());
        let width = names.max().unwrap_or(0).min(60);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", layout.name);
        for (path, entry) in layout.map.iter() {
            let _ = writeln!(text, "  {:width$}  {}", path.as_str(), entry.origin);
        }
        for path in layout.made_last() {
            let _ = writeln!(text, "  {path:width$}  {MADE_LAST}");
        }
    }
    text
}

/// The same for machines, by artefact.
pub(super) fn members(dists: &Dists) -> Vec<Value> {
    let layouts = dists.layouts.iter().map(|layout| {
        let members = layout.map.iter().map(|(path, entry)| {
            json!({
                "path": path.as_str(),
                "source": source(&entry.source),
                "why": entry.origin.to_string(),
            })
        });
        let last = layout.made_last();
        let members = members.chain(
            last.into_iter()
                .map(|path| json!({"path": path.as_str(), "source": null, "why": MADE_LAST})),
        );
        json!({"name": layout.name, "kind": kind(layout), "members": members.collect::<Vec<_>>()})
    });
    layouts.collect()
}

fn source(source: &Source) -> Value {
    match source {
        Source::File(path) => Value::from(path.as_str()),
        Source::Bytes(_) | Source::Link(_) | Source::Slice(_) => Value::Null,
    }
}

/// For each artefact, as what a file goes in and why, or that nothing admits it. The path may be
/// that of the file in the project or that of the member; whether it is any member's comes with it.
pub(super) fn why(dists: &Dists, path: &str) -> (String, bool) {
    let path = path.trim_start_matches("./");
    let mut text = String::new();
    let mut is_member = false;
    for layout in &dists.layouts {
        let mut found = false;
        for (member, entry) in layout.map.iter() {
            let from = matches!(&entry.source, Source::File(file) if file.as_str() == path);
            if from || member.as_str() == path || is_below_top(layout, member.as_str(), path) {
                found = true;
                let _ = writeln!(text, "{}: {member}: {}", layout.name, entry.origin);
            }
        }
        is_member |= found;
        if !found {
            let _ = writeln!(
                text,
                "{}: `{path}` is not in it: nothing admits it, or an exclusion keeps it out",
                layout.name
            );
        }
    }
    (text, is_member)
}

fn is_below_top(layout: &Layout, member: &str, path: &str) -> bool {
    match &layout.kind {
        Kind::Sdist { top } => {
            member.strip_prefix(top.as_str()).and_then(|rest| rest.strip_prefix('/')) == Some(path)
        }
        Kind::Wheel { .. } => false,
    }
}
