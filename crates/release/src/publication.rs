//! Publishing finished dists, wherever that is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pyrel_archive::SpoolFolder;
use pyrel_check::Audience;
use pyrel_diag::Warned;
use pyrel_effect::Plan;
use pyrel_tree::SourceTree;
use pyrel_upload::folder::{self, Folder};
use pyrel_upload::{Credential, Distribution, IfExists, Inputs, Pypirc, Repository};

use crate::Error;

/// Where dists go, and in whose name: what `pyrel upload` and `pyrel release` share.
#[derive(Clone, Copy, Debug)]
pub struct Publication<'a> {
    /// Everything that may say where and in whose name.
    pub inputs: &'a Inputs,
    /// The project's folder, which folders named in its configuration are relative to.
    pub base: &'a Path,
    /// What to do with dists that are there already.
    pub if_exists: IfExists,
    /// Where the pages of a folder grow.
    pub spool: &'a SpoolFolder,
}

/// A publication, complete but for being done.
#[derive(Debug)]
pub struct Publishing {
    /// What is to be done.
    pub plan: Plan,
    /// In whose name; a folder asks nobody's.
    pub credential: Option<Credential>,
}

/// A publication whose repository is chosen.
#[derive(Clone, Debug)]
pub struct Destination<'a> {
    publication: Publication<'a>,
    pypirc: Option<Pypirc>,
    repository: Repository,
}

impl<'a> Publication<'a> {
    /// Chooses the repository.
    ///
    /// # Errors
    /// A broken `.pypirc`, and a repository that nobody knows.
    pub fn destination(self) -> Result<Warned<Destination<'a>>, Error> {
        let pypirc = self.inputs.pypirc.as_ref().map(Pypirc::parse).transpose()?;
        let Warned { value: repository, findings } =
            Repository::choose(self.inputs, pypirc.as_ref())?;
        Ok(Warned { value: Destination { publication: self, pypirc, repository }, findings })
    }
}

impl Destination<'_> {
    /// Who is going to get the dists.
    #[must_use]
    pub fn audience(&self) -> Audience {
        match &self.repository {
            Repository::Index(index) if index.url.warehouse().is_some() => Audience::PyPi,
            Repository::Folder(_) | Repository::Index(_) => Audience::Generic,
        }
    }

    /// Finds the credentials, and plans the publication.
    ///
    /// # Errors
    /// Missing credentials, and dists that cannot be published.
    pub fn plan(&self, distributions: &[Distribution]) -> Result<Warned<Publishing>, Error> {
        let Publication { inputs, if_exists, .. } = self.publication;
        let mut findings = Vec::new();
        let publishing = match &self.repository {
            Repository::Folder(folder) => Publishing {
                plan: self.publication.folder(folder, distributions)?,
                credential: None,
            },
            Repository::Index(index) => {
                let credential = Credential::find(inputs, self.pypirc.as_ref(), index)?
                    .collect_into(&mut findings);
                let plan = pyrel_upload::plan(distributions, index, &credential, if_exists)?
                    .collect_into(&mut findings);
                Publishing { plan, credential: Some(credential) }
            }
        };
        Ok(Warned { value: publishing, findings })
    }
}

impl Publication<'_> {
    fn folder(&self, folder: &Path, distributions: &[Distribution]) -> Result<Plan, Error> {
        let path = self.place_of(folder);
        let present = match SourceTree::folder(&path) {
            Ok(tree) => tree,
            Err(pyrel_tree::Error::Io { source, .. })
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                SourceTree::of_entries(None, BTreeMap::new())
            }
            Err(error) => return Err(error.into()),
        };
        let cwd = &self.inputs.cwd;
        let folder = Folder { path: &path, cwd, present: &present, spool: self.spool };
        Ok(folder::plan(distributions, &folder, self.if_exists)?)
    }

    /// A folder named on the command line is where the user stands; one that the project names,
    /// and the built-in one, are the project's.
    fn place_of(&self, folder: &Path) -> PathBuf {
        let flags = &self.inputs.flags;
        let typed = flags.repository.is_some() || flags.repository_url.is_some();
        if typed && folder != Path::new(pyrel_upload::LOCAL_FOLDER) {
            folder.to_owned()
        } else {
            self.base.join(folder)
        }
    }
}
