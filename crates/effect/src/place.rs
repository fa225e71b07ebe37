//! The steps that any command may need.

use std::path::PathBuf;

use pyrel_archive::Artifact;
use pyrel_diag::Progress;

use crate::{Done, Error, Step, Touch, World};

/// Gives an artifact its place.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where, as the user would name it.
    pub path: PathBuf,
    /// What.
    pub artifact: Artifact,
}

/// Removes a file, such as a former build's.
#[derive(Clone, Debug)]
pub struct RemoveFile {
    /// Which, as the user would name it.
    pub path: PathBuf,
}

impl Step for Place {
    fn touches(&self) -> Vec<Touch> {
        vec![Touch::Place {
            path: self.path.clone(),
            len: self.artifact.len(),
            sha256: self.artifact.sha256(),
        }]
    }

    fn perform(self: Box<Self>, world: &dyn World, _: &dyn Progress) -> Result<Done, Error> {
        let touches = self.touches();
        for touch in &touches {
            world.place(touch, &self.path, &self.artifact)?;
        }
        Ok(Done::felt(touches))
    }
}

impl Step for RemoveFile {
    fn touches(&self) -> Vec<Touch> {
        vec![Touch::Remove { path: self.path.clone() }]
    }

    fn perform(self: Box<Self>, world: &dyn World, _: &dyn Progress) -> Result<Done, Error> {
        let touches = self.touches();
        for touch in &touches {
            world.remove(touch, &self.path)?;
        }
        Ok(Done::felt(touches))
    }
}
