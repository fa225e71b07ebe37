//! `pyrel release`.

use std::path::PathBuf;

use clap::Args;

use super::Index;

/// Build, upload and release on GitHub in one go.
///
/// Builds the wheel, the sdist and, where there is a manifest, the bundle; uploads to the index;
/// drafts a GitHub release, attaches everything, and publishes it last. All is checked before the
/// first byte leaves. To run it again after a failure is safe: what is done already is left alone.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel release --dry-run                  everything but the deed
  pyrel release --tag v1.2.0               the release of a tag
  pyrel release --repository testpypi      a rehearsal
  pyrel release --no-github                build and upload only

On a runner of GitHub Actions the step gets what `--json` calls outputs: name, version, dist-dir,
files (JSON, with path, size and sha256), published, index-url, release-url, and dry-run. The page of
the run gets a summary.")]
pub(crate) struct Release {
    /// The folder that holds pyproject.toml, or an sdist.
    #[arg(value_name = "SRC", default_value = ".")]
    pub(crate) source: PathBuf,

    /// Where the files go [default: SRC/DIST_DIR, else dist-dir of [tool.pyrel]]
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out_dir: Option<PathBuf>,

    /// The tag of the release [default: the tag that CI runs for; without a tag there is no
    /// GitHub release]
    #[arg(short, long)]
    pub(crate) tag: Option<String>,

    /// Release this version instead of the project's; no file is changed.
    #[arg(long, value_name = "VERSION")]
    pub(crate) set_version: Option<String>,

    /// The repository on GitHub [default: the one that CI runs for]
    #[arg(long, value_name = "OWNER/NAME", conflicts_with = "no_github")]
    pub(crate) github: Option<String>,

    /// Make no GitHub release.
    #[arg(long)]
    pub(crate) no_github: bool,

    /// Upload to no index.
    #[arg(long)]
    pub(crate) no_upload: bool,

    /// Which index, and in whose name.
    #[command(flatten)]
    pub(crate) index: Index,
}
