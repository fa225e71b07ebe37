//! uv workspaces: `[tool.uv.workspace]` and the projects that it gathers.
//!
//! <https://docs.astral.sh/uv/concepts/projects/workspaces/>

mod member;
mod pattern;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use pyrel_diag::{Finding, nearest};
use pyrel_git::Standing;
use pyrel_pep::PackageName;
use pyrel_tree::{Descend, Item, RelPath, SourceTree, walk};

pub use member::Member;

use crate::pyproject::{FILE, Located, Pyproject, Reader, Table, UNKNOWN_KEY};
use crate::{Error, Surroundings};
use pattern::{Exclude, members_of, names};
use rules::{
    MISSING_MEMBER, NESTED_WORKSPACE, NO_PACKAGE, NOT_BUILT, SAME_MEMBER_NAME, UNKNOWN_PACKAGE,
    UNMANAGED,
};

/// The projects of a workspace.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Sorted by their normalised names.
    members: Vec<Member>,
}

/// Whether a folder is the root of a workspace.
#[must_use]
pub fn is_workspace(pyproject: &Pyproject) -> bool {
    uv(pyproject).is_some_and(|uv| uv.get("workspace").is_some())
}

/// Whether the patterns of a workspace take the project in a folder below its root for a member,
/// which can be known without looking at any other. One that uv does not manage has none.
///
/// # Errors
/// When the table is wrong.
pub fn is_member(pyproject: &Pyproject, folder: &RelPath) -> Result<bool, Error> {
    let mut reader = Reader::new();
    if !member::is_managed(uv(pyproject).as_ref(), &mut reader) {
        return Ok(false);
    }
    let Patterns { members, excluded } = Patterns::read(pyproject, &mut reader);
    let is_named = members.iter().any(|pattern| names(pattern, folder, &mut reader));
    reader.finish()?;
    Ok(is_named && !excluded.iter().any(|it| it.matches(folder)))
}

impl Workspace {
    /// Reads the workspace whose root the tree is. A project without `[tool.uv.workspace]` is one of
    /// its own.
    ///
    /// # Errors
    /// When the table or a member's `pyproject.toml` is wrong, a member is none, or two have one
    /// name; the error holds all findings.
    pub fn read(tree: &SourceTree, surroundings: &Surroundings) -> Result<Self, Error> {
        let pyproject = Pyproject::read(tree)?;
        let mut gathering = Gathering {
            tree,
            surroundings,
            reader: Reader::new(),
            seen: BTreeSet::from([RelPath::root()]),
            members: Vec::new(),
        };
        gathering.root(&pyproject);
        gathering.patterns(&pyproject)?;
        gathering.check_names();
        let Gathering { reader, mut members, .. } = gathering;
        reader.finish()?;
        members.sort_by(|a, b| a.name.value.normalized().cmp(b.name.value.normalized()));
        Ok(Self { members })
    }

    /// All members that are built: those with a build backend, where they do not say otherwise.
    ///
    /// # Errors
    /// When there are none.
    pub fn packages(&self) -> Result<Vec<&Member>, Error> {
        let packages: Vec<&Member> = self.members.iter().filter(|it| it.is_package).collect();
        match packages.is_empty() {
            true => {
                let message = "no member of the workspace is to be built";
                Err(Error::refused(Finding::new(&NO_PACKAGE, message).in_file(FILE)))
            }
            false => Ok(packages),
        }
    }

    /// The member of a name.
    ///
    /// # Errors
    /// When there is none, or it is not to be built.
    pub fn package(&self, name: &PackageName) -> Result<&Member, Error> {
        let wanted = name.normalized();
        match self.members.iter().find(|it| it.name.value.normalized() == wanted) {
            Some(member) if member.is_package => Ok(member),
            Some(member) => {
                let message = format!("the member `{}` is not to be built", member.name.value);
                let finding = Finding::new(&NOT_BUILT, message);
                Err(Error::refused(finding.at(member.name.location.clone())))
            }
            None => Err(Error::refused(self.unknown(name))),
        }
    }

    fn unknown(&self, name: &PackageName) -> Finding {
        let names: Vec<&str> = self.members.iter().map(|it| it.name.value.as_str()).collect();
        let message = format!("the workspace has no member `{name}`");
        let finding = Finding::new(&UNKNOWN_PACKAGE, message).in_file(FILE);
        match nearest(name.as_str(), names.iter().copied()) {
            Some(near) => finding.remedy(format!("did you mean `{near}`?")),
            None if names.is_empty() => finding,
            None => finding.remedy(format!("its members are `{}`", names.join("`, `"))),
        }
    }
}

/// `[tool.uv.workspace]` as written.
#[derive(Default)]
struct Patterns {
    members: Vec<Located<String>>,
    excluded: Vec<Exclude>,
}

impl Patterns {
    fn read(pyproject: &Pyproject, reader: &mut Reader) -> Self {
        let value = uv(pyproject).and_then(|uv| uv.get("workspace"));
        let Some(table) = value.and_then(|value| reader.table(&value)) else {
            return Self::default();
        };
        reader.report_all(table.unknown_keys(&["members", "exclude"], &UNKNOWN_KEY));
        let members = reader.texts_of(&table, "members").unwrap_or_default();
        let excluded = reader.texts_of(&table, "exclude").unwrap_or_default();
        let excluded = excluded.iter().filter_map(|it| Exclude::read(it, reader)).collect();
        Self { members, excluded }
    }
}

/// A workspace that is being read.
struct Gathering<'a> {
    tree: &'a SourceTree,
    surroundings: &'a Surroundings,
    reader: Reader,
    seen: BTreeSet<RelPath>,
    members: Vec<Member>,
}

impl Gathering<'_> {
    /// The root is a member if it is a project at all.
    fn root(&mut self, pyproject: &Pyproject) {
        let uv = uv(pyproject);
        if !member::is_managed(uv.as_ref(), &mut self.reader) {
            let at = uv.and_then(|uv| uv.get("managed")).map(|value| value.location());
            let finding = Finding::new(&UNMANAGED, "the project is not managed by uv");
            self.reader.report(match at {
                Some(at) => finding.at(at),
                None => finding.in_file(FILE),
            });
        }
        let is_alone = !is_workspace(pyproject);
        if is_alone || pyproject.root().get("project").is_some() {
            self.members.extend(Member::read(pyproject, RelPath::root(), &mut self.reader));
        }
    }

    fn patterns(&mut self, pyproject: &Pyproject) -> Result<(), Error> {
        let Patterns { members, excluded } = Patterns::read(pyproject, &mut self.reader);
        for pattern in &members {
            for folder in members_of(self.tree, pattern, &mut self.reader)? {
                let is_excluded = excluded.iter().any(|it| it.matches(&folder));
                if !is_excluded && self.seen.insert(folder.clone()) {
                    self.member(folder, pattern)?;
                }
            }
        }
        Ok(())
    }

    fn member(&mut self, folder: RelPath, pattern: &Located<String>) -> Result<(), Error> {
        if !self.tree.is_file(&folder.child(FILE))? {
            if !folder.file_name().starts_with('.') && !self.is_nothing(&folder)? {
                let message = format!("the member `{folder}` has no `{FILE}`");
                let finding = Finding::new(&MISSING_MEMBER, message);
                self.reader.report(finding.at(pattern.location.clone()));
            }
            return Ok(());
        }
        let pyproject = match Pyproject::read_in(self.tree, &folder) {
            Ok(pyproject) => pyproject,
            Err(Error::Refused(findings)) => {
                self.reader.report_all(findings);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let uv = uv(&pyproject);
        if !member::is_managed(uv.as_ref(), &mut self.reader) {
            return Ok(());
        }
        if let Some(nested) = uv.and_then(|uv| uv.get("workspace")) {
            let message = format!("the member `{folder}` is a workspace itself");
            let finding = Finding::new(&NESTED_WORKSPACE, message);
            self.reader.report(finding.at(nested.key_location()));
        }
        self.members.extend(Member::read(&pyproject, folder, &mut self.reader));
        Ok(())
    }

    /// Whether a folder holds no file but those that git ignores, such as what is left of a project
    /// on another branch.
    fn is_nothing(&self, folder: &RelPath) -> Result<bool, Error> {
        let mut past_links = |item: &Item| match item.link {
            Some(_) => Descend::Past,
            None => Descend::Into,
        };
        for item in walk(self.tree, folder, &mut past_links)? {
            let standing = self.surroundings.checkout.as_ref().map(|it| it.standing(&item.path));
            if !matches!(standing, Some(Ok(Standing::Ignored))) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn check_names(&mut self) {
        for (at, member) in self.members.iter().enumerate() {
            let name = member.name.value.normalized();
            let mut before = self.members.iter().take(at);
            if let Some(first) = before.find(|it| it.name.value.normalized() == name) {
                let shown = |folder: &RelPath| match folder.is_root() {
                    true => "the root".to_owned(),
                    false => format!("`{folder}`"),
                };
                let message = format!(
                    "{} and {} are both named `{name}`",
                    shown(&first.folder),
                    shown(&member.folder)
                );
                let finding = Finding::new(&SAME_MEMBER_NAME, message);
                self.reader.report(finding.at(member.name.location.clone()));
            }
        }
    }
}

/// `[tool.uv]`.
fn uv(pyproject: &Pyproject) -> Option<Table<'_>> {
    pyproject.table(&["tool", "uv"])
}
