//! Names of members that no system, or not every one, takes as they are meant.

use std::collections::BTreeSet;

use super::sink::Sink;
use crate::specimen::{Container, Member, What};
use crate::{Check, Nature, Specimen};

/// A member that would be put outside of its folder.
pub(super) static OUTSIDE: Check = Check::of(
    Nature::Contradiction,
    "archive-name-outside",
    "a member that would be put outside of its folder",
    "rename it; no part of a name may be `..`, and no name may begin with a slash",
    "A name begins with `/` or climbs out by `..`, so that unpacking would write anywhere \
     in the file system. pip refuses to install such wheels, and Python's filter for tar \
     archives (PEP 706) refuses or changes such names.",
);

/// A name that Windows reads otherwise.
pub(super) static UNPORTABLE: Check = Check::of(
    Nature::Advice,
    "archive-name-unportable",
    "a name that Windows reads otherwise",
    "rename it; use `/` between folders and no `:`",
    "A backslash separates folders on Windows and is part of the name elsewhere, and `C:` \
     names a drive. Such a file ends up in another place than meant, or is refused.",
);

/// A name that no file system takes.
pub(super) static IMPOSSIBLE: Check = Check::of(
    Nature::Contradiction,
    "archive-name-impossible",
    "a name that no file system takes",
    "rename it; a part of a name may have 255 bytes, and none of them may be NUL",
    "Linux, macOS and Windows take 255 bytes or characters between two slashes, and a NUL ends a \
     name wherever it stands. Unpacking fails halfway, or writes to another name than the archive \
     shows.",
);

/// A name that looks like another one.
pub(super) static DECEPTIVE: Check = Check::of(
    Nature::Advice,
    "archive-name-deceptive",
    "a name that looks like another one",
    "rename it without characters that are not seen",
    "The name holds characters that are not seen or that turn the direction of writing, so \
     that `exe.py` can be shown where `yp.exe` is. Nobody who looks through the files can \
     trust what they see.",
);

/// A name that is a file and a folder at once.
pub(super) static TANGLED: Check = Check::of(
    Nature::Contradiction,
    "archive-file-and-folder",
    "a name that is a file and a folder at once",
    "rename one of them",
    "One member is a file, and another lies below it as if it were a folder. No file system \
     can hold both, so unpacking fails halfway or loses one of them.",
);

/// Looks at all names.
pub(super) fn look(specimen: &Specimen, sink: &mut Sink<'_>) {
    for Member { path, what, .. } in specimen.members() {
        // The folder in which all is unpacked may be named, and is by some tools.
        if path.is_empty() && *what != What::Folder {
            sink.member(&OUTSIDE, path, "its name is empty", None);
        } else if path.starts_with('/') {
            sink.member(&OUTSIDE, path, "its name begins with a slash", None);
        } else if path.split(['/', '\\']).any(|part| part == "..") {
            sink.member(&OUTSIDE, path, "its name climbs out of its folder by `..`", None);
        } else if path.contains('\\') {
            sink.member(&UNPORTABLE, path, "its name holds a backslash", None);
        } else if is_drive(path) {
            sink.member(&UNPORTABLE, path, "its name begins with a drive", None);
        }
        if let Some(len) = path.split('/').map(str::len).find(|&len| len > LONGEST_PART) {
            let message = format!("a part of its name has {len} bytes");
            sink.member(&IMPOSSIBLE, path, message, None);
        }
        // Python ends the names in zip archives at a NUL, which the rules about those say.
        let is_tar = matches!(specimen.container(), Container::Tar(_));
        if is_tar && path.contains('\0') {
            sink.member(&IMPOSSIBLE, path, "its name holds NUL", None);
        }
        // What controls a terminal in the names of zip archives is spoken of there too.
        let is_hidden = |c: char| is_unseen(c) || is_tar && c.is_control() && c != '\0';
        if let Some(unseen) = path.chars().find(|&character| is_hidden(character)) {
            let message = format!("its name holds U+{:04X}, which is not seen", u32::from(unseen));
            sink.member(&DECEPTIVE, path, message, None);
        }
    }
    tangles(specimen.members(), sink);
}

fn is_drive(path: &str) -> bool {
    let mut characters = path.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.next() == Some(':')
}

/// A part of a name with more bytes than this is taken nowhere.
const LONGEST_PART: usize = 255;

/// Marks that turn the direction of writing, and blanks without width.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// A name deeper than this is looked at no further.
const DEEPEST: usize = 128;

fn tangles(members: &[Member], sink: &mut Sink<'_>) {
    let files = members.iter().filter(|member| member.what != What::Folder);
    let files: BTreeSet<&str> = files.map(|member| member.path.trim_end_matches('/')).collect();
    let mut told = BTreeSet::new();
    for Member { path, what, .. } in members {
        let above = path.match_indices('/').take(DEEPEST).filter_map(|(at, _)| path.get(..at));
        let itself = (*what == What::Folder).then_some(path.as_str());
        for folder in above.chain(itself) {
            if files.contains(folder) && told.insert(folder) {
                sink.member(&TANGLED, folder, "it is a file and a folder at once", None);
            }
        }
    }
}
