//! What an authority answers (RFC 3161 §2.4.2).

use crate::der::{Node, NotDer, tag};
use crate::name;

/// Why an authority gave no token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Refusal {
    /// What was refused, in the words of the standard.
    pub(super) status: &'static str,
    /// Why, in those of the standard and of the authority.
    pub(super) reasons: Vec<String>,
}

/// An answer: the token, or why there is none.
pub(super) fn read(bytes: &[u8]) -> Result<Result<Vec<u8>, Refusal>, NotDer> {
    let mut fields = Node::only(bytes, tag::SEQUENCE)?.reader();
    let mut info = fields.expect(tag::SEQUENCE)?.reader();
    let status = info.expect(tag::INTEGER)?.small()?;
    let words = info.optional(tag::SEQUENCE)?;
    let failures = info.optional(tag::BIT_STRING)?;
    info.finish()?;
    let token = fields.optional(tag::SEQUENCE)?.map(|node| node.raw.to_vec());
    fields.finish()?;
    let status = match (status, token) {
        // With the second there are changes to what was asked for; whether they matter is looked at.
        (0 | 1, Some(token)) => return Ok(Ok(token)),
        (0 | 1, None) => return Err(NotDer("it grants a token and brings none")),
        (2, _) => "rejection",
        (3, _) => "waiting",
        (4, _) => "revocation is imminent",
        (5, _) => "revoked",
        _ => "unknown status",
    };
    let mut reasons = failures.map(failure).unwrap_or_default();
    for text in words.map(|words| words.reader().all()).transpose()?.unwrap_or_default() {
        reasons.push(name::visible(&name::text(text)?));
    }
    Ok(Err(Refusal { status, reasons }))
}

/// PKIFailureInfo: a bit each.
const FAILURES: [(usize, &str); 8] = [
    (0, "the digest is not known there"),
    (2, "the request is not allowed"),
    (5, "the request has the wrong form"),
    (14, "its clock is not available"),
    (15, "the policy is not supported there"),
    (16, "the extension is not supported there"),
    (17, "additional information is not available"),
    (25, "the request cannot be handled, since its system fails"),
];

fn failure(node: Node<'_>) -> Vec<String> {
    let bits = node.content.get(1..).unwrap_or_default();
    let is_set = |at: usize| bits.get(at / 8).is_some_and(|byte| byte & 0x80 >> (at % 8) != 0);
    let set = FAILURES.iter().filter(|(at, _)| is_set(*at));
    set.map(|(_, words)| (*words).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der;

    fn status(parts: &[&[u8]]) -> Vec<u8> {
        der::sequence(&[&der::sequence(parts)])
    }

    #[test]
    fn a_refusal_is_told_in_all_its_words() {
        let text = der::sequence(&[&der::value(tag::UTF8_STRING, "not \u{1b}today".as_bytes())]);
        let bits = der::value(tag::BIT_STRING, &[6, 0, 0, 0, 0x40]);
        let read = super::read(&status(&[&der::unsigned(&[2]), &text, &bits])).unwrap();
        let reasons = vec![
            "the request cannot be handled, since its system fails".to_owned(),
            "not \\u{1b}today".to_owned(),
        ];
        assert_eq!(read, Err(Refusal { status: "rejection", reasons }));
        let waiting = super::read(&status(&[&der::unsigned(&[3])])).unwrap();
        assert_eq!(waiting.unwrap_err().status, "waiting");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let refused = |bytes: &[u8], why: &str| {
            assert_eq!(super::read(bytes).unwrap_err().to_string(), why);
        };
        refused(b"<html>", "a value is longer than what holds it");
        refused(b"", "a value is missing");
        refused(&status(&[&der::unsigned(&[0])]), "it grants a token and brings none");
        let both = [status(&[&der::unsigned(&[2])]), vec![5, 0]].concat();
        refused(&both, "something follows the last value");
    }
}
