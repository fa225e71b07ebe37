//! `pyrel diff`.

use std::path::PathBuf;

use clap::Args;

/// Show what differs between two wheels, two sdists or two desktop extensions.
///
/// They are compared file by file, and metadata, WHEEL, entry points and manifests field by field and
/// by what they mean: where fields stand, how a requirement is spelled, and what follows from other
/// files (RECORD) is no difference that matters. The last line says how much both have in common:
/// `equal bytes`; `equal content`, where only order, dates or compression of the archive differ;
/// `equal by meaning`; or `differs`, which makes the exit code 1. Of two folders, the files of one name
/// are compared, and then those of one kind and project.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel diff demo-1.0-py3-none-any.whl demo-1.1-py3-none-any.whl
  pyrel diff old/demo-1.0.tar.gz new/demo-1.0.tar.gz --brief
  pyrel diff old new                       two folders of distributions
  pyrel diff old new --json                for a machine")]
pub(crate) struct Diff {
    /// The first file, or a folder of them.
    #[arg(value_name = "A")]
    pub(crate) left: PathBuf,

    /// The second file, or a folder of them.
    #[arg(value_name = "B")]
    pub(crate) right: PathBuf,

    /// Name what differs, and do not show how.
    #[arg(short, long)]
    pub(crate) brief: bool,
}
