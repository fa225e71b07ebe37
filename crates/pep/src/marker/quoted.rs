//! Quoted values. `packaging` reads them as Python literals, so Python's escapes count.

use crate::cursor::Cursor;
use crate::error::{Error, Problem};

/// Reads a quoted value if one begins here.
///
/// A value that could not be written again (it holds both kinds of quotes, or would break its
/// line) is refused: written into metadata, it would be another marker or another header.
pub(super) fn quoted(cursor: &mut Cursor<'_>) -> Result<Option<String>, Error> {
    let start = cursor.at();
    let Some(quote) = cursor.rest().chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Ok(None);
    };
    let after = cursor.rest().get(1..).unwrap_or_default();
    let Some(len) = after.find(quote) else {
        let expected = "a quoted value with its closing quote";
        let found = "an open quote".to_owned();
        return Err(Error::new(
            Problem::Expected { expected, found },
            start..start + 1 + after.len(),
        ));
    };
    cursor.advance(len + 2);
    let literal = after.get(..len).unwrap_or_default();
    let range = start..cursor.at();
    let value = if literal.contains(['\n', '\r', '\0']) { None } else { unescape(literal) };
    let Some(value) = value else {
        return Err(Error::other("the quoted value is not a Python string", range));
    };
    let both = value.contains('"') && value.contains('\'');
    if both || value.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(Error::new(Problem::MarkerValue { value }, range));
    }
    Ok(Some(value))
}

/// Resolves Python's escapes. `None` where one is broken; `\N{…}` counts as broken, since it would
/// need the names of all characters.
fn unescape(literal: &str) -> Option<String> {
    let mut value = String::with_capacity(literal.len());
    let mut chars = literal.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next()? {
            c @ ('\\' | '\'' | '"') => value.push(c),
            'a' => value.push('\u{7}'),
            'b' => value.push('\u{8}'),
            'f' => value.push('\u{c}'),
            'n' => value.push('\n'),
            'r' => value.push('\r'),
            't' => value.push('\t'),
            'v' => value.push('\u{b}'),
            'x' => value.push(hexadecimal(&mut chars, 2)?),
            'u' => value.push(hexadecimal(&mut chars, 4)?),
            'U' => value.push(hexadecimal(&mut chars, 8)?),
            'N' => return None,
            c @ '0'..='7' => value.push(octal(c, &mut chars)?),
            c => value.extend(['\\', c]),
        }
    }
    Some(value)
}

fn hexadecimal(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let mut code: u32 = 0;
    for _ in 0..digits {
        code = code.checked_mul(16)?.checked_add(chars.next()?.to_digit(16)?)?;
    }
    char::from_u32(code)
}

fn octal(first: char, chars: &mut std::str::Chars<'_>) -> Option<char> {
    let mut code = first.to_digit(8)?;
    for _ in 0..2 {
        let Some(digit) = chars.clone().next().and_then(|c| c.to_digit(8)) else { break };
        code = code * 8 + digit;
        chars.next();
    }
    char::from_u32(code)
}
