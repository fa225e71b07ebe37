//! What goes into wheel, `.dist-info` and sdist.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_pep::{Metadata, Version};
use pyrel_tree::{EntryKind, Item, RelPath, Source, SourceTree};

use super::super::describe::setup_cfg::SetupCfg;
use super::super::releases::{Licenses, Profile};
use super::super::{Parts, Room};
use super::egg_info::EggInfo;
use super::file_list::FileList;
use super::listed::Listed;
use super::package_data::DataFile;
use crate::Error;
use crate::member::{Links, add};

/// Modules, then data. What is both is a module, and modules are never executable.
pub(crate) fn wheel(
    tree: &SourceTree,
    parts: &Parts,
    listed: &[DataFile],
    (egg_info, version): (&EggInfo, &Version),
) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    let namespaces = &parts.namespaces;
    namespaces.add_path_file(&egg_info.stem(version), &mut map)?;
    let stays = |target: &RelPath| !namespaces.leaves_out(target);
    for module in parts.modules.iter().filter(|module| stays(&module.target)) {
        let source = Source::File(module.source.path());
        let origin = Origin::rule(format!("the module `{}`", module.target));
        let entry = Entry { source, mode: Mode::Regular, origin };
        map.add(ArchivePath::try_from(&module.target)?, entry)?;
    }
    let data = listed.iter().chain(&parts.data).filter(|file| stays(&file.target));
    for file in data.chain(&parts.at_root) {
        put(&mut map, &file.target, &file.source.path(), (tree, egg_info), &file.origin)?;
    }
    Ok(map)
}

/// Puts files into packages that are written there, in place of what the tree has.
pub(crate) fn put_over(
    map: &mut FileMap,
    files: BTreeMap<RelPath, Arc<[u8]>>,
) -> Result<(), Error> {
    for (path, bytes) in files {
        let path = ArchivePath::try_from(&path)?;
        map.remove(&path);
        let origin = Origin::rule("the version that setuptools-scm writes");
        map.add(path, Entry { source: Source::Bytes(bytes), mode: Mode::Regular, origin })?;
    }
    Ok(())
}

/// The members of `.dist-info` that are setuptools' own, and the licence files.
pub(crate) fn dist_info(
    tree: &SourceTree,
    profile: &Profile,
    egg_info: &EggInfo,
    metadata: &Metadata,
) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    for (name, text) in egg_info.for_dist_info() {
        map.add(ArchivePath::new(name)?, generated(text))?;
    }
    for item in egg_info.strays() {
        let Some(name) = item.path.below(&egg_info.folder) else { continue };
        let left_out = ["PKG-INFO", "requires.txt", "SOURCES.txt", "not-zip-safe"];
        let replaced = ["METADATA", "WHEEL", "RECORD"].contains(&name.as_str());
        if matches!(item.kind, EntryKind::File { .. })
            && !left_out.contains(&name.file_name())
            && !replaced
        {
            add(
                &mut map,
                &name,
                item,
                Links::Follow,
                &Origin::rule("a file in the egg-info folder"),
            )?;
        }
    }
    for name in &metadata.license_files {
        if let Ok(path) = RelPath::new(name)
            && let Some(item) = tree.item(&path)?
        {
            let at = match profile.licenses {
                Licenses::Flat => RelPath::root().child(path.file_name()),
                Licenses::InFolder => RelPath::root().child("licenses").join(&path),
            };
            add(&mut map, &at, &item, Links::Follow, &Origin::rule("a licence file"))?;
        }
    }
    Ok(map)
}

/// The listed files, with egg-info as it is written now and `setup.cfg` as setuptools rewrites it.
pub(crate) fn sdist(
    tree: &SourceTree,
    room: &Room,
    list: &FileList,
    egg_info: &EggInfo,
) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    let setup_cfg = RelPath::root().child("setup.cfg");
    let tag = room.commands.tag_build().map_or("", |tag| tag.value.as_str());
    let rewritten = match tree.item(&setup_cfg)? {
        Some(Item { kind: EntryKind::File { executable, .. }, .. })
            if list.entries().any(|entry| entry.path() == setup_cfg) =>
        {
            let mode = Mode::of(executable);
            Entry { mode, ..generated(&room.setup_cfg.rewritten(tag)) }
        }
        _ => generated(&SetupCfg::rewritten_anew(tag)),
    };
    map.add(ArchivePath::try_from(&setup_cfg)?, rewritten)?;
    let origin = Origin::rule("setuptools' list of files");
    // The list itself goes in even where it leaves itself out.
    let sources = egg_info.folder.child("SOURCES.txt");
    put(&mut map, &sources, &sources, (tree, egg_info), &origin)?;
    for path in list.entries().map(Listed::path).filter(|path| *path != setup_cfg) {
        put(&mut map, &path, &path, (tree, egg_info), &origin)?;
    }
    Ok(map)
}

/// Adds a file of the tree, or one that setuptools writes beside it.
fn put(
    map: &mut FileMap,
    at: &RelPath,
    path: &RelPath,
    (tree, egg_info): (&SourceTree, &EggInfo),
    origin: &Origin,
) -> Result<(), Error> {
    match (egg_info.text(path), tree.item(path)?) {
        (Some(text), _) => Ok(map.add(ArchivePath::try_from(at)?, generated(text))?),
        (None, Some(item)) if matches!(item.kind, EntryKind::File { .. }) => {
            add(map, at, &item, Links::Follow, origin)
        }
        (None, _) => Ok(()),
    }
}

fn generated(text: &str) -> Entry {
    Entry {
        source: Source::Bytes(text.as_bytes().into()),
        mode: Mode::Regular,
        origin: Origin::rule("generated by setuptools"),
    }
}
