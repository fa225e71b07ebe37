//! The icon: a PNG file that lies in the bundle.

use std::io::Read;
use std::ops::Range;

use pyrel_diag::{Rule, Severity, nearest};
use pyrel_tree::{EntryKind, NotRelative, RelPath, SourceTree};

use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 7] =
    [&MISSING, &NOT_PNG, &ABSOLUTE, &PLACEHOLDER, &UNREADABLE, &OUTSIDE, &REMOTE];

static ABSOLUTE: Rule = Rule {
    id: "icon-absolute",
    severity: Severity::Error,
    words: "an icon that only one machine has",
    remedy: "copy the icon into the bundle and name it relative to the manifest",
};

pub(crate) static MISSING: Rule = Rule {
    id: "icon-missing",
    severity: Severity::Error,
    words: "an icon that is not there",
    remedy: "add the file, or remove the key",
};

pub(crate) static NOT_PNG: Rule = Rule {
    id: "icon-not-png",
    severity: Severity::Error,
    words: "an icon that is not a PNG file",
    remedy: "convert the icon to PNG, 512 pixels wide and high",
};

/// The reference tool follows such a path; we cannot see what is there, and no bundle has it.
pub(crate) static OUTSIDE: Rule = Rule {
    id: "icon-outside",
    severity: Severity::Warning,
    words: "an icon that does not lie in the bundle",
    remedy: "copy the icon into the bundle",
};

pub(crate) static PLACEHOLDER: Rule = Rule {
    id: "icon-placeholder",
    severity: Severity::Error,
    words: "an icon with `${__dirname}` in its path, which hosts replace in commands only",
    remedy: "name the icon relative to the manifest, such as `icon.png`",
};

pub(crate) static REMOTE: Rule = Rule {
    id: "icon-remote",
    severity: Severity::Warning,
    words: "an icon that has to be fetched from a server",
    remedy: "put the icon into the bundle: Claude Desktop shows no other",
};

pub(crate) static UNREADABLE: Rule = Rule {
    id: "icon-unreadable",
    severity: Severity::Error,
    words: "an icon that cannot be read",
    remedy: "name a regular file that can be read",
};

/// The first eight bytes of every PNG file (PNG, third edition, 5.2).
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// What is wrong with an icon, as the reference tool sees it. It looks at the first bytes only.
pub(crate) fn check(
    tree: &SourceTree,
    bundle: &RelPath,
    icon: &str,
    span: Range<usize>,
) -> Vec<Misfit> {
    let misfit = |rule, what: &str| {
        vec![Misfit::new(rule, span.clone(), format!("the icon `{}` {what}", shown(icon)))]
    };
    // An empty icon is none.
    if icon.is_empty() {
        return Vec::new();
    }
    if icon.contains("${__dirname}") {
        return misfit(&PLACEHOLDER, "has a placeholder in its path");
    }
    if icon.starts_with("http://") || icon.starts_with("https://") {
        return misfit(&REMOTE, "is not in the bundle");
    }
    if icon.starts_with('/') {
        return misfit(&ABSOLUTE, "has an absolute path");
    }
    let path = match place(bundle, icon) {
        Ok(path) => path,
        Err(NotRelative::Absolute(_)) => return misfit(&ABSOLUTE, "has an absolute path"),
        Err(NotRelative::Climbs(_)) => return misfit(&OUTSIDE, "lies outside of the bundle"),
        Err(NotRelative::Nul(_)) => return misfit(&MISSING, "does not exist"),
    };
    match file_flaw(tree, &path, icon) {
        None => Vec::new(),
        Some((rule, what)) => {
            let near = (rule == &MISSING).then(|| similar(tree, &path)).flatten();
            let advise = |misfit: Misfit| match &near {
                Some(near) => misfit.advise(format!("did you mean `{near}`?")),
                None => misfit,
            };
            misfit(rule, &what).into_iter().map(advise).collect()
        }
    }
}

/// Whether nothing was found but that the icon lies where this tree does not reach.
pub(crate) fn leads_outside(misfits: &[Misfit]) -> bool {
    matches!(misfits, [only] if only.rule == &OUTSIDE)
}

/// What is wrong with the file at a path.
fn file_flaw(tree: &SourceTree, path: &RelPath, icon: &str) -> Option<(&'static Rule, String)> {
    let (rule, what) = match tree.kind(path) {
        Ok(Some(EntryKind::File { .. })) if icon.ends_with('/') => {
            (&MISSING, "names a file as if it were a folder")
        }
        Ok(Some(EntryKind::File { .. })) => match is_png(tree, path) {
            Ok(true) => return None,
            Ok(false) => (&NOT_PNG, "is not a PNG file"),
            Err(why) => return Some((&UNREADABLE, why)),
        },
        Ok(Some(EntryKind::Folder)) => (&UNREADABLE, "is a folder"),
        Ok(Some(EntryKind::Other)) => match tree.open(path).err() {
            Some(error) => return Some(unfollowed(&error)),
            None => (&UNREADABLE, "is not a regular file"),
        },
        Ok(None) => (&MISSING, "does not exist"),
        Err(error) => return Some(unfollowed(&error)),
    };
    Some((rule, what.to_owned()))
}

/// Why a path leads to no file.
fn unfollowed(error: &pyrel_tree::Error) -> (&'static Rule, String) {
    use pyrel_tree::Error;
    let (rule, what) = if matches!(error, Error::Escapes { .. }) {
        (&OUTSIDE, "is a symbolic link out of the bundle")
    } else if matches!(error, Error::Loop { .. }) {
        (&MISSING, "is a loop of symbolic links")
    } else if matches!(error, Error::NotAFile { .. }) {
        (&UNREADABLE, "is not a regular file")
    } else {
        return (&UNREADABLE, unreadable(error));
    };
    (rule, what.to_owned())
}

fn place(bundle: &RelPath, icon: &str) -> Result<RelPath, NotRelative> {
    if bundle.is_root() { RelPath::new(icon) } else { RelPath::new(&format!("{bundle}/{icon}")) }
}

fn is_png(tree: &SourceTree, path: &RelPath) -> Result<bool, String> {
    let mut head = Vec::new();
    let file = tree.open(path).map_err(|error| unreadable(&error))?;
    file.take(8).read_to_end(&mut head).map_err(|error| format!("cannot be read: {error}"))?;
    Ok(head == SIGNATURE)
}

fn unreadable(error: &pyrel_tree::Error) -> String {
    let why = if let pyrel_tree::Error::Io { source, .. } = error {
        source.to_string()
    } else {
        error.to_string()
    };
    format!("cannot be read: {why}")
}

/// The name in the same folder that comes nearest.
fn similar(tree: &SourceTree, path: &RelPath) -> Option<String> {
    if matches!(tree.kind(path), Ok(Some(_)) | Err(_)) {
        return None;
    }
    let items = tree.list(&path.parent()?).ok()?;
    nearest(path.file_name(), items.iter().map(|item| item.path.file_name())).map(str::to_owned)
}
