//! `pyrel check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Check finished wheels, sdists and desktop extensions.
///
/// Every rule of the packaging standards and of PyPI that a file can break by itself is tried at
/// once, offline: metadata, names, tags, archives, what is inside, and the README as PyPI renders
/// it. Nothing is changed. Files named with FILES are always looked at, folders looked into; else
/// it is the distributions and extensions in the dist folder.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel check                              everything in dist/
  pyrel check dist/demo-1.0.tar.gz         one file
  pyrel check --target generic             for an index without rules of its own
  pyrel check --strict --ignore several-releases   warnings count, one rule does not
  pyrel check --explain record-hash        what a rule is about, and what to do
  pyrel check --format sarif               for code scanning")]
pub(crate) struct Check {
    /// Files and folders [default: the distributions and extensions in --dist-dir]
    #[arg(value_name = "FILES", conflicts_with = "dist_dir")]
    pub(crate) files: Vec<PathBuf>,

    /// The folder whose files are checked [default: DIST_DIR, else dist-dir of [tool.pyrel], else
    /// dist]
    #[arg(long, value_name = "DIR")]
    pub(crate) dist_dir: Option<PathBuf>,

    /// Who is going to get the files [default: target of [tool.pyrel.check], else pypi]
    #[arg(long, value_enum, value_name = "INDEX")]
    pub(crate) target: Option<Target>,

    /// Say what a rule is about, by its id or its code in check-wheel-contents; all rules without
    /// RULE.
    #[arg(
        long,
        value_name = "RULE",
        num_args = 0..=1,
        default_missing_value = "all",
        conflicts_with_all = ["files", "dist_dir", "target"],
    )]
    pub(crate) explain: Option<String>,
}

/// Who is going to get the files.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Target {
    /// PyPI or TestPyPI, with the rules that only they have.
    Pypi,
    /// An index that keeps to the standards and has no rules of its own.
    Generic,
}
