//! `pyrel metadata`.

use std::path::PathBuf;

use clap::Args;

/// Print a project's core metadata without building it.
///
/// What is printed is the METADATA of its wheel. Only what the metadata is made from is read, so
/// files that a build would miss may be missing. With --json it is the `metadata` of the report, in
/// the JSON-compatible form of the specification: names in small letters with underscores, lists
/// for what may stand more than once.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel metadata                           as METADATA has it
  pyrel metadata --field version           the version alone
  pyrel metadata --field requires-dist     one line for each
  pyrel metadata --json packages/a         for a machine, of another folder
  pyrel metadata dist/demo-1.0.tar.gz      of an sdist")]
pub(crate) struct Metadata {
    /// The folder that holds pyproject.toml, or an sdist.
    #[arg(value_name = "SRC", default_value = ".")]
    pub(crate) source: PathBuf,

    /// Print the value of this field alone, each on a line where there are several.
    #[arg(short = 'F', long, value_name = "NAME")]
    pub(crate) field: Option<String>,

    /// Read the project as if it had this version; no file is changed.
    #[arg(long, value_name = "VERSION")]
    pub(crate) set_version: Option<String>,
}
