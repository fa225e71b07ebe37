//! `pyrel dxt clean`.

use std::path::PathBuf;

use clap::Args;

/// Take out of a bundle what does not belong into it.
///
/// Keys of the manifest that its version does not have; files that the ignore rules keep out of
/// bundles; packages in node_modules that nothing leads to from the bundle's own package.json; and with
/// any of that the signature, which would not be right any more. Whatever goes is named, with the reason. The
/// bundle is packed anew, deterministically, and takes its place whole and at once; a .sha256 file beside
/// it is written anew.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt clean demo-1.0.0.mcpb --dry-run     what would go, and why
  pyrel dxt clean demo-1.0.0.mcpb
  pyrel dxt clean demo.mcpb -o small.mcpb       leaves the bundle as it is")]
pub(crate) struct Clean {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,

    /// Where the cleaned bundle goes [default: in the place of BUNDLE]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
