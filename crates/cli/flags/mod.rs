//! What can be typed: one file per command, one for what all commands share.
//!
//! Flags say only what was written. Nothing is read or decided here; values that another crate
//! understands (versions, markers, tags) stay text until they get there.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod dxt;
pub(crate) mod global;
mod index;
pub(crate) mod inspect;
pub(crate) mod metadata;
pub(crate) mod release;
pub(crate) mod upload;

#[cfg(test)]
mod tests;

pub(crate) use index::Index;

use clap::Parser;

/// From a Python source tree to a published release, in one static binary.
///
/// pyrel builds wheels and sdists as the project's own build backend would, without running
/// Python; packs and checks desktop extensions (DXT, MCPB); uploads to PyPI and other indexes; and
/// turns a repository into a GitHub release with everything attached. With --dry-run every command
/// does all but the last step, and says what that would be.
#[derive(Debug, Parser)]
#[command(
    name = "pyrel",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = END,
)]
pub(crate) struct Cli {
    /// What all commands share.
    #[command(flatten)]
    pub(crate) global: global::Global,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands. Each is described where its flags are.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Build(build::Build),
    Check(check::Check),
    Diff(diff::Diff),
    Dxt(dxt::Dxt),
    Inspect(inspect::Inspect),
    Metadata(metadata::Metadata),
    Release(release::Release),
    Upload(upload::Upload),
}

const END: &str = "\
Examples:
  pyrel build                       wheel and sdist of this folder into dist/
  pyrel build --list                what would go into them, and why
  pyrel check                       what an index would say of the files in dist/
  pyrel metadata --field version    the version, read without building
  pyrel dxt pack my-extension       a desktop extension of a folder
  pyrel upload --dry-run            what would be published, with digests
  pyrel release --tag v1.2.0        all of it, under one tag

Exit codes:
  0    done; or, with --dry-run, nothing stands in the way
  1    the project, a file or this machine has to be mended
  2    the command line or the environment is wrong
  3    a server refused or could not be reached
  10   dxt verify: the bundle is not signed
  11   dxt verify: the signature is not right
  12   dxt verify: the signature is right, and its signer is not trusted
  13   dxt verify: what is behind the bundle is no sound signature
  70   a bug in pyrel

Environment:
  DRY_RUN             1, true, yes, on: as --dry-run; 0, false, no, off or empty: not
  SOURCE_DATE_EPOCH   the time inside archives, in seconds since 1970
  NO_COLOR, CLICOLOR_FORCE
                      no colours; colours even where no terminal is
  SSL_CERT_FILE, REQUESTS_CA_BUNDLE
                      certificates to trust instead of the system's
  HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY
                      ways through proxies";
