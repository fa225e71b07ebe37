//! `pyrel dxt`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

mod signatures;

pub(crate) use signatures::{KeyType, Sign, Unsign, Verify};

/// Check, pack and sign desktop extensions.
///
/// Desktop extensions are zip archives with a manifest.json, known as DXT and, since their second
/// edition, as MCPB.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt validate my-extension               every finding, with line and column
  pyrel dxt pack my-extension                   ./<name>-<version>.mcpb
  pyrel dxt pack                                the extension of the project around you
  pyrel dxt sign demo-1.0.0.mcpb --key me.p12   signed in its place
  pyrel dxt verify demo-1.0.0.mcpb              whether it is signed, by whom, and to be trusted")]
pub(crate) struct Dxt {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: DxtCommand,
}

/// What can be done with desktop extensions.
#[derive(Debug, Subcommand)]
pub(crate) enum DxtCommand {
    Pack(Pack),
    Sign(Sign),
    Unsign(Unsign),
    Validate(Validate),
    Verify(Verify),
}

/// Make a bundle of a folder.
///
/// The manifest is checked first, with everything it mentions; what .mcpbignore names stays out.
/// The same folder gives the same bytes on every machine.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt pack                                the extension of the project around you
  pyrel dxt pack my-extension                   ./<name>-<version>.mcpb
  pyrel dxt pack my-extension out/demo.dxt      a bundle of this name
  pyrel dxt pack my-extension --list            what would go in
  pyrel dxt pack . --manifest other.json        with another manifest")]
pub(crate) struct Pack {
    /// The folder [default: what [tool.pyrel.dxt] of the project describes, else the current folder]
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,

    /// The bundle: a file, or a folder to put it into [default: the current folder; for a project
    /// its dist folder]
    #[arg(value_name = "OUT")]
    pub(crate) out: Option<PathBuf>,

    /// The ending of the file name [default: that of OUT, else mcpb]
    #[arg(long, value_enum)]
    pub(crate) kind: Option<BundleKind>,

    /// List what would go in; pack nothing.
    #[arg(short, long)]
    pub(crate) list: bool,

    /// Say why a file goes in or stays out; pack nothing.
    #[arg(long, value_name = "PATH", conflicts_with = "list")]
    pub(crate) why: Option<String>,

    /// The manifest to pack, instead of the folder's manifest.json.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
}

/// Check a manifest, a folder or a bundle.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt validate manifest.json
  pyrel dxt validate demo-1.0.0.mcpb --strict
  pyrel dxt validate . --format github         annotations for a pull request")]
pub(crate) struct Validate {
    /// A manifest.json, a folder that holds one, or a bundle [default: what [tool.pyrel.dxt] of the
    /// project describes, else the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
}

/// The edition of a bundle.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum BundleKind {
    /// The first: `.dxt`, with `dxt_version`.
    Dxt,
    /// The second: `.mcpb`, with `manifest_version`.
    Mcpb,
}
