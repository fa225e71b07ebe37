//! The commands: each reads its flags, asks the libraries, and answers with a plan.

mod build;
mod bundle_file;
mod check;
mod compare;
mod contents;
mod diff;
mod dxt;
mod index;
mod inspect;
mod metadata;
mod packages;
mod project;
mod release;
mod upload;
mod version_file;

pub(crate) use check::RULES as CHECK_RULES;
pub(crate) use compare::RULES as COMPARE_RULES;
pub(crate) use diff::RULES as DIFF_RULES;
pub(crate) use dxt::rules as dxt_rules;

use std::path::{Path, PathBuf};

use crate::flags::Command;
use crate::flags::dxt::DxtCommand;
use crate::flags::global::Loudness;
use crate::render::Failure;
use crate::session::{About, Outcome, Session};

/// Carries out a command up to its plan.
///
/// # Errors
/// Whatever keeps it from having one.
pub(crate) fn run(session: &Session, command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::Build(flags) => build::run(session, flags),
        Command::Check(flags) => check::run(session, flags),
        Command::Diff(flags) => diff::run(session, flags),
        Command::Dxt(flags) => dxt::run(session, &flags.command),
        Command::Inspect(flags) => inspect::run(session, flags),
        Command::Metadata(flags) => metadata::run(session, flags),
        Command::Release(flags) => release::run(session, flags),
        Command::Upload(flags) => upload::run(session, flags),
    }
}

/// Which command it is, and where its project lies.
pub(crate) fn about(command: &Command) -> About {
    let shown = |path: &Path| path.display().to_string();
    let source = match command {
        Command::Build(build) => Some(build.source.clone()),
        Command::Metadata(metadata) => Some(metadata.source.clone()),
        Command::Release(release) => Some(release.source.clone()),
        Command::Check(_)
        | Command::Diff(_)
        | Command::Dxt(_)
        | Command::Inspect(_)
        | Command::Upload(_) => None,
    };
    let (command, base) = match command {
        // The projects of a workspace lie in many folders, each told as seen from the current one.
        Command::Build(build) if build.package.is_some() || build.all_packages => {
            ("build", String::new())
        }
        Command::Build(build) => ("build", shown(&build.source)),
        Command::Check(_) => ("check", String::new()),
        Command::Dxt(dxt) => match &dxt.command {
            // What these are about is named as seen from the current folder.
            DxtCommand::Clean(_) => ("dxt clean", String::new()),
            DxtCommand::Diff(_) => ("dxt diff", String::new()),
            DxtCommand::Info(_) => ("dxt info", String::new()),
            DxtCommand::Unpack(_) => ("dxt unpack", String::new()),
            DxtCommand::Init(init) => ("dxt init", shown(&init.folder)),
            DxtCommand::Migrate(migrate) => ("dxt migrate", folder(migrate.path.as_ref())),
            DxtCommand::Pack(pack) => ("dxt pack", folder(pack.folder.as_ref())),
            DxtCommand::Sign(_) => ("dxt sign", String::new()),
            DxtCommand::Unsign(_) => ("dxt unsign", String::new()),
            DxtCommand::Validate(validate) => ("dxt validate", folder(validate.path.as_ref())),
            DxtCommand::Verify(_) => ("dxt verify", String::new()),
        },
        Command::Diff(_) => ("diff", String::new()),
        Command::Inspect(_) => ("inspect", String::new()),
        Command::Metadata(metadata) => ("metadata", shown(&metadata.source)),
        Command::Release(release) => ("release", shown(&release.source)),
        Command::Upload(_) => ("upload", String::new()),
    };
    // A check whose advice nobody sees would be none.
    let advice = match command {
        "check" => Loudness::Usual,
        _ => Loudness::Verbose,
    };
    About { command, base, advice, source }
}

/// The folder that findings are relative to: a file's own one, for a file.
fn folder(path: Option<&PathBuf>) -> String {
    let folder = path.map(|path| match path.is_dir() {
        true => path.as_path(),
        false => path.parent().unwrap_or(Path::new("")),
    });
    folder.map_or_else(String::new, |folder| folder.display().to_string())
}
