//! The step that makes a folder of an archive.

use std::path::PathBuf;

use pyrel_archive::unpack::Parcel;
use pyrel_diag::Progress;

use crate::{Done, Error, Step, Touch, World};

/// Makes a folder of an archive, whole and at once.
#[derive(Clone, Debug)]
pub struct Unpack {
    /// The folder, as the user would name it.
    pub path: PathBuf,
    /// What comes into it.
    pub parcel: Parcel,
    /// What is there before.
    pub onto: Onto,
}

/// What is there before a folder gets its place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Onto {
    /// Nothing, or an empty folder.
    Nothing,
    /// A folder that gives way, with these files that the new one does not have.
    Former(Vec<PathBuf>),
}

impl Step for Unpack {
    fn touches(&self) -> Vec<Touch> {
        let items = self.parcel.items().clone();
        let unpack = Touch::Unpack { path: self.path.clone(), len: self.parcel.len(), items };
        let lost = match &self.onto {
            Onto::Nothing => &[],
            Onto::Former(lost) => lost.as_slice(),
        };
        let lost = lost.iter().map(|path| Touch::Remove { path: path.clone() });
        std::iter::once(unpack).chain(lost).collect()
    }

    fn perform(
        self: Box<Self>,
        world: &dyn World,
        progress: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), Error> {
        for touch in self.touches() {
            if let Touch::Remove { path } = &touch {
                // It went with the folder that it lay in.
                world.remove(&touch, path)?;
            } else {
                world.unpack(&touch, &self, progress)?;
            }
            done.felt.push(touch);
        }
        Ok(())
    }
}
