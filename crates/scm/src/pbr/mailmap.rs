//! [`.mailmap`](https://git-scm.com/docs/gitmailmap): the names under which people want to be known.

use std::collections::BTreeMap;

/// What it says, by the address of a commit.
#[derive(Debug, Default)]
pub(super) struct Mailmap {
    by_email: BTreeMap<String, Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    all: Known,
    /// By the name of a commit as well.
    by_name: BTreeMap<String, Known>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    name: Option<String>,
    email: Option<String>,
}

impl Mailmap {
    pub(super) fn parse(text: &str) -> Self {
        let mut map = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, email, rest)) = person(line) else { continue };
            let (known, old_name, old_email) = match person(rest) {
                Some((old_name, old_email, _)) => {
                    (Known { name, email: Some(email) }, old_name, old_email)
                }
                None => (Known { name, email: None }, None, email),
            };
            let entry = map.by_email.entry(old_email.to_lowercase()).or_default();
            match old_name {
                Some(old_name) => drop(entry.by_name.insert(old_name.to_lowercase(), known)),
                None => {
                    entry.all.name = known.name.or(entry.all.name.take());
                    entry.all.email = known.email.or(entry.all.email.take());
                }
            }
        }
        map
    }

    /// The name and the address that are meant.
    pub(super) fn mapped<'a>(&'a self, name: &'a str, email: &'a str) -> (&'a str, &'a str) {
        let Some(entry) = self.by_email.get(&email.to_lowercase()) else { return (name, email) };
        let known = entry.by_name.get(&name.to_lowercase()).unwrap_or(&entry.all);
        (known.name.as_deref().unwrap_or(name), known.email.as_deref().unwrap_or(email))
    }
}

/// `Name <e-mail>` at the beginning of a text, and the rest of it.
fn person(text: &str) -> Option<(Option<String>, String, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (email, rest) = rest.split_once('>')?;
    let name = Some(name.trim()).filter(|name| !name.is_empty()).map(ToOwned::to_owned);
    Some((name, email.to_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_known_by_address_and_perhaps_by_name() {
        let map = Mailmap::parse(
            "# of all\nProper <a@x>\nOther <b@y> <B@x>\n<c@y> <c@x>\nOne <d@y> Two <d@x>\n",
        );
        for (name, email, expect) in [
            ("any", "A@x", ("Proper", "A@x")),
            ("any", "b@X", ("Other", "b@y")),
            ("any", "c@x", ("any", "c@y")),
            ("two", "d@x", ("One", "d@y")),
            ("three", "d@x", ("three", "d@x")),
            ("any", "e@x", ("any", "e@x")),
        ] {
            assert_eq!(map.mapped(name, email), expect);
        }
    }
}
