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
    #[arg(value_name = "FILE")]
    pub(crate) bundle: PathBuf,

    /// The folder, which must not exist or be empty [default: the name of the bundle without its
    /// ending, in the current folder]
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,

    /// Let a bundle that was unpacked into DIR before give way, with everything that was added to it.
    #[arg(long, visible_alias = "overwrite")]
    pub(crate) force: bool,

    /// The most bytes to unpack; takes k, M and G.
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "2G")]
    pub(crate) max_size: u64,

    /// The most files, folders and links to unpack.
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    pub(crate) max_files: u64,

    /// How many times as long as the bundle all files may be; up to 64M it does not matter.
    #[arg(long, value_name = "TIMES", default_value_t = 100)]
    pub(crate) max_ratio: u64,
}

/// A number of bytes, with a binary unit if it likes.
fn bytes(text: &str) -> Result<u64, &'static str> {
    let lower = text.trim().to_ascii_lowercase();
    let lower = lower.trim_end_matches("ib").trim_end_matches('b');
    let units = [('k', 10), ('m', 20), ('g', 30)];
    let unit = units.iter().find_map(|(unit, shift)| Some((lower.strip_suffix(*unit)?, *shift)));
    let (digits, shift) = unit.unwrap_or((lower, 0));
    let number: u64 = digits.trim().parse().map_err(|_| "it is no number of bytes")?;
    number.checked_mul(1 << shift).ok_or("it is more than can be counted")
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn numbers_of_bytes_may_have_units() {
        for (text, expect) in
            [("17", 17), ("2G", 2 << 30), ("64 MiB", 64 << 20), ("3kb", 3 << 10), ("0", 0)]
        {
            assert_eq!(bytes(text), Ok(expect), "{text}");
        }
        for text in ["", "G", "1.5M", "-1", "1T"] {
            assert_eq!(bytes(text), Err("it is no number of bytes"), "{text}");
        }
        assert_eq!(bytes("99999999999G"), Err("it is more than can be counted"));
    }
}
