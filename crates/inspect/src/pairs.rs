//! Which files of two lists are to be compared with each other.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_pep::{SdistName, WheelName};

use crate::Kind;

/// Two files that belong together, by their places in two lists; or one without its like.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Pair {
    /// The place in the first list.
    pub left: Option<usize>,
    /// The place in the second list.
    pub right: Option<usize>,
}

/// The pairs among two lists of file names: files of one name; then, of what is left, the only ones
/// of one kind and one project, so that two versions can be compared. Files that are no
/// distributions have no place in the lists.
#[must_use]
pub fn pairs(left: &[&str], right: &[&str]) -> Vec<Pair> {
    let mut pairs = BTreeSet::new();
    let by_name: BTreeMap<&str, usize> =
        right.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut left_over: BTreeMap<Family, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, name) in left.iter().enumerate() {
        match by_name.get(name) {
            Some(&twin) => {
                pairs.insert(Pair { left: Some(at), right: Some(twin) });
            }
            None => left_over.entry(Family::of(name)).or_default().0.push(at),
        }
    }
    let taken: BTreeSet<usize> = pairs.iter().filter_map(|pair| pair.right).collect();
    for (at, name) in right.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
        left_over.entry(Family::of(name)).or_default().1.push(at);
    }
    for (lefts, rights) in left_over.into_values() {
        if let ([left], [right]) = (lefts.as_slice(), rights.as_slice()) {
            pairs.insert(Pair { left: Some(*left), right: Some(*right) });
            continue;
        }
        pairs.extend(lefts.into_iter().map(|at| Pair { left: Some(at), right: None }));
        pairs.extend(rights.into_iter().map(|at| Pair { left: None, right: Some(at) }));
    }
    pairs.into_iter().collect()
}

/// What two versions of one distribution have in common.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Family {
    kind: Option<Kind>,
    project: String,
}

impl Family {
    fn of(name: &str) -> Self {
        let wheel = name.parse::<WheelName>().map(|wheel| wheel.name);
        let project = wheel.or_else(|_| name.parse::<SdistName>().map(|sdist| sdist.name));
        let project = match project {
            Ok(project) => project.normalized().to_owned(),
            Err(_) => name.split_once('-').map_or(name, |(project, _)| project).to_owned(),
        };
        Self { kind: Kind::of_name(name), project }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_belong_together_and_then_those_of_one_project() {
        let left = ["a-1-py3-none-any.whl", "a-1.tar.gz", "b-1.tar.gz", "c-1.tar.gz", "c-2.tar.gz"];
        let right = ["a-1.tar.gz", "A-2-py3-none-any.whl", "c-3.tar.gz"];
        let pair = |left, right| Pair { left, right };
        assert_eq!(
            pairs(&left, &right),
            [
                pair(None, Some(2)),
                pair(Some(0), Some(1)),
                pair(Some(1), Some(0)),
                pair(Some(2), None),
                pair(Some(3), None),
                pair(Some(4), None),
            ]
        );
    }
}
