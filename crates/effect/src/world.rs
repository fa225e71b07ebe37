//! The one door to everything outside.

use std::path::Path;

use pyrel_archive::Artifact;
use pyrel_diag::Progress;

use crate::http::{Request, Sent};
use crate::{CredentialSource, Error, Program, Secret, Touch, Unpack};

/// Everything outside the process that a step may look at or change. Implemented for real in one
/// place, and by [`Recorder`](crate::Recorder) for tests.
pub trait World: Sync {
    /// Gives an artifact its place, whole and at once; folders on the way are made.
    ///
    /// # Errors
    /// When the place cannot be written; what was there before stays.
    fn place(&self, touch: &Touch, path: &Path, artifact: &Artifact) -> Result<(), Error>;

    /// Removes a file; one that is gone already is no mistake.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn remove(&self, touch: &Touch, path: &Path) -> Result<(), Error>;

    /// Makes a folder of an archive, whole and at once; folders on the way are made.
    ///
    /// # Errors
    /// When it cannot be written; what was there before stays, and nothing else is there.
    fn unpack(&self, touch: &Touch, step: &Unpack, progress: &dyn Progress) -> Result<(), Error>;

    /// Runs a program of the user's own with something to read; what it printed.
    ///
    /// # Errors
    /// When it cannot be run, fails, does not end, or prints more than makes sense.
    fn run(&self, touch: &Touch, program: &Program, input: &[u8]) -> Result<Vec<u8>, Error>;

    /// Sends a request that changes something, under the touch it serves. It is repeated only
    /// where it never left the machine.
    fn send(&self, touch: &Touch, request: &Request) -> Sent;

    /// Sends a `GET` or `HEAD` that changes nothing. May be repeated.
    fn look(&self, request: &Request) -> Sent;

    /// Fetches a secret from where the plan says it is.
    ///
    /// # Errors
    /// When it is not there any more.
    fn secret(&self, source: &CredentialSource) -> Result<Secret, Error>;

    /// Tells the surroundings (a CI runner) to blot out a secret wherever it is printed.
    fn mask(&self, secret: &Secret);
}
