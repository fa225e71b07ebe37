//! Packages of `node_modules` that only development needs, by the lock file of npm.
//!
//! <https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json>

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::Origin;
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{RelPath, SourceTree};

use crate::json::{self, Document, Kind, Node};

pub(crate) static RULES: [&Rule; 3] = [&NO_LOCK, &BAD_LOCK, &STALE_LOCK];

static BAD_LOCK: Rule = Rule {
    id: "lock-unreadable",
    severity: Severity::Error,
    words: "a lock file that cannot be read, where packages shall be left out by it",
    remedy: "let `npm install --package-lock-only` write it again",
};

static NO_LOCK: Rule = Rule {
    id: "lock-missing",
    severity: Severity::Error,
    words: "packages shall be left out by a lock file that is not there",
    remedy: "let `npm install` install the packages and write its lock file, or leave out `--prune`",
};

static STALE_LOCK: Rule = Rule {
    id: "lock-stale",
    severity: Severity::Error,
    words: "a package that is installed in another version than its lock file has",
    remedy: "let `npm ci` install what the lock file has",
};

/// The folder that packages are installed into.
const MODULES: &str = "node_modules";

/// Where npm keeps what it installed, in the order in which it is believed: the last one is written
/// by npm into `node_modules` itself.
const LOCKS: [&str; 3] =
    ["npm-shrinkwrap.json", "package-lock.json", "node_modules/.package-lock.json"];

/// A larger lock file is none.
const MOST: u64 = 64 << 20;

/// What the lock files of a folder say.
#[derive(Debug)]
pub(crate) struct Pruner<'a> {
    tree: &'a SourceTree,
    /// By the folder that a `node_modules` lies in.
    locks: BTreeMap<RelPath, Lock>,
    /// By the folder that a lock file lies in: the members of a workspace share one.
    known: BTreeMap<RelPath, Option<Lock>>,
}

/// What one lock file says: its packages by their folders, as seen from its own folder.
#[derive(Clone, Debug, Default)]
struct Lock {
    name: &'static str,
    packages: Arc<BTreeMap<String, Package>>,
    /// What lies between the lock file and the folder that it is asked about: in a workspace the
    /// folder of the member, and a slash.
    between: String,
}

#[derive(Debug)]
struct Package {
    need: Need,
    version: Option<String>,
    /// Where a link leads: members of a workspace and other folders beside `node_modules`.
    target: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Need {
    Development,
    Production,
}

impl<'a> Pruner<'a> {
    pub(crate) fn new(tree: &'a SourceTree) -> Self {
        Self { tree, locks: BTreeMap::new(), known: BTreeMap::new() }
    }

    /// Why a folder of the tree is left out, if it is a package that production does not need.
    pub(crate) fn drops(
        &mut self,
        folder: &RelPath,
        findings: &mut Vec<Finding>,
    ) -> Option<Origin> {
        let (above, inner) = parted(folder)?;
        if inner == MODULES {
            let lock = self.read(&above, findings);
            self.locks.insert(above, lock);
            return None;
        }
        let lock = self.locks.get(&above)?;
        let name = inner.rsplit_once("node_modules/").map_or("", |(_, name)| name);
        let is_package = match name.split_once('/') {
            Some((scope, name)) => scope.starts_with('@') && !name.contains('/'),
            None => !name.is_empty() && !name.starts_with(['@', '.']),
        };
        if !is_package || lock.packages.is_empty() {
            return None;
        }
        match lock.find(&inner) {
            None => Some(Origin::rule(format!("`--prune`: `{}` does not have it", lock.name))),
            Some(Package { need: Need::Development, .. }) => {
                let words = "`--prune`: only development needs it, says";
                Some(Origin::rule(format!("{words} `{}`", lock.name)))
            }
            Some(package) => {
                findings.extend(stale(self.tree, folder, package, lock.name));
                None
            }
        }
    }

    /// The lock file beside a `node_modules`, or that of the workspace that its folder belongs to.
    fn read(&mut self, above: &RelPath, findings: &mut Vec<Finding>) -> Lock {
        if let Some(whose) = linked(self.tree, above) {
            findings.push(Finding::new(&NO_LOCK, whose).in_file(above.child(MODULES).as_str()));
            return Lock::default();
        }
        let mut folder = Some(above.clone());
        while let Some(here) = folder {
            match self.beside(&here, findings) {
                Some(lock) if here == *above || lock.packages.is_empty() => return lock,
                Some(lock) => {
                    let member = above.below(&here).map(|member| member.to_string());
                    if let Some(member) = member.filter(|it| lock.packages.contains_key(it)) {
                        return Lock { between: format!("{member}/"), ..lock };
                    }
                }
                None => {}
            }
            folder = here.parent();
        }
        findings.push(no_lock(self.tree, above));
        Lock::default()
    }

    /// The lock file in a folder; an empty one where it cannot be read.
    fn beside(&mut self, folder: &RelPath, findings: &mut Vec<Finding>) -> Option<Lock> {
        if let Some(known) = self.known.get(folder) {
            return known.clone();
        }
        let found = LOCKS.iter().find_map(|name| {
            let path = folder.join(&RelPath::new(name).ok()?);
            self.tree.is_file(&path).ok().filter(|is_file| *is_file).map(|_| (*name, path))
        });
        let lock = found.map(|(name, path)| match packages(self.tree, &path) {
            Ok(packages) => Lock { name, packages: packages.into(), between: String::new() },
            Err(why) => {
                findings.push(Finding::new(&BAD_LOCK, why).in_file(path.as_str()));
                Lock::default()
            }
        });
        self.known.insert(folder.clone(), lock.clone());
        lock
    }
}

impl Lock {
    /// The package of a folder, which may have been reached through links of the lock file's own.
    fn find(&self, inner: &str) -> Option<&Package> {
        let mut folder = format!("{}{inner}", self.between);
        // Each link leads to a place; longer chains npm does not make.
        for _ in 0..MOST_LINKS {
            let through = folder.match_indices("/node_modules/").find_map(|(at, _)| {
                let (package, rest) = folder.split_at_checked(at)?;
                let target = self.packages.get(package)?.target.as_deref()?;
                Some(format!("{target}{rest}"))
            });
            match through {
                Some(through) => folder = through,
                None => break,
            }
        }
        self.packages.get(&folder)
    }
}

/// So many links of a lock file are followed one after the other.
const MOST_LINKS: usize = 8;

/// Whose layout of links it is that no lock file of npm describes, even where there is one.
fn linked(tree: &SourceTree, above: &RelPath) -> Option<&'static str> {
    let has = |name| exists(tree, &above.child(MODULES).child(name));
    if has(".pnpm") {
        Some("pnpm made it, whose lock file is not read")
    } else if has(".store") {
        Some("npm made it with `install-strategy=linked`, which its lock file does not show")
    } else {
        None
    }
}

fn no_lock(tree: &SourceTree, above: &RelPath) -> Finding {
    let modules = above.child(MODULES);
    let by_yarn = [above.child("yarn.lock"), modules.child(".yarn-integrity")];
    let whose = match by_yarn.iter().any(|path| exists(tree, path)) {
        true => "yarn made it, whose lock file is not read",
        false => "it has no lock file of npm",
    };
    Finding::new(&NO_LOCK, whose).in_file(modules.as_str())
}

fn exists(tree: &SourceTree, path: &RelPath) -> bool {
    tree.kind(path).is_ok_and(|it| it.is_some())
}

/// The folder that the first `node_modules` on the way lies in, and the rest of the way.
fn parted(folder: &RelPath) -> Option<(RelPath, String)> {
    let names: Vec<&str> = folder.components().collect();
    let at = names.iter().position(|name| *name == MODULES)?;
    let above = names.get(..at)?.iter().fold(RelPath::root(), |path, name| path.child(name));
    Some((above, names.get(at..)?.join("/")))
}

fn packages(tree: &SourceTree, path: &RelPath) -> Result<BTreeMap<String, Package>, String> {
    let item = tree.item(path).map_err(|error| error.to_string())?;
    if let Some(pyrel_tree::EntryKind::File { len, .. }) = item.map(|item| item.kind)
        && len > MOST
    {
        return Err("it is larger than any lock file".to_owned());
    }
    let text = tree.read_text(path).map_err(|error| error.to_string())?;
    let document = json::parse(&text).map_err(|_| "it is no JSON".to_owned())?;
    let packages = match document.root().member("packages") {
        Some(packages) => of_packages(packages),
        None => of_dependencies(&document),
    };
    match packages.is_empty() {
        true => Err("it names no packages".to_owned()),
        false => Ok(packages),
    }
}

/// Versions 2 and 3 name packages by their folders.
fn of_packages(packages: Node<'_>) -> BTreeMap<String, Package> {
    // The first is the project itself.
    let others = packages.members().filter(|(folder, _)| !folder.is_empty());
    others.map(|(folder, node)| (folder.to_owned(), Package::read(node))).collect()
}

/// Version 1 has them as a tree.
fn of_dependencies(document: &Document) -> BTreeMap<String, Package> {
    let mut packages = BTreeMap::new();
    let mut rest = vec![(String::new(), document.root())];
    while let Some((folder, node)) = rest.pop() {
        let Some(inner) = node.member("dependencies").filter(|it| it.kind() == Kind::Object) else {
            continue;
        };
        for (name, node) in inner.members() {
            let folder = format!("{folder}{MODULES}/{name}");
            rest.push((format!("{folder}/"), node));
            packages.insert(folder, Package::read(node));
        }
    }
    packages
}

impl Package {
    /// What development and an optional dependency both need is marked `devOptional`, and stays; so
    /// does what others ask for as a peer.
    fn read(node: Node<'_>) -> Self {
        let is = |key: &str| node.member(key).is_some_and(Node::is_true);
        let need = if is("dev") || is("extraneous") { Need::Development } else { Need::Production };
        let text = |key: &str| node.member(key).and_then(Node::text).map(str::to_owned);
        let target = text("resolved").filter(|_| is("link"));
        Self { need, version: text("version"), target }
    }
}

fn stale(tree: &SourceTree, folder: &RelPath, package: &Package, lock: &str) -> Option<Finding> {
    let path = folder.child("package.json");
    let document = json::parse(&tree.read_text(&path).ok()?).ok()?;
    let installed = document.root().member("version")?.text()?.to_owned();
    let locked = package.version.as_deref().filter(|version| *version != installed)?;
    // Version 1 has an address in place of the version where there is one.
    if locked.contains(['/', ':']) {
        return None;
    }
    let message = format!("version {installed} is installed, and `{lock}` has {locked}");
    Some(Finding::new(&STALE_LOCK, message).in_file(path.as_str()))
}
