//! The world that is not a test.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use pyrel_archive::Artifact;
use pyrel_diag::Progress;
use pyrel_effect::http::{Request, Sent};
use pyrel_effect::{CredentialSource, Error, Program, Secret, Touch, Unpack, World};

use super::{Door, files, folder, program};

/// Fetches secrets from where a plan says they are. Without anything to read there are none.
#[derive(Default)]
pub struct Secrets(Option<Box<ReadSecret>>);

type ReadSecret = dyn Fn(&CredentialSource) -> Result<Secret, Error> + Send + Sync;

/// The file system, the network, and where the secrets are.
pub struct RealWorld {
    door: Door,
    secrets: Secrets,
    masking: Masking,
}

/// Who has to be told of secrets.
#[derive(Clone, Copy, Debug)]
pub enum Masking {
    /// The runner of a CI job, which reads all that we print, with a command of this form.
    Runner(fn(&str) -> String),
    /// Nobody reads along.
    None,
}

impl RealWorld {
    /// A world with this door to the network, and without secrets.
    #[must_use]
    pub fn new(door: Door, masking: Masking) -> Self {
        Self { door, secrets: Secrets::default(), masking }
    }

    /// The same world with the secrets of a plan.
    #[must_use]
    pub fn knowing(self, secrets: Secrets) -> Self {
        Self { secrets, ..self }
    }
}

impl Secrets {
    /// Secrets that are read by a function.
    pub fn read_by(
        read: impl Fn(&CredentialSource) -> Result<Secret, Error> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Box::new(read)))
    }

    fn read(&self, source: &CredentialSource) -> Result<Secret, Error> {
        match &self.0 {
            Some(read) => read(source),
            None => Err(Error::NoSecret(source.to_string())),
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
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

    fn unpack(&self, _: &Touch, step: &Unpack, progress: &dyn Progress) -> Result<(), Error> {
        folder::unpack(step, progress)
    }

    fn run(&self, _: &Touch, program: &Program, input: &[u8]) -> Result<Vec<u8>, Error> {
        program::run(program, input)
    }

    fn send(&self, touch: &Touch, request: &Request) -> Sent {
        if matches!(touch, Touch::Stamp { .. }) {
            return self.door.ask(request);
        }
        self.door.send(&sending(touch), request)
    }

    fn look(&self, request: &Request) -> Sent {
        self.door.look(request)
    }

    fn secret(&self, source: &CredentialSource) -> Result<Secret, Error> {
        self.secrets.read(source)
    }

    fn mask(&self, secret: &Secret) {
        match self.masking {
            // On standard error, where runners look for commands as well: standard output may be
            // captured by the caller, and then the runner would never hear of it.
            Masking::Runner(command) => {
                drop(io::stderr().write_all(command(secret.expose()).as_bytes()));
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
        | Touch::PlaceUnforeseen { .. }
        | Touch::PublishRelease { .. }
        | Touch::Remove { .. }
        | Touch::Run { .. }
        | Touch::Stamp { .. }
        | Touch::Token { .. }
        | Touch::Unpack { .. } => "sending".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use pyrel_archive::{SpoolFolder, Spooled};
    use pyrel_diag::{Explain, Silent};
    use pyrel_effect::{Place, Plan};

    use super::*;
    use crate::Settings;

    fn world() -> RealWorld {
        let door = Door::new(Settings::usual(None), Arc::new(Silent));
        let secrets = Secrets::read_by(|source| match source.to_string().as_str() {
            "the environment variable `PYPI_TOKEN`" => Ok(Secret::new("s3cret")),
            elsewhere => Err(Error::NoSecret(elsewhere.to_owned())),
        });
        RealWorld::new(door, Masking::None).knowing(secrets)
    }

    fn place(path: PathBuf) -> Result<(), String> {
        let folder = path.ancestors().find(|folder| folder.is_dir()).unwrap();
        let spooled = Spooled::create(&SpoolFolder::new(folder)).unwrap();
        spooled.write_at(b"hello", 0).unwrap();
        let artifact = Artifact::of_spooled("demo.txt", spooled).unwrap();
        let mut plan = Plan::new();
        plan.push(Place { path, artifact });
        let foretold = plan.touches();
        let done = plan.perform(&world(), &Silent).map_err(|stopped| stopped.error.to_string())?;
        assert_eq!(done.felt, foretold);
        Ok(())
    }

    #[test]
    fn an_artifact_gets_its_place_and_folders_are_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dist/deep/demo.txt");
        place(path.clone()).unwrap();
        assert_eq!(files::read_text(&path).unwrap().unwrap(), "hello");
        place(path).unwrap();
    }

    #[test]
    fn a_place_that_cannot_be_had_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        place(path.clone()).unwrap();
        let below = path.join("b");
        let expect = format!("cannot write `{}`", below.display());
        assert_eq!(place(below).unwrap_err(), expect);
    }

    #[test]
    fn secrets_come_from_where_the_plan_says() {
        let world = world();
        let secret = world.secret(&CredentialSource::Env("PYPI_TOKEN".to_owned())).unwrap();
        assert_eq!(secret.expose(), "s3cret");
        let error = world.secret(&CredentialSource::Flag("--token")).unwrap_err();
        assert_eq!(error.to_string(), "the credentials are gone from the option `--token`");
        assert_eq!(error.kind(), pyrel_diag::Kind::User);
    }

    #[test]
    fn what_is_sent_is_named_by_its_file() {
        let repository = "o/r".to_owned();
        let publish = Touch::Asset {
            tag: "v1".to_owned(),
            name: "demo.whl".to_owned(),
            sha256: pyrel_archive::Sha256([0; 32]),
        };
        assert_eq!(sending(&publish), "sending demo.whl");
        assert_eq!(sending(&Touch::DraftRelease { repository, tag: "v1".to_owned() }), "sending");
    }
}
