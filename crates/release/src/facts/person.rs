//! Authors, as people write them.

/// Whoever made a project.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Person {
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The address of a page.
    pub url: Option<String>,
}

impl Person {
    /// Reads the first of the people in a header such as `"Doe, J." <j@example.org>, k@example.org`.
    pub(super) fn first_of(header: &str) -> Option<Self> {
        let person = Self::read(first_entry(header));
        // A mere word in a header of addresses is an address, whatever it looks like.
        Some(person).filter(|person| *person != Self::default())
    }

    /// Reads `Name <address> (page)`, each part optional, as npm has it; an address may stand alone.
    pub(super) fn read(text: &str) -> Self {
        let (rest, url) = bracketed(text, '(', ')');
        let (rest, email) = bracketed(&rest, '<', '>');
        let name = unquoted(rest.trim());
        let is_address = email.is_none() && name.contains('@') && !name.contains(' ');
        match is_address {
            true => Self { name: None, email: present(name), url },
            false => Self { name: present(name), email, url },
        }
    }
}

fn present(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The text without the part in these brackets, and that part.
fn bracketed(text: &str, open: char, close: char) -> (String, Option<String>) {
    let found = text.rfind(open).and_then(|start| {
        let inside = text.get(start + 1..)?;
        let end = inside.find(close)?;
        Some((text.get(..start)?, inside.get(..end)?, inside.get(end + 1..)?))
    });
    match found {
        Some((before, inside, after)) => {
            (format!("{before}{after}"), present(inside.trim().to_owned()))
        }
        None => (text.to_owned(), None),
    }
}

/// All before the first comma that is in no quotes.
fn first_entry(header: &str) -> &str {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in header.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => return header.get(..at).unwrap_or(header),
            _ => {}
        }
    }
    header
}

fn unquoted(text: &str) -> String {
    let Some(inside) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
        return text.to_owned();
    };
    let mut plain = String::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: Option<&str>, email: Option<&str>, url: Option<&str>) {
        let person = Person::read(text);
        let found = (person.name.as_deref(), person.email.as_deref(), person.url.as_deref());
        assert_eq!(found, (name, email, url), "{text}");
    }

    #[test]
    fn each_part_of_a_person_is_optional() {
        check("Ann", Some("Ann"), None, None);
        check("Ann <a@b.c>", Some("Ann"), Some("a@b.c"), None);
        check("Ann <a@b.c> (https://a.b)", Some("Ann"), Some("a@b.c"), Some("https://a.b"));
        check("Ann (https://a.b)", Some("Ann"), None, Some("https://a.b"));
        check("a@b.c", None, Some("a@b.c"), None);
        check("<a@b.c>", None, Some("a@b.c"), None);
        check("", None, None, None);
    }

    #[test]
    fn the_first_of_several_people_counts() {
        let first = |header| Person::first_of(header).unwrap();
        let quoted = first(r#""Doe, \"J\"" <j@b.c>, k@b.c"#);
        assert_eq!(quoted.name.as_deref(), Some("Doe, \"J\""));
        assert_eq!(quoted.email.as_deref(), Some("j@b.c"));
        assert_eq!(first("k@b.c, Doe <j@b.c>").email.as_deref(), Some("k@b.c"));
        assert_eq!(first("Ann, Bob").name.as_deref(), Some("Ann"));
        assert_eq!(Person::first_of(" "), None);
    }
}
