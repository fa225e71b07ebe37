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

    fn perform(
        self: Box<Self>,
        world: &dyn World,
        _: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), Error> {
        for touch in self.touches() {
            world.place(&touch, &self.path, &self.artifact)?;
            done.felt.push(touch);
        }
        Ok(())
    }
}

impl Step for RemoveFile {
    fn touches(&self) -> Vec<Touch> {
        vec![Touch::Remove { path: self.path.clone() }]
    }

    fn perform(
        self: Box<Self>,
        world: &dyn World,
        _: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), Error> {
        for touch in self.touches() {
            world.remove(&touch, &self.path)?;
            done.felt.push(touch);
        }
        Ok(())
    }
}
