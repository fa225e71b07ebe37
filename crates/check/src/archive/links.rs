//! Links in the tar archive of an sdist, judged as Python's filter for such archives does (PEP 706).

use std::collections::{BTreeMap, BTreeSet};

use super::sink::{Sink, shown};
use crate::specimen::{Member, What};
use crate::{Check, Nature, Specimen};

/// A link that leads nowhere good.
pub(super) static LINK: Check = Check::of(
    Nature::Contradiction,
    "tar-link",
    "a link that leads nowhere good",
    "pack a copy of the file instead of the link",
    "A link leads out of the archive or to an absolute path, or another name \
     is given to a member that is not there. pip refuses to unpack such an sdist (PEP 706): \
     otherwise the next member could be written through the link to anywhere.",
);

/// A link that leads nowhere at all.
pub(super) static USELESS: Check = Check::of(
    Nature::Advice,
    "tar-link-useless",
    "a symbolic link that cannot be followed",
    "pack a copy of the file instead of the link",
    "The link leads in a circle, or its target is empty or longer than systems take. Tools \
     unpack it or leave it out without a word, and nobody can open it.",
);

/// The most steps from link to link, as Linux has it.
const MOST_LINKS: usize = 40;
/// No system takes longer targets.
const LONGEST: usize = 4096;
/// So many components of paths are followed in one archive; after that links are only looked at.
const MOST_STEPS: usize = 4_000_000;

/// Looks at all links.
pub(super) fn look(specimen: &Specimen, sink: &mut Sink<'_>) {
    let mut map = Map { links: BTreeMap::new(), left: MOST_STEPS };
    for member in specimen.members() {
        if let What::SymbolicLink { target } = &member.what {
            map.links.insert(plain(&member.path), target);
        }
    }
    let mut names = BTreeSet::new();
    for member in specimen.members() {
        let (what, flaw, target) = match &member.what {
            What::HardLink { target } => {
                let found = names.contains(plain(target).as_str());
                ("hard", (!found).then_some((&LINK, "is not there before it")), target)
            }
            What::SymbolicLink { target } => ("symbolic", map.flaw(member, target), target),
            What::Device | What::File | What::Folder => ("", None, &member.path),
        };
        if let Some((check, flaw)) = flaw {
            let message = format!("its target as a {what} link, `{}`, {flaw}", shown(target));
            sink.member(check, &member.path, message, None);
        }
        names.insert(plain(&member.path));
    }
}

/// Where links lead.
struct Map<'a> {
    links: BTreeMap<String, &'a str>,
    left: usize,
}

impl<'a> Map<'a> {
    /// What is wrong with a symbolic link.
    fn flaw(&mut self, member: &Member, target: &'a str) -> Option<(&'static Check, &'static str)> {
        if target.is_empty() {
            return Some((&USELESS, "is empty"));
        }
        if target.len() > LONGEST || member.path.len() > LONGEST {
            return Some((&USELESS, "is longer than any system takes"));
        }
        let folder = member.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut path = Vec::new();
        let mut rest: Vec<&str> = target.rsplit('/').collect();
        rest.extend(folder.rsplit('/'));
        if target.starts_with('/') {
            return Some((&LINK, "is absolute"));
        }
        let mut links = 0;
        while let Some(part) = rest.pop() {
            match part {
                "" | "." => continue,
                ".." => {
                    if path.pop().is_none() {
                        return Some((&LINK, "lies outside of the archive"));
                    }
                    continue;
                }
                part => path.push(part),
            }
            self.left = self.left.saturating_sub(path.len());
            if self.left == 0 {
                continue;
            }
            let Some(next) = self.links.get(path.join("/").as_str()) else { continue };
            links += 1;
            if links > MOST_LINKS {
                return Some((&USELESS, "leads in a circle"));
            }
            if next.starts_with('/') || next.len() > LONGEST {
                return Some((&LINK, "lies behind a link out of the archive"));
            }
            path.pop();
            rest.extend(next.rsplit('/'));
        }
        None
    }
}

/// A path without what does not matter.
fn plain(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    parts.collect::<Vec<_>>().join("/")
}
