//! What poetry calls the neighbours of a version: the next major, the first development release.

use pyrel_pep::Version;

/// The part of a release that is raised.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    Major,
    Minor,
    Patch,
    /// The last one that is written.
    Last,
}

/// The release with a part raised and all after it zero; no more parts than it had, unless the
/// raised one was not written.
pub(crate) fn next(version: &Version, part: Part) -> Version {
    let mut release = version.release().to_vec();
    let at = match part {
        Part::Major => 0,
        Part::Minor => 1,
        Part::Patch => 2,
        Part::Last => release.len().saturating_sub(1),
    };
    release.resize(release.len().max(at + 1), 0);
    for (place, number) in release.iter_mut().enumerate().skip(at) {
        *number = if place == at { number.saturating_add(1) } else { 0 };
    }
    of_release(version, &release)
}

/// The first release that may break what used to work, which is what a caret stays below.
pub(crate) fn next_breaking(version: &Version) -> Version {
    let number = |at: usize| version.release().get(at).copied();
    match (number(0).unwrap_or(0), number(1), number(2)) {
        (1.., _, _) | (0, None, _) => next(version, Part::Major),
        (0, Some(1..), _) | (0, Some(0), None) => next(version, Part::Minor),
        (0, Some(0), Some(_)) => next(version, Part::Patch),
    }
}

/// A version with the epoch of another and nothing but a release.
pub fn of_release(like: &Version, release: &[u64]) -> Version {
    let numbers: Vec<String> = release.iter().map(u64::to_string).collect();
    made(like, &format!("{}!{}", like.epoch(), numbers.join(".")))
}

/// The first development release of a version: nothing of it comes before.
pub(crate) fn first_dev(version: &Version) -> Version {
    made(version, &format!("{}.dev0", without_dev(version).public()))
}

/// The version without its development number.
pub(crate) fn without_dev(version: &Version) -> Version {
    if version.dev().is_none() {
        return version.clone();
    }
    let text = version.public().to_string();
    made(version, text.split_once(".dev").map_or(text.as_str(), |(stem, _)| stem))
}

/// The version without its post-release number and what follows it.
pub(crate) fn without_post(version: &Version) -> Version {
    if version.post().is_none() {
        return version.clone();
    }
    let text = version.public().to_string();
    made(version, text.split_once(".post").map_or(text.as_str(), |(stem, _)| stem))
}

/// What is put together from the parts of a version is one.
fn made(like: &Version, text: &str) -> Version {
    text.parse().unwrap_or_else(|_| like.clone())
}
