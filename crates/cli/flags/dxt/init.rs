//! `pyrel dxt init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Write a manifest for a folder.
///
/// What can be known is taken from pyproject.toml and its console script, or from package.json; the
/// rest is asked for on a terminal. What is written passes `pyrel dxt validate --level schema`. A
/// manifest that is there stays, unless --force is given.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt init                                asks, with what the project says as defaults
  pyrel dxt init my-server --yes                asks nothing
  pyrel dxt init --yes --type uv                for a Python project that the host runs with uv
  pyrel dxt init --yes --dry-run                where the manifest would be written")]
pub(crate) struct Init {
    /// The folder [default: the current folder]
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub(crate) folder: PathBuf,

    /// Ask nothing, and take what the project says.
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// What the server is made with [default: what the project says]
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    pub(crate) kind: Option<ServerType>,

    /// Write over a manifest that is there.
    #[arg(short, long)]
    pub(crate) force: bool,
}

/// What a server is made with.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum ServerType {
    /// An executable.
    Binary,
    /// Node.js.
    Node,
    /// Python, with its packages in the bundle.
    Python,
    /// A Python project that the host runs with uv.
    Uv,
}
