//! The commands: each reads its flags, asks the libraries, and answers with a plan.

mod build;
mod project;

use pyrel_diag::{Explain, Kind};
use pyrel_effect::Error;

use crate::env::Environment;
use crate::flags::Command;
use crate::flags::dxt::DxtCommand;
use crate::render::Failure;
use crate::session::{About, Outcome, Session};
use crate::world::ReadSecret;

/// Carries out a command up to its plan.
///
/// # Errors
/// Whatever keeps it from having one.
pub(crate) fn run(session: &Session, command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::Build(flags) => build::run(session, flags),
        Command::Dxt(_) | Command::Release(_) | Command::Upload(_) => {
            Err(Failure::from(Unfinished))
        }
    }
}

/// Which command it is, and where its project lies.
pub(crate) fn about(command: &Command) -> About {
    let (command, base) = match command {
        Command::Build(build) => ("build", build.source.display().to_string()),
        Command::Dxt(dxt) => match &dxt.command {
            DxtCommand::Pack(pack) => ("dxt pack", pack.folder.display().to_string()),
            DxtCommand::Validate(_) => ("dxt validate", String::new()),
        },
        Command::Release(release) => ("release", release.source.display().to_string()),
        Command::Upload(_) => ("upload", String::new()),
    };
    About { command, base }
}

/// Where the secrets of a command are.
pub(crate) fn secrets(_command: &Command, _environment: &Environment) -> ReadSecret {
    Box::new(|source| Err(Error::NoSecret(source.to_string())))
}

/// A command that nobody has written yet.
#[derive(Debug, thiserror::Error)]
#[error("this command is not finished yet")]
struct Unfinished;

impl Explain for Unfinished {
    fn kind(&self) -> Kind {
        Kind::Bug
    }
}
