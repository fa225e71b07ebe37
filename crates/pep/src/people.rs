//! Authors and maintainers.
//!
//! <https://packaging.python.org/en/latest/specifications/pyproject-toml/#authors-maintainers>

use crate::error::Error;

/// A person: a name, an e-mail address, or both.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Person {
    /// The name, as it may stand before an address.
    pub name: Option<String>,
    /// The address alone.
    pub email: Option<String>,
}

/// The two headers that people go into.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PeopleHeaders {
    /// `Author` or `Maintainer`: those who gave no address.
    pub names: Option<String>,
    /// `Author-email` or `Maintainer-email`: those who did, with their names.
    pub emails: Option<String>,
}

impl PeopleHeaders {
    /// Sorts people into the headers; each header keeps their order.
    #[must_use]
    pub fn of(people: &[Person]) -> Self {
        let mut names: Vec<&str> = Vec::new();
        let mut emails: Vec<String> = Vec::new();
        for person in people {
            match (&person.name, &person.email) {
                (Some(name), Some(email)) => emails.push(format!("{} <{email}>", phrase(name))),
                (None, Some(email)) => emails.push(email.clone()),
                (Some(name), None) => names.push(name),
                (None, None) => {}
            }
        }
        let joined = |list: String| (!list.is_empty()).then_some(list);
        Self { names: joined(names.join(", ")), emails: joined(emails.join(", ")) }
    }
}

/// A name as it stands before an address: in quotes where it holds what RFC 822 calls specials.
#[must_use]
pub fn phrase(name: &str) -> String {
    const SPECIALS: &str = "()<>@,:;.\\\"[]";
    if name.contains(|c| SPECIALS.contains(c)) {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        name.to_owned()
    }
}

/// Checks that a text is one address: a local part of ASCII words joined by dots, an `@`, and a
/// domain, which may be international.
///
/// # Errors
/// What is wrong with it, and where.
pub fn check_email(email: &str) -> Result<(), Error> {
    let refuse = |words: &str, range| Err(Error::other(format!("`{email}` {words}"), range));
    let Some((local, domain)) = email.rsplit_once('@') else {
        return refuse("has no `@`", 0..email.len());
    };
    let domain_range = local.len() + 1..email.len();
    let of_atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(of_atom);
    if !local.split('.').all(is_atom) {
        return refuse("has a local part that is not ASCII words joined by dots", 0..local.len());
    }
    let of_label = |c: char| !(c.is_whitespace() || c.is_control() || "()<>,:;\\\"[]".contains(c));
    let is_label = |label: &str| !label.is_empty() && label.chars().all(of_label);
    if !domain.split('.').all(is_label) {
        return refuse("has a domain that is none", domain_range);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, email: &str) -> Person {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Person { name: given(name), email: given(email) }
    }

    #[test]
    fn people_with_an_address_go_into_one_header_and_the_others_into_another() {
        let people = [
            person("Ann Bé", "ann@e.org"),
            person("Solo Name", ""),
            person("", "only@e.org"),
            person("Quo, \"T\"", "q@e.org"),
            person("J. Doe", "j@e.org"),
            person("O'Neil", "o@e.org"),
            person("Other", ""),
        ];
        let headers = PeopleHeaders::of(&people);
        assert_eq!(headers.names.unwrap(), "Solo Name, Other");
        assert_eq!(
            headers.emails.unwrap(),
            "Ann Bé <ann@e.org>, only@e.org, \"Quo, \\\"T\\\"\" <q@e.org>, \"J. Doe\" <j@e.org>, \
             O'Neil <o@e.org>"
        );
        assert_eq!(PeopleHeaders::of(&[]), PeopleHeaders::default());
    }

    #[test]
    fn an_address_is_ascii_words_at_a_domain() {
        for email in ["a@b", "a.b+c@d.org", "a@bücher.example"] {
            assert_eq!(check_email(email), Ok(()), "{email}");
        }
        for (email, words) in [
            ("noat", "`noat` has no `@`"),
            ("a..b@c", "`a..b@c` has a local part that is not ASCII words joined by dots"),
            ("é@b.c", "`é@b.c` has a local part that is not ASCII words joined by dots"),
            ("a@b@c", "`a@b@c` has a local part that is not ASCII words joined by dots"),
            ("a@", "`a@` has a domain that is none"),
            ("a@b, c", "`a@b, c` has a domain that is none"),
        ] {
            assert_eq!(check_email(email).unwrap_err().to_string(), words);
        }
    }
}
