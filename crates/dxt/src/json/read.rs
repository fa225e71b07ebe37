//! The reader: RFC 8259 as `JSON.parse` reads it.

use std::ops::Range;

use super::{Document, Id, Member, Object, Replaced, Stored, Value};

/// Why a text is not JSON, where, and what to do about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Flaw {
    pub(crate) span: Range<usize>,
    pub(crate) reason: String,
    pub(crate) remedy: Option<&'static str>,
}

/// Reads a document. Texts beyond 4 GiB are not JSON to us; callers refuse far smaller ones.
pub(crate) fn parse(text: &str) -> Result<Document, Flaw> {
    let mut reader =
        Reader { text, at: 0, values: Vec::new(), open: Vec::new(), replaced: Vec::new() };
    let root = reader.document()?;
    Ok(Document { values: reader.values, root, replaced: reader.replaced })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    values: Vec<Stored>,
    open: Vec<Open>,
    replaced: Vec<Replaced>,
}

/// An array or object that is not closed yet.
struct Open {
    start: usize,
    inside: Inside,
}

enum Inside {
    Array(Vec<Id>),
    /// The members so far. The value of the last one is not known before it ends.
    Object(Vec<Member>),
}

enum Begun {
    /// A scalar or an empty array or object.
    Complete(Id),
    /// An array or object whose first value comes next.
    Opened,
}

enum Next {
    /// The innermost array or object ended with this value.
    Closed(Id),
    Value,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Id, Flaw> {
        self.refuse_other_encodings()?;
        loop {
            let Begun::Complete(mut complete) = self.begin_value()? else { continue };
            loop {
                let Some(innermost) = self.open.last_mut() else { return self.end(complete) };
                innermost.take(complete);
                match self.after_value()? {
                    Next::Closed(id) => complete = id,
                    Next::Value => break,
                }
            }
        }
    }

    fn begin_value(&mut self) -> Result<Begun, Flaw> {
        self.skip_blanks();
        let start = self.at;
        match self.peek() {
            Some(b'{') => {
                self.at += 1;
                self.open.push(Open { start, inside: Inside::Object(Vec::new()) });
                self.skip_blanks();
                if self.peek() == Some(b'}') {
                    return self.close().map(Begun::Complete);
                }
                self.name("a key in double quotes or `}`")?;
                Ok(Begun::Opened)
            }
            Some(b'[') => {
                self.at += 1;
                self.open.push(Open { start, inside: Inside::Array(Vec::new()) });
                self.skip_blanks();
                if self.peek() == Some(b']') {
                    return self.close().map(Begun::Complete);
                }
                Ok(Begun::Opened)
            }
            _ => {
                let value = self.scalar()?;
                self.store(start, value).map(Begun::Complete)
            }
        }
    }

    fn after_value(&mut self) -> Result<Next, Flaw> {
        self.skip_blanks();
        let in_object = matches!(self.open.last(), Some(Open { inside: Inside::Object(_), .. }));
        let end = if in_object { b'}' } else { b']' };
        match self.peek() {
            Some(found) if found == end => self.close().map(Next::Closed),
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_blanks();
                if self.peek() == Some(end) {
                    return Err(flaw(comma..comma + 1, "a comma before the closing bracket")
                        .advise("remove the comma: JSON has no trailing ones"));
                }
                if in_object {
                    self.name("a key in double quotes")?;
                }
                Ok(Next::Value)
            }
            _ if in_object => Err(self.unexpected("`,` or `}`")),
            _ => Err(self.unexpected("`,` or `]`")),
        }
    }

    /// Reads the name of a member and the colon behind it.
    fn name(&mut self, wanted: &str) -> Result<(), Flaw> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.unexpected(wanted));
        }
        let mut name = self.string()?;
        let span = start..self.at;
        let written = self.text.get(start + 1..self.at - 1).unwrap_or_default();
        // To JavaScript two surrogates alone are two names; here both are the same character.
        if name.contains(char::REPLACEMENT_CHARACTER) && has_surrogate(written) {
            written.clone_into(&mut name);
        }
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:` after the key"));
        }
        self.at += 1;
        if let Some(Open { inside: Inside::Object(members), .. }) = self.open.last_mut() {
            members.push(Member { name, name_span: span, value: Id::MAX });
        }
        Ok(())
    }

    /// Ends the innermost array or object at the bracket under the cursor.
    fn close(&mut self) -> Result<Id, Flaw> {
        self.at += 1;
        match self.open.pop() {
            Some(Open { start, inside: Inside::Array(items) }) => {
                self.store(start, Value::Array(items))
            }
            Some(Open { start, inside: Inside::Object(members) }) => {
                let object = Object::new(members, &mut self.replaced);
                self.store(start, Value::Object(object))
            }
            None => Err(self.unexpected("a value")),
        }
    }

    fn end(&mut self, root: Id) -> Result<Id, Flaw> {
        self.skip_blanks();
        if self.at < self.text.len() {
            return Err(self.unexpected("the end of the file"));
        }
        Ok(root)
    }

    fn scalar(&mut self) -> Result<Value, Flaw> {
        for (word, value) in
            [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)]
        {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn number(&mut self) -> Result<Value, Flaw> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(flaw(start..self.at, "a number that starts with 0"));
            }
        } else {
            self.digits(start)?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits(start)?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits(start)?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        // The grammar above is narrower than Rust's, and both round `1e999` up to infinity.
        text.parse().map(Value::Number).map_err(|_| flaw(start..self.at, "an incomplete number"))
    }

    fn digits(&mut self, number: usize) -> Result<(), Flaw> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start {
            return Ok(());
        }
        Err(flaw(number..self.at.max(number + 1), "an incomplete number"))
    }

    fn string(&mut self) -> Result<String, Flaw> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let plain = self.rest().find(|c| c < ' ' || c == '"' || c == '\\');
            let Some(plain) = plain else {
                return Err(flaw(start..self.text.len(), "a string that does not end"));
            };
            text.push_str(self.rest().get(..plain).unwrap_or_default());
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(self.control_character(start)),
            }
        }
    }

    fn control_character(&self, string: usize) -> Flaw {
        if matches!(self.peek(), Some(b'\n' | b'\r')) {
            return flaw(string..self.at, "a string that does not end on its line")
                .advise("close the string, or write a line break in it as `\\n`");
        }
        let code = self.peek().unwrap_or_default();
        flaw(self.at..self.at + 1, format!("a raw control character U+{code:04X} in a string"))
            .advise("write it as an escape, such as `\\t`")
    }

    fn escape(&mut self) -> Result<char, Flaw> {
        let start = self.at;
        self.at += 2;
        let letter = self.text.as_bytes().get(start + 1);
        Ok(match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => {
                return Err(flaw(start..start + 2, "an escape that JSON does not know")
                    .advise("write a backslash in a string as `\\\\`"));
            }
        })
    }

    /// The character of one `\uXXXX`, or of two that are a surrogate pair. A surrogate alone, which
    /// JavaScript keeps, is no character and becomes the replacement character.
    fn unicode_escape(&mut self, start: usize) -> Result<char, Flaw> {
        let first = self.hex_digits(start)?;
        if !(0xD800..0xDC00).contains(&first) || !self.rest().starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let second_start = self.at;
        self.at += 2;
        let second = self.hex_digits(second_start)?;
        if (0xDC00..0xE000).contains(&second) {
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        self.at = second_start;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex_digits(&mut self, escape: usize) -> Result<u32, Flaw> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        self.at += 4;
        digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or_else(|| {
            flaw(escape..escape + 2, "an escape `\\u` without four hexadecimal digits")
        })
    }

    fn store(&mut self, start: usize, value: Value) -> Result<Id, Flaw> {
        let id = Id::try_from(self.values.len()).map_err(|_| flaw(0..1, "too many values"))?;
        self.values.push(Stored { span: start..self.at, value });
        Ok(id)
    }

    fn refuse_other_encodings(&self) -> Result<(), Flaw> {
        let remedy = "save the file as UTF-8 without a byte order mark";
        if self.text.starts_with('\u{feff}') {
            return Err(flaw(0..3, "a byte order mark at the start").advise(remedy));
        }
        // A byte order mark of UTF-16 is no UTF-8, and ASCII in UTF-16 has a NUL in each character.
        let utf16 = self.text.starts_with("\u{fffd}\u{fffd}")
            || self.text.chars().take(2).any(|c| c == '\0');
        if utf16 { Err(flaw(0..1, "a text in UTF-16").advise(remedy)) } else { Ok(()) }
    }

    fn unexpected(&self, wanted: &str) -> Flaw {
        let here = self.at..self.at + 1;
        let rest = self.rest();
        let word = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let Some(found) = rest.chars().next() else { return self.truncated() };
        if rest.starts_with("//") || rest.starts_with("/*") {
            return flaw(here, "a comment").advise("remove the comment: JSON has none");
        }
        if found == '\'' {
            return flaw(here, "a single quote").advise("use double quotes");
        }
        if word.is_empty() {
            return flaw(here, format!("expected {wanted}, found `{}`", found.escape_debug()));
        }
        let shown: String = word.chars().take(20).collect();
        flaw(self.at..self.at + word.len(), format!("expected {wanted}, found `{shown}`"))
    }

    fn truncated(&self) -> Flaw {
        let end = self.text.len()..self.text.len();
        match self.open.last() {
            None => flaw(end, "an empty file"),
            Some(open) => {
                let what = match open.inside {
                    Inside::Array(_) => "array",
                    Inside::Object(_) => "object",
                };
                let line = self.text.get(..open.start).unwrap_or_default().matches('\n').count();
                flaw(end, format!("the file ends inside the {what} of line {}", line + 1))
            }
        }
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

impl Open {
    fn take(&mut self, value: Id) {
        match &mut self.inside {
            Inside::Array(items) => items.push(value),
            Inside::Object(members) => {
                if let Some(last) = members.last_mut() {
                    last.value = value;
                }
            }
        }
    }
}

impl Flaw {
    fn advise(mut self, remedy: &'static str) -> Self {
        self.remedy = Some(remedy);
        self
    }
}

fn flaw(span: Range<usize>, reason: impl Into<String>) -> Flaw {
    Flaw { span, reason: reason.into(), remedy: None }
}

/// Whether a text has a surrogate written as an escape, alone or in a pair.
fn has_surrogate(written: &str) -> bool {
    let is_surrogate = |digits: &[u8]| {
        matches!(digits, [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
    };
    written
        .match_indices("\\u")
        .any(|(at, _)| written.as_bytes().get(at + 2..at + 4).is_some_and(is_surrogate))
}
