//! `pyrel inspect`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Show what is inside of wheels, sdists and desktop extensions.
///
/// Its metadata or manifest, tags, entry points, what made it, its files with their sizes, and whether
/// it is signed. Every file is read, and what cannot be is said. An archive that is not sound is
/// shown as far as it can be. With --json it is all there is: `outputs.artifacts`, one for each FILE,
/// with the whole description and a digest of every file.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel inspect dist/*
  pyrel inspect demo-1.0-py3-none-any.whl --metadata
  pyrel inspect demo-1.0.tar.gz --files --sort size
  pyrel inspect demo-1.0.0.mcpb --json")]
pub(crate) struct Inspect {
    /// Wheels (.whl), sdists (.tar.gz, and .zip of old), desktop extensions (.mcpb, .dxt).
    #[arg(value_name = "FILE", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Show the files; without --metadata nothing else.
    #[arg(short, long)]
    pub(crate) files: bool,

    /// Show what it states about itself; without --files nothing else.
    #[arg(short, long)]
    pub(crate) metadata: bool,

    /// The order of the files.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = Order::Archive)]
    pub(crate) sort: Order,
}

/// In what order files are listed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Order {
    /// As the archive has them.
    Archive,
    /// By their paths.
    Name,
    /// The largest first.
    Size,
}
