//! `pyrel dxt`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand, ValueEnum};
use pyrel_archive::SEARCH;

mod clean;
mod diff;
mod info;
mod init;
mod signatures;
mod unpack;

pub(crate) use clean::Clean;
pub(crate) use diff::Diff;
pub(crate) use info::Info;
pub(crate) use init::{Init, ServerType};
pub(crate) use signatures::{KeyType, Sign, Unsign, Verify};
pub(crate) use unpack::Unpack;

/// Make, check, pack, sign and unpack desktop extensions.
///
/// Desktop extensions are zip archives with a manifest.json, known as DXT and, since their second
/// edition, as MCPB.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt init --yes                          a first manifest, of what the project says
  pyrel dxt validate my-extension               every finding, with line and column
  pyrel dxt migrate my-extension --to 0.4       the manifest in a newer version of its format
  pyrel dxt pack my-extension                   ./<name>-<version>.mcpb
  pyrel dxt pack                                the extension of the project around you
  pyrel dxt info demo-1.0.0.mcpb                what a bundle is, offers and asks for
  pyrel dxt diff demo-1.0.0.mcpb demo-1.1.0.mcpb
  pyrel dxt clean demo-1.0.0.mcpb               without what does not belong into it
  pyrel dxt unpack demo-1.0.0.mcpb              into ./demo-1.0.0, whole or not at all
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
    Clean(Clean),
    Diff(Diff),
    Info(Info),
    Init(Init),
    Migrate(Migrate),
    Pack(Pack),
    Sign(Sign),
    Unsign(Unsign),
    Unpack(Unpack),
    Validate(Validate),
    Verify(Verify),
}

/// Make a bundle of a folder.
///
/// The manifest is checked first: what `mcpb validate` refuses is an error, and what else
/// `pyrel dxt validate` finds in it and beside it, a warning. Caches, .env and what .mcpbignore names
/// stay out. The same folder gives the same bytes on every machine.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt pack                                the extension of the project around you
  pyrel dxt pack my-extension                   ./<name>-<version>.mcpb
  pyrel dxt pack my-extension out/demo.dxt      a bundle of this name
  pyrel dxt pack my-extension --list            what would go in
  pyrel dxt pack . --manifest other.json        with another manifest
  pyrel dxt pack --set version=1.2.0            with another version
  pyrel dxt pack --prune --max-size 20MB        no development packages, and an upper limit
  pyrel dxt pack --compress max --top 10        as small as can be, and what is large in it")]
pub(crate) struct Pack {
    /// The folder [default: what [tool.pyrel.dxt] of the project describes, else the current folder]
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,

    /// The bundle: a file, or a folder to put it into, which is there or ends in a slash [default:
    /// NAME-VERSION.mcpb in the current folder; for a project in DIST_DIR, else its dist-dir]
    #[arg(value_name = "OUT")]
    pub(crate) out: Option<PathBuf>,

    /// The folder to put the bundle into, under its usual name; it is made if it is not there.
    #[arg(short, long, value_name = "DIR", conflicts_with = "out")]
    pub(crate) out_dir: Option<PathBuf>,

    /// The ending of the file name, where OUT names no file [default: that of [tool.pyrel.dxt], else
    /// mcpb]
    #[arg(long, value_enum)]
    pub(crate) kind: Option<BundleKind>,

    /// List what would go in; pack nothing.
    #[arg(short, long)]
    pub(crate) list: bool,

    /// Say why a file goes in or stays out, named as seen from DIR; pack nothing.
    #[arg(long, value_name = "PATH", conflicts_with = "list")]
    pub(crate) why: Option<String>,

    /// The manifest to pack, instead of the folder's manifest.json.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,

    /// Another value for the manifest: for its placeholder {{ KEY }}, or else for a key, such as
    /// server.entry_point; can be given several times.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) settings: Vec<KeyValue>,

    /// What alone goes in besides the manifest, as a pattern like those of .mcpbignore; can be given
    /// several times.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) include: Vec<String>,

    /// Leave out what the .gitignore files of the folder name, too.
    #[arg(long)]
    pub(crate) gitignore: bool,

    /// Leave out packages in node_modules that only development needs, by npm's lock file.
    #[arg(long)]
    pub(crate) prune: bool,

    /// What becomes of symbolic links that nobody else could follow: out of the folder, to what is not
    /// there, or in a circle.
    #[arg(long, value_enum, value_name = "CHOICE", default_value_t)]
    pub(crate) links: LinksChoice,

    /// How hard to deflate: a level from 1, the fastest, to 9, or max to search for the smallest
    /// result, which takes a hundred times as long.
    #[arg(long, value_name = "LEVEL", default_value = "5", value_parser = level)]
    pub(crate) compress: u8,

    /// Make the bundle a second time, by one thread, and refuse it if the two differ.
    #[arg(long, conflicts_with_all = ["list", "why"])]
    pub(crate) check: bool,

    /// Refuse to make a larger bundle: bytes, or a number with kB, MB, GB, KiB, MiB or GiB.
    #[arg(long, value_name = "SIZE")]
    pub(crate) max_size: Option<ByteSize>,

    /// Show how large the folders of the bundle are.
    #[arg(long, conflicts_with_all = ["list", "why"])]
    pub(crate) sizes: bool,

    /// Show the largest files of the bundle, so many.
    #[arg(long, value_name = "COUNT", conflicts_with_all = ["list", "why"])]
    pub(crate) top: Option<usize>,

    /// Whether the bundle may need ZIP64, which not every host can read: 65,535 files, or 4 GiB, and
    /// more [default: that of [tool.pyrel.dxt], else refuse]
    #[arg(long, value_enum, value_name = "CHOICE")]
    pub(crate) zip64: Option<Zip64Choice>,

    /// Put no .sha256 file beside the bundle.
    #[arg(long)]
    pub(crate) no_sha256: bool,
}

/// A value for a manifest.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct KeyValue {
    /// For what.
    pub(crate) key: String,
    /// Which; it may be empty.
    pub(crate) value: String,
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct ByteSize(pub(crate) u64);

fn level(text: &str) -> Result<u8, &'static str> {
    match text.parse() {
        Ok(level @ 1..=9) => Ok(level),
        _ if text == "max" => Ok(SEARCH),
        _ => Err("write a number from 1 to 9, or max"),
    }
}

/// What becomes of symbolic links that nobody else could follow.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum LinksChoice {
    /// They are errors.
    #[default]
    Refuse,
    /// They stay out.
    Skip,
}

/// Whether a bundle may need ZIP64.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Zip64Choice {
    /// It may.
    Allow,
    /// It may not.
    Refuse,
}

impl FromStr for KeyValue {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((key, value)) if !key.is_empty() => {
                Ok(Self { key: key.to_owned(), value: value.to_owned() })
            }
            Some(_) => Err("there is no key before the `=`"),
            None => Err("there is no `=` in it"),
        }
    }
}

/// What a number may be followed by, and how many bytes that is. A mere letter counts thousands.
const UNITS: [(&str, u64); 11] = [
    ("", 1),
    ("b", 1),
    ("k", 1_000),
    ("kb", 1_000),
    ("m", 1_000_000),
    ("mb", 1_000_000),
    ("g", 1_000_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
];

impl FromStr for ByteSize {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let unit = unit.trim_start().to_ascii_lowercase();
        let unit = UNITS.iter().find(|(name, _)| *name == unit);
        let (_, unit) =
            unit.ok_or("write a whole number, and perhaps kB, MB, GB, KiB, MiB or GiB")?;
        let number: u64 = number.parse().map_err(|_| "it is no whole number of bytes")?;
        number.checked_mul(*unit).map(Self).ok_or("it is larger than any file")
    }
}

/// Check a manifest, a folder or a bundle.
///
/// At the first level the verdict is that of `mcpb validate` 2.1.2; the others look at what that
/// tool does not: whether what the manifest names is in the bundle and works, and what is worth a
/// remark.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt validate manifest.json
  pyrel dxt validate . --level lint --client claude-desktop
  pyrel dxt validate demo-1.0.0.mcpb --strict
  pyrel dxt validate . --format github         annotations for a pull request")]
pub(crate) struct Validate {
    /// A manifest.json, a folder that holds one, or a bundle [default: what [tool.pyrel.dxt] of the
    /// project describes, else the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,

    /// How closely to look.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    pub(crate) level: CheckLevel,

    /// A host that the extension shall work in; can be given several times.
    #[arg(long = "client", value_enum, value_name = "NAME")]
    pub(crate) clients: Vec<ClientName>,
}

/// Bring a manifest to another version of its format.
///
/// As few characters are changed as it takes: formatting, order and placeholders stay. Going back
/// is refused where keys would be lost.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt migrate --to 0.4 --dry-run          what would be changed
  pyrel dxt migrate my-extension --to 0.2       back, if nothing is lost")]
pub(crate) struct Migrate {
    /// A manifest.json, or a folder that holds one [default: the manifest that [tool.pyrel.dxt] of
    /// the project names, else that of the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,

    /// The version of the format: 0.1, 0.2, 0.3 or 0.4.
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: String,
}

/// How closely a manifest is looked at.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum CheckLevel {
    /// What the reference tool looks at.
    Schema,
    /// Also whether files are there and whole, and variables and settings are known.
    #[default]
    Structure,
    /// Also what works and is worth a remark.
    Lint,
}

/// A host with limits of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum ClientName {
    /// The plug-ins of Claude Code.
    ClaudeCode,
    /// Claude Desktop.
    ClaudeDesktop,
    /// The registry of Smithery.
    Smithery,
}

/// The edition of a bundle.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum BundleKind {
    /// The first: `.dxt`. The manifest stays as it is.
    Dxt,
    /// The second: `.mcpb`.
    Mcpb,
}
