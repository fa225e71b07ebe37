//! Names that do not survive on every file system.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::contents::Contents;
use super::words::literal;
use crate::findings::Findings;
use crate::{Check, Nature};

pub(super) static COLLISION: Check = Check::of(
    Nature::Advice,
    "name-collision",
    "two files that are one on Windows and macOS",
    "rename one of them",
    "The file systems of Windows and macOS do not tell capitals from small letters, nor two spellings \
     of an accent. Of `demo/Data.json` and `demo/data.json` only one is there after unpacking, and \
     which one is a matter of chance.",
);

pub(super) static ON_WINDOWS: Check = Check::of(
    Nature::Advice,
    "windows-name",
    "a file that Windows cannot have",
    "rename it, or leave it out",
    "Windows has no files called `con`, `nul` or `aux.py` (with any ending), none whose name holds one of \
     `< > : \" | ? *`, and none that ends with a dot or a blank. Unpacking the archive fails there, or \
     makes a file of another name.",
);

const RESERVED: [&str; 6] = ["aux", "con", "conin$", "conout$", "nul", "prn"];
/// Paths that are longer fit no file system, and are for others to find.
const LONGEST: usize = 4096;

/// Looks at the paths.
pub(super) fn look(contents: &Contents<'_>, findings: &mut Findings) {
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    let mut unfit = Vec::new();
    for path in contents.files.keys().copied().filter(|path| path.len() <= LONGEST) {
        if !is_drive(path) && !path.split('/').all(fits_windows) {
            unfit.push(path);
        }
        if let Some(other) = folded.insert(fold(path), path) {
            let message = format!(
                "{} and {} differ in nothing but capitals or accents",
                literal(other),
                literal(path)
            );
            findings.push(contents.of_entry(&COLLISION, path, message));
        }
    }
    findings.extend(
        contents.of_entries(&ON_WINDOWS, &unfit, |paths| format!("Windows cannot have {paths}")),
    );
}

/// A path as file systems compare it that do not tell capitals apart.
fn fold(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    let small: String = path.nfc().flat_map(char::to_lowercase).collect();
    small.nfc().collect()
}

fn fits_windows(name: &str) -> bool {
    let refused = |c: char| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*');
    let ends_badly = name.ends_with(['.', ' ']) && !matches!(name, "." | "..");
    !name.contains(refused) && !ends_badly && !is_reserved(name)
}

/// What begins with a drive leads somewhere else, which is for others to say.
fn is_drive(path: &str) -> bool {
    path.as_bytes().get(1) == Some(&b':')
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_port = |prefix: &str| {
        let rest = stem.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.len() == 1 && ("1"..="9").contains(&rest))
    };
    RESERVED.contains(&stem.as_str()) || is_port("com") || is_port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_accents_do_not_part_names() {
        assert_eq!(fold("A/É.py"), fold("a/e\u{301}.PY"));
        assert_ne!(fold("a_b"), fold("a-b"));
    }

    #[test]
    fn windows_has_names_of_its_own() {
        for name in ["con", "NUL.txt", "aux.tar.gz", "Com1", "lpt9.x", "a:b", "a.", "a ", "con .x"]
        {
            assert!(!fits_windows(name), "{name}");
        }
        for name in ["com", "com10", "com0", "console.py", ".aux", "a.b", ""] {
            assert!(fits_windows(name), "{name}");
        }
    }
}
