//! `pyrel dxt unpack`.

use std::path::PathBuf;

use clap::Args;

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
    #[arg(long, visible_alias = "overwrite")]
    pub(crate) force: bool,

    /// The most bytes to unpack: a number, or one with kB, MB, GB, KiB, MiB or GiB.
    #[arg(long, value_name = "SIZE", value_parser = bytes, default_value = "2GiB")]
    pub(crate) max_size: u64,

    /// The most files, folders and links to unpack.
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    pub(crate) max_files: u64,

    /// How many times as long as the bundle all files may be; up to 64 MiB it does not matter.
    #[arg(long, value_name = "TIMES", default_value_t = 100)]
    pub(crate) max_ratio: u64,
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

fn bytes(text: &str) -> Result<u64, &'static str> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim_start().to_ascii_lowercase();
    let unit = UNITS.iter().find(|(name, _)| *name == unit);
    let (_, unit) = unit.ok_or("write a whole number, and perhaps kB, MB, GB, KiB, MiB or GiB")?;
    let number: u64 = number.parse().map_err(|_| "it is no whole number of bytes")?;
    number.checked_mul(*unit).ok_or("it is larger than any file")
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn numbers_of_bytes_may_have_units() {
        for (text, expect) in
            [("17", 17), ("2GiB", 2 << 30), ("64 MiB", 64 << 20), ("3kb", 3_000), ("5M", 5_000_000)]
        {
            assert_eq!(bytes(text), Ok(expect), "{text}");
        }
        for text in ["", "G", "1.5M", "-1", "1T", "99999999999G"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }
}
