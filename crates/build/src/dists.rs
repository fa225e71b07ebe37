//! Which artefacts are made, and from which tree.

use std::collections::BTreeSet;
use std::path::Path;

use pyrel_archive::ArchivePath;
use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_tree::SourceTree;

use crate::clashing_names::clashing_names;
use crate::warnings::{Published, unwritten, warnings};
use crate::{Error, Layout, Project, Surroundings, editable_wheel, read, sdist, wheel};

/// Which artefacts are asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Formats {
    /// The sdist, and the wheel from the sdist's own entries, as front ends make them.
    Both,
    /// Both, each from the tree itself.
    BothFromTree,
    /// The sdist.
    Sdist,
    /// The wheel from the tree itself.
    Wheel,
}

/// A project's artefacts, laid out.
#[derive(Clone, Debug)]
pub struct Dists {
    /// The project as read from the tree.
    pub project: Project,
    /// The sdist first, if it is asked for.
    pub layouts: Vec<Layout>,
}

pub(crate) static WHEEL_DIFFERS: Rule = Rule {
    id: "wheel-differs",
    severity: Severity::Warning,
    words: "the wheel from the sdist has other members than the wheel from the tree",
    remedy: "make the sdist hold what the wheel needs, or keep out of the tree what it should not hold",
};

/// Lays out the artefacts of a tree.
///
/// With [`Formats::Both`] nothing is unpacked: the sdist's entries are the tree that the wheel is
/// read from. Where the wheel from the tree itself would have other members, a finding names them.
///
/// # Errors
/// As [`read`], for the tree and for the sdist.
pub fn dists(
    tree: &SourceTree,
    surroundings: &Surroundings,
    formats: Formats,
) -> Result<Warned<Dists>, Error> {
    let mut findings = Vec::new();
    let project = read(tree, surroundings)?.collect_into(&mut findings);
    let layouts = match formats {
        Formats::Both => {
            let sdist = sdist(&project, tree)?;
            let from_sdist = wheel_from(&sdist, surroundings)?;
            findings.extend(difference(&wheel(&project, tree)?, &from_sdist));
            vec![sdist, from_sdist]
        }
        Formats::BothFromTree => vec![sdist(&project, tree)?, wheel(&project, tree)?],
        Formats::Sdist => vec![sdist(&project, tree)?],
        Formats::Wheel => vec![wheel(&project, tree)?],
    };
    findings.extend(layouts.iter().flat_map(clashing_names));
    let checkout = surroundings.checkout.as_ref();
    findings.extend(warnings(&Published::of(&project, &layouts, tree, checkout)));
    Ok(Warned { value: Dists { project, layouts }, findings })
}

/// Lays out the editable wheel of a tree, which lies at `place` on this machine.
///
/// # Errors
/// As [`read`], and as [`editable_wheel`].
pub fn editable(
    tree: &SourceTree,
    surroundings: &Surroundings,
    place: &Path,
) -> Result<Warned<Dists>, Error> {
    let mut findings = Vec::new();
    let project = read(tree, surroundings)?.collect_into(&mut findings);
    let layouts = vec![editable_wheel(&project, tree, place)?];
    findings.extend(layouts.iter().flat_map(clashing_names));
    findings.extend(unwritten(&project, tree)?);
    Ok(Warned { value: Dists { project, layouts }, findings })
}

/// What was noticed about the tree needs no saying twice, so the second reading's findings go.
fn wheel_from(sdist: &Layout, surroundings: &Surroundings) -> Result<Layout, Error> {
    let unpacked = sdist.as_tree();
    wheel(&read(&unpacked, &surroundings.unpacked())?.value, &unpacked)
}

fn difference(from_tree: &Layout, from_sdist: &Layout) -> Option<Finding> {
    let paths = |layout: &Layout| -> BTreeSet<ArchivePath> {
        layout.map.iter().map(|(path, _)| path.clone()).collect()
    };
    let (in_tree, in_sdist) = (paths(from_tree), paths(from_sdist));
    let mut parts = Vec::new();
    let names = |paths: Vec<&ArchivePath>| {
        paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ")
    };
    let lost: Vec<_> = in_tree.difference(&in_sdist).collect();
    if !lost.is_empty() {
        parts.push(format!("lacks {}", names(lost)));
    }
    let gained: Vec<_> = in_sdist.difference(&in_tree).collect();
    if !gained.is_empty() {
        parts.push(format!("holds {} besides", names(gained)));
    }
    if parts.is_empty() {
        return None;
    }
    let message = format!(
        "the wheel is made from the sdist, and unlike one made from the tree it {}",
        parts.join(" and ")
    );
    Some(Finding::new(&WHEEL_DIFFERS, message))
}
