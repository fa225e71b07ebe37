//! `pyrel build`.

use std::path::PathBuf;

use clap::Args;

/// Build a wheel and an sdist.
///
/// The project's own build backend decides what goes in: flit_core, hatchling, pdm-backend,
/// poetry-core, setuptools or uv_build, by the version that `build-system.requires` allows; -v says
/// which. None of it is run: pyrel reads the same options and obeys them, and says so where it
/// cannot. By default the wheel is made from the sdist's own files, so that both agree.
///
/// In a uv workspace --package and --all-packages build its members from any folder in it; all
/// files go to the root's dist folder, and none does unless all can be made.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel build                              wheel and sdist into dist/
  pyrel build --wheel -o out packages/a    the wheel of another folder
  pyrel build --list                       what would go in
  pyrel build --editable                   a wheel that leaves the files where they are
  pyrel build --all-packages               every member of a uv workspace
  pyrel build --package demo-core          one of them
  pyrel build --why src/demo/data.json     why a file goes in, or does not
  pyrel build --set-version 1.2.0rc1       with another version, files untouched
  pyrel build --editable --write-version-file   as `pip install --editable` leaves a tree
  pyrel build --dry-run --json             names and digests for a machine
  pyrel build --compare old-dist           only if the old tool has built the same")]
pub(crate) struct Build {
    /// The folder that holds pyproject.toml, or an sdist.
    #[arg(value_name = "SRC", default_value = ".")]
    pub(crate) source: PathBuf,

    /// Where the files go [default: SRC/DIST_DIR, else dist-dir of [tool.pyrel], else SRC/dist]
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out_dir: Option<PathBuf>,

    /// Build the wheel; without --sdist nothing else.
    #[arg(short, long)]
    pub(crate) wheel: bool,

    /// Build the sdist; without --wheel nothing else.
    #[arg(short, long)]
    pub(crate) sdist: bool,

    /// Build an editable wheel (PEP 660): it makes Python find the project's files where they lie,
    /// and is for this machine alone.
    #[arg(short, long, conflicts_with = "sdist")]
    pub(crate) editable: bool,

    /// Build this member of the uv workspace around SRC.
    #[arg(long, value_name = "NAME", conflicts_with = "all_packages")]
    pub(crate) package: Option<String>,

    /// Build every member of the uv workspace around SRC that has a build backend.
    #[arg(long)]
    pub(crate) all_packages: bool,

    /// List what would go in and which option admitted it; build nothing.
    #[arg(short, long)]
    pub(crate) list: bool,

    /// Say why a file goes in or stays out; build nothing.
    #[arg(long, value_name = "PATH", conflicts_with = "list")]
    pub(crate) why: Option<String>,

    /// Build with this version instead of the project's; no file is changed.
    #[arg(long, value_name = "VERSION")]
    pub(crate) set_version: Option<String>,

    /// Also write into the project's folder what its backend would write there while building, such
    /// as `_version.py`. Without this the archives alone have it.
    #[arg(long, conflicts_with_all = ["list", "why"])]
    pub(crate) write_version_file: bool,

    /// Hold what is built against the distributions of the same name in FOLDER, made by another tool:
    /// what differs is shown, and nothing gets its place unless it means the same.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["editable", "list", "why"])]
    pub(crate) compare: Option<PathBuf>,

    /// Remove distributions of earlier builds of this project from the output folder.
    #[arg(long)]
    pub(crate) clear: bool,
}
