//! The addresses in a header, as Python's `email.utils` finds them.
//!
//! That is what PyPI asks, and it is no reader of RFC 5322 but of whatever people write: a name
//! without an address is taken for an address, and blanks around dots are dropped.

/// How deep groups of addresses may lie in each other before nobody cares what is in them.
const DEEPEST: usize = 32;

/// All addresses of a header, an empty text for each that could not be read. `None` where Python
/// refuses to read the header at all.
pub(super) fn all(text: &str) -> Option<Vec<String>> {
    if !has_partners(text) {
        return None;
    }
    let mut reader = Reader { text, at: 0 };
    let mut found = Vec::new();
    while reader.peek().is_some() {
        let addresses = reader.address(0)?;
        if addresses.is_empty() {
            found.push(String::new());
        }
        found.extend(addresses);
    }
    Some(found)
}

/// Whether every parenthesis outside of quotes has its partner.
fn has_partners(text: &str) -> bool {
    let mut open = 0_usize;
    for (c, is_escaped) in escapes(&without_quotes(text)) {
        match c {
            '(' if !is_escaped => open += 1,
            ')' if !is_escaped => match open.checked_sub(1) {
                Some(fewer) => open = fewer,
                None => return false,
            },
            _ => {}
        }
    }
    open == 0
}

/// A text without what stands in quotes; a quote without a partner quotes nothing.
fn without_quotes(text: &str) -> String {
    let (mut kept, mut pending) = (String::new(), None::<String>);
    for (c, is_escaped) in escapes(text) {
        match &mut pending {
            Some(_) if c == '"' && !is_escaped => pending = None,
            None if c == '"' && !is_escaped => pending = Some(String::from('"')),
            Some(quoted) => push(quoted, c, is_escaped),
            None => push(&mut kept, c, is_escaped),
        }
    }
    kept.extend(pending);
    kept
}

fn push(text: &mut String, c: char, is_escaped: bool) {
    if is_escaped {
        text.push('\\');
    }
    text.push(c);
}

/// The characters of a text, each with whether a backslash stands before it.
fn escapes(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut chars = text.chars();
    std::iter::from_fn(move || match chars.next()? {
        '\\' => Some(chars.next().map_or(('\\', false), |c| (c, true))),
        c => Some((c, false)),
    })
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn ends_phrase(c: char) -> bool {
    is_blank(c) || "()<>@,:;\"[]".contains(c)
}

fn ends_atom(c: char) -> bool {
    ends_phrase(c) || c == '.'
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// The next address, or all of a group.
    fn address(&mut self, depth: usize) -> Option<Vec<String>> {
        self.skip();
        let start = self.at;
        let word = self.first_word();
        self.skip();
        let found = match self.peek() {
            Some('.' | '@') => {
                self.at = start;
                vec![self.spec()]
            }
            Some(':') => self.group(depth)?,
            Some('<') => vec![self.route()],
            Some(_) if word.is_none() => {
                self.take();
                Vec::new()
            }
            _ => word.into_iter().collect(),
        };
        self.skip();
        if self.peek() == Some(',') {
            self.take();
        }
        Some(found)
    }

    fn group(&mut self, depth: usize) -> Option<Vec<String>> {
        self.take();
        let mut found = Vec::new();
        while depth < DEEPEST && self.peek().is_some() {
            self.skip();
            if self.peek() == Some(';') {
                self.take();
                break;
            }
            found.extend(self.address(depth + 1)?);
        }
        (depth < DEEPEST).then_some(found)
    }

    /// What stands in angle brackets, the route of the old days left out.
    fn route(&mut self) -> String {
        self.take();
        self.skip();
        while let Some(c) = self.peek() {
            match c {
                '>' => {
                    self.take();
                    break;
                }
                '@' => {
                    self.take();
                    self.skip();
                    if self.peek().is_some() {
                        self.domain();
                    }
                }
                ':' => {
                    self.take();
                }
                _ => {
                    let found = self.spec();
                    self.take();
                    return found;
                }
            }
            self.skip();
        }
        String::new()
    }

    /// `local@domain`, or what there is of it.
    fn spec(&mut self) -> String {
        let mut words: Vec<String> = Vec::new();
        self.skip();
        while let Some(c) = self.peek() {
            let is_word = match c {
                '.' => false,
                '"' => true,
                c if ends_atom(c) => break,
                _ => true,
            };
            if is_word {
                words.push(self.word(c));
                words.extend(Some(self.skip()).filter(|blanks| !blanks.is_empty()));
            } else {
                self.take();
                drop_blanks(&mut words);
                words.push(".".to_owned());
                self.skip();
            }
        }
        if self.peek().is_some() {
            drop_blanks(&mut words);
        }
        if self.peek() != Some('@') {
            return words.concat();
        }
        self.take();
        self.skip();
        let domain = self.domain();
        if domain.is_empty() { domain } else { format!("{}@{domain}", words.concat()) }
    }

    fn word(&mut self, first: char) -> String {
        if first == '"' {
            let quoted = self.quoted().replace('\\', "\\\\").replace('"', "\\\"");
            return format!("\"{quoted}\"");
        }
        self.atom(ends_atom)
    }

    fn domain(&mut self) -> String {
        let mut domain = String::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '.' => {
                    self.take();
                    domain.extend(Some(c).filter(|c| *c == '.'));
                }
                '(' => self.comment(),
                '[' => domain.push_str(&self.literal()),
                // One address with two domains is none.
                '@' => return String::new(),
                c if ends_atom(c) => break,
                _ => domain.push_str(&self.atom(ends_atom)),
            }
        }
        domain
    }

    fn literal(&mut self) -> String {
        format!("[{}]", self.delimited(']'))
    }

    fn quoted(&mut self) -> String {
        self.delimited('"')
    }

    /// What stands between this character and the end; a backslash keeps what follows it.
    fn delimited(&mut self, end: char) -> String {
        self.take();
        let mut inside = String::new();
        while let Some(c) = self.take() {
            match c {
                '\\' => inside.extend(self.take()),
                '\r' => break,
                c if c == end => break,
                c => inside.push(c),
            }
        }
        inside
    }

    fn comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(c) = self.take() {
            match c {
                '\\' => {
                    self.take();
                }
                '(' => depth += 1,
                ')' | '\r' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }

    fn atom(&mut self, ends: impl Fn(char) -> bool) -> String {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let atom = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        self.at += atom.len();
        atom.to_owned()
    }

    /// Goes past a name, and says how it begins.
    fn first_word(&mut self) -> Option<String> {
        let mut first = None;
        while let Some(c) = self.peek() {
            let word = match c {
                '"' => self.quoted(),
                '(' => {
                    self.comment();
                    continue;
                }
                c if is_blank(c) => {
                    self.take();
                    continue;
                }
                c if ends_phrase(c) => break,
                _ => self.atom(ends_phrase),
            };
            first = first.or(Some(word));
        }
        first
    }

    /// Goes past blanks and comments, and says which blanks.
    fn skip(&mut self) -> String {
        let mut blanks = String::new();
        while let Some(c) = self.peek().filter(|c| is_blank(*c) || *c == '(') {
            if c == '(' {
                self.comment();
            } else {
                self.take();
                blanks.extend(Some(c).filter(|c| matches!(c, ' ' | '\t')));
            }
        }
        blanks
    }
}

fn drop_blanks(words: &mut Vec<String>) {
    if words.last().is_some_and(|word| word.trim().is_empty()) {
        words.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_as_python_finds_them() {
        for (text, expect) in [
            ("a@b.c", Some(&["a@b.c"][..])),
            ("Jane Doe <a@b.c>", Some(&["a@b.c"])),
            ("\"Doe, Jane\" <a@b.c>", Some(&["a@b.c"])),
            ("a@b.c (Jane (née Doe))", Some(&["a@b.c"])),
            ("A <a@b.c>, B <d@e.f>", Some(&["a@b.c", "d@e.f"])),
            ("a@b.c,", Some(&["a@b.c"])),
            ("a@b.c, ", Some(&["a@b.c", ""])),
            ("Jane Doe", Some(&["Jane"])),
            ("a . b @ c . d", Some(&["a.b@c.d"])),
            ("Jane a@b.c", Some(&["Jane a@b.c"])),
            ("a@b@c.d", Some(&["", "@c.d"])),
            ("us: a@b.c, d@e.f;", Some(&["a@b.c", "d@e.f"])),
            ("<@x.y:a@b.c>", Some(&["a@b.c"])),
            ("a@[1.2.3.4]", Some(&["a@[1.2.3.4]"])),
            ("a (b <a@b.c>", None),
            ("", Some(&[])),
        ] {
            let found = all(text);
            let found = found.as_ref().map(|found| found.iter().map(String::as_str).collect());
            assert_eq!(found, expect.map(<[&str]>::to_vec), "{text}");
        }
    }

    #[test]
    fn hostile_headers_end() {
        assert_eq!(all(&"a:".repeat(1 << 16)), None);
        assert_eq!(all(&"(".repeat(1 << 16)), None);
        assert!(all(&"a@".repeat(1 << 16)).is_some());
    }
}
