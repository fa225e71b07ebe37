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

impl Publication<'_> {
    /// Chooses the repository, finds the credentials, and plans the publication.
    ///
    /// # Errors
    /// An unknown repository, missing credentials, and dists that cannot be published.
    pub fn plan(&self, distributions: &[Distribution]) -> Result<Warned<Publishing>, Error> {
        let mut findings = Vec::new();
        let pypirc = self.inputs.pypirc.as_ref().map(Pypirc::parse).transpose()?;
        let repository =
            Repository::choose(self.inputs, pypirc.as_ref())?.collect_into(&mut findings);
        let publishing = match repository {
            Repository::Folder(folder) => {
                Publishing { plan: self.folder(&folder, distributions)?, credential: None }
            }
            Repository::Index(index) => {
                let credential = Credential::find(self.inputs, pypirc.as_ref(), &index)?
                    .collect_into(&mut findings);
                let plan = pyrel_upload::plan(distributions, &index, &credential, self.if_exists)?
                    .collect_into(&mut findings);
                Publishing { plan, credential: Some(credential) }
            }
        };
        Ok(Warned { value: publishing, findings })
    }

    /// Who is going to get the dists.
    ///
    /// # Errors
    /// An unknown repository.
    pub fn audience(&self) -> Result<Audience, Error> {
        let pypirc = self.inputs.pypirc.as_ref().map(Pypirc::parse).transpose()?;
        match Repository::choose(self.inputs, pypirc.as_ref())?.value {
            Repository::Index(index) if index.url.warehouse().is_some() => Ok(Audience::PyPi),
            Repository::Folder(_) | Repository::Index(_) => Ok(Audience::Generic),
        }
    }

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
