//! What is built: one project, or those of a uv workspace.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use pyrel_build::pyproject::{FILE, Pyproject};
use pyrel_build::{Surroundings, Workspace, is_member, is_workspace};
use pyrel_diag::{Explain, Finding, Kind};
use pyrel_pep::PackageName;
use pyrel_release::Config;
use pyrel_tree::{RelPath, SourceTree};

use super::project::{Project, ProjectKind, surroundings};
use crate::flags::build::Build;
use crate::policy;
use crate::render::Failure;
use crate::session::Session;

/// What is built, and where results go.
#[derive(Debug)]
pub(super) struct Packages {
    /// The projects, in the order of their names.
    pub(super) projects: Vec<Package>,
    /// Where results go.
    pub(super) out: PathBuf,
}

/// A project that is built.
#[derive(Debug)]
pub(super) struct Package {
    /// The project.
    pub(super) project: Project,
    /// Its folder as seen from the current one, if it belongs to a workspace.
    pub(super) member: Option<String>,
    ignored: BTreeSet<String>,
}

impl Package {
    /// A project with the rules that it ignores. What an sdist says of that is for the folder that
    /// it was made from.
    fn of(project: Project, member: Option<String>) -> Result<Self, Failure> {
        let ignored = match project.kind {
            ProjectKind::Archive => BTreeSet::new(),
            ProjectKind::Folder => policy::ignored(Some(&Config::read(&project.tree)?.value))?,
        };
        Ok(Self { project, member, ignored })
    }

    /// Whether the project does not want to hear of a finding.
    pub(super) fn ignores(&self, finding: &Finding) -> bool {
        self.ignored.contains(finding.rule.id)
    }
}

impl Packages {
    /// Opens what the command line names: a folder, an sdist, or packages of the workspace around a
    /// folder.
    pub(super) fn open(session: &Session, flags: &Build) -> Result<Self, Failure> {
        let version = flags.set_version.as_deref();
        if flags.package.is_none() && !flags.all_packages {
            let project = Project::open(session, &flags.source, version)?;
            let out = project.dist(session, flags.out_dir.as_deref())?;
            return Ok(Self { projects: vec![Package::of(project, None)?], out });
        }
        let found = Found::around(session, &flags.source)?;
        let root = found.root.shown();
        let members = match &flags.package {
            Some(name) => {
                let name: PackageName =
                    name.parse().map_err(|error| BadName { name: name.clone(), source: error })?;
                found.workspace.package(&name).map(|member| vec![member])
            }
            None => found.workspace.packages(),
        };
        let members = members.map_err(|error| Failure::from(error).below(&root))?;
        let mut projects = Vec::new();
        for member in members {
            let folder = found.root.folder(&member.folder);
            let package = Project::open(session, &folder.typed(), version)
                .and_then(|project| Package::of(project, Some(folder.shown())))
                .map_err(|failure| failure.below(&folder.shown()))?;
            projects.push(package);
        }
        let out = Project::open(session, &found.root.typed(), None)
            .and_then(|root| root.dist(session, flags.out_dir.as_deref()))
            .map_err(|failure| failure.below(&root))?;
        Ok(Self { projects, out })
    }
}

/// A workspace and where its root is.
struct Found {
    root: Folder,
    workspace: Workspace,
}

impl Found {
    /// The workspace that a folder belongs to, as uv looks for it: upwards from the nearest
    /// project. A project that no workspace above counts among its members is one of its own.
    fn around(session: &Session, source: &Path) -> Result<Self, Failure> {
        if source.is_file() {
            return Err(NoFolder { path: source.to_owned() }.into());
        }
        let start = Folder::of(session, source);
        SourceTree::folder(&start.path)?;
        let mut projects = start.above().filter_map(|folder| Opened::at(folder).transpose());
        let Some(nearest) = projects.next().transpose()? else {
            return Err(NoProject { path: source.to_owned() }.into());
        };
        if !is_workspace(&nearest.pyproject) {
            for above in projects {
                let above = above?;
                if is_workspace(&above.pyproject) {
                    if above.holds(&nearest.folder)? {
                        return above.read(session);
                    }
                    break;
                }
            }
        }
        nearest.read(session)
    }
}

/// A folder with a `pyproject.toml`.
struct Opened {
    folder: Folder,
    tree: SourceTree,
    pyproject: Pyproject,
}

impl Opened {
    fn at(folder: Folder) -> Result<Option<Self>, Failure> {
        let tree = SourceTree::folder(&folder.path)?;
        if !tree.is_file(&RelPath::root().child(FILE))? {
            return Ok(None);
        }
        let pyproject = Pyproject::read(&tree);
        let pyproject = pyproject.map_err(|error| Failure::from(error).below(&folder.shown()))?;
        Ok(Some(Self { folder, tree, pyproject }))
    }

    /// Whether a folder below belongs to the workspace.
    fn holds(&self, folder: &Folder) -> Result<bool, Failure> {
        let inner = folder.path.strip_prefix(&self.folder.path).ok().and_then(Path::to_str);
        let Some(Ok(inner)) = inner.map(RelPath::new) else { return Ok(false) };
        is_member(&self.pyproject, &inner)
            .map_err(|error| Failure::from(error).below(&self.folder.shown()))
    }

    fn read(self, session: &Session) -> Result<Found, Failure> {
        let around: Surroundings = surroundings(session, &self.folder.path)?;
        let workspace = Workspace::read(&self.tree, &around);
        let workspace =
            workspace.map_err(|error| Failure::from(error).below(&self.folder.shown()))?;
        Ok(Found { root: self.folder, workspace })
    }
}

/// A folder by its absolute path, shown as seen from the current one.
#[derive(Clone, Debug)]
struct Folder {
    path: PathBuf,
    cwd: PathBuf,
}

impl Folder {
    fn of(session: &Session, source: &Path) -> Self {
        let cwd = session.environment.cwd.clone();
        let mut path = PathBuf::new();
        for component in cwd.join(source).components() {
            match component {
                Component::ParentDir => drop(path.pop()),
                Component::CurDir => {}
                Component::Normal(_) | Component::Prefix(_) | Component::RootDir => {
                    path.push(component);
                }
            }
        }
        Self { path, cwd }
    }

    /// This folder and those above it.
    fn above(&self) -> impl Iterator<Item = Self> {
        self.path.ancestors().map(|path| Self { path: path.to_owned(), cwd: self.cwd.clone() })
    }

    fn folder(&self, inner: &RelPath) -> Self {
        let mut path = self.path.clone();
        path.extend(inner.components());
        Self { path, cwd: self.cwd.clone() }
    }

    /// As somebody in the current folder would type it; empty for that folder itself.
    fn shown(&self) -> String {
        let shared = self.cwd.ancestors().find(|above| self.path.starts_with(above));
        // What has nothing in common but the root of the file system is shown in full.
        let Some(shared) = shared.filter(|above| above.parent().is_some()) else {
            return self.path.display().to_string();
        };
        let up = self.cwd.strip_prefix(shared).map_or(0, |inner| inner.components().count());
        let mut shown: PathBuf = vec![".."; up].iter().collect();
        shown.extend(self.path.strip_prefix(shared).iter().flat_map(|inner| inner.components()));
        shown.display().to_string()
    }

    fn typed(&self) -> PathBuf {
        let shown = self.shown();
        if shown.is_empty() { PathBuf::from(".") } else { PathBuf::from(shown) }
    }
}

/// `--package` with something that is no name.
#[derive(Debug, thiserror::Error)]
#[error("`--package {name}` is no name of a package")]
struct BadName {
    name: String,
    source: pyrel_pep::Error,
}

impl Explain for BadName {
    fn kind(&self) -> Kind {
        Kind::Usage
    }
}

/// A file, around which there is no workspace.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is no folder, and so in no workspace", path.display())]
struct NoFolder {
    path: PathBuf,
}

impl Explain for NoFolder {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("name a folder of the workspace".to_owned())
    }
}

/// No project anywhere.
#[derive(Debug, thiserror::Error)]
#[error("there is no pyproject.toml in `{}` or in a folder above it", path.display())]
struct NoProject {
    path: PathBuf,
}

impl Explain for NoProject {
    fn kind(&self) -> Kind {
        Kind::User
    }
}
