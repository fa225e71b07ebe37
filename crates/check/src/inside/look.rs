//! All that this family asks, in the order in which a reader wants to know.

use std::collections::BTreeMap;

use pyrel_diag::Finding;

use super::contents::{Contents, Text};
use super::library::Library;
use super::{
    agreement, dist_info, entry_points, file_name, library, obfuscated, platform, portable, record,
    scan, sdist, secret, standard_library, unwanted, wheel_file,
};
use crate::specimen::Kind;
use crate::{Error, Specimen};

/// Looks at what is inside.
pub(crate) fn look(specimen: &Specimen, findings: &mut Vec<Finding>) -> Result<(), Error> {
    let contents = Contents::of(specimen)?;
    let mut found = Vec::new();
    file_name::look(&contents, &mut found);
    if contents.kind() == Kind::Wheel {
        platform::look(&contents, &mut found);
    }
    // Of what could not be opened nothing is known, and somebody else has said so.
    if !specimen.members().is_empty() {
        agreement::look(&contents, &mut found);
        match contents.kind() {
            Kind::Wheel => wheel(&contents, &mut found)?,
            Kind::Sdist => sdist(&contents, &mut found)?,
            Kind::Other => {}
        }
    }
    findings.extend(few_of_each(found, specimen.file_name()));
    Ok(())
}

fn wheel(contents: &Contents<'_>, findings: &mut Vec<Finding>) -> Result<(), Error> {
    dist_info::look(contents, findings);
    wheel_file::look(contents, findings)?;
    let seen = scan::scan(contents)?;
    record::look(contents, &seen, findings)?;
    let root_is_purelib = match contents.text(&contents.in_dist_info("WHEEL"))? {
        Text::Decoded(text) => wheel_file::root_is_purelib(text.text()),
        Text::Absent | Text::Unfit(_) => true,
    };
    let library = Library::of(contents, root_is_purelib);
    entry_points::look(contents, &library, findings)?;
    agreement::top_level(contents, &library, findings)?;
    secret::look(contents, &seen, findings);
    obfuscated::look(contents, &seen, findings);
    unwanted::look(contents, &library, findings);
    portable::look(contents, findings);
    standard_library::look(contents, &library, findings);
    library::look(contents, &library, &seen, findings);
    Ok(())
}

fn sdist(contents: &Contents<'_>, findings: &mut Vec<Finding>) -> Result<(), Error> {
    sdist::look(contents, findings)?;
    let seen = scan::scan(contents)?;
    secret::look(contents, &seen, findings);
    obfuscated::look(contents, &seen, findings);
    unwanted::look(contents, &Library::default(), findings);
    portable::look(contents, findings);
    Ok(())
}

/// So many findings of one rule are shown.
const MOST: usize = 10;

/// A file can break one rule a hundred thousand times; nobody reads more than a few of each.
fn few_of_each(found: Vec<Finding>, file_name: &str) -> Vec<Finding> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut few = Vec::new();
    let mut last = BTreeMap::new();
    for finding in found {
        let count = counts.entry(finding.rule.id).or_default();
        *count += 1;
        if *count <= MOST {
            last.insert(finding.rule.id, few.len() + 1);
            few.push(finding);
        }
    }
    let mut more: Vec<(usize, Finding)> = Vec::new();
    for (id, count) in counts.into_iter().filter(|(_, count)| *count > MOST) {
        let at = last.get(id).copied().unwrap_or_default();
        if let Some(finding) = at.checked_sub(1).and_then(|at| few.get(at)) {
            let message = format!("and so it is {} times more", count - MOST);
            more.push((at, Finding::new(finding.rule, message).in_file(file_name)));
        }
    }
    more.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    for (at, finding) in more {
        few.insert(at, finding);
    }
    few
}
