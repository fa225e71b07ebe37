//! The project that a command is about.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use pyrel_archive::{Artifact, Limits, Mode, tar};
use pyrel_build::pyproject::is_project;
use pyrel_build::{FileAbove, Surroundings, with_version};
use pyrel_diag::{Explain, Finding, Kind};
use pyrel_git::{Checkout, ignore_file_above};
use pyrel_pep::Version;
use pyrel_release::Config;
use pyrel_tree::{RelPath, SourceTree, TreeEntry};

use crate::render::Failure;
use crate::session::Session;

/// A project's tree and where its results go.
#[derive(Debug)]
pub(super) struct Project {
    /// The tree, with another version over it if one was asked for.
    pub(super) tree: SourceTree,
    /// What surrounds it.
    pub(super) surroundings: Surroundings,
    /// The folder that relative paths of the project are relative to, as the user named it.
    pub(super) base: PathBuf,
    /// What was opened.
    pub(super) kind: ProjectKind,
}

/// What a project can be opened from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ProjectKind {
    /// An sdist, of which nothing is unpacked.
    Archive,
    /// A folder.
    Folder,
}

impl Project {
    /// Opens a folder or an sdist.
    pub(super) fn open(
        session: &Session,
        source: &Path,
        version: Option<&str>,
    ) -> Result<Self, Failure> {
        let project = if source.to_string_lossy().ends_with(".tar.gz") {
            Self::archive(session, source)?
        } else if source.is_file() {
            return Err(BadSource { path: source.to_owned() }.into());
        } else {
            let tree = SourceTree::folder(source)?;
            // `./dist/x` reads worse than `dist/x`.
            let base = if source == Path::new(".") { PathBuf::new() } else { source.to_owned() };
            let surroundings = surroundings(session, source)?;
            Self { tree, surroundings, base, kind: ProjectKind::Folder }
        };
        let Some(version) = version else { return Ok(project) };
        let version: Version = version
            .parse()
            .map_err(|error| BadVersion { version: version.to_owned(), source: error })?;
        let (tree, surroundings) = with_version(&project.tree, &project.surroundings, &version)?;
        Ok(Self { tree, surroundings, ..project })
    }

    /// The tree below the one folder at the top of an sdist.
    fn archive(session: &Session, source: &Path) -> Result<Self, Failure> {
        let sdist = Artifact::existing(source)?;
        let reader = sdist.reader();
        let contents = tar::read(sdist.name(), reader, &Limits::default(), &session.scratch())?;
        let mut entries = BTreeMap::new();
        for member in contents.members {
            let Some((_, inner)) = member.path.as_str().split_once('/') else {
                return Err(NotAnSdist { name: sdist.name().to_owned() }.into());
            };
            if let Ok(path) = RelPath::new(inner) {
                let executable = member.mode == Mode::Executable;
                entries.insert(path, TreeEntry { source: member.source, executable });
            }
        }
        let base = source.parent().map(Path::to_owned).unwrap_or_default();
        let tree = SourceTree::of_entries(None, entries);
        let surroundings = unpacked(session);
        Ok(Self { tree, surroundings, base, kind: ProjectKind::Archive })
    }

    /// Where results go: where the command line says, then `DIST_DIR`, then `[tool.pyrel]
    /// dist-dir`. What is made of an sdist lies beside it.
    pub(super) fn dist(&self, session: &Session, typed: Option<&Path>) -> Result<PathBuf, Failure> {
        if let Some(typed) = typed {
            return Ok(typed.to_owned());
        }
        if self.kind == ProjectKind::Archive {
            return Ok(self.base.clone());
        }
        let configured = Config::read(&self.tree)?.value.dist_dir;
        let variable = session.environment.variable("DIST_DIR");
        Ok(self.base.join(variable.unwrap_or(configured.as_str())))
    }
}

/// `[tool.pyrel]` of the project around us, if there is a project.
pub(super) fn config_here(findings: &mut Vec<Finding>) -> Result<Option<Config>, Failure> {
    let tree = SourceTree::folder(Path::new("."))?;
    if !is_project(&tree) {
        return Ok(None);
    }
    Ok(Some(Config::read(&tree)?.collect_into(findings)))
}

/// Where finished files lie: where the command line says, then `DIST_DIR`, then `[tool.pyrel]
/// dist-dir`, then `dist`.
pub(super) fn dist_dir(
    session: &Session,
    typed: Option<&Path>,
    config: Option<&Config>,
) -> PathBuf {
    let variable = session.environment.variable("DIST_DIR").map(PathBuf::from);
    let configured = config.map(|config| PathBuf::from(config.dist_dir.as_str()));
    let typed = typed.map(Path::to_owned);
    typed.or(variable).or(configured).unwrap_or_else(|| PathBuf::from("dist"))
}

/// What a build of the project in a folder depends on besides its files.
pub(super) fn surroundings(session: &Session, folder: &Path) -> Result<Surroundings, Failure> {
    let checkout = Checkout::discover(folder);
    let above = ignore_file_above(folder);
    let gitignore_above = above.map(|it| FileAbove { project: it.project, text: it.text });
    let folder_name = folder_name(session, folder);
    Ok(Surroundings { checkout, gitignore_above, folder_name, ..unpacked(session) })
}

/// The same of an sdist, which lies in no folder.
fn unpacked(session: &Session) -> Surroundings {
    Surroundings {
        variables: session.environment.variables.clone(),
        now: session.environment.now,
        ..Surroundings::none()
    }
}

/// The name of a folder, which may be written as `.`.
fn folder_name(session: &Session, folder: &Path) -> Option<String> {
    let folder = session.environment.cwd.join(folder);
    let mut parts = Vec::new();
    for part in folder.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    parts.pop()
}

/// `--set-version` with something that is no version.
#[derive(Debug, thiserror::Error)]
#[error("`--set-version {version}` is no version")]
struct BadVersion {
    version: String,
    source: pyrel_pep::Error,
}

/// A tarball with a file that lies in no folder.
#[derive(Debug, thiserror::Error)]
#[error("`{name}` is no sdist: not all of it lies in one folder")]
struct NotAnSdist {
    name: String,
}

/// A file that is no source.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is neither the folder of a project nor an sdist", path.display())]
struct BadSource {
    path: PathBuf,
}

impl Explain for BadSource {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("name the folder that holds pyproject.toml, or a .tar.gz".to_owned())
    }
}

impl Explain for NotAnSdist {
    fn kind(&self) -> Kind {
        Kind::User
    }
}

impl Explain for BadVersion {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("write a version as PEP 440 has it, such as `1.2.0` or `1.2.0rc1`".to_owned())
    }
}
