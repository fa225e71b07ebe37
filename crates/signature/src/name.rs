//! Distinguished names as people read them.

use crate::der::{Node, NotDer, tag};
use crate::oid;

/// A Name (RFC 5280 §4.1.2.4) as text: `CN=…, O=…`, in the order in which it is written. Only for
/// people; names are compared by their bytes.
pub(crate) fn shown(name: &[u8]) -> String {
    let parts = parts(name).unwrap_or_default();
    let parts: Vec<_> = parts.iter().map(|(kind, text)| format!("{kind}={text}")).collect();
    parts.join(", ")
}

/// The common name, if there is one.
pub(crate) fn common_name(name: &[u8]) -> Option<String> {
    let parts = parts(name).ok()?;
    parts.into_iter().find(|(kind, _)| kind == "CN").map(|(_, text)| text)
}

fn parts(name: &[u8]) -> Result<Vec<(String, String)>, NotDer> {
    let mut parts = Vec::new();
    for set in Node::only(name, tag::SEQUENCE)?.reader().all()? {
        for pair in set.of(tag::SET)?.all()? {
            let mut fields = pair.of(tag::SEQUENCE)?;
            let kind = fields.expect(tag::OID)?.content;
            parts.push((label(kind), text(fields.next()?)));
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

/// Text of any kind. Control characters are escaped: it may end on a terminal.
fn text(node: Node<'_>) -> String {
    let text = match node.tag {
        tag::BMP_STRING => {
            let units = node.content.chunks(2);
            let units: Vec<_> = units
                .map(|unit| unit.iter().fold(0, |unit, &byte| unit << 8 | u16::from(byte)))
                .collect();
            String::from_utf16_lossy(&units)
        }
        tag::T61_STRING => node.content.iter().map(|&byte| char::from(byte)).collect(),
        tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING => {
            String::from_utf8_lossy(node.content).into_owned()
        }
        _ => return "…".to_owned(),
    };
    let hidden = |letter: char| letter.is_control() || ('\u{200b}'..='\u{202e}').contains(&letter);
    text.chars()
        .flat_map(|letter| match letter {
            _ if hidden(letter) => letter.escape_default().collect::<Vec<_>>(),
            _ => vec![letter],
        })
        .collect()
}
