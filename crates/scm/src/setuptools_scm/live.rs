//! The version that a checkout says.

use pyrel_git::{Checkout, Commit, History};
use pyrel_tree::RelPath;

use super::describe_command::{DescribeCommand, Described};
use super::find::{Around, Source};
use super::options::{Options, PreParse};
use super::release::Release;
use super::schemes::VersionScheme;
use super::scm_version::ScmVersion;
use super::tag::{self, TagVersion};
use super::variables::tool_variable;
use crate::Refusal;
use crate::calendar::Date;

/// The version that the checkout says, where there is one at `root`.
pub(super) fn from_checkout(
    options: &Options,
    around: &Around<'_>,
) -> Result<Option<(ScmVersion, Source)>, Refusal> {
    match checkout_at_root(options, around)? {
        Some(checkout) => from_git(checkout, options, around).map(Some),
        None => Ok(None),
    }
}

/// The checkout whose top is at `root`, or above where that is allowed.
pub(super) fn checkout_at_root<'a>(
    options: &Options,
    around: &Around<'a>,
) -> Result<Option<&'a Checkout>, Refusal> {
    let up = folders_up(&options.root)?;
    if up == 0 {
        refuse_others(options, around)?;
    }
    let Some(checkout) = around.checkout else { return Ok(None) };
    let depth = checkout.below_top()?.components().count();
    if up > depth {
        let words = "`root` leads out of the work tree that the project lies in";
        return Err(Refusal::new(words).option("root"));
    }
    Ok((up == depth || options.search_parent_directories).then_some(checkout))
}

/// How many folders above the project `root` lies.
pub(super) fn folders_up(root: &str) -> Result<usize, Refusal> {
    let parts = root.split('/').filter(|part| !matches!(*part, "" | "."));
    let all_up = parts.clone().all(|part| part == "..");
    if root.starts_with('/') || !all_up {
        let words = format!("`root` is `{root}`, which does not lead upwards from the project");
        let remedy =
            "write how the top of the repository lies from the project: `.`, `..`, `../..`";
        return Err(Refusal::new(words).remedy(remedy).option("root"));
    }
    Ok(parts.count())
}

/// Repositories of other kinds are asked before git, and are not read here.
fn refuse_others(options: &Options, around: &Around<'_>) -> Result<(), Refusal> {
    let disabled = tool_variable(&options.variables, "DISABLE_JJ", None);
    let is_off = |value: &str| ["", "0", "false", "no"].contains(&value.to_lowercase().as_str());
    let uses_jj = disabled.is_none_or(|(_, value)| is_off(value));
    if uses_jj && around.has_folder(".jj")? {
        let words = "the project lies in a Jujutsu repository, which is not read";
        let remedy = "set `SETUPTOOLS_SCM_DISABLE_JJ=1` to take the git repository beside it";
        return Err(Refusal::new(words).remedy(remedy));
    }
    if around.has_folder(".hg")? {
        let words = "the project lies in a Mercurial repository, which is not read";
        return Err(Refusal::new(words).remedy("ask for a version (`--set-version`)"));
    }
    Ok(())
}

fn from_git(
    checkout: &Checkout,
    options: &Options,
    around: &Around<'_>,
) -> Result<(ScmVersion, Source), Refusal> {
    let history = checkout.history()?;
    check_submodules(options, around)?;
    let is_changed = || Ok(checkout.is_dirty()?);
    let time = around.now();
    let Some(head) = history.head() else {
        if options.release == Release::V7 {
            // It says nothing of changes where there is no commit, and counts from a tag all the same.
            return Err(Refusal::new("the repository has no commit"));
        }
        if options.version_schemes.first() == Some(&VersionScheme::CalverByDate) {
            let words = "the repository has no commit whose day could be the version";
            return Err(Refusal::new(words).option("version_scheme"));
        }
        let found = ScmVersion { dirty: true, ..ScmVersion::new(fallback(options)?, time) };
        let (branch, node_date) = (history.branch().map(str::to_owned), Some(time.date()));
        return Ok((ScmVersion { branch, node_date, ..found }, Source::Git(None)));
    };
    check_depth(options, &history)?;
    let usual = || DescribeCommand::usual(options.tags.glob(), options.release);
    let command = options.describe.clone().unwrap_or_else(usual);
    let answer = command.answer(&history, head, is_changed)?.map(|text| Described::read(&text));
    let source = Source::Git(answer.as_ref().map(|it| (it.tag.clone(), it.distance)));
    let found = match answer {
        Some(described) => {
            let tag = tag::required(&described.tag, options)?;
            let Described { distance, node, dirty, .. } = described;
            ScmVersion { distance, node, dirty, ..ScmVersion::new(tag, time) }
        }
        None => {
            let (distance, dirty) = (history.count()?, is_changed()?);
            let node = Some(format!("g{}", node(head, options.release)));
            ScmVersion { distance, node, dirty, ..ScmVersion::new(fallback(options)?, time) }
        }
    };
    // Detached, it has the name that git has for the commit itself.
    let branch = Some(history.branch().unwrap_or("HEAD").to_owned());
    let node_date = Some(Date::of_seconds(seconds_of(head, options.release)));
    Ok((ScmVersion { branch, node_date, ..found }, source))
}

/// When it was committed; before 9.0 by the clock of whoever committed it.
fn seconds_of(commit: &Commit, release: Release) -> i64 {
    let time = &commit.committer.time;
    match release >= Release::V9 {
        true => time.seconds,
        false => time.seconds.saturating_add(time.offset.into()),
    }
}

/// The commit where no tag counts; before 9.0 seven digits of it.
fn node(commit: &Commit, release: Release) -> String {
    let id = commit.id.to_string();
    match release >= Release::V9 {
        true => id,
        false => id.chars().take(7).collect(),
    }
}

/// What is counted up where no tag counts.
fn fallback(options: &Options) -> Result<TagVersion, Refusal> {
    const NONE: &str = "0.0";
    if options.release == Release::V7 {
        return tag::required(NONE, options);
    }
    let fallback = options.fallback.as_deref().filter(|_| options.release >= Release::V9);
    let text = fallback.filter(|it| !it.is_empty()).unwrap_or(NONE);
    TagVersion::new(text, options.normalize)
        .ok_or_else(|| Refusal::new(format!("`{text}` is no version")).option("fallback_version"))
}

/// A clone that lacks the older commits has no true distance; that matters only off a tag.
fn check_depth(options: &Options, history: &History) -> Result<(), Refusal> {
    if options.pre_parse == PreParse::WarnOnShallow || !history.is_shallow() {
        return Ok(());
    }
    let of_itself =
        DescribeCommand::new(&["git", "describe", "--exact-match", "--tags"].map(str::to_owned))?;
    let head = history.head();
    let is_tagged = match head {
        Some(head) => of_itself.answer(history, head, || Ok(false))?.is_some(),
        None => false,
    };
    if is_tagged {
        return Ok(());
    }
    let words = "the clone is shallow: the version counts commits that it does not have";
    let remedy = "fetch the rest (`git fetch --unshallow`), or set \
                  `scm.git.pre_parse = \"warn_on_shallow\"` to take what there is";
    Err(Refusal::new(words).remedy(remedy).option("scm.git.pre_parse"))
}

/// `fail_on_missing_submodules`
fn check_submodules(options: &Options, around: &Around<'_>) -> Result<(), Refusal> {
    if options.pre_parse != PreParse::FailOnMissingSubmodules {
        return Ok(());
    }
    let path = RelPath::root().child(".gitmodules");
    let Some(text) = around.text_of(&path)? else { return Ok(()) };
    for line in text.lines() {
        let Some((key, folder)) = line.split_once('=') else { continue };
        let Ok(folder) = RelPath::new(folder.trim()) else { continue };
        if key.trim() == "path" && around.tree.kind(&folder.child(".git"))?.is_none() {
            let words = format!("the submodule `{folder}` is not checked out");
            let remedy = "run `git submodule update --init --recursive`";
            return Err(Refusal::new(words).remedy(remedy).option("scm.git.pre_parse"));
        }
    }
    Ok(())
}
