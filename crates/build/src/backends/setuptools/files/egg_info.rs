//! The folder `NAME.egg-info`: metadata as it was before wheels, which every sdist still holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pyrel_archive::Mode;
use pyrel_pep::{Metadata, PackageName, Requirement, Version};
use pyrel_tree::{Descend, EntryKind, Item, RelPath, SourceTree, walk};

use super::super::Room;
use super::super::describe::distribution::{Distribution, invalid};
use super::super::describe::metadata::Stated;
use super::super::packages::package_dirs::folder_of;
use super::list::earlier_list::EarlierList;
use super::listed::Listed;
use crate::Error;
use crate::pyproject::{Located, Reader};

/// The folder as setuptools leaves it behind.
#[derive(Clone, Debug)]
pub(crate) struct EggInfo {
    pub folder: RelPath,
    /// The same as it stands in the list of files.
    pub listed: Listed,
    /// What is written, by name. `SOURCES.txt` is among them, still empty.
    written: BTreeMap<&'static str, String>,
    /// What lies there and stays.
    strays: Vec<Item>,
    /// The files that are written over executable ones, and stay so.
    executable: BTreeSet<RelPath>,
    earlier_sources: Option<String>,
}

/// Files that setuptools writes, or takes away where there is nothing to write.
const OWN_FILES: &str = "\
    PKG-INFO SOURCES.txt dependency_links.txt eager_resources.txt entry_points.txt \
    namespace_packages.txt native_libs.txt not-zip-safe requires.txt top_level.txt zip-safe";

impl EggInfo {
    pub(crate) fn new(
        tree: &SourceTree,
        room: &Room,
        stated: &Stated,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let metadata = &stated.metadata;
        let name = RelPath::root().child(&folder_name(&metadata.name));
        let listed = match base(tree, room, reader)? {
            Some(base) if !base.path().is_root() => base.join(&name),
            _ => Listed::plain(name),
        };
        let folder = listed.path();
        let mut strays = Vec::new();
        let mut executable = BTreeSet::new();
        let mut earlier_sources = None;
        if tree.is_folder(&folder)? {
            strays = walk(tree, &folder, &mut |_| Descend::Into)?;
            let is_executable = |item: &&Item| {
                matches!(item.kind, EntryKind::File { executable: true, .. })
                    && item.path.file_name() != "PKG-INFO"
            };
            executable = strays.iter().filter(is_executable).map(|it| it.path.clone()).collect();
            strays.retain(|item| !is_own(&folder, &item.path));
            if room.scm.egg_info().is_some() {
                strays.retain(|item| !is_of_source_control(&item.path));
            }
            let sources = folder.child("SOURCES.txt");
            if tree.is_file(&sources)? {
                earlier_sources = Some(tree.read_text(&sources)?);
            }
        }
        let written = texts(room, stated);
        Ok(Self { folder, listed, written, strays, executable, earlier_sources })
    }

    /// The tree as setuptools sees it after it wrote the folder.
    pub(crate) fn over(&self, tree: &SourceTree) -> SourceTree {
        let bytes = |text: &String| Arc::<[u8]>::from(text.clone().into_bytes());
        let files = self.written.iter().map(|(name, text)| (self.folder.child(name), bytes(text)));
        tree.overlaid(files.collect())
    }

    /// Whether a file lies in the tree that setuptools would take away.
    pub(crate) fn is_deleted(&self, path: &RelPath) -> bool {
        is_own(&self.folder, path) && self.text(path).is_none()
    }

    /// The text of a file that is written.
    pub(crate) fn text(&self, path: &RelPath) -> Option<&str> {
        let name = path.below(&self.folder)?;
        self.written.get(name.as_str()).map(String::as_str)
    }

    /// The mode of a file that is written: it is that of the file that lay there, but for `PKG-INFO`,
    /// which is put in its place.
    pub(crate) fn mode(&self, path: &RelPath) -> Mode {
        Mode::of(self.executable.contains(path))
    }

    /// The folder as it would be had there been none before, with what a plug-in writes there anew;
    /// `None` where that is the same.
    pub(crate) fn without_earlier_files(
        &self,
        is_written_anew: impl Fn(&RelPath) -> bool,
    ) -> Option<Self> {
        let mut strays = self.strays.clone();
        strays.retain(|item| is_written_anew(&item.path));
        let is_fresh = strays.len() == self.strays.len() && self.executable.is_empty();
        (!is_fresh).then(|| Self { strays, executable: BTreeSet::new(), ..self.clone() })
    }

    /// Fills in the list of files, once it is known.
    pub(crate) fn set_sources(&mut self, text: String) {
        self.written.insert("SOURCES.txt", text);
    }

    /// `SOURCES.txt` of an earlier build.
    pub(crate) fn earlier_list(&self) -> Option<EarlierList<'_>> {
        let text = self.earlier_sources.as_deref()?;
        Some(EarlierList { path: self.folder.child("SOURCES.txt"), text })
    }

    /// The name without its ending, with the version.
    pub(crate) fn stem(&self, version: &Version) -> String {
        let name = self.folder.file_name();
        format!("{}-{version}", name.strip_suffix(".egg-info").unwrap_or(name))
    }

    /// What `.dist-info` has of the written files.
    pub(crate) fn for_dist_info(&self) -> impl Iterator<Item = (&'static str, &str)> {
        const CARRIED: [&str; 5] = [
            "dependency_links.txt",
            "eager_resources.txt",
            "namespace_packages.txt",
            "top_level.txt",
            "zip-safe",
        ];
        let written = self.written.iter().map(|(name, text)| (*name, text.as_str()));
        let is_blank = |text: &str| text.trim().is_empty();
        written.filter(move |(name, text)| {
            CARRIED.contains(name) && !(*name == "dependency_links.txt" && is_blank(text))
        })
    }

    /// What others left in the folder: setuptools carries it along, also into `.dist-info`.
    pub(crate) fn strays(&self) -> &[Item] {
        &self.strays
    }
}

/// Whether setuptools-scm writes a file of this name, which it keeps out of wheels.
fn is_of_source_control(path: &RelPath) -> bool {
    matches!(path.file_name(), "scm_version.json" | "scm_file_list.json")
}

fn is_own(folder: &RelPath, path: &RelPath) -> bool {
    path.below(folder).is_some_and(|name| OWN_FILES.split(' ').any(|own| own == name.as_str()))
}

/// The folder that egg-info lies in: what an option says, or where packages lie.
fn base(tree: &SourceTree, room: &Room, reader: &mut Reader) -> Result<Option<Listed>, Error> {
    let Some(option) = room.commands.egg_base() else {
        return Ok(room.found.dirs.root().cloned());
    };
    let base = folder_of(option, reader);
    if let Some(base) = &base
        && !tree.is_folder(&base.path())?
    {
        reader.report(invalid(option, "`egg_base` must be a folder that is there"));
    }
    Ok(base)
}

/// The name as typed, with underscores for hyphens.
fn folder_name(name: &PackageName) -> String {
    format!("{}.egg-info", name.as_str().replace('-', "_").trim_matches('_'))
}

fn texts(room: &Room, stated: &Stated) -> BTreeMap<&'static str, String> {
    let metadata: &Metadata = &stated.metadata;
    let mut written = BTreeMap::from([
        ("PKG-INFO", metadata.write()),
        ("SOURCES.txt", String::new()),
        ("dependency_links.txt", format!("{}\n", room.said.dependency_links.join("\n"))),
        ("top_level.txt", top_level(room)),
    ]);
    if let Some(entry_points) = &stated.entry_points {
        written.insert("entry_points.txt", entry_points.write());
    }
    let requires = requires(&room.said);
    if !requires.is_empty() {
        written.insert("requires.txt", requires);
    }
    if let Some(resources) = &room.said.eager_resources {
        written.insert("eager_resources.txt", format!("{}\n", resources.join("\n")));
    }
    if let Some(namespaces) = &room.said.namespace_packages {
        let names: Vec<&str> = namespaces.iter().map(|name| name.value.as_str()).collect();
        written.insert("namespace_packages.txt", format!("{}\n", names.join("\n")));
    }
    if let Some(safe) = room.said.zip_safe {
        written.insert(if safe { "zip-safe" } else { "not-zip-safe" }, "\n".to_owned());
    }
    written.extend(room.scm.egg_info().unwrap_or_default());
    written
}

/// The first part of every package's and module's name.
fn top_level(room: &Room) -> String {
    let names = room.found.packages.iter().chain(&room.found.modules);
    let tops: BTreeSet<&str> = names.filter_map(|name| name.split('.').next()).collect();
    format!("{}\n", tops.into_iter().collect::<Vec<_>>().join("\n"))
}

/// `requires.txt`: requirements without a marker, then a section for each extra, each marker, and
/// each extra with a marker.
fn requires(said: &Distribution) -> String {
    let mut text = String::new();
    let mut sections: BTreeMap<String, Vec<Requirement>> = BTreeMap::new();
    let mut sort = |extra: &str, requirement: &Located<Requirement>| {
        let mut bare = requirement.value.clone();
        let marker = bare.marker.take();
        let section = match marker {
            Some(marker) => format!("{extra}:{marker}"),
            None => extra.to_owned(),
        };
        let lines = sections.entry(section).or_default();
        // Nothing is said twice in a section, in whatever spelling; what is in none stays as it is.
        if !lines.contains(&bare) {
            lines.push(bare);
        }
    };
    for requirement in &said.install_requires {
        if requirement.value.marker.is_none() {
            text += &format!("{}\n", requirement.value);
        } else {
            sort("", requirement);
        }
    }
    for (extra, requirements) in &said.extras_require {
        for requirement in requirements {
            sort(&extra.value, requirement);
        }
    }
    for (name, _) in &said.extras_require {
        sections.entry(name.value.clone()).or_default();
    }
    for (section, lines) in sections {
        text += &format!("\n[{section}]\n");
        for line in lines {
            text += &format!("{line}\n");
        }
    }
    text
}
