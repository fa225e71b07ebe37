//! What goes into wheels and sdists.

use std::collections::BTreeMap;

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Metadata;
use pyrel_tree::glob::UvGlob;
use pyrel_tree::{EntryKind, Item, RelPath, Source, SourceTree};

use super::config::Config;
use super::{Input, Room};
use crate::backends::matches::{Matches, Purpose, paths_of};
use crate::member::{Links, add};
use crate::pyproject::{FILE, Located, Reader};
use crate::toml_pretty::to_string_pretty;
use crate::{Error, Scheme};

pub(super) static LINKED_FOLDER: Rule = Rule {
    id: "linked-folder",
    severity: Severity::Error,
    words: "a link to a folder, or to nothing, would be packed, which uv_build refuses",
    remedy: "exclude the link, or put the files themselves there",
};

pub(super) static PACKED_VENV: Rule = Rule {
    id: "packed-venv",
    severity: Severity::Error,
    words: "a virtual environment would be packed",
    remedy: "remove the folder, or exclude it",
};

pub(super) static EMPTY_MODULES: Rule = Rule {
    id: "empty-modules",
    severity: Severity::Error,
    words: "all files of the modules are excluded",
    remedy: "correct the excludes",
};

pub(super) static EXCLUDED_PYPROJECT: Rule = Rule {
    id: "excluded-pyproject",
    severity: Severity::Error,
    words: "an exclude keeps `pyproject.toml` out of the sdist",
    remedy: "correct `tool.uv.build-backend.source-exclude`",
};

pub(super) static INCLUDED_BY_MISTAKE: Rule = Rule {
    id: "included-by-mistake",
    severity: Severity::Error,
    words: "the release of uv_build takes a file that a pattern does not match",
    remedy: "require `uv_build>=0.13`, or write the pattern without `**` at its start",
};

/// The folder in which uv_build keeps the original.
const ORIGINAL: &str = "pyproject.toml.orig";

/// The files of the modules.
pub(super) fn wheel(tree: &SourceTree, room: &Room) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    for folder in &room.modules.folders {
        let origin = Origin::rule(format!("the module `{folder}`"));
        for item in below(tree, folder, &room.config.wheel_exclude, Within::Module)? {
            let at = item.path.below(&room.modules.root).unwrap_or_else(|| item.path.clone());
            add(&mut map, &at, &item, Links::Follow, &origin)?;
        }
    }
    if map.is_empty() {
        let finding = Finding::new(&EMPTY_MODULES, "the wheel would hold no module");
        return Err(Error::refused(finding.in_file(FILE)));
    }
    Ok(map)
}

/// The content of the data folders.
pub(super) fn data(tree: &SourceTree, room: &Room) -> Result<BTreeMap<Scheme, FileMap>, Error> {
    let mut maps = BTreeMap::new();
    for (scheme, folder) in &room.config.data {
        let origin =
            Origin::option(format!("tool.uv.build-backend.data.{scheme}"), folder.location.clone());
        if !tree.is_folder(&folder.value)? {
            let key = format!("tool.uv.build-backend.data.{scheme}");
            let name =
                Located { value: folder.value.to_string(), location: folder.location.clone() };
            return Err(Error::refused(crate::named_file::missing(&key, &name)));
        }
        let mut map = FileMap::new();
        let excludes: &[UvGlob] =
            if room.chosen.profile.early { &[] } else { &room.config.wheel_exclude };
        for item in below(tree, &folder.value, excludes, Within::Data)? {
            let at = item.path.below(&folder.value).unwrap_or_else(|| item.path.clone());
            add(&mut map, &at, &item, Links::Follow, &origin)?;
        }
        maps.insert(*scheme, map);
    }
    Ok(maps)
}

/// The licence files, below `licenses/` (PEP 639).
pub(super) fn licenses(tree: &SourceTree, metadata: &Metadata) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    let folder = RelPath::root().child("licenses");
    for name in &metadata.license_files {
        if let Ok(path) = RelPath::new(name)
            && let Some(item) = tree.item(&path)?
        {
            add(
                &mut map,
                &folder.join(&path),
                &item,
                Links::Follow,
                &Origin::rule("a licence file"),
            )?;
        }
    }
    Ok(map)
}

/// What the patterns include and none excludes, and `pyproject.toml`.
pub(super) fn sdist(input: &Input<'_>, room: &Room) -> Result<FileMap, Error> {
    let includes = includes(room);
    let excludes = &room.config.source_exclude;
    if excludes.iter().any(|exclude| exclude.matches(FILE)) {
        let finding = Finding::new(&EXCLUDED_PYPROJECT, "`pyproject.toml` is excluded");
        return Err(Error::refused(finding.in_file(FILE)));
    }
    let mut map = FileMap::new();
    let file = RelPath::root().child(FILE);
    let rewrites = room.chosen.profile.rewrites;
    for item in below(input.tree, &RelPath::root(), excludes, Within::Project(&includes))? {
        let path = item.path.as_str();
        let Some(include) = includes.iter().find(|include| include.glob.matches(path)) else {
            if room.chosen.profile.early {
                let message =
                    format!("`{path}` would be in the sdist although no pattern matches it");
                let finding = Finding::new(&INCLUDED_BY_MISTAKE, message);
                return Err(Error::refused(finding.in_file(FILE)));
            }
            continue;
        };
        if !(rewrites && (path == FILE || path == ORIGINAL)) {
            add(&mut map, &item.path, &item, Links::Follow, &include.origin)?;
        }
    }
    if let Some(item) = input.tree.item(&file)? {
        let origin = Origin::rule("pyproject.toml");
        if rewrites {
            add(&mut map, &RelPath::root().child(ORIGINAL), &item, Links::Follow, &origin)?;
            let text = to_string_pretty(&input.pyproject.plain());
            let source = Source::Bytes(text.into_bytes().into());
            map.add(ArchivePath::new(FILE)?, Entry { source, mode: Mode::Regular, origin })?;
        } else {
            add(&mut map, &file, &item, Links::Follow, &origin)?;
        }
    }
    Ok(map)
}

/// A pattern of files for the sdist, and why it is there.
#[derive(Debug)]
struct Include {
    glob: UvGlob,
    origin: Origin,
}

fn includes(room: &Room) -> Vec<Include> {
    let mut includes = Vec::new();
    let mut push = |glob, origin| includes.push(Include { glob, origin });
    for folder in &room.modules.folders {
        let origin = Origin::rule(format!("the module `{folder}`"));
        push(UvGlob::below(folder.as_str()), origin);
    }
    for pattern in &room.config.source_include {
        let at = pattern.text.location.clone();
        let origin = Origin::option("tool.uv.build-backend.source-include", at);
        push(pattern.glob.clone(), origin);
    }
    push(UvGlob::exactly(FILE), Origin::rule("pyproject.toml"));
    let named = Origin::rule("a file that pyproject.toml names");
    let readme = room.project.readme.as_ref().and_then(|readme| readme.file());
    if let Some(path) = readme.and_then(|name| RelPath::new(&name.value).ok()) {
        push(UvGlob::exactly(path.as_str()), named.clone());
    }
    for pattern in super::metadata::license_patterns(&room.project) {
        if let Ok(glob) = UvGlob::anchored(&pattern.value) {
            push(glob, named.clone());
        }
    }
    for (scheme, folder) in &room.config.data {
        let key = format!("tool.uv.build-backend.data.{scheme}");
        push(UvGlob::below(folder.value.as_str()), Origin::option(key, folder.location.clone()));
    }
    includes
}

/// Says which patterns match nothing.
pub(super) fn report_unmatched(tree: &SourceTree, config: &Config, reader: &mut Reader) {
    let patterns =
        [(Purpose::Include, &config.source_include), (Purpose::Exclude, &config.excludes)];
    if patterns.iter().all(|(_, patterns)| patterns.is_empty()) {
        return;
    }
    let Some(paths) = paths_of(tree) else { return };
    for (purpose, patterns) in patterns {
        let mut matches = Matches::new(purpose);
        for pattern in patterns {
            let found = paths.iter().any(|path| pattern.glob.matches(path.as_str()));
            matches.note(&pattern.text, found);
        }
        matches.report(tree, reader);
    }
}

/// What is walked through, which decides what an exclude does to a folder.
#[derive(Clone, Copy, Debug)]
enum Within<'a> {
    /// A module: below a folder that a pattern excludes from the root on, uv_build goes on.
    Module,
    /// A data folder.
    Data,
    /// The whole project, of which only what these patterns match or begin with is looked at.
    Project(&'a [Include]),
}

impl Within<'_> {
    /// Whether nothing below a folder is looked at.
    fn passes(self, folder: &str, excludes: &[UvGlob]) -> bool {
        let everywhere = |glob: &&UvGlob| !matches!(self, Self::Module) || glob.floats();
        excludes.iter().filter(everywhere).any(|exclude| exclude.matches(folder))
    }

    fn may_hold(self, path: &str) -> bool {
        match self {
            Self::Module | Self::Data => true,
            Self::Project(includes) => includes.iter().any(|it| it.glob.begins_with(path)),
        }
    }

    fn holds(self, path: &str) -> bool {
        match self {
            Self::Module | Self::Data => true,
            Self::Project(includes) => includes.iter().any(|it| it.glob.matches(path)),
        }
    }
}

/// All files below a folder that no pattern excludes. Links to folders are not followed.
fn below(
    tree: &SourceTree,
    folder: &RelPath,
    excludes: &[UvGlob],
    within: Within<'_>,
) -> Result<Vec<Item>, Error> {
    let mut found = Vec::new();
    let passed = within.passes(folder.as_str(), excludes);
    let mut open = if passed { Vec::new() } else { vec![folder.clone()] };
    while let Some(folder) = open.pop() {
        for item in tree.list(&folder)? {
            let path = item.path.as_str();
            if !within.may_hold(path) || within.passes(path, excludes) {
                continue;
            }
            let excluded = excludes.iter().any(|exclude| exclude.matches(path));
            match (item.kind, &item.link) {
                (EntryKind::Folder, None) => open.push(item.path),
                _ if excluded => {}
                (EntryKind::File { .. }, _) => {
                    check_venv(tree, &folder, &item)?;
                    found.push(item);
                }
                (EntryKind::Other, _) if !within.holds(path) => {}
                (EntryKind::Folder | EntryKind::Other, _) => {
                    check_venv(tree, &folder, &item)?;
                    let message = format!("`{path}` is a link to a folder, or to nothing");
                    let finding = Finding::new(&LINKED_FOLDER, message);
                    return Err(Error::refused(finding.in_file(path)));
                }
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Virtual environments are known by a file and a link to Python beside it.
fn check_venv(tree: &SourceTree, folder: &RelPath, item: &Item) -> Result<(), Error> {
    if !matches!(item.path.file_name(), "pyvenv.cfg" | "lib64") {
        return Ok(());
    }
    let python = tree.item(&folder.child("bin").child("python"))?;
    let windows = folder.child("Scripts").child("python.exe");
    if python.is_some_and(|python| python.link.is_some()) || tree.is_file(&windows)? {
        let message = format!("`{folder}` is a virtual environment");
        let finding = Finding::new(&PACKED_VENV, message);
        return Err(Error::refused(finding.in_file(item.path.as_str())));
    }
    Ok(())
}
