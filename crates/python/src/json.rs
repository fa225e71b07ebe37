//! JSON as Python's `json` reads it, but for `NaN`, infinities and half characters, of which nothing is
//! made.

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object, with every pair that is written.
    Table(Vec<(String, Self)>),
}

impl Json {
    /// Reads a text in which values lie in each other so deep at the most; `None` where it is no
    /// JSON.
    #[must_use]
    pub fn read(text: &str, depth: usize) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let value = reader.value(depth)?;
        reader.blanks();
        reader.rest.is_empty().then_some(value)
    }

    /// The value of a key, of which the last counts.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Table(pairs) = self else { return None };
        pairs.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, token: &str) -> Option<()> {
        self.blanks();
        self.rest = self.rest.strip_prefix(token)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        self.blanks();
        for (token, value) in
            [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))]
        {
            if self.take(token).is_some() {
                return Some(value);
            }
        }
        match self.rest.chars().next()? {
            '"' => self.text().map(Json::Text),
            '[' => self.list(depth),
            '{' => self.table(depth),
            _ => self.number(),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        self.take("[")?;
        let mut items = Vec::new();
        if self.take("]").is_some() {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.take(",").is_none() {
                self.take("]")?;
                return Some(Json::List(items));
            }
        }
    }

    fn table(&mut self, depth: usize) -> Option<Json> {
        self.take("{")?;
        let mut pairs = Vec::new();
        if self.take("}").is_some() {
            return Some(Json::Table(pairs));
        }
        loop {
            self.blanks();
            let key = self.text()?;
            self.take(":")?;
            pairs.push((key, self.value(depth)?));
            if self.take(",").is_none() {
                self.take("}")?;
                return Some(Json::Table(pairs));
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        is_number(number).then(|| Json::Number(number.to_owned()))
    }

    fn text(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('"')?;
        let mut text = String::new();
        loop {
            let mut letters = self.rest.chars();
            let letter = letters.next()?;
            self.rest = letters.as_str();
            match letter {
                '"' => return Some(text),
                '\\' => text.push(self.escape()?),
                '\0'..='\u{1f}' => return None,
                letter => text.push(letter),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let letter = letters.next()?;
        self.rest = letters.as_str();
        Some(match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.unit()?;
                let next = || self.rest.strip_prefix("\\u").is_some();
                if (0xd800..0xdc00).contains(&first) && next() {
                    self.take("\\u")?;
                    let second = self.unit()?;
                    char::decode_utf16([first, second]).next()?.ok()?
                } else {
                    char::from_u32(first.into())?
                }
            }
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest.get(..4)?;
        self.rest = self.rest.get(4..)?;
        let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
        is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
    }
}

/// Whether a text is a number as JSON writes it: no sign but a minus, no leading zeros, digits on
/// both sides of a point.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let is_padded = whole.len() > 1 && whole.starts_with('0');
    digits(whole) && !is_padded && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_what_is_none_is_not() {
        let text = r#" {"a": [1, -2.5, null], "b": {"c": "x\u00e9\ud83d\ude00\n"}, "a": true} "#;
        let json = Json::read(text, 32).unwrap();
        assert_eq!(json.get("a"), Some(&Json::Bool(true)));
        assert_eq!(json.get("b").and_then(|b| b.get("c")).and_then(Json::as_text), Some("xé😀\n"));
        let deep = "[".repeat(100_000);
        for wrong in ["", "{", "{\"a\" 1}", "[1,]", "\"\\x\"", "1 2", &deep] {
            assert_eq!(Json::read(wrong, 32), None);
        }
        assert!(Json::read("[[1]]", 3).is_some());
        assert_eq!(Json::read("[[1]]", 2), None);
    }

    #[test]
    fn numbers_are_those_of_json() {
        for right in ["0", "-0", "12", "1.50", "1e5", "-2.5E-3", "0e1"] {
            assert_eq!(Json::read(right, 1), Some(Json::Number(right.to_owned())));
        }
        for wrong in ["01", "+1", ".5", "1.", "-", "1e", "1.e5", "1.2.3", "NaN"] {
            assert_eq!(Json::read(wrong, 1), None, "{wrong}");
        }
    }
}
