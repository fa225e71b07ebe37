//! The first line of `shared-scripts`, as installers want it.

use pyrel_tree::{EntryKind, Item, SourceTree};

use super::Profile;
use crate::Error;

/// How long a first line may be; that of Linux counts no further either.
const LONGEST: usize = 256;

/// A script whose first line runs Python, with `#!python` in that line; `None` for any other.
pub(super) fn rewritten(
    tree: &SourceTree,
    item: &Item,
    profile: &Profile,
) -> Result<Option<Vec<u8>>, Error> {
    let bytes = tree.read(&item.path)?;
    Ok(if profile.plain_shebang { first_line(&bytes) } else { first_full_line(&bytes) })
}

/// Whether the owner may execute a file.
pub(super) fn is_executable(item: &Item) -> bool {
    matches!(item.kind, EntryKind::File { executable: true, .. })
}

fn first_line(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    // A line of just that length without an end is one that was cut.
    let is_cut = end > LONGEST || (end == LONGEST && !bytes[..end].ends_with(b"\n"));
    let (line, rest) = bytes.split_at(end);
    if is_cut { None } else { with_python(line, rest) }
}

/// Before 1.31 empty lines at the beginning went away, and so did whatever stood in them.
fn first_full_line(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, after) = rest.split_at(at + 1);
        if !line.iter().copied().all(is_blank) {
            return Some(with_python(line, after).unwrap_or_else(|| rest.to_vec()));
        }
        rest = after;
    }
    if rest.iter().copied().all(is_blank) {
        return Some(Vec::new());
    }
    Some(with_python(rest, b"").unwrap_or_else(|| rest.to_vec()))
}

/// White space as Python's `bytes` have it.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// `#!python` and what follows the last name of an interpreter in a line.
fn with_python(line: &[u8], rest: &[u8]) -> Option<Vec<u8>> {
    let inner = line.strip_prefix(b"#!")?;
    let starts = |at: &usize| {
        let from = inner.get(*at..).unwrap_or_default();
        from.starts_with(b"python") || from.starts_with(b"pypy")
    };
    let at = (0..inner.len()).rev().find(starts)?;
    let name = inner.get(at..)?;
    let after = name.strip_prefix(b"python").or_else(|| name.strip_prefix(b"pypy"))?;
    let after = after.strip_prefix(b"w").unwrap_or(after);
    let version = after.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    Some([b"#!python", after.get(version..)?, rest].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, since_31: Option<&str>, before: &str) {
        let shown = |bytes: Option<Vec<u8>>| bytes.map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(shown(first_line(text.as_bytes())).as_deref(), since_31, "{text:?}");
        assert_eq!(shown(first_full_line(text.as_bytes())).as_deref(), Some(before), "{text:?}");
    }

    #[test]
    fn any_python_in_the_first_line_becomes_a_bare_one() {
        let python = "#!python -E\nx\n";
        check("#!/usr/bin/env python3.11 -E\nx\n", Some(python), python);
        check("#!/opt/python/bin/pypyw3 -E\nx\n", Some(python), python);
        check("#!/usr/bin/pythonista\n", Some("#!pythonista\n"), "#!pythonista\n");
        check("#!/bin/sh\npython\n", None, "#!/bin/sh\npython\n");
        check("\n \n#!/usr/bin/python\nx", None, "#!python\nx");
        check(" #!/usr/bin/python\n", None, " #!/usr/bin/python\n");
        check("", None, "");
        let long = format!("#!{}python\n", "x".repeat(300));
        check(&long, None, "#!python\n");
    }
}
