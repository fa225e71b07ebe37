//! `pyrel upload`.

use std::path::PathBuf;

use clap::Args;

use super::Index;

/// Upload distributions to an index.
///
/// Every file is checked first as the index would check it, and only if all of them pass the first
/// is sent. Credentials come from options, the environment, .env, .pypirc or, on a CI runner,
/// Trusted Publishing; --dry-run says from where. To run it again after a failure is safe.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel upload --repository testpypi              this version's files in dist/ to TestPyPI
  pyrel upload --repository local                 into a folder that pip can install from
  pyrel upload dist/demo-1.0* --skip-existing     some files, those already there passed over
  pyrel upload --repository-url http://localhost:8080/ -u me -p secret")]
pub(crate) struct Upload {
    /// The distributions [default: those of the project's current version in --dist-dir]
    #[arg(value_name = "FILES", conflicts_with = "dist_dir")]
    pub(crate) files: Vec<PathBuf>,

    /// The folder whose distributions are uploaded [default: DIST_DIR, else dist-dir of
    /// [tool.pyrel], else dist]
    #[arg(long, value_name = "DIR")]
    pub(crate) dist_dir: Option<PathBuf>,

    /// Which index, and in whose name.
    #[command(flatten)]
    pub(crate) index: Index,
}
