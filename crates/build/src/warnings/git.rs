//! Files that git does not know.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_git::{Checkout, Error, Standing};
use pyrel_tree::RelPath;

use super::mentions::Mentions;
use super::{Published, leftovers, secrets};

pub(super) static UNKNOWN_TO_GIT: Rule = Rule {
    id: "unknown-to-git",
    severity: Severity::Warning,
    words: "a file that git neither tracks nor ignores would be published",
    remedy: "commit the file, or name it in `.gitignore`, or keep it out of the artefacts",
};

pub(super) static IGNORED_BY_GIT: Rule = Rule {
    id: "ignored-by-git",
    severity: Severity::Warning,
    words: "a file that git ignores would be published",
    remedy: "keep it out of the artefacts as well, or name it in the backend's configuration",
};

pub(super) static UNREADABLE_GIT: Rule = Rule {
    id: "unreadable-git",
    severity: Severity::Warning,
    words: "the repository around the project cannot be asked which files it knows",
    remedy: "mend the repository: `git fsck` says what is wrong with it",
};

/// One finding for each file, or for the outermost folder of which nothing is tracked.
pub(super) fn unknown(published: &Published<'_>) -> Vec<Finding> {
    let Some(checkout) = published.checkout else { return Vec::new() };
    match outermost(published, checkout, Standing::Unknown) {
        Ok(found) => found
            .into_iter()
            .map(|(path, count)| {
                let message =
                    format!("{} would be published, and git does not know it", what(&path, count));
                Finding::new(&UNKNOWN_TO_GIT, message).in_file(path.as_str())
            })
            .collect(),
        Err(error) => vec![Finding::new(&UNREADABLE_GIT, error.to_string())],
    }
}

/// The same for what git ignores. Modules are not meant, since builds generate them, nor what the
/// configuration names; secrets and leftovers have rules of their own.
pub(super) fn ignored(published: &Published<'_>) -> Vec<Finding> {
    let Some(checkout) = published.checkout else { return Vec::new() };
    let Ok(found) = outermost(published, checkout, Standing::Ignored) else { return Vec::new() };
    if found.is_empty() {
        return Vec::new();
    }
    let mentions = Mentions::read(published.tree);
    let finding = |(path, count): (RelPath, usize)| {
        let message = format!("{} would be published, although git ignores it", what(&path, count));
        Finding::new(&IGNORED_BY_GIT, message).in_file(path.as_str())
    };
    found.into_iter().filter(|(path, _)| !mentions.names(path.as_str())).map(finding).collect()
}

/// Whether it says nothing that git ignores a file: it was made by purpose, or is told otherwise.
fn is_made(published: &Published<'_>, path: &RelPath, environments: &[RelPath]) -> bool {
    let ending = path.file_name().rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "mo" | "py" | "pyc" | "pyd" | "pyi" | "so")
        || path.components().any(|part| part.ends_with(".egg-info"))
        || secrets::is_secret(published, path)
        || leftovers::is_leftover(path, environments)
}

fn outermost(
    published: &Published<'_>,
    checkout: &Checkout,
    wanted: Standing,
) -> Result<BTreeMap<RelPath, usize>, Error> {
    let mut found = BTreeMap::new();
    // Of a project that was never committed nothing is known, and everybody knows that.
    if checkout.standing(&RelPath::root())? != Standing::Tracked {
        return Ok(found);
    }
    let environments = leftovers::environments(published);
    for path in &published.files {
        // What the build itself writes is not forgotten.
        let is_written = published.project.written.contains_key(path);
        let is_meant = !is_written && checkout.standing(path)? == wanted;
        if !is_meant || wanted == Standing::Ignored && is_made(published, path, &environments) {
            continue;
        }
        let mut outermost = (*path).clone();
        while let Some(folder) = outermost.parent()
            && checkout.standing(&folder)? != Standing::Tracked
        {
            outermost = folder;
        }
        *found.entry(outermost).or_default() += 1;
    }
    Ok(found)
}

fn what(path: &RelPath, count: usize) -> String {
    match count {
        1 => format!("`{path}`"),
        _ => format!("`{path}` with {count} files"),
    }
}
