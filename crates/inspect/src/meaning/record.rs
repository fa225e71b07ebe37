//! What is wrong with a `RECORD`. What is right in it follows from the other members, and is no
//! difference of its own.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::Sha256;
use pyrel_pep::record::Row;
use pyrel_pep::{Digest, Record};

/// What is known of a member.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub(crate) len: u64,
    pub(crate) sha256: Option<Sha256>,
}

/// All that the text says otherwise than the members are; `itself` is the path of the `RECORD`.
pub(crate) fn faults(
    text: &str,
    itself: &str,
    members: &BTreeMap<&str, Known>,
) -> BTreeSet<String> {
    let record = match Record::read(text) {
        Ok(record) => record,
        Err(error) => return BTreeSet::from([error.to_string()]),
    };
    let mut faults = BTreeSet::new();
    let mut listed = BTreeSet::new();
    for row in &record.rows {
        if !listed.insert(row.path.as_str()) {
            faults.insert(format!("lists `{}` twice", row.path));
        }
        faults.extend(fault(row, itself, members.get(row.path.as_str())));
    }
    let missing = members.keys().filter(|path| !listed.contains(*path) && !is_exempt(path, itself));
    faults.extend(missing.map(|path| format!("does not list `{path}`")));
    if !listed.contains(itself) {
        faults.insert("does not list itself".to_owned());
    }
    faults
}

/// `RECORD` cannot hold its own digest, nor those of its signatures.
fn is_exempt(path: &str, itself: &str) -> bool {
    path.strip_prefix(itself).is_some_and(|rest| ["", ".jws", ".p7s"].contains(&rest))
}

fn fault(row: &Row, itself: &str, member: Option<&Known>) -> Option<String> {
    let Row { path, digest, size } = row;
    let Some(member) = member else { return Some(format!("lists `{path}`, which is not there")) };
    if is_exempt(path, itself) {
        let says = digest.is_some() || size.is_some();
        return says.then(|| format!("has a digest or a size for `{path}`"));
    }
    match (digest, member.sha256) {
        (None, _) => return Some(format!("has no digest for `{path}`")),
        (Some(Digest::Sha256(digest)), Some(sha256)) if *digest != sha256.0 => {
            return Some(format!("has another digest for `{path}`"));
        }
        _ => {}
    }
    (*size != Some(member.len)).then(|| format!("has another size for `{path}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_fits_its_wheel_has_no_fault() {
        let known = Known { len: 1, sha256: Some(Sha256::of(b"x")) };
        let members = BTreeMap::from([("a", known), ("d/RECORD", known), ("d/RECORD.jws", known)]);
        let row = |path: &str, digest, size| Row { path: path.to_owned(), digest, size };
        let good = Digest::Sha256(Sha256::of(b"x").0);
        let itself = row("d/RECORD", None, None);
        let check = |rows: Vec<Row>, expect: &[&str]| {
            let found = faults(&Record { rows }.write(), "d/RECORD", &members);
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expect);
        };
        check(vec![row("a", Some(good.clone()), Some(1)), itself.clone()], &[]);
        check(
            vec![row("a", Some(good.clone()), Some(2)), itself.clone()],
            &["has another size for `a`"],
        );
        check(
            vec![row("a", Some(Digest::Sha256([0; 32])), Some(1)), itself.clone()],
            &["has another digest for `a`"],
        );
        check(
            vec![row("b", None, None), itself.clone(), itself],
            &["does not list `a`", "lists `b`, which is not there", "lists `d/RECORD` twice"],
        );
        check(vec![row("a", Some(good), Some(1))], &["does not list itself"]);
        assert_eq!(faults("a,b\n", "d/RECORD", &members).len(), 1);
    }
}
