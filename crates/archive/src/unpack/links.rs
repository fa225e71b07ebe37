//! Where the symbolic links of an archive lead, followed as systems follow them.

use std::collections::BTreeMap;

use super::names::{fold, is_elsewhere};
use crate::ArchivePath;

/// The links of an archive, by their names as systems see them that do not tell letter case apart.
#[derive(Debug, Default)]
pub(super) struct Links(BTreeMap<Box<str>, String>);

/// Where a link leads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Leads {
    /// To a place inside, folded; empty for the top.
    To(String),
    /// To somewhere else, or nowhere.
    Astray(&'static str),
}

/// More links on the way to one file are refused by systems as well.
const MOST: usize = 40;

impl Links {
    pub(super) fn add(&mut self, path: &ArchivePath, target: &str) {
        self.0.insert(fold(path.as_str()), target.to_owned());
    }

    /// Follows one of the links, through any others.
    pub(super) fn follow(&self, path: &ArchivePath) -> Leads {
        let folded = fold(path.as_str());
        let (folder, name) = folded.rsplit_once('/').unwrap_or(("", &folded));
        let mut here: Vec<Box<str>> =
            folder.split('/').filter(|it| !it.is_empty()).map(Into::into).collect();
        let mut rest: Vec<Box<str>> = vec![name.into()];
        let mut followed = 0;
        while let Some(step) = rest.pop() {
            match &*step {
                "" | "." => continue,
                ".." => {
                    if here.pop().is_none() {
                        return Leads::Astray("leads out of the archive");
                    }
                    continue;
                }
                _ => here.push(step),
            }
            let Some(target) = self.0.get(here.join("/").as_str()) else { continue };
            if let Some(why) = flaw(target) {
                return Leads::Astray(why);
            }
            followed += 1;
            if followed > MOST {
                return Leads::Astray("leads in a circle");
            }
            here.pop();
            rest.extend(target.split('/').rev().map(fold));
        }
        Leads::To(here.join("/"))
    }
}

/// What is wrong with a target wherever it is.
fn flaw(target: &str) -> Option<&'static str> {
    let is_drive = target.as_bytes().get(1) == Some(&b':');
    match target {
        "" => Some("leads nowhere"),
        _ if target.starts_with('/') || is_drive => Some("has an absolute target"),
        _ if target.contains(['\\', ':']) => Some("has a target that Windows reads otherwise"),
        _ if target.split('/').any(is_elsewhere) => {
            Some("has a target that Windows reads otherwise")
        }
        _ if target.chars().any(char::is_control) => Some("has a control character in its target"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(links: &[(&str, &str)], expect: &Leads) {
        let mut all = Links::default();
        for (path, target) in links {
            all.add(&ArchivePath::new(*path).unwrap(), target);
        }
        assert_eq!(all.follow(&ArchivePath::new(links[0].0).unwrap()), *expect, "{links:?}");
    }

    fn to(path: &str) -> Leads {
        Leads::To(path.to_owned())
    }

    #[test]
    fn links_lead_to_places_inside() {
        check(&[("a", "b/c")], &to("b/c"));
        check(&[("x/y/a", "../z")], &to("x/z"));
        check(&[("x/a", "..")], &to(""));
        check(&[("a", "./b//c/.")], &to("b/c"));
        check(&[("a", "b/d"), ("b", "c")], &to("c/d"));
    }

    #[test]
    fn links_that_lead_out_are_known_however_they_do_it() {
        let out = Leads::Astray("leads out of the archive");
        check(&[("a", "..")], &out);
        check(&[("x/a", "../../etc")], &out);
        check(&[("a", "b/../x"), ("b", ".")], &out);
        check(&[("x/a", "y/../../z"), ("x/y", "../q")], &out);
        check(&[("a", "B/.."), ("b", ".")], &out);
        check(&[("a", "/etc/passwd")], &Leads::Astray("has an absolute target"));
        check(&[("a", "C:/x")], &Leads::Astray("has an absolute target"));
        check(&[("a", "..\\x")], &Leads::Astray("has a target that Windows reads otherwise"));
        for target in [".. /x", "...", "x./y", "CON", "b/nul.txt"] {
            let elsewhere = Leads::Astray("has a target that Windows reads otherwise");
            check(&[("a", target)], &elsewhere);
        }
        check(&[("a", "b"), ("b", "/etc")], &Leads::Astray("has an absolute target"));
    }

    #[test]
    fn circles_end() {
        check(&[("a", "a")], &Leads::Astray("leads in a circle"));
        check(&[("a", "b"), ("b", "a")], &Leads::Astray("leads in a circle"));
        check(&[("a", "")], &Leads::Astray("leads nowhere"));
    }
}
