//! `pyrel dxt info`.

use std::path::PathBuf;

use clap::Args;

/// Show what a bundle is, what it offers and what it asks for.
///
/// Its name, version, licence and author; how its server is started, on which systems and with which
/// runtimes; its tools, prompts and settings; its files as a tree with their sizes; and whether its
/// signature is right and, to this system, trusted. The exit code does not tell: `pyrel dxt validate`
/// judges a bundle, and `pyrel dxt verify` its signature by whom you trust.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt info demo-1.0.0.mcpb
  pyrel dxt info my-extension                   what would go into its bundle
  pyrel dxt info demo-1.0.0.mcpb --format json  for a machine")]
pub(crate) struct Info {
    /// A bundle, or a folder that becomes one [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,

    /// Show folders down to this depth of the tree.
    #[arg(long, value_name = "LEVELS", default_value_t = 2)]
    pub(crate) depth: usize,
}
