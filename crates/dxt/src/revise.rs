//! What becomes of a manifest before it is read: placeholders are filled, and keys are set.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pyrel_diag::{Rule, Severity, nearest};

use crate::json::{self, Document, Kind, Node, Step};
use crate::manuscript::{Manuscript, Patch};
use crate::misfit::{Misfit, shown};
use crate::schema::{Version, Wanted, wanted};
use crate::template::{self, Unfilled};
use crate::validate::choose;
use crate::{ManifestSource, Values};

pub(crate) static RULES: [&Rule; 2] = [&NO_PLACE, &NOT_JSON];

static NO_PLACE: Rule = Rule {
    id: "setting-without-place",
    severity: Severity::Error,
    words: "a key that shall be set, and that the manifest has no place for",
    remedy: "name a placeholder of the manifest, or a key of it such as `server.entry_point`",
};

static NOT_JSON: Rule = Rule {
    id: "setting-not-json",
    severity: Severity::Error,
    words: "a text where the manifest has something else",
    remedy: "give the value as JSON has it",
};

/// A stretch of the written text, and what takes its place.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

/// Fills and sets all that is asked for. Placeholders that stand for nothing stay; with any other
/// misfit nothing is changed.
pub(crate) fn revise(
    manuscript: &mut Manuscript,
    source: &ManifestSource,
    unfilled: Unfilled,
) -> Vec<Misfit> {
    let (filling, keys) = parted(manuscript.text(), source);
    let (mut edits, mut misfits) = match &filling {
        Some(values) => template::fill(manuscript.text(), values),
        None => (Vec::new(), Vec::new()),
    };
    let (set, unset) = set(manuscript.text(), &keys);
    // What is replaced as a whole needs no filling.
    edits.retain(|edit| !set.iter().any(|it| covers(&it.range, &edit.range)));
    misfits.retain(|misfit| !set.iter().any(|it| covers(&it.range, &misfit.span)));
    misfits.extend(unset);
    if filling.is_none() {
        let left = template::unfilled(manuscript, unfilled).into_iter();
        misfits.extend(left.filter(|it| !set.iter().any(|set| covers(&set.range, &it.span))));
    }
    edits.extend(set);
    let is_flaw =
        |misfit: &Misfit| misfit.severity() == Severity::Error && !template::stays(misfit.rule);
    let is_sound = !misfits.iter().any(is_flaw);
    if is_sound && !edits.is_empty() {
        for misfit in &mut misfits {
            misfit.span = moved(misfit.span.clone(), &edits);
        }
        apply(manuscript, edits);
    }
    misfits
}

/// What placeholders stand for, and the keys that are set besides: a name that is a placeholder of
/// the text is no key of it.
fn parted(text: &str, source: &ManifestSource) -> (Option<Values>, BTreeMap<String, String>) {
    let mut keys = source.settings.clone();
    let mut filling = source.values.clone();
    let names: BTreeSet<&str> = template::names(text).collect();
    for (name, value) in keys.extract_if(.., |name, _| names.contains(name.as_str())) {
        filling = Some(filling.unwrap_or_default().with(name, value));
    }
    (filling, keys)
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Where a stretch of the written text is afterwards.
fn moved(span: Range<usize>, edits: &[Edit]) -> Range<usize> {
    let before = || edits.iter().filter(|edit| edit.range.end <= span.start);
    let more: usize = before().map(|edit| edit.text.len()).sum();
    let less: usize = before().map(|edit| edit.range.len()).sum();
    let start = (span.start + more).saturating_sub(less);
    start..start + span.len()
}

fn apply(manuscript: &mut Manuscript, mut edits: Vec<Edit>) {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let text = manuscript.text();
    let mut finished = String::with_capacity(text.len());
    let mut patches = Vec::new();
    let mut done = 0;
    for edit in edits {
        finished.push_str(text.get(done..edit.range.start).unwrap_or_default());
        let start = finished.len();
        finished.push_str(&edit.text);
        done = edit.range.end;
        patches.push(Patch { written: edit.range, finished: start..finished.len() });
    }
    finished.push_str(text.get(done..).unwrap_or_default());
    manuscript.finish(finished, patches);
}

fn set(text: &str, keys: &BTreeMap<String, String>) -> (Vec<Edit>, Vec<Misfit>) {
    let (mut edits, mut misfits) = (Vec::<Edit>::new(), Vec::new());
    // A text that is no JSON is told of when it is read.
    let Ok(document) = json::parse(text) else { return (edits, misfits) };
    for (key, value) in keys {
        let edit = one(&document, text, (key, value)).and_then(|mut edit| {
            // Behind what was added to an empty object before.
            if edits.iter().any(|it| it.range == edit.range) && !edit.text.starts_with(',') {
                edit.text.insert_str(0, ", ");
            }
            let is_apart =
                |it: &Edit| it.range.end <= edit.range.start || edit.range.end <= it.range.start;
            let range = edit.range.clone();
            let overlap = || overlapping(range, key);
            edits.iter().all(is_apart).then_some(edit).ok_or_else(overlap)
        });
        match edit {
            Ok(edit) => edits.push(edit),
            Err(misfit) => misfits.push(misfit),
        }
    }
    (edits, misfits)
}

fn one(document: &Document, text: &str, (key, value): (&str, &str)) -> Result<Edit, Misfit> {
    let mut node = document.root();
    let mut place = Vec::new();
    let mut names = key.split('.').peekable();
    while let Some(name) = names.next() {
        let item = || name.parse().ok().and_then(|at| Some((Step::Index(at), node.item(at)?)));
        let member = node.member(name).map(|inner| (Step::Name(name.to_owned()), inner));
        match member.or_else(item) {
            Some((step, inner)) => {
                place.push(step);
                node = inner;
            }
            None if node.kind() == Kind::Object && names.peek().is_none() && !name.is_empty() => {
                place.push(Step::Name(name.to_owned()));
                let version = choose(document.root()).unwrap_or(Version::LATEST);
                let value = as_json(value, &wanted(version, &place), node).map_err(|words| {
                    let message = format!("`{key}` {words}, and `{}` is no JSON", shown(value));
                    Misfit::new(&NOT_JSON, node.span().start..node.span().start + 1, message)
                })?;
                return Ok(added(node, text, (name, &value)));
            }
            None => return Err(no_place(node, key, name)),
        }
    }
    if node.kind() == Kind::String {
        return Ok(Edit { range: node.span(), text: template::quoted(value) });
    }
    match json::parse(value) {
        Ok(_) => Ok(Edit { range: node.span(), text: value.trim().to_owned() }),
        Err(_) => {
            let what = node.kind().words();
            let message = format!("`{key}` is {what}, and `{}` is no JSON", shown(value));
            Err(Misfit::new(&NOT_JSON, node.span(), message))
        }
    }
}

/// A new member behind the last one of an object, in its own line if that has one.
fn added(object: Node<'_>, text: &str, (name, json): (&str, &str)) -> Edit {
    let member = format!("{}: {json}", template::quoted(name));
    let last = object.members().max_by_key(|(_, node)| node.span().end);
    let Some((last, node)) = last else {
        let inside = object.span().start + 1;
        return Edit { range: inside..inside, text: member };
    };
    let start = object.name_span(last).map_or(node.span().start, |span| span.start);
    let line = text.get(..start).and_then(|before| before.rsplit_once('\n'));
    let indent = line.map(|(_, indent)| indent).filter(|indent| indent.trim().is_empty());
    let gap = indent.map_or(" ".to_owned(), |indent| format!("\n{indent}"));
    let end = node.span().end;
    Edit { range: end..end, text: format!(",{gap}{member}") }
}

/// A value where there is none yet: text, unless the schema has something else there. Otherwise
/// what there should be.
fn as_json(value: &str, wanted: &Wanted, object: Node<'_>) -> Result<String, String> {
    let is_json = || json::parse(value).is_ok();
    let is_list_or_object = || value.starts_with(['{', '[']) && is_json();
    let is_meant = match wanted {
        Wanted::Text => false,
        Wanted::Json(_) if is_json() => true,
        Wanted::Json(words) => return Err(format!("must be {words}")),
        Wanted::Anything => is_list_or_object() || matches!(value, "true" | "false"),
        Wanted::Setting => match object.member("type").and_then(Node::text) {
            Some("boolean" | "number") => is_json(),
            _ => is_list_or_object(),
        },
    };
    Ok(if is_meant { value.trim().to_owned() } else { template::quoted(value) })
}

fn no_place(node: Node<'_>, key: &str, name: &str) -> Misfit {
    let message = format!("there is no `{}` to set in the manifest", shown(key));
    let names = node.members().map(|(name, _)| name);
    let misfit = Misfit::new(&NO_PLACE, node.span().start..node.span().start + 1, message);
    match nearest(name, names) {
        Some(near) => {
            let path = key.split('.').map(|it| if it == name { near } else { it });
            misfit.advise(format!("did you mean `{}`?", path.collect::<Vec<_>>().join(".")))
        }
        None => misfit,
    }
}

fn overlapping(range: Range<usize>, key: &str) -> Misfit {
    let message = format!("`{}` and a key that holds it cannot both be set", shown(key));
    Misfit::new(&NO_PLACE, range, message)
}

#[cfg(test)]
mod tests;
