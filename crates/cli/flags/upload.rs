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
  pyrel upload                                    all of dist/ to PyPI
  pyrel upload --repository testpypi              to TestPyPI
  pyrel upload dist/demo-1.0* --skip-existing     some files, those already there passed over
  pyrel upload --repository-url http://localhost:8080/ -u me -p secret")]
pub(crate) struct Upload {
    /// The distributions [default: all of the folder of --dist-dir]
    #[arg(value_name = "FILES", conflicts_with = "dist_dir")]
    pub(crate) files: Vec<PathBuf>,

    /// The folder whose distributions are uploaded.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub(crate) dist_dir: PathBuf,

    /// Which index, and in whose name.
    #[command(flatten)]
    pub(crate) index: Index,
}
