//! Names that are taken otherwise by some system, beyond what an `ArchivePath` rules out.
//!
//! What Windows makes of names: <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::ArchivePath;

/// What is wrong with a path on some system.
pub(super) fn flaw(path: &ArchivePath) -> Option<&'static str> {
    path.as_str().split('/').find_map(component_flaw)
}

/// Whether a component of a link's target is another one to some system.
pub(super) fn is_elsewhere(component: &str) -> bool {
    !["", ".", ".."].contains(&component) && component_flaw(component).is_some()
}

/// No file system takes longer names.
const LONGEST: usize = 255;
/// Devices, with any ending. The small digits are digits to Windows as well.
const DEVICES: [&str; 7] = ["AUX", "CLOCK$", "CON", "CONIN$", "CONOUT$", "NUL", "PRN"];
const PORTS: [&str; 2] = ["COM", "LPT"];

fn component_flaw(name: &str) -> Option<&'static str> {
    if name.len() > LONGEST {
        return Some("has a name of more than 255 bytes");
    }
    if name.contains(':') {
        return Some("has a colon in its name, behind which Windows keeps a hidden stream");
    }
    if name.ends_with(['.', ' ']) {
        return Some("ends in a dot or a blank, which Windows drops");
    }
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ');
    if is_device(&stem.to_ascii_uppercase()) {
        return Some("has the name of a device of Windows");
    }
    None
}

fn is_device(stem: &str) -> bool {
    let port = PORTS.iter().find_map(|port| stem.strip_prefix(port));
    let is_digit = |digit: &str| {
        let mut letters = digit.chars();
        let is_one = matches!(letters.next(), Some('0'..='9' | '¹' | '²' | '³'));
        is_one && letters.next().is_none()
    };
    DEVICES.contains(&stem) || port.is_some_and(is_digit)
}

/// The names of all files and of the folders that they lie in, as systems see them that tell neither
/// letter case nor the composition of accents apart.
#[derive(Debug, Default)]
pub(super) struct Folded {
    names: BTreeMap<Box<str>, ArchivePath>,
    last_folder: Option<ArchivePath>,
}

impl Folded {
    /// Takes note of a path; the one that was there before under a name of the same sound.
    pub(super) fn add(&mut self, path: &ArchivePath) -> Option<ArchivePath> {
        let mut twin = None;
        let text = path.as_str();
        let folder = text.rsplit_once('/').map(|(folder, _)| folder);
        if self.last_folder.as_ref().map(ArchivePath::as_str) != folder {
            // A folder of a path is as portable as the path.
            self.last_folder = folder.and_then(|folder| ArchivePath::new(folder).ok());
            let ends = text.match_indices('/').map(|(at, _)| text.get(..at).unwrap_or_default());
            for above in ends.filter_map(|above| ArchivePath::new(above).ok()) {
                twin = twin.or(self.note(above));
            }
        }
        twin.or_else(|| self.note(path.clone()))
    }

    fn note(&mut self, path: ArchivePath) -> Option<ArchivePath> {
        match self.names.entry(fold(path.as_str())) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(path);
                None
            }
            std::collections::btree_map::Entry::Occupied(known) => {
                (*known.get() != path).then(|| known.get().clone())
            }
        }
    }
}

/// What HFS+ does not see in names.
///
/// <https://developer.apple.com/library/archive/technotes/tn/tn1150.html#UnicodeSubtleties>
fn is_overlooked(letter: char) -> bool {
    matches!(letter, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

/// By way of capitals, since several small letters share one: `ß` and `ss`, `ſ` and `s`.
pub(super) fn fold(path: &str) -> Box<str> {
    if path.is_ascii() {
        return path.to_ascii_lowercase().into();
    }
    let seen = path.chars().filter(|letter| !is_overlooked(*letter));
    let capitals = seen.nfc().flat_map(char::to_uppercase);
    capitals.flat_map(char::to_lowercase).nfc().collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> ArchivePath {
        ArchivePath::new(path).unwrap()
    }

    #[test]
    fn names_of_devices_are_known_in_every_spelling() {
        for name in [
            "CON",
            "nul.txt",
            "a/Aux/b",
            "COM1",
            "lpt9.tar.gz",
            "COM¹",
            "prn .txt",
            "conin$",
            "com0",
        ] {
            assert_eq!(flaw(&path(name)), Some("has the name of a device of Windows"), "{name}");
        }
        for name in ["CONSOLE", "nul1", "COM", "COM10", "xcon", "lpt-1", ".con"] {
            assert_eq!(flaw(&path(name)), None, "{name}");
        }
    }

    #[test]
    fn streams_and_what_windows_drops_are_known() {
        let stream = "has a colon in its name, behind which Windows keeps a hidden stream";
        assert_eq!(flaw(&path("a/b.js:evil")), Some(stream));
        for name in ["a.", "a ", "b./c", "..."] {
            let dropped = Some("ends in a dot or a blank, which Windows drops");
            assert_eq!(flaw(&path(name)), dropped, "{name}");
        }
        let long = "x".repeat(256);
        assert_eq!(flaw(&path(&long)), Some("has a name of more than 255 bytes"));
        assert_eq!(flaw(&path(&long[1..])), None);
    }

    #[track_caller]
    fn twins(paths: &[&str], expect: Option<&str>) {
        let mut folded = Folded::default();
        let found = paths.iter().find_map(|it| folded.add(&path(it)));
        assert_eq!(found.as_ref().map(ArchivePath::as_str), expect, "{paths:?}");
    }

    #[test]
    fn twins_are_found_on_every_level() {
        twins(&["a/b", "a/c", "d"], None);
        twins(&["a/b", "a/B"], Some("a/b"));
        twins(&["a/b", "A/c"], Some("a"));
        twins(&["a", "A/c"], Some("a"));
        twins(&["x/y/a", "x/Y"], Some("x/y"));
        twins(&["\u{e9}", "e\u{301}"], Some("\u{e9}"));
        twins(&["straße", "STRASSE"], Some("straße"));
        twins(&["\u{212a}", "k"], Some("\u{212a}"));
        twins(&["a.json", "a.js\u{200d}on"], Some("a.json"));
        twins(&["\u{feff}x/a", "x/b"], Some("\u{feff}x"));
    }
}
