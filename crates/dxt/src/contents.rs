//! The files of a folder that go into its bundle, and those that do not.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::Origin;
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::PathKind;
use pyrel_tree::{Descend, EntryKind, Error, Item, RelPath, SourceTree, walk};

use crate::ignore::{Decision, Ignore};
use crate::misfit::shown;
use crate::prune::Pruner;
use crate::selection::{AllowList, BadLinks, Prune, Selection};

/// What a folder holds, by its paths in the bundle.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// The files that go in, with what admitted each.
    pub(crate) files: BTreeMap<RelPath, (Item, Origin)>,
    /// What stays out: files, and folders as a whole.
    pub(crate) ignored: BTreeMap<RelPath, Origin>,
    /// What is in the way.
    pub(crate) findings: Vec<Finding>,
}

pub(crate) static RULES: [&Rule; 5] =
    [&NOT_A_FILE, &LINK_OUTSIDE, &LINK_LOOP, &TOO_MANY_FOLDERS, &LINKED_PACKAGES];

static NOT_A_FILE: Rule = Rule {
    id: "not-a-file",
    severity: Severity::Error,
    words: "something in the folder that is neither a file nor a folder",
    remedy: "remove it, or add it to `.mcpbignore`",
};

pub(crate) static LINK_LOOP: Rule = Rule {
    id: "link-loop",
    severity: Severity::Error,
    words: "a symbolic link to a folder that it lies in, or to itself",
    remedy: "remove the link, or add it to `.mcpbignore`",
};

/// Node.js looks for what a package needs where the package really lies. A bundle has copies in
/// place of the links, and beside those nothing lies.
static LINKED_PACKAGES: Rule = Rule {
    id: "linked-packages",
    severity: Severity::Warning,
    words: "packages that find each other by symbolic links, which no bundle has",
    remedy: "install with `npm ci`, or for pnpm with `node-linker=hoisted`",
};

pub(crate) static LINK_OUTSIDE: Rule = Rule {
    id: "link-outside",
    severity: Severity::Error,
    words: "a symbolic link whose target nobody else has",
    remedy: "replace the link by a copy of its target, or add it to `.mcpbignore`",
};

pub(crate) static TOO_MANY_FOLDERS: Rule = Rule {
    id: "too-many-folders",
    severity: Severity::Error,
    words: "a folder with more folders in it than any bundle has",
    remedy: "add what the extension does not need to `.mcpbignore`",
};

/// Links between folders can make a few of them look like billions.
const MOST_FOLDERS: usize = 200_000;

/// Why such a link stays out.
const SKIPPED: &str = "`--links skip`, as nobody could follow it";

/// As many links are followed in one path.
const MOST_LINKS: usize = 40;

impl Contents {
    /// Walks a folder. Folders that are ignored are not even listed.
    pub(crate) fn collect(
        tree: &SourceTree,
        folder: &RelPath,
        selection: &Selection,
    ) -> Result<Self, Error> {
        let mut contents = Self::default();
        let mut ignore = Ignore::read(tree, folder, selection.gitignore, &mut contents.findings);
        let mut allowed = AllowList::new(&selection.include, &mut contents.findings);
        let mut pruner = (selection.prune == Prune::Development).then(|| Pruner::new(tree));
        let mut trail = Trail::new(tree, folder);
        let items = walk(tree, folder, &mut |item| {
            let path = item.path.below(folder).unwrap_or_else(|| item.path.clone());
            if let Decision::Dropped(origin) = ignore.decide(&path, PathKind::Folder) {
                contents.ignored.insert(path, origin);
                return Descend::Past;
            }
            let findings = &mut contents.findings;
            if let Some(origin) = pruner.as_mut().and_then(|it| it.drops(&item.path, findings)) {
                contents.ignored.insert(path, origin);
                return Descend::Past;
            }
            match trail.enter(item, findings) {
                Way::Past => return Descend::Past,
                Way::Circle if selection.links == BadLinks::Skipped => {
                    contents.ignored.insert(path, Origin::rule(SKIPPED));
                    return Descend::Past;
                }
                Way::Circle => {
                    let message = "a symbolic link to a folder that it lies in";
                    findings.push(Finding::new(&LINK_LOOP, message).in_file(item.path.as_str()));
                    trail.links = Links::Passed;
                    return Descend::Past;
                }
                Way::In => {}
            }
            findings.extend(linked_packages(&item.path));
            ignore.enter(tree, &item.path, &path, findings);
            Descend::Into
        })?;
        let bytecode = Bytecode::among(&items);
        for item in items {
            let path = item.path.below(folder).unwrap_or_else(|| item.path.clone());
            if let Some(origin) = contents.started(&path, &item).filter(|_| pruner.is_some()) {
                contents.ignored.insert(path, origin);
                continue;
            }
            match ruled(&path, &item, &ignore, &bytecode).and_then(|it| allowed.ruled(&path, it)) {
                Ok(_) if selection.links == BadLinks::Skipped && is_bad_link(&item) => {
                    contents.ignored.insert(path, Origin::rule(SKIPPED));
                }
                Ok(origin) => contents.admit(tree, path, item, origin),
                Err(origin) => drop(contents.ignored.insert(path, origin)),
            }
        }
        contents.findings.extend(allowed.unmatched());
        Ok(contents)
    }

    /// What keeps the package out that a link of npm's in `.bin` starts: the link goes with it.
    fn started(&self, path: &RelPath, item: &Item) -> Option<Origin> {
        let bin = path.parent().filter(|folder| folder.file_name() == ".bin")?;
        let mut target = RelPath::new(&format!("{bin}/{}", item.link.as_deref()?)).ok();
        while let Some(place) = target {
            if let Some(origin) = self.ignored.get(&place) {
                return Some(origin.clone());
            }
            target = place.parent();
        }
        None
    }

    fn admit(&mut self, tree: &SourceTree, path: RelPath, item: Item, origin: Origin) {
        if item.kind == EntryKind::Other {
            self.findings.push(unpackable(tree, &item).in_file(path.as_str()));
        } else {
            self.files.insert(path, (item, origin));
        }
    }
}

/// Whether it is a link that leads to nothing that can be packed.
fn is_bad_link(item: &Item) -> bool {
    item.kind == EntryKind::Other && item.link.is_some()
}

/// Where pnpm and npm's `install-strategy=linked` keep the packages that links lead to.
fn linked_packages(folder: &RelPath) -> Option<Finding> {
    let above = folder.parent()?;
    let is_store = matches!(folder.file_name(), ".pnpm" | ".store");
    (is_store && above.file_name() == "node_modules").then(|| {
        let message = "packages copied from here do not find what they need in a bundle";
        Finding::new(&LINKED_PACKAGES, message).in_file(folder.as_str())
    })
}

/// What lets a file in, or else what keeps it out.
fn ruled(
    path: &RelPath,
    item: &Item,
    ignore: &Ignore,
    bytecode: &Bytecode,
) -> Result<Origin, Origin> {
    match ignore.decide(path, PathKind::File) {
        Decision::Dropped(origin) => Err(origin),
        Decision::Admitted(origin) => Ok(origin),
        Decision::Unruled if bytecode.has_source(&item.path) => {
            Err(Origin::rule("the built-in rule for bytecode beside its source"))
        }
        Decision::Unruled => Ok(Origin::rule("the folder")),
    }
}

/// The modules that bytecode may lie beside. Without its source it is a module itself.
struct Bytecode {
    sources: BTreeSet<RelPath>,
}

impl Bytecode {
    fn among(items: &[Item]) -> Self {
        let paths = items.iter().map(|item| &item.path);
        Self { sources: paths.filter(|path| path.as_str().ends_with(".py")).cloned().collect() }
    }

    fn has_source(&self, path: &RelPath) -> bool {
        let name = path.file_name();
        let stem = name.strip_suffix(".pyc").or_else(|| name.strip_suffix(".pyo"));
        let source = stem.zip(path.parent()).map(|(it, folder)| folder.child(&format!("{it}.py")));
        source.is_some_and(|source| self.sources.contains(&source))
    }
}

/// What is neither a file nor a folder, in the words of the tree that will not open it.
fn unpackable(tree: &SourceTree, item: &Item) -> Finding {
    match (tree.open(&item.path).err(), &item.link) {
        (Some(Error::Escapes { .. }), _) => {
            Finding::new(&LINK_OUTSIDE, "a symbolic link that leads out of the project")
        }
        (Some(Error::Loop { .. }), _) => {
            Finding::new(&LINK_LOOP, "part of a loop of symbolic links")
        }
        (Some(error @ Error::TargetNotUnicode { .. }), _) => {
            Finding::new(&NOT_A_FILE, error.to_string())
        }
        (_, Some(target)) => {
            let message = format!("a symbolic link to `{}`, which is no file", shown(target));
            Finding::new(&NOT_A_FILE, message)
        }
        (_, None) => Finding::new(&NOT_A_FILE, "a pipe, a socket or a device"),
    }
}

/// Where the folders of a walk really lie.
struct Trail<'a> {
    tree: &'a SourceTree,
    real: BTreeMap<RelPath, RelPath>,
    links: Links,
    is_full: bool,
}

/// What becomes of links to folders. After a circle the folder is refused, and all ways through
/// many circles are more than can be walked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Links {
    Followed,
    Passed,
}

/// Where a folder leads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    In,
    Past,
    /// It is a link to a folder that it lies in.
    Circle,
}

impl<'a> Trail<'a> {
    fn new(tree: &'a SourceTree, folder: &RelPath) -> Self {
        let real = BTreeMap::from([(folder.clone(), folder.clone())]);
        Self { tree, real, links: Links::Followed, is_full: false }
    }

    fn enter(&mut self, item: &Item, findings: &mut Vec<Finding>) -> Way {
        if self.real.len() >= MOST_FOLDERS {
            if !self.is_full {
                self.is_full = true;
                let message = format!("more than {MOST_FOLDERS} folders");
                findings.push(Finding::new(&TOO_MANY_FOLDERS, message).in_file(item.path.as_str()));
            }
            return Way::Past;
        }
        let parent = item.path.parent().unwrap_or_else(RelPath::root);
        let real_parent = self.real.get(&parent).cloned().unwrap_or(parent);
        let name = item.path.file_name();
        let real = match item.link {
            // Where a link leads that cannot be followed here, only the walk's depth ends it.
            Some(_) => self.follow(&real_parent, name).unwrap_or_else(|| item.path.clone()),
            None => real_parent.child(name),
        };
        let is_link = real != real_parent.child(name);
        if is_link && self.holds(&real, &item.path) {
            return Way::Circle;
        }
        if is_link && self.links == Links::Passed {
            return Way::Past;
        }
        self.real.insert(item.path.clone(), real);
        Way::In
    }

    /// Whether a real folder is, or is above, one of the real folders on the way to a path.
    fn holds(&self, real: &RelPath, path: &RelPath) -> bool {
        let mut above = path.parent();
        while let Some(folder) = above {
            if self.real.get(&folder).is_some_and(|on_the_way| on_the_way.below(real).is_some()) {
                return true;
            }
            above = folder.parent();
        }
        false
    }

    /// The real path of a name in a real folder; `None` where an absolute link is on the way.
    fn follow(&self, folder: &RelPath, name: &str) -> Option<RelPath> {
        let mut real = folder.clone();
        let mut rest = vec![name.to_owned()];
        let mut links = 0;
        while let Some(name) = rest.pop() {
            match name.as_str() {
                "" | "." => continue,
                ".." => {
                    real = real.parent()?;
                    continue;
                }
                _ => {}
            }
            let next = real.child(&name);
            let Some(target) = self.tree.item(&next).ok()??.link else {
                real = next;
                continue;
            };
            links += 1;
            if links > MOST_LINKS || target.starts_with('/') {
                return None;
            }
            rest.extend(target.split('/').rev().map(str::to_owned));
        }
        Some(real)
    }
}
