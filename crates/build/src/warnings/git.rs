//! Files that git does not know.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_git::{Checkout, Error, Standing};
use pyrel_tree::RelPath;

use super::Published;

pub(super) static UNKNOWN_TO_GIT: Rule = Rule {
    id: "unknown-to-git",
    severity: Severity::Warning,
    words: "a file that git neither tracks nor ignores would be published",
    remedy: "commit the file, or name it in `.gitignore`, or keep it out of the artefacts",
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
    match outermost(published, checkout) {
        Ok(found) => found.into_iter().map(|(path, count)| finding(&path, count)).collect(),
        Err(error) => vec![Finding::new(&UNREADABLE_GIT, error.to_string())],
    }
}

fn outermost(
    published: &Published<'_>,
    checkout: &Checkout,
) -> Result<BTreeMap<RelPath, usize>, Error> {
    let mut found = BTreeMap::new();
    // Of a project that was never committed nothing is known, and everybody knows that.
    if checkout.standing(&RelPath::root())? != Standing::Tracked {
        return Ok(found);
    }
    for path in &published.files {
        if checkout.standing(path)? != Standing::Unknown {
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

fn finding(path: &RelPath, count: usize) -> Finding {
    let what = match count {
        1 => format!("`{path}`"),
        _ => format!("`{path}` with {count} files"),
    };
    let message = format!("{what} would be published, and git does not know it");
    Finding::new(&UNKNOWN_TO_GIT, message).in_file(path.as_str())
}
