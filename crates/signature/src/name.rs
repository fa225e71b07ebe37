//! Distinguished names as people read them.

use crate::der::{Node, NotDer, tag};
use crate::oid;

/// So many letters of a name are shown: some times what its parts may have (RFC 5280 §A.1).
const MOST_SHOWN: usize = 1000;

/// A Name (RFC 5280 §4.1.2.4) as text: `CN=…, O=…`, in the order in which it is written. Only for
/// people; names are compared by their bytes. What would look like another part is escaped (RFC 4514
/// §2.4).
pub(crate) fn shown(name: &[u8]) -> String {
    let parts = parts(name).unwrap_or_default();
    let parts: Vec<_> =
        parts.iter().map(|(kind, text)| format!("{kind}={}", visible(&escaped(text)))).collect();
    let mut shown = parts.join(", ");
    if let Some((at, _)) = shown.char_indices().nth(MOST_SHOWN) {
        shown.truncate(at);
        shown.push('…');
    }
    shown
}

fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        // The arrow is what joins the names of a chain.
        if matches!(letter, ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=' | '←') {
            shown.push('\\');
        }
        shown.push(letter);
    }
    shown
}

/// The common name, if there is one.
pub(crate) fn common_name(name: &[u8]) -> Option<String> {
    let parts = parts(name).ok()?;
    parts.into_iter().find(|(kind, _)| kind == "CN").map(|(_, text)| visible(&text))
}

fn parts(name: &[u8]) -> Result<Vec<(String, String)>, NotDer> {
    let mut parts = Vec::new();
    for set in Node::only(name, tag::SEQUENCE)?.reader().all()? {
        for pair in set.of(tag::SET)?.all()? {
            let mut fields = pair.of(tag::SEQUENCE)?;
            let kind = fields.expect(tag::OID)?.content;
            parts.push((label(kind), text(fields.next()?)?));
            fields.finish()?;
        }
    }
    Ok(parts)
}

/// Whether a name has the form of one.
pub(crate) fn check(name: &[u8]) -> Result<(), NotDer> {
    parts(name).map(|_| ())
}

fn label(kind: &[u8]) -> String {
    match kind {
        oid::COMMON_NAME => "CN",
        oid::COUNTRY => "C",
        oid::LOCALITY => "L",
        oid::STATE => "ST",
        oid::ORGANIZATION => "O",
        oid::UNIT => "OU",
        oid::EMAIL => "emailAddress",
        other => return oid::dotted(other),
    }
    .to_owned()
}

/// Text of any kind (RFC 5280 §4.1.2.4).
pub(crate) fn text(node: Node<'_>) -> Result<String, NotDer> {
    let wide = |len: usize| {
        let number = |unit: &[u8]| unit.iter().fold(0, |unit, &byte| unit << 8 | u32::from(byte));
        node.content.chunks(len).map(number)
    };
    Ok(match node.tag {
        tag::BMP_STRING => {
            let units: Vec<_> = wide(2).map(|unit| u16::try_from(unit).unwrap_or(0xfffd)).collect();
            String::from_utf16_lossy(&units)
        }
        tag::UNIVERSAL_STRING => wide(4)
            .map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
        tag::T61_STRING => node.content.iter().map(|&byte| char::from(byte)).collect(),
        tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING | tag::NUMERIC_STRING => {
            String::from_utf8_lossy(node.content).into_owned()
        }
        _ => return Err(NotDer("a part of a name is no text")),
    })
}

/// What steers a terminal, or cannot be seen, is shown as what it is.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match is_hidden(letter) {
            true => shown.extend(letter.escape_unicode()),
            false => shown.push(letter),
        }
    }
    shown
}

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{feff}')
        || ('\u{200b}'..='\u{202e}').contains(&letter)
        || ('\u{2060}'..='\u{206f}').contains(&letter)
}
