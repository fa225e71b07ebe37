//! SPDX licence expressions, as far as manifests of crates have them.

/// Whether an expression can be satisfied with these licences; `None` where it is none. `/` is what
/// old manifests write for `OR`.
pub(super) fn is_satisfied(expression: &str, allowed: &[&str]) -> Option<bool> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = Words { words: spaced.split_whitespace().collect(), at: 0, allowed };
    let satisfied = words.any()?;
    (words.at == words.words.len()).then_some(satisfied)
}

struct Words<'a> {
    words: Vec<&'a str>,
    at: usize,
    allowed: &'a [&'a str],
}

impl Words<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut satisfied = self.all()?;
        while self.take("OR") {
            satisfied |= self.all()?;
        }
        Some(satisfied)
    }

    fn all(&mut self) -> Option<bool> {
        let mut satisfied = self.one()?;
        while self.take("AND") {
            satisfied &= self.one()?;
        }
        Some(satisfied)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let inner = self.any()?;
            return self.take(")").then_some(inner);
        }
        let mut licence = self.next()?.to_owned();
        if self.take("WITH") {
            licence = format!("{licence} WITH {}", self.next()?);
        }
        Some(self.allowed.contains(&licence.as_str()))
    }

    fn next(&mut self) -> Option<&str> {
        let word = *self.words.get(self.at)?;
        self.at += 1;
        (!["AND", "OR", "WITH", "(", ")"].contains(&word)).then_some(word)
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.words.get(self.at) == Some(&word);
        self.at += usize::from(is_next);
        is_next
    }
}

#[test]
fn and_binds_tighter_than_or() {
    let check = |expression, expect| {
        assert_eq!(is_satisfied(expression, &["A", "B", "C WITH x"]), expect, "{expression}");
    };
    check("A", Some(true));
    check("D", Some(false));
    check("D OR A AND B", Some(true));
    check("(D OR A) AND D", Some(false));
    check("D OR A AND D", Some(false));
    check("D/A", Some(true));
    check("C", Some(false));
    check("C WITH x AND (D OR B)", Some(true));
    check("A WITH x", Some(false));
    for broken in ["", "A B", "A OR", "(A", "A)", "WITH x"] {
        check(broken, None);
    }
}
