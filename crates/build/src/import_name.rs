//! Import names (PEP 794).

/// An import name: identifiers joined by dots, and whether it is private.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ImportName {
    /// The dotted name.
    pub name: String,
    /// Whether it ends with `; private`.
    pub private: bool,
}

impl ImportName {
    /// Reads a name, or says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (name, private) = match text.split_once(';') {
            Some((name, tag)) if tag.trim() == "private" => (name.trim_end(), true),
            Some(_) => return Err(format!("`{text}` ends with another tag than `; private`")),
            None => (text, false),
        };
        if name.split('.').all(is_identifier) {
            Ok(Self { name: name.to_owned(), private })
        } else {
            Err(format!("`{text}` is no import name"))
        }
    }
}

/// Whether Python takes it for a name, keywords aside.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers_with_dots_and_may_be_private() {
        let parse = |text| ImportName::parse(text).map(|it| (it.name, it.private));
        assert_eq!(parse("a.b_1"), Ok(("a.b_1".to_owned(), false)));
        assert_eq!(parse("é ;private "), Ok(("é".to_owned(), true)));
        assert_eq!(parse("a.1b"), Err("`a.1b` is no import name".to_owned()));
        assert_eq!(parse(""), Err("`` is no import name".to_owned()));
        assert_eq!(
            parse("a; public"),
            Err("`a; public` ends with another tag than `; private`".to_owned())
        );
    }
}
