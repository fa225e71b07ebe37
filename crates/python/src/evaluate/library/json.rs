//! JSON as Python's `json` reads it.

use crate::evaluate::values::mapping::{Key, Mapping};
use crate::evaluate::values::object::Object;

/// How deep arrays and objects may lie in each other.
const DEEPEST: usize = 100;

/// The value of a text; `None` for what is not JSON, or not followed.
pub(crate) fn parse(text: &str) -> Option<Object> {
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.blanks();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, text: &str) -> bool {
        self.blanks();
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Object> {
        if depth > DEEPEST {
            return None;
        }
        if self.take("{") {
            return self.object(depth);
        }
        if self.take("[") {
            let mut items = Vec::new();
            while !self.take("]") {
                if !items.is_empty() && !self.take(",") {
                    return None;
                }
                items.push(self.value(depth + 1)?);
            }
            return Some(Object::list(items));
        }
        if self.take("\"") {
            return self.string().map(Object::text);
        }
        for (word, value) in
            [("true", Object::Bool(true)), ("false", Object::Bool(false)), ("null", Object::None)]
        {
            if self.take(word) {
                return Some(value);
            }
        }
        self.number()
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        let mut map = Mapping::default();
        let mut first = true;
        while !self.take("}") {
            if !first && !self.take(",") {
                return None;
            }
            first = false;
            if !self.take("\"") {
                return None;
            }
            let key = Object::text(self.string()?);
            if !self.take(":") {
                return None;
            }
            let value = self.value(depth + 1)?;
            map.insert(Key::of(&key)?, key, value);
        }
        Some(Object::dict(map))
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut letters = self.rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.rest = self.rest.get(at + 1..)?;
                    return Some(text);
                }
                '\\' => text.push(match letters.next()?.1 {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    escaped @ ('"' | '\\' | '/') => escaped,
                    'u' => {
                        let digits: String = letters.by_ref().take(4).map(|(_, c)| c).collect();
                        char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
                    }
                    _ => return None,
                }),
                '\0'..='\x1f' | '\u{10fffe}' => return None,
                _ => text.push(letter),
            }
        }
        None
    }

    fn number(&mut self) -> Option<Object> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c));
        let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        let digits = number.strip_prefix('-').unwrap_or(number);
        let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
        if padded || !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.ends_with('.') {
            return None;
        }
        match number.parse() {
            Ok(whole) => Some(Object::Int(whole)),
            Err(_) if number.contains(['.', 'e', 'E']) => number.parse().ok().map(Object::Float),
            Err(_) => None,
        }
    }
}
