//! What hatchling puts into wheels and sdists.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Metadata;
use pyrel_tree::{RelPath, Source, SourceTree};

use super::config::{HATCH_TOML, Inclusion, Target, sort};
use super::generated::Generated;
use super::metadata::Stated;
use super::patterns::Patterns;
use super::roots::Roots;
use super::selection::{Picked, Selection};
use super::{Room, Scripts};
use super::{legacy, scripts};
use crate::member::{Links, add};
use crate::pyproject::{self, INVALID_VALUE, MISSING_FILE, Reader};
use crate::{Error, Scheme};

pub(super) static SECOND_FILE: Rule = Rule {
    id: "second-file",
    severity: Severity::Error,
    words: "a member of the wheel would be added twice",
    remedy: "take one of the options out that name it",
};

/// What a wheel holds besides its metadata.
#[derive(Debug)]
pub(super) struct Wheel {
    pub package: FileMap,
    pub data: BTreeMap<Scheme, FileMap>,
    pub dist_info: FileMap,
    /// What is put somewhere by force, which editable wheels hold as well.
    pub forced: FileMap,
    /// What was selected, for whoever asks where it lies.
    pub selected: Vec<Picked>,
}

/// A target's selection.
fn selection<'a>(
    room: &Room,
    generated: &'a Generated,
    target: &Target,
    roots: Roots,
    reader: &mut Reader,
) -> Selection<'a> {
    Selection {
        tree: &generated.tree,
        built: &generated.artifacts,
        profile: room.profile,
        patterns: Patterns::compile(target, &room.ignore, reader),
        exclude_all: roots.none,
        only_packages: target.only_packages,
        skip_excluded_dirs: target.skip_excluded_dirs,
        sources: roots.sources,
        roots: roots.roots,
        reserved: BTreeSet::new(),
    }
}

impl Selection<'_> {
    /// What is put somewhere by force is not where it lies any more.
    fn reserve(&mut self, forced: &[Inclusion], reader: &mut Reader) {
        for inclusion in forced {
            let (path, tree) = (&inclusion.source, self.tree);
            let is_there =
                tree.is_file(path).unwrap_or(true) || tree.is_folder(path).unwrap_or(true);
            if let Some(at) = inclusion.location.as_ref().filter(|_| !is_there) {
                let message = format!("there is no `{path}` to include");
                reader.report(Finding::new(&MISSING_FILE, message).at(at.clone()));
            }
            if !inclusion.source.is_root() {
                self.reserved.insert(self.sources.place(inclusion.source.as_str()));
            }
        }
    }
}

/// The wheel.
pub(super) fn wheel(room: &Room, stated: &Stated, reader: &mut Reader) -> Result<Wheel, Error> {
    let target = &room.config.wheel;
    let generated = Generated::by_hooks(room, target, &stated.stated.version, reader)?;
    let roots = Roots::of_wheel(&generated, &room.project.name, target, reader)?;
    let mut selection = selection(room, &generated, target, roots, reader);
    selection.reserve(&target.force_include, reader);
    let selected = selection.selected()?;
    let mut package = FileMap::new();
    add_all(&mut package, &selected, reader)?;
    let picked = selection.forced(&target.force_include)?;
    add_all(&mut package, &picked, reader)?;
    let mut forced = FileMap::new();
    add_all(&mut forced, &picked, &mut Reader::new())?;
    let mut data = data(&selection, target, reader)?;
    let mut dist_info = dist_info(&selection, room, stated, reader)?;
    let maps = [&mut package, &mut forced, &mut dist_info].into_iter().chain(data.values_mut());
    for map in maps {
        generated.settle(map)?;
    }
    Ok(Wheel { package, data, dist_info, forced, selected })
}

/// `shared-data` and `shared-scripts`.
fn data(
    selection: &Selection<'_>,
    target: &Target,
    reader: &mut Reader,
) -> Result<BTreeMap<Scheme, FileMap>, Error> {
    let mut data = BTreeMap::new();
    let shared = selection.explicit(&target.shared_data)?;
    if !shared.is_empty() {
        add_all(data.entry(Scheme::Data).or_default(), &shared, reader)?;
    }
    let is_known = selection.profile.scripts != Scripts::None;
    let named = if is_known { &target.shared_scripts[..] } else { &[] };
    for script in selection.explicit(named)? {
        let files: &mut FileMap = data.entry(Scheme::Scripts).or_default();
        let text = scripts::rewritten(selection.tree, &script.item, selection.profile)?;
        match text {
            None => add_one(files, &script, reader)?,
            Some(text) => {
                let Some(place) = place(&script, reader) else { continue };
                let keeps_mode = selection.profile.scripts == Scripts::WithModes;
                let executable = Mode::of(keeps_mode && scripts::is_executable(&script.item));
                let source = Source::Bytes(text.into());
                let entry = Entry { source, mode: executable, origin: script.origin.clone() };
                files.add(ArchivePath::try_from(&place)?, entry)?;
            }
        }
    }
    Ok(data)
}

/// Licences, bills of materials, and whatever else is named.
fn dist_info(
    selection: &Selection<'_>,
    room: &Room,
    stated: &Stated,
    reader: &mut Reader,
) -> Result<FileMap, Error> {
    let target = &room.config.wheel;
    let mut map = FileMap::new();
    for path in &stated.licenses {
        if let Some(item) = selection.tree.item(path)? {
            let place = RelPath::root().child("licenses").join(path);
            add(&mut map, &place, &item, Links::Follow, &Origin::rule("a licence file"))?;
        }
    }
    let sboms = if room.profile.sboms { sboms(selection, target, reader)? } else { Vec::new() };
    let extra = selection.explicit(&target.extra_metadata)?;
    for (folder, picked) in [("sboms", sboms), ("extra_metadata", extra)] {
        for mut file in picked {
            // Nothing is left of a name that is empty, which is told below.
            if !file.place.is_empty() {
                file.place = format!("{folder}/{}", file.place);
            }
            add_one(&mut map, &file, reader)?;
        }
    }
    Ok(map)
}

fn sboms(
    selection: &Selection<'_>,
    target: &Target,
    reader: &mut Reader,
) -> Result<Vec<Picked>, Error> {
    let mut found = Vec::new();
    for name in &target.sbom_files {
        const KEY: &str = "tool.hatch.build.targets.wheel.sbom-files";
        let Some(source) = crate::named_file::path(KEY, name, reader) else { continue };
        if !selection.tree.is_file(&source)? {
            reader.report(crate::named_file::missing(KEY, name));
            continue;
        }
        let origin = Origin::option(format!("{KEY} `{}`", name.value), name.location.clone());
        let target = source.file_name().to_owned();
        let location = Some(name.location.clone());
        found.extend(selection.explicit(&[Inclusion { source, target, origin, location }])?);
    }
    Ok(found)
}

fn add_all(map: &mut FileMap, picked: &[Picked], reader: &mut Reader) -> Result<(), Error> {
    picked.iter().try_for_each(|file| add_one(map, file, reader))
}

/// Adds a file to a wheel, where nothing may be added twice.
fn add_one(map: &mut FileMap, file: &Picked, reader: &mut Reader) -> Result<(), Error> {
    let Some(place) = place(file, reader) else { return Ok(()) };
    if map.contains(&ArchivePath::try_from(&place)?) {
        let message =
            format!("`{place}` would be added to the wheel a second time, by {}", file.origin);
        let finding = Finding::new(&SECOND_FILE, message);
        reader.report(match &file.origin.location {
            Some(at) => finding.at(at.clone()),
            None => finding.in_file(file.item.path.as_str()),
        });
        return Ok(());
    }
    add(map, &place, &file.item, Links::Follow, &file.origin)
}

fn place(file: &Picked, reader: &mut Reader) -> Option<RelPath> {
    let why = match RelPath::new(&file.place) {
        Ok(place) if !place.is_root() => return Some(place),
        Ok(_) => "a file needs a name".to_owned(),
        Err(error) => error.to_string(),
    };
    let message = format!("`{}` cannot be put there: {why}", file.item.path);
    let finding = Finding::new(&INVALID_VALUE, message);
    reader.report(match &file.origin.location {
        Some(at) => finding.at(at.clone()),
        None => finding.in_file(file.item.path.as_str()),
    });
    None
}

/// The sdist: what is selected, what is put somewhere by force, and what no sdist can do without.
pub(super) fn sdist(room: &Room, stated: &Stated, pkg_info: &Metadata) -> Result<FileMap, Error> {
    let reader = &mut Reader::new();
    let target = &room.config.sdist;
    let generated = Generated::by_hooks(room, target, &stated.stated.version, reader)?;
    let roots = Roots::named(target, reader);
    let mut selection = selection(room, &generated, target, roots, reader);
    let always = always(&generated.tree, stated)?;
    let mut forced = target.force_include.clone();
    selection.reserve(&forced, reader);
    selection.reserve(&always, reader);
    forced.retain(|it| always.iter().all(|other| other.source != it.source));
    forced.extend(always);
    let mut map = FileMap::new();
    if let Some(text) = &room.ignore.above {
        let place = selection.sources.place(".gitignore");
        let entry = Entry {
            source: Source::Bytes(text.as_bytes().into()),
            mode: Mode::Regular,
            origin: Origin::rule("the `.gitignore` above the project"),
        };
        map.add(ArchivePath::new(place.clone())?, entry)?;
        selection.reserved.insert(place);
    }
    if *pkg_info != stated.metadata {
        let origin = Origin::rule("the metadata in the version asked for");
        let source = Source::Bytes(pkg_info.write().into_bytes().into());
        map.add(ArchivePath::new("PKG-INFO")?, Entry { source, mode: Mode::Regular, origin })?;
    }
    let (selected, forced) = (selection.selected()?, selection.forced(&forced)?);
    let files: Vec<&Picked> = selected.iter().chain(&forced).collect();
    if target.legacy {
        let text = legacy::setup_py(room, stated, &files, reader);
        let origin = Origin::rule("`support-legacy`");
        let source = Source::Bytes(text.into_bytes().into());
        map.add(ArchivePath::new("setup.py")?, Entry { source, mode: Mode::Regular, origin })?;
    }
    // Those that are written anew come last, and so count.
    let made = |place: &RelPath| {
        place.as_str() == "PKG-INFO" || (target.legacy && place.as_str() == "setup.py")
    };
    for file in files {
        if let Some(place) = place(file, reader).filter(|place| !made(place)) {
            add(&mut map, &place, &file.item, Links::Keep, &file.origin)?;
        }
    }
    generated.settle(&mut map)?;
    // Its warnings are those of the wheel over again.
    std::mem::take(reader).finish()?;
    Ok(map)
}

/// What every sdist holds.
fn always(tree: &SourceTree, stated: &Stated) -> Result<Vec<Inclusion>, Error> {
    let mut found = Vec::new();
    for name in [pyproject::FILE, HATCH_TOML, "hatch_build.py", ".gitignore", ".hgignore"] {
        let path = RelPath::root().child(name);
        if tree.is_file(&path)? {
            found.push(Inclusion::by_rule(path, "every sdist holds it"));
        }
    }
    let readme = stated.readme.iter().cloned();
    found.extend(readme.map(|path| Inclusion::by_rule(path, "the readme")));
    let licenses = stated.licenses.iter().cloned();
    found.extend(licenses.map(|path| Inclusion::by_rule(path, "a licence file")));
    sort(&mut found);
    found.dedup_by(|a, b| a.source == b.source);
    Ok(found)
}
