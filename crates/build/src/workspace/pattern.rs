//! The patterns of `[tool.uv.workspace]`, in the dialect of the
//! [`glob`](https://docs.rs/glob/latest/glob/struct.Pattern.html) crate.

use pyrel_diag::Finding;
use pyrel_tree::glob::{DotNames, Fnmatch, PathKind, PythonGlob};
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use super::rules::MEMBER_OUTSIDE;
use crate::Error;
use crate::pyproject::{INVALID_VALUE, Located, Reader};

/// The folders that a pattern of `members` finds; in it wildcards stay within a component.
pub(super) fn members_of(
    tree: &SourceTree,
    pattern: &Located<String>,
    reader: &mut Reader,
) -> Result<Vec<RelPath>, Error> {
    if is_root(pattern) {
        return Ok(vec![RelPath::root()]);
    }
    let Some(glob) = glob(pattern, reader) else { return Ok(Vec::new()) };
    let mut folders = Vec::new();
    for path in glob.expand(tree, &RelPath::root())? {
        match tree.item(&path)? {
            Some(item) if item.kind == EntryKind::Other && item.link.is_some() => {
                outside(tree, &path, pattern, reader);
            }
            Some(item) if item.kind == EntryKind::Folder && is_deep(&pattern.value, &path) => {
                folders.push(path);
            }
            Some(_) | None => {}
        }
    }
    Ok(folders)
}

/// Whether a pattern of `members` would find a folder.
pub(super) fn names(pattern: &Located<String>, folder: &RelPath, reader: &mut Reader) -> bool {
    let matches = |glob: PythonGlob| glob.matches(folder, PathKind::Folder);
    match is_root(pattern) {
        true => folder.is_root(),
        false => glob(pattern, reader).is_some_and(matches) && is_deep(&pattern.value, folder),
    }
}

fn is_root(pattern: &Located<String>) -> bool {
    pattern.value.split('/').all(|part| part.is_empty() || part == ".")
        && !pattern.value.starts_with('/')
}

fn glob(pattern: &Located<String>, reader: &mut Reader) -> Option<PythonGlob> {
    if !is_well_formed(pattern, "members", reader) || !is_below(pattern, reader) {
        return None;
    }
    let glob = PythonGlob::with_dot_names(&pattern.value, DotNames::Match);
    if glob.is_err() {
        let message = format!("`{}` leads out of the workspace", pattern.value);
        let finding = Finding::new(&MEMBER_OUTSIDE, message);
        reader.report(finding.at(pattern.location.clone()));
    }
    glob.ok()
}

/// A link that leads out of the tree must not go missing; one to nothing may.
fn outside(tree: &SourceTree, path: &RelPath, pattern: &Located<String>, reader: &mut Reader) {
    if let Err(error @ (pyrel_tree::Error::Escapes { .. } | pyrel_tree::Error::Loop { .. })) =
        tree.is_folder(path)
    {
        let finding = Finding::new(&MEMBER_OUTSIDE, error.to_string());
        reader.report(finding.at(pattern.location.clone()));
    }
}

/// `a/**` finds what lies below `a`, and not `a` itself.
fn is_deep(pattern: &str, path: &RelPath) -> bool {
    let parts = || pattern.split('/').filter(|part| !part.is_empty() && *part != ".");
    let names = parts().filter(|part| *part != "**").count();
    parts().next_back() != Some("**") || path.components().count() > names
}

/// A pattern of `exclude`, which is held against whole paths: wildcards match `/` as well, and a
/// folder that is excluded says nothing about those in it.
#[derive(Debug)]
pub(super) struct Exclude(Vec<Fnmatch>);

impl Exclude {
    pub(super) fn read(pattern: &Located<String>, reader: &mut Reader) -> Option<Self> {
        if !is_well_formed(pattern, "exclude", reader) {
            return None;
        }
        let parts = pattern.value.split('/').filter(|part| !part.is_empty() && *part != ".");
        Some(Self(variants(&parts.collect::<Vec<_>>().join("/"))))
    }

    pub(super) fn matches(&self, folder: &RelPath) -> bool {
        self.0.iter().any(|variant| variant.matches(folder.as_str()))
    }
}

/// A pattern, and what it is where each of its `**/` stands for no folder at all; at its end `**`
/// stands for something.
fn variants(pattern: &str) -> Vec<Fnmatch> {
    /// Nobody writes so many; each doubles the number of variants.
    const MOST: usize = 8;
    let mut texts = vec![String::new()];
    let last = pattern.matches('/').count();
    for (at, part) in pattern.split('/').enumerate() {
        let join = |text: &String| match text.is_empty() {
            true => part.to_owned(),
            false => format!("{text}/{part}"),
        };
        let longer: Vec<String> = texts.iter().map(join).collect();
        match part == "**" && at < MOST.min(last) {
            true => texts.extend(longer),
            false => texts = longer,
        }
    }
    texts.retain(|text| !text.is_empty());
    texts.iter().map(|text| Fnmatch::new(text)).collect()
}

/// To the crate `.` and `..` are names like others, so a wildcard behind a dot finds the folder
/// around.
fn is_below(pattern: &Located<String>, reader: &mut Reader) -> bool {
    let climbs = |part: &str| {
        let glob = Fnmatch::new(part);
        part.starts_with('.') && part.contains(['*', '?', '[']) && glob.matches("..")
    };
    let Some(part) = pattern.value.split('/').find(|part| climbs(part)) else { return true };
    let message = format!("`{}` leads out of the workspace: `{part}` finds `..`", pattern.value);
    reader.report(Finding::new(&MEMBER_OUTSIDE, message).at(pattern.location.clone()));
    false
}

/// What the crate refuses: a set without its end, more than two stars, and `**` beside other
/// characters.
fn is_well_formed(pattern: &Located<String>, key: &str, reader: &mut Reader) -> bool {
    let why = pattern.value.split('/').find_map(|part| match part {
        "**" => None,
        _ if part.contains("***") => Some("`*` stands alone or twice"),
        _ if part.contains("**") => Some("`**` must be a whole component"),
        _ if has_open_set(part) => Some("a `[` has no `]`"),
        _ => None,
    });
    let Some(why) = why else { return true };
    let message =
        format!("`tool.uv.workspace.{key}`: `{}` is not a valid pattern: {why}", pattern.value);
    reader.report(Finding::new(&INVALID_VALUE, message).at(pattern.location.clone()));
    false
}

fn has_open_set(part: &str) -> bool {
    let mut rest = part;
    while let Some((_, set)) = rest.split_once('[') {
        let set = set.strip_prefix('!').unwrap_or(set);
        // A bracket that comes first is a member.
        let mut members = set.char_indices().skip(1);
        let Some(end) = members.find_map(|(at, c)| (c == ']').then_some(at)) else { return true };
        rest = set.get(end + 1..).unwrap_or_default();
    }
    false
}
