//! `pyrel dxt diff`.

use std::path::PathBuf;

use clap::Args;

/// Show what differs between two bundles.
///
/// File by file, and the manifests by what they mean; a signature counts as well. The last line says
/// how much both have in common, and the exit code is 1 where they differ, as with `pyrel diff`, and 2
/// where one of them is not there.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt diff demo-1.0.0.mcpb demo-1.1.0.mcpb
  pyrel dxt diff demo.mcpb demo-signed.mcpb --brief
  pyrel dxt diff old.dxt new.mcpb --json        for a machine")]
pub(crate) struct Diff {
    /// The first bundle.
    #[arg(value_name = "A")]
    pub(crate) left: PathBuf,

    /// The second bundle.
    #[arg(value_name = "B")]
    pub(crate) right: PathBuf,

    /// Name what differs, and do not show how.
    #[arg(short, long)]
    pub(crate) brief: bool,
}
