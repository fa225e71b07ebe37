//! `pyrel dxt unpack`.

use std::path::PathBuf;

use clap::Args;

use super::ByteSize;

/// Unpack a bundle into a folder.
///
/// Everything is looked at before anything is written: names that some system takes for something
/// else, links that lead out, sizes and checksums. The folder appears whole and at once, or not at
/// all. Of permissions only the leave to execute is restored; a signature is taken off.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt unpack demo-1.0.0.mcpb              into ./demo-1.0.0
  pyrel dxt unpack demo-1.0.0.mcpb there        into a folder of this name
  pyrel dxt unpack demo-1.0.0.mcpb --dry-run    every file, with its size and digest
  pyrel dxt unpack demo-1.1.0.mcpb there --force
                                                in place of what was unpacked there before")]
pub(crate) struct Unpack {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,

    /// The folder, which must not exist or be empty [default: the name of the bundle without its
    /// ending, in the current folder]
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,

    /// Let a bundle that was unpacked into DIR before give way, with everything that was added to it.
    #[arg(short, long, visible_alias = "overwrite")]
    pub(crate) force: bool,

    /// The most bytes to unpack: a number, or one with kB, MB, GB, KiB, MiB or GiB.
    #[arg(long, value_name = "SIZE", default_value = "2GiB")]
    pub(crate) max_size: ByteSize,

    /// The most files, folders and links to unpack.
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    pub(crate) max_files: u64,

    /// How many times as long as the bundle all files may be; up to 64 MiB it does not matter.
    #[arg(long, value_name = "TIMES", default_value_t = 100)]
    pub(crate) max_ratio: u64,
}
