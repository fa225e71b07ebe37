//! `.git_archival.txt` and its like: what `git archive` and `hg archive` leave of a repository.
//!
//! <https://setuptools-scm.readthedocs.io/en/latest/usage/#git-archives>

use std::collections::BTreeMap;

use super::describe_command::Described;
use super::options::Options;
use super::release::Release;
use super::scm_version::ScmVersion;
use super::tag;
use crate::Refusal;
use crate::calendar::Moment;

/// The headers of a file, as Python's `email` reads them. Of two of one name the last counts.
pub(crate) fn headers(text: &str) -> BTreeMap<String, String> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if at == 0 && line.starts_with("From ") {
            continue;
        }
        if let Some(more) = line.strip_prefix([' ', '\t']).map(|_| line) {
            if let Some((_, value)) = found.last_mut() {
                *value = format!("{value}\n{more}");
            }
            continue;
        }
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|c| c.is_ascii_graphic());
        match line.split_once(':') {
            Some((name, value)) if is_name(name) => {
                let value = value.trim_start_matches([' ', '\t']).to_owned();
                found.push((name.to_owned(), value));
            }
            _ => break,
        }
    }
    found.into_iter().collect()
}

/// The headers as a release reads them: 7.1 takes any line with a colon for one.
pub(super) fn headers_for(text: &str, release: Release) -> BTreeMap<String, String> {
    if release > Release::V7 {
        return headers(text);
    }
    let pairs = text.lines().filter_map(|line| line.split_once(": "));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The version of a git archive; nothing where `git archive` did not fill the file in.
pub(super) fn of_git(
    text: &str,
    options: &Options,
    time: Moment,
) -> Result<Option<ScmVersion>, Refusal> {
    let headers = headers_for(text, options.release);
    let describe = headers.get("describe-name").filter(|it| !it.contains("%(describe"));
    if let Some(describe) = describe.filter(|it| !it.is_empty() || options.release < Release::V10) {
        let described = Described::read(describe);
        let tag = tag::required(&described.tag, options)?;
        let (distance, node) = (described.distance, described.node);
        return Ok(Some(ScmVersion { distance, node, ..ScmVersion::new(tag, time) }));
    }
    let mut first = None;
    for name in tags_of(headers.get("ref-names").map_or("", String::as_str)) {
        if let Some(tag) = tag::version(name, options)? {
            first.get_or_insert(tag);
            if options.release > Release::V7 {
                break;
            }
        }
    }
    if let Some(tag) = first {
        return Ok(Some(ScmVersion::new(tag, time)));
    }
    match headers.get("node") {
        None => Ok(None),
        Some(node) if node.to_uppercase().contains("$FORMAT") => Ok(None),
        Some(node) => {
            let tag = tag::required("0.0", options)?;
            Ok(Some(ScmVersion { node: Some(node.clone()), ..ScmVersion::new(tag, time) }))
        }
    }
}

/// The version of a Mercurial archive.
pub(super) fn of_mercurial(
    text: &str,
    options: &Options,
    time: Moment,
) -> Result<ScmVersion, Refusal> {
    let headers = headers(text);
    let node = headers.get("node").filter(|it| !it.is_empty()).map(|node| format!("h{node}"));
    if let Some(tag) = headers.get("tag") {
        return Ok(ScmVersion::new(tag::required(tag, options)?, time));
    }
    let Some(latest) = headers.get("latesttag") else {
        let tag = tag::TagVersion::new("0.0", options.normalize);
        let tag = tag.ok_or_else(|| Refusal::new("`0.0` is no version"))?;
        return Ok(ScmVersion { node, ..ScmVersion::new(tag, time) });
    };
    let tag = tag::required(latest, options)?;
    let distance = headers.get("latesttagdistance").and_then(|it| it.trim().parse().ok());
    let distance = distance.ok_or_else(|| {
        Refusal::new("`.hg_archival.txt` has no `latesttagdistance` that is a number")
    })?;
    let branch = headers.get("branch").cloned();
    Ok(ScmVersion { distance, node, branch, ..ScmVersion::new(tag, time) })
}

/// The tags among the names of references: `HEAD -> main, tag: v1.0`.
fn tags_of(names: &str) -> impl Iterator<Item = &str> {
    names.split(',').filter_map(|name| {
        let (before, tag) = name.split_once("tag: ")?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let tag = tag.trim_end_matches(|c| !is_word(c));
        (!before.ends_with(is_word) && !tag.is_empty()).then_some(tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_among_references() {
        let tags: Vec<_> =
            tags_of("HEAD -> main, tag: v1.0, origin/tag: x, mytag: y, tag: v2-").collect();
        assert_eq!(tags, ["v1.0", "x", "v2"]);
    }

    #[test]
    fn headers_end_where_there_are_none() {
        let found = headers("a: 1\nb:\t2\n more\na: 3\n\nc: 4\n");
        let found: Vec<_> =
            found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, [("a", "3"), ("b", "2\n more")]);
    }
}
