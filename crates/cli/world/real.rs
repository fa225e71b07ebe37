//! The world that is not a test.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use pyrel_archive::Artifact;
use pyrel_effect::http::{Request, Sent};
use pyrel_effect::{CredentialSource, Error, Secret, Touch, World};

use super::{Door, files};

/// Fetches a secret from where a plan says it is.
pub(crate) type ReadSecret = Box<dyn Fn(&CredentialSource) -> Result<Secret, Error> + Send + Sync>;

/// The file system, the network, and where the secrets are.
pub(crate) struct RealWorld {
    door: Door,
    secrets: ReadSecret,
    masking: Masking,
}

/// Who has to be told of secrets.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Masking {
    /// The runner of a CI job, which reads all that we print.
    GithubActions,
    /// Nobody reads along.
    None,
}

impl RealWorld {
    /// A world with this door to the network.
    pub(crate) fn new(door: Door, secrets: ReadSecret, masking: Masking) -> Self {
        Self { door, secrets, masking }
    }
}

impl World for RealWorld {
    fn place(&self, _: &Touch, path: &Path, artifact: &Artifact) -> Result<(), Error> {
        let refused = |source| Error::File { path: path.to_owned(), source };
        files::place(path, artifact).map_err(refused)
    }

    fn remove(&self, _: &Touch, path: &Path) -> Result<(), Error> {
        files::remove(path).map_err(|source| Error::File { path: path.to_owned(), source })
    }

    fn send(&self, touch: &Touch, request: &Request) -> Sent {
        self.door.send(&sending(touch), request)
    }

    fn look(&self, request: &Request) -> Sent {
        self.door.look(request)
    }

    fn secret(&self, source: &CredentialSource) -> Result<Secret, Error> {
        (self.secrets)(source)
    }

    fn mask(&self, secret: &Secret) {
        match self.masking {
            // On standard error, where runners look for commands as well: standard output may be
            // captured by the caller, and then the runner would never hear of it.
            Masking::GithubActions => {
                let command = crate::render::mask(secret.expose());
                drop(io::stderr().write_all(command.as_bytes()));
            }
            Masking::None => {}
        }
    }
}

impl fmt::Debug for RealWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RealWorld").field("door", &self.door).finish_non_exhaustive()
    }
}

/// What is being done while a body goes out.
fn sending(touch: &Touch) -> String {
    match touch {
        Touch::Asset { name: file, .. } | Touch::Publish { file, .. } => format!("sending {file}"),
        Touch::DraftRelease { .. }
        | Touch::Place { .. }
        | Touch::PublishRelease { .. }
        | Touch::Remove { .. }
        | Touch::Token { .. } => "sending".to_owned(),
    }
}
