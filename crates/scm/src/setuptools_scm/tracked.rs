//! Where the list of a project's files comes from.

use pyrel_git::Checkout;
use pyrel_tree::RelPath;

use super::fallbacks::{brought_along, from_files};
use super::find::{Around, Source};
use super::live::checkout_at_root;
use super::options::Options;
use super::release::Release;
use crate::Refusal;

/// Where the list of a project's files comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Files {
    /// What the checkout tracks of the project.
    Tracked,
    /// What an earlier build has written down.
    BroughtAlong(Vec<String>),
    /// All that is there: it is an archive.
    All,
    /// Nothing says it.
    Unknown,
}

/// Where the files come from that go with the version: a checkout at `root`, what an archive
/// brought along, or else whatever checkout the project lies in.
///
/// # Errors
/// As [`super::find()`].
pub fn files(options: &Options, around: &Around<'_>) -> Result<Files, Refusal> {
    if options.release < Release::V10 {
        return files_found(options.release, around);
    }
    if checkout_at_root(options, around)?.is_some() {
        return Ok(Files::Tracked);
    }
    let found = match from_files(options, around)? {
        Some((_, Source::File(path))) if path.as_str().ends_with(".json") => {
            brought_along(around)?.filter(|files| !files.is_empty()).map(Files::BroughtAlong)
        }
        Some((_, Source::File(path))) if path.as_str().ends_with("_archival.txt") => {
            Some(Files::All)
        }
        _ => None,
    };
    let enclosing = || around.checkout.map_or(Files::Unknown, |_| Files::Tracked);
    Ok(found.unwrap_or_else(enclosing))
}

/// The same where nobody asks for the version and the tool is merely there: the checkout, if it has
/// a commit, and then archives of git.
///
/// # Errors
/// When the repository or the tree cannot be read, or the repository is not git's.
pub fn files_found(release: Release, around: &Around<'_>) -> Result<Files, Refusal> {
    if around.has_folder(".hg")? {
        let words = "the project lies in a Mercurial repository, which is not read";
        return Err(Refusal::new(words));
    }
    let archive = RelPath::root().child(".hg_archival.txt");
    if release < Release::V10 && around.text_of(&archive)?.is_some() {
        let words = "`.hg_archival.txt` is read by setuptools-scm 10 and later alone";
        return Err(Refusal::new(words));
    }
    if let Some(checkout) = around.checkout
        && checkout.history()?.head().is_some()
        && !checkout.tracked()?.is_empty()
    {
        if release < Release::V10 {
            check_commit(checkout, around)?;
        }
        return Ok(Files::Tracked);
    }
    let path = RelPath::root().child(".git_archival.txt");
    let is_filled = |text: String| {
        let headers = super::archival::headers(&text);
        !headers.get("node").is_some_and(|node| node.contains("$Format"))
    };
    match around.text_of(&path)?.is_some_and(is_filled) {
        true => Ok(Files::All),
        false => Ok(Files::Unknown),
    }
}

/// Before 10.0 the files are those of the newest commit, without what submodules hold.
fn check_commit(checkout: &Checkout, around: &Around<'_>) -> Result<(), Refusal> {
    let modules = RelPath::root().child(".gitmodules");
    let words = match (around.text_of(&modules)?, checkout.is_dirty()?) {
        (Some(_), _) => "setuptools-scm lists no files of submodules before 10.0",
        (None, true) => "files are changed, and before 10.0 setuptools-scm lists those of a commit",
        (None, false) => return Ok(()),
    };
    Err(Refusal::new(words).remedy("require `setuptools-scm>=10.1`, or commit what is changed"))
}
